/* SPDX-License-Identifier: Apache-2.0 */
/* The composition root: builds every part, owns it, tears it down in reverse. Included
 * by main.c, agent_reload.c, agent_view.c and command.c only. E, control thread. */
#ifndef AGENT_AGENT_H
#define AGENT_AGENT_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/command.h"
#include "agent/conf/conf.h"
#include "agent/director.h"
#include "agent/history.h"
#include "agent/keeper.h"
#include "agent/mail.h"
#include "agent/notify.h"
#include "agent/sys/loop.h"
#include "agent/sys/process.h"
#include "agent/view/view.h"
#include "agent/vrrp/vrrp_control.h"
#include "api/api.h"
#include "mib/agentx.h"

struct store;

struct agent_options {
	const char *config_path;
	const char *config_id; /* NULL: the host's name */
	char host_name[VIEW_NAME_SIZE];
	bool lenient;
	bool vrrp, checks; /* which halves run */
	/* Read by main; the first agent takes it over, since reading twice would double
	 * the time to start. */
	struct model *first_model;
};

struct agent_config_facts {
	int64_t loaded_ms; /* wall clock */
	uint64_t reloads, refused;
	bool last_ok;
};

struct agent {
	struct agent_options *options; /* borrowed */
	struct board *board;           /* borrowed */
	unsigned start_count;
	int64_t started_ms; /* wall clock */

	/* Owned parts, in the order in which they are built. */
	struct loop *loop;
	struct keeper_link *keeper;
	struct history *history;
	struct store *store;
	struct mail *mail;
	struct notify *notify;
	struct director *director;
	struct vrrp_control *vrrp;
	struct trials *trials; /* made when the first is asked for */
	struct api *api;
	struct agentx *agentx;     /* NULL: not configured */
	struct loop_fd *snmp_asks; /* with agentx */
	struct loop_timer *beat, *publish, *api_retry;
	struct instant beat_due;   /* 0: none is due yet */
	struct histogram loop_lag; /* how late the beats are */
	struct loop_signal *signals[4];

	struct model *model;   /* owned: in use */
	struct model *refused; /* owned: the last one refused, for its diagnostics */
	bool snmp;             /* some MIB is served */
	bool traps;            /* agentx sends them */
	struct agent_config_facts config;
	char api_error[2 * VIEW_TEXT_SIZE]; /* "" : it listens */

	struct view *view;      /* owned: the newest; NULL: none yet */
	struct view_said *said; /* a reference: of the model */
	uint64_t generation;
	struct process_facts process; /* read once a second at most */
	struct instant process_at;
	bool view_stale;
	bool stopping, vrrp_stopped;
	struct instant stop_due;
};

/* Runs in the keeper's child until it is told to stop; the exit status. `args->ctx` is
 * a struct agent_options. */
int agent_run(const struct keeper_agent_args *args);

/* How configurations are read here: fills the checkers, host name and options. */
struct conf_options agent_conf_options(const struct agent_options *options);

/* agent_reload.c: apply agent->model, which was read without errors, from nothing. */
void agent_start(struct agent *agent);

/* A line each for what was found wrong. */
void agent_log_diagnostics(const struct model *model);

/* Load -> check -> apply; on any error the old configuration stays: false. */
bool agent_reload(struct agent *agent);

/* Listen as the model says; tried again while it fails. 0 or -errno. */
int agent_listen(struct agent *agent, const struct model *model);

/* A SET of SNMP asks for something: carried out here, as REST's are. */
void agent_snmp_asks(void *ctx, unsigned events);

/* agent_view.c: the newest view, made now if something changed; borrowed. */
struct view *agent_view(struct agent *agent);

/* Something to be seen has changed. */
void agent_changed(struct agent *agent);

/* The COMMAND_VRRP_* kinds. */
struct command_reply agent_vrrp_command(
    struct agent *agent, const struct command *command);

/* Something happened to the agent as a whole: into the history. `actor` may be "". */
void agent_happened(
    struct agent *agent, enum history_type type, const char *actor, const char *text);

#endif
