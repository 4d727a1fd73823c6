/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Load -> check -> apply; on any error the old configuration stays.
 * A start is a reload from nothing: there is one path. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "agent/agent.h"
#include "agent/agent_said.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/now.h"
#include "agent/sys/spawn.h"
#include "agent/sys/systemd.h"

void
agent_log_diagnostics(const struct model *model)
{
	for (size_t i = 0; i < model->diagnostics_len; i++) {
		const struct model_diagnostic *at = &model->diagnostics[i];
		const char *kind = at->severity == MODEL_ERROR ? "error" : "warning";

		if (at->severity == MODEL_NOTE)
			continue;
		log_conf("config %s:%u:%u: %s: %s%s%s",
		    at->place.file ? at->place.file : "-", at->place.line,
		    at->place.column, kind, at->text,
		    at->meant ? "; did you mean " : "", at->meant ? at->meant : "");
	}
}

int
agent_listen(struct agent *agent, const struct model *model)
{
	const struct model_api *from = &model->api;
	struct api_listen *listens = mem_new(from->listens_len, sizeof(*listens));
	struct api_options options = {.listens = listens,
	    .listens_len = from->listens_len,
	    .tls_certificate = from->tls_certificate,
	    .tls_key = from->tls_key,
	    .client_ca = from->client_ca,
	    .token_file = from->token_file,
	    .metrics_compat = from->metrics_compat,
	    .metrics_without_real_servers = from->metrics_without_real_servers,
	    .require_if_match = from->require_if_match};
	char why[sizeof(agent->api_error)] = "";
	int rc;

	for (size_t i = 0; i < from->listens_len; i++)
		listens[i] =
		    (struct api_listen){.unix_path = from->listens[i].unix_path,
			.unix_mode = from->listens[i].unix_mode,
			.unix_group = from->listens[i].unix_group,
			.addr = from->listens[i].addr,
			.port = from->listens[i].port};
	rc = api_configure(agent->api, &options, why, sizeof(why));
	mem_free(listens);
	if (rc < 0 && strcmp(why, agent->api_error) != 0)
		log_sys("api", -rc, "%s", why);
	(void)mem_copy_text(agent->api_error, sizeof(agent->api_error), why);
	return rc;
}

static void
start_snmp(struct agent *agent, const struct agentx_options *options)
{
	agent->agentx = agentx_start(options);
	if (agent->agentx)
		agent->snmp_asks = loop_fd_new(agent->loop,
		    agentx_asked_fd(agent->agentx), LOOP_READ, agent_snmp_asks, agent);
}

/* net-snmp starts once in the life of a process; after that it is told what changed,
 * "nothing to serve" included. */
static void
apply_snmp(struct agent *agent, const struct model_snmp *snmp)
{
	const struct agentx_options options = {
	    .socket = snmp->socket,
	    .books = {[MIB_BOOK_VRRPV2] = snmp->rfcv2,
		      [MIB_BOOK_VRRPV3] = snmp->rfcv3,
		      [MIB_BOOK_KEEPALIVED_GLOBAL] =
		    snmp->keepalived_vrrp || snmp->keepalived_checker,
		      [MIB_BOOK_KEEPALIVED_VRRP] = snmp->keepalived_vrrp,
		      [MIB_BOOK_KEEPALIVED_CHECKER] = snmp->keepalived_checker,
		      [MIB_BOOK_FAIRLEAD] = snmp->fairlead},
	    .traps = snmp->traps,
	    .writes = snmp->writes
        };

	agent->snmp = memchr(options.books, true, sizeof(options.books)) != NULL;
	agent->traps = agent->snmp && options.traps;
	if (agent->agentx)
		agentx_configure(agent->agentx, &options);
	else if (agent->snmp)
		start_snmp(agent, &options);
}

static void
warn_of(const struct model *model, const char *who, const struct model_tracks *tracks)
{
	for (size_t i = 0; i < tracks->len; i++)
		if (tracks->items[i].kind == MODEL_TRACK_VIRTUAL)
			log_event("vrrp",
			    "%s: nobody watches virtual servers here (--vrrp): the "
			    "quorum of %s counts as met",
			    who, model_track_name(model, &tracks->items[i]));
}

