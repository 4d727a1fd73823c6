/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Gathers what the parts know into one view. */
#include <stdio.h>

#include "agent/agent.h"
#include "agent/lib/mem.h"
#include "agent/store/store_audit.h"
#include "agent/sys/now.h"
#include "mib/mib_absence.h"

enum { PUBLISH_MS = 100, COUNTERS_MS = 1000 };

#define COPY(to, from) ((void)mem_copy_text(to, sizeof(to), from)) /* shown cut */

static void
fill_diagnostics(struct view *view, const struct model *model)
{
	view->diagnostics = mem_new(model->diagnostics_len, sizeof(*view->diagnostics));
	for (size_t i = 0; i < model->diagnostics_len; i++) {
		const struct model_diagnostic *from = &model->diagnostics[i];
		struct view_diagnostic *to = &view->diagnostics[view->diagnostics_len];

		if (from->severity == MODEL_NOTE)
			continue;
		to->is_error = from->severity == MODEL_ERROR;
		COPY(to->file, from->place.file ? from->place.file : "");
		to->line = from->place.line;
		to->column = from->place.column;
		COPY(to->code, from->code);
		COPY(to->text, from->text);
		view->diagnostics_len++;
	}
}

static void
fill_config(const struct agent *agent, struct view *view)
{
	const struct model *last = agent->refused ? agent->refused : agent->model;
	struct view_agent *to = &view->agent;

	COPY(to->config_path, agent->options->config_path);
	COPY(to->config_sha256, agent->model->sha256);
	COPY(to->router_id, agent->model->global.router_id);
	to->config_loaded_ms = agent->config.loaded_ms;
	to->config_reloads = agent->config.reloads;
	to->config_reloads_refused = agent->config.refused;
	to->config_last_reload_ok = agent->config.last_ok;
	to->config_warnings = (uint32_t)last->warnings;
	to->config_errors = (uint32_t)last->errors;
	fill_diagnostics(view, last);
}

static void
fill_told(const struct agent *agent, struct view_agent *to)
{
	struct mail_totals totals = mail_totals(agent->mail);
	struct notify_totals notified = notify_totals(agent->notify);

	to->mails_sent = totals.sent;
	to->mails_failed = totals.failures;
	to->mails_dropped = totals.dropped;
	to->mails_waiting = (uint32_t)totals.waiting;
	to->notify_runs = notified.runs;
	to->notify_failures = notified.failures;
	to->notify_dropped = notified.dropped;
	to->notify_lines_dropped = notified.lines_dropped;
	to->audit_lost = audit_status(agent->audit)->lost;
}

static void
fill_ready(struct agent *agent, struct view_agent *to)
{
	to->ready =
	    director_is_ready(agent->director, to->not_ready, sizeof(to->not_ready));
	if (*agent->api_error) {
		to->ready = false;
		COPY(to->not_ready, agent->api_error);
	}
}

static void
fill_event(const struct history_event *from, struct view_event *to)
{
	to->seq = from->seq;
	to->at_ms = from->at_ms;
	COPY(to->type, history_type_word(from->type));
	COPY(to->ref, from->ref);
	COPY(to->from, from->from);
	COPY(to->to, from->to);
	COPY(to->reason, from->reason);
	COPY(to->actor, from->actor);
	to->before = from->before;
	to->after = from->after;
	COPY(to->text, from->text);
}

/* Those of the last view, unless something happened since. */
static void
fill_events(const struct agent *agent, struct view *view)
{
	struct view_events *last = agent->view ? agent->view->events : NULL;
	uint64_t next = history_next(agent->history);
	uint64_t first = history_first(agent->history);

	if (last && last->next == next) {
		view->events = view_events_ref(last);
		return;
	}
	if (next - first > VIEW_EVENTS)
		first = next - VIEW_EVENTS;
	view->events = view_events_new(first, next);
	for (uint64_t seq = first; seq < next; seq++)
		fill_event(history_get(agent->history, seq),
		    &view->events->events[seq - first]);
}

static void
fill_process(struct agent *agent, struct view_process *to)
{
	struct instant now = now_monotonic();
	const struct process_facts *facts = &agent->process;

	if (agent->process_at.ns == 0 ||
	    instant_since(now, agent->process_at).ns >= span_ms(COUNTERS_MS).ns) {
		agent->process = process_facts();
		agent->process_at = now;
	}
	*to = (struct view_process){.started_ms = agent->started_ms,
	    .cpu_us = facts->cpu_us,
	    .resident_bytes = facts->resident_bytes,
	    .virtual_bytes = facts->virtual_bytes,
	    .open_fds = facts->open_fds,
	    .max_fds = facts->max_fds,
	    .threads = facts->threads};
}

static void
fill_snmp(const struct agent *agent, struct view_agent *to)
{
	struct agentx_totals totals;
	int absence;

	to->snmp_enabled = agent->snmp;
	to->traps_enabled = agent->traps;
	if (!agent->agentx)
		return;
	to->snmp_connected = agentx_is_connected(agent->agentx);
	absence = agentx_absence(agent->agentx);
	if (agent->snmp && absence >= 0)
		COPY(to->snmp_trouble,
		    mib_absence_advice(agent->model->snmp.socket, absence));
	totals = agentx_totals(agent->agentx);
	to->snmp_requests = totals.requests;
	to->snmp_reconnects = totals.reconnects;
	to->traps_sent = totals.traps_sent;
	to->traps_suppressed = totals.traps_suppressed;
}

static void
fill_agent(struct agent *agent, struct view *view)
{
	struct view_agent *to = &view->agent;

	COPY(to->version, FAIRLEAD_VERSION);
	to->started_ms = agent->started_ms;
	to->restarts = agent->start_count;
	to->vrrp_enabled = agent->options->vrrp;
	to->ipvs_enabled = agent->options->checks;
	to->revision = director_revision(agent->director);
	to->loop_lag = agent->loop_lag;
	fill_process(agent, &to->process);
	fill_snmp(agent, to);
	fill_config(agent, view);
	fill_told(agent, to);
	fill_ready(agent, to);
}

/* Counters, latencies and what a check said last change without notice. */
static bool
is_fresh(const struct agent *agent)
{
	int64_t age_ms;

	if (!agent->view || agent->view_stale)
		return false;
	age_ms = now_wall_ms() - agent->view->at_ms;
	return age_ms >= 0 && age_ms < COUNTERS_MS;
}

struct view *
agent_view(struct agent *agent)
{
	struct view *view;

	if (is_fresh(agent))
		return agent->view;
	view = view_new(++agent->generation);
	view->at_ms = now_wall_ms();
	view->said = view_said_ref(agent->said);
	vrrp_control_fill_view(agent->vrrp, view);
	director_fill_view(agent->director, view);
	fill_agent(agent, view);
	fill_events(agent, view);
	view_finish(view);
	view_unref(agent->view);
	agent->view = view;
	agent->view_stale = false;
	return view;
}

void
agent_changed(struct agent *agent)
{
	if (!agent->view_stale && !agent->stopping)
		loop_timer_after(agent->publish, span_ms(PUBLISH_MS));
	agent->view_stale = true;
}
