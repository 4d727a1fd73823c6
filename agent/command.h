/* SPDX-License-Identifier: Apache-2.0 */
/* Every change that one may ask for while the agent runs: an enum, a struct, one
 * function. REST, SNMP SET and signals come through here and nowhere else. Control
 * thread. */
#ifndef AGENT_COMMAND_H
#define AGENT_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/command_kind.h"
#include "agent/command_plan.h"
#include "agent/lib/addr.h"
#include "agent/words.h"

struct command_vs; /* command_vs.h */

enum command_persist { COMMAND_PERSIST_STATE, COMMAND_PERSIST_RUNTIME };

struct command {
	enum command_kind kind;
	const char *actor;    /* who: "uid 0", "token deploy"; for history and log */
	const char *source;   /* where from: "unix", "127.0.0.1", "signal" */
	const char *reason;   /* NULL: none given */
	const char *instance; /* of VRRP; NULL: `group` is meant */
	const char *group;    /* a sync group */
	bool has_duration;    /* of a failover, an override; else until resumed */
	uint32_t duration_ms;
	bool has_priority;
	uint32_t priority;
	const char *vs_id;
	const struct command_vs *vs; /* of COMMAND_VS_*; borrowed */
	struct addr addr;            /* the real server */
	uint16_t port;
	bool has_check; /* else: all of them */
	uint16_t check; /* which of the real server's, from 0 */
	bool has_weight;
	uint32_t weight;
	bool has_forward;
	enum forward forward;
	bool has_admin;
	enum admin admin;
	bool no_checks; /* RS_ADD, RS_PUT: do not copy the first real server's checks */
	bool
	    force; /* RS_REMOVE: at once; drain, maintenance: without the quorum, too */
	bool has_timeout;
	uint32_t timeout_ms; /* of a drain: then it is over, whoever is connected */
	bool has_drain_end;
	enum drain_end drain_end; /* what is done when it is over */
	bool has_drain_expires;
	bool drain_expires; /* templates of persistence do not keep it from its end */
	enum health_override override;
	enum command_persist persist;
	uint64_t
	    if_revision; /* 0: any; else the object's revision must equal (If-Match) */
	bool only_if_absent; /* If-None-Match: * */
	/* Not NULL (and zeroed): only say here what it would do. The reply is the one
	 * that it would have, and nothing is changed. Borrowed. */
	struct command_plan *plan;
};

enum command_status {
	COMMAND_DONE,
	COMMAND_CREATED,
	COMMAND_ACCEPTED, /* under way: a drain */
	COMMAND_NO_VS,
	COMMAND_NO_RS,
	COMMAND_NO_CHECK,
	COMMAND_NO_INSTANCE,
	COMMAND_CONFLICT, /* not as things are: `detail` says why */
	COMMAND_BUSY,     /* not at this moment */
	COMMAND_EXISTS,
	COMMAND_STALE,     /* if_revision did not match */
	COMMAND_INVALID,   /* `pointer` and `detail` say what */
	COMMAND_KERNEL,    /* the kernel refused; kept, tried again by the next plan */
	COMMAND_REFUSED,   /* the kernel refused; undone */
	COMMAND_NOT_SAVED, /* could not be persisted: nothing was changed */
	COMMAND_NOT_RELOADED, /* the new configuration is bad: the old one runs on */
	COMMAND_FULL          /* a limit of ours */
};

struct command_reply {
	enum command_status status;
	const char *code; /* machine word: "rs.not_found"; static */
	const char
	    *pointer; /* JSON pointer of the bad member: "/weight"; static; NULL */
	char detail[200];
	char object[COMMAND_OBJECT_SIZE]; /* id of the virtual server; "" : not about
					     one */
	const char *kernel_op; /* "IPVS_CMD_NEW_DEST"; static; NULL unless KERNEL */
	int kernel_errno;      /* positive */
	uint64_t revision;     /* of the object, after */
	bool persisted;        /* survives a restart */
};

struct agent;

/* Carry out one command. The kernel has the outcome when this returns, unless the
 * status says otherwise. */
struct command_reply command_run(struct agent *agent, const struct command *command);

#endif