/* A quorum can be tracked only where there are checks. */
static void
warn_unwatched(const struct model *model)
{
	for (size_t i = 0; i < model->instances_len; i++)
		warn_of(model, model->instances[i].name, &model->instances[i].tracks);
	for (size_t i = 0; i < model->sync_groups_len; i++)
		warn_of(
		    model, model->sync_groups[i].name, &model->sync_groups[i].tracks);
}

static void
limit_scripts(struct keeper_link *keeper, const struct model_script_limits *said)
{
	/* The agent itself may have a million files, and interpreters close each. */
	const struct spawn_limits limits = {.cpu_s = said->cpu_s,
	    .files = said->files == UINT32_MAX ? 1024 : said->files,
	    .memory_mib = said->memory_mib};

	keeper_link_limit(keeper, &limits);
}

/* Everything that can refuse has agreed. */
static void
apply(struct agent *agent, struct model *model)
{
	struct model *old = agent->model;
	int rc;

	view_said_unref(agent->said);
	agent->said = agent_said(model);
	limit_scripts(agent->keeper, &model->global.script_limits);
	notify_configure(agent->notify, &model->global);
	rc = vrrp_control_configure(agent->vrrp, model);
	if (rc < 0)
		log_sys("vrrp", -rc, "cannot start the VRRP thread");
	director_configure(agent->director, model);
	if (agent->options->vrrp && !agent->options->checks)
		warn_unwatched(model);
	apply_snmp(agent, &model->snmp);
	agent->model = model;
	if (old != model)
		model_free(old);
	model_free(agent->refused);
	agent->refused = NULL;
	agent->config.loaded_ms = now_wall_ms();
	agent->config.last_ok = true;
	agent_changed(agent);
}

void
agent_start(struct agent *agent)
{
	agent_log_diagnostics(agent->model);
	if (agent_listen(agent, agent->model) < 0)
		loop_timer_after(agent->api_retry, span_s(5));
	apply(agent, agent->model);
	log_event("agent", "started with %s: %zu instances, %zu virtual servers",
	    agent->options->config_path, agent->model->instances_len,
	    agent->model->virtual_servers_len);
	agent_happened(agent, HISTORY_AGENT_STARTED, "",
	    agent->start_count ? "the keeper started the agent again"
			       : "the agent started");
	systemd_notify("READY=1");
}

static bool
refuse(struct agent *agent, struct model *model, const char *why)
{
	agent->config.refused++;
	agent->config.last_ok = false;
	model_free(agent->refused);
	agent->refused = model;
	log_conf("config %s: refused (%s); the old configuration runs on",
	    agent->options->config_path, why);
	agent_changed(agent);
	return false;
}

static void
notify_reloading(void)
{
	char state[64];

	(void)snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%" PRId64,
	    now_monotonic().ns / 1000);
	systemd_notify(state);
}

static bool
reload(struct agent *agent)
{
	struct conf_options conf = agent_conf_options(agent->options);
	struct model *model = conf_load(agent->options->config_path, &conf);
	char why[48];

	agent_log_diagnostics(model);
	(void)snprintf(why, sizeof(why), "%zu error%s", model->errors,
	    model->errors == 1 ? "" : "s");
	if (model->errors)
		return refuse(agent, model, why);
	if (agent_listen(agent, model) < 0)
		return refuse(agent, model, "its api block cannot be served");
	if (strcmp(model->global.state_directory,
		agent->model->global.state_directory) != 0)
		log_conf("config: another state_directory is used after a restart");
	apply(agent, model);
	agent->config.reloads++;
	log_event("agent", "reloaded %s: %zu instances, %zu virtual servers",
	    agent->options->config_path, model->instances_len,
	    model->virtual_servers_len);
	return true;
}

bool
agent_reload(struct agent *agent)
{
	bool done;

	notify_reloading();
	done = reload(agent);
	systemd_notify("READY=1");
	return done;
}
