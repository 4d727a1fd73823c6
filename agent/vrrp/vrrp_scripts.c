/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. A script is asked every interval; a run that has not ended by then
 * is not joined by a second one. */
#include "agent/vrrp/vrrp_scripts.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "agent/sys/script_security.h"
#include "agent/vrrp/vrrp_tracks.h"

struct script {
	struct vrrp_scripts *all;             /* borrowed */
	const struct model_vrrp_script *said; /* borrowed from the model */
	uint32_t index;
	struct loop_timer *timer; /* owned; NULL: nobody tracks it */
	uint32_t run_id;          /* 0: does not run */
	bool told_slow;
	struct vrrp_script_facts facts;
};

struct vrrp_scripts {
	struct vrrp_scripts_parts parts;
	struct script_policy policy;
	struct script **at; /* owned, each too */
	size_t len;
};

struct vrrp_scripts *
vrrp_scripts_new(const struct vrrp_scripts_parts *parts)
{
	struct vrrp_scripts *scripts = mem_new(1, sizeof(*scripts));

	scripts->parts = *parts;
	return scripts;
}

static void
halt(struct script *script)
{
	if (script->run_id)
		keeper_link_cancel(script->all->parts.keeper, script->run_id);
	script->run_id = 0;
	loop_timer_free(script->timer);
	script->timer = NULL;
}

void
vrrp_scripts_halt(struct vrrp_scripts *scripts)
{
	for (size_t i = 0; i < scripts->len; i++)
		halt(scripts->at[i]);
}

static void
free_all(struct script **at, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!at[i])
			continue;
		halt(at[i]);
		mem_free(at[i]);
	}
	mem_free(at);
}

void
vrrp_scripts_free(struct vrrp_scripts *scripts)
{
	if (!scripts)
		return;
	free_all(scripts->at, scripts->len);
	mem_free(scripts);
}

/* ---- one run ---- */

static void
describe(const struct keeper_result *result, char *out)
{
	switch (result->end) {
	case KEEPER_EXITED:
		(void)snprintf(
		    out, VRRP_SCRIPT_DETAIL_SIZE, "exited with %d", result->value);
		break;
	case KEEPER_SIGNALLED:
		(void)snprintf(
		    out, VRRP_SCRIPT_DETAIL_SIZE, "killed by signal %d", result->value);
		break;
	case KEEPER_TIMED_OUT:
		(void)snprintf(out, VRRP_SCRIPT_DETAIL_SIZE, "timed out");
		break;
	case KEEPER_NOT_STARTED:
		(void)snprintf(out, VRRP_SCRIPT_DETAIL_SIZE, "not started: %s",
		    strerrordesc_np(result->value));
		break;
	}
}

static void
conclude(struct script *script, bool good, const char *detail)
{
	const struct model_vrrp_script *said = script->said;

	script->told_slow = false;
	if (strcmp(detail, script->facts.detail) != 0) {
		(void)mem_copy_text(
		    script->facts.detail, VRRP_SCRIPT_DETAIL_SIZE, detail); /* cut */
		log_event("vrrp_script", "%s: %s", said->name, detail);
	}
	if (!vrrp_script_result(&script->facts.state, said->rise, said->fall, good))
		return;
	log_event("vrrp_script", "%s: %s", said->name, good ? "succeeded" : "failed");
	script->all->parts.changed(script->all->parts.ctx, script->index);
}

static void
ended(void *ctx, const struct keeper_result *result)
{
	struct script *script = ctx;
	char detail[VRRP_SCRIPT_DETAIL_SIZE];

	script->run_id = 0;
	describe(result, detail);
	conclude(script, result->end == KEEPER_EXITED && result->value == 0, detail);
}

/* One that may not run counts as failed: it says nothing good of this host. */
static void
run(struct script *script)
{
	const struct script_policy *policy = &script->all->policy;
	const struct model_script_command *command = &script->said->command;
	const struct keeper_script wanted = {.argv = command->argv,
	    .user = script_user(policy, command->user),
	    .group = script_group(policy, command->user, command->group),
	    .timeout_ms = script->said->timeout_ms};
	char why[SCRIPT_WHY_SIZE];

	if (script_allowed(policy, command->argv[0], command->user, why))
		script->run_id =
		    keeper_link_run(script->all->parts.keeper, &wanted, ended, script);
	else
		conclude(script, false, why);
}

static void
due(void *ctx)
{
	struct script *script = ctx;

	loop_timer_after(script->timer, span_ms(script->said->interval_ms));
	if (script->run_id == 0) {
		run(script);
		return;
	}
	if (!script->told_slow)
		log_event("vrrp_script", "%s: still runs, this turn is left out",
		    script->said->name);
	script->told_slow = true;
}

/* ---- configuration ---- */

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool
same_command(const struct model_script_command *a, const struct model_script_command *b)
{
	size_t i = 0;

	if (!same_text(a->user, b->user) || !same_text(a->group, b->group) ||
	    !a->argv || !b->argv)
		return false;
	while (a->argv[i] && b->argv[i] && strcmp(a->argv[i], b->argv[i]) == 0)
		i++;
	return !a->argv[i] && !b->argv[i];
}

/* Takes it out of the old list. */
static struct script *
take_same(struct vrrp_scripts *scripts, const struct model_vrrp_script *said)
{
	for (size_t i = 0; i < scripts->len; i++) {
		struct script *script = scripts->at[i];

		if (!script || strcmp(script->said->name, said->name) != 0 ||
		    !same_command(&script->said->command, &said->command))
			continue;
		scripts->at[i] = NULL;
		return script;
	}
	return NULL;
}

static struct script *
adopt(struct vrrp_scripts *scripts, const struct model *model, uint32_t index)
{
	const struct model_vrrp_script *said = &model->vrrp_scripts[index];
	struct script *script = take_same(scripts, said);

	if (!script) {
		script = mem_new(1, sizeof(*script));
		script->all = scripts;
		script->facts.state = vrrp_script_init(said->init_fail);
	}
	script->said = said;
	script->index = index;
	if (!vrrp_tracks_is_tracked(
		model, (struct vrrp_track_name){MODEL_TRACK_SCRIPT, index})) {
		halt(script);
	} else if (!script->timer) {
		script->timer = loop_timer_new(scripts->parts.loop, due, script);
		loop_timer_after(script->timer, span_ms(0));
	}
	return script;
}

void
vrrp_scripts_configure(struct vrrp_scripts *scripts, const struct model *model)
{
	size_t len = model->vrrp_scripts_len;
	struct script **at = mem_new(len, sizeof(struct script *));

	scripts->policy = script_policy_of(model->global.script_user,
	    model->global.script_group, model->global.enable_script_security);
	for (uint32_t i = 0; i < len; i++)
		at[i] = adopt(scripts, model, i);
	free_all(scripts->at, scripts->len);
	scripts->at = at;
	scripts->len = len;
}

const struct vrrp_script_facts *
vrrp_scripts_get(const struct vrrp_scripts *scripts, uint32_t index)
{
	return &scripts->at[index]->facts;
}
