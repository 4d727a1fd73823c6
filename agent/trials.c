/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/trials.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "agent/conf/conf.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "agent/trial_target.h"
#include "agent/trial_text.h"
#include "checks/check_registry.h"
#include "checks/check_run.h"
#include "checks/check_trace.h"

struct trial {
	struct view_once shown;
	struct trials *owner;  /* borrowed */
	struct model *model;   /* owned, as is the next; NULL: it is over */
	struct check_run *run; /* its driver, with nobody to run scripts */
};

struct trials {
	struct loop *loop;         /* borrowed */
	struct loop_timer *reaper; /* ends the drivers of those that are over */
	struct trial kept[TRIALS_KEPT];
	uint32_t last_id;
};

/* ---- how it goes ---- */

static void
note_step(struct view_once *shown, const struct check_step *step)
{
	if (shown->steps_len == VIEW_ONCE_STEPS_MAX) {
		shown->steps_len--; /* the last one is told, whatever was before it */
		shown->steps_left_out++;
	}
	shown->steps[shown->steps_len++] =
	    (struct view_once_step){.what = check_step_word(step->kind),
		.at_us = step->at_us,
		.bytes = step->bytes};
}

static void
traced(void *ctx, const struct check_step *step)
{
	struct trial *trial = ctx;
	struct view_once *shown = &trial->shown;

	if (shown->over)
		return; /* a second try, before the reaper came */
	note_step(shown, step);
	if (step->kind != CHECK_STEP_VERDICT)
		return;
	shown->over = true;
	shown->code = check_code_word(step->verdict->code);
	shown->latency_us = step->at_us;
	(void)mem_copy_text(
	    shown->detail, sizeof(shown->detail), step->verdict->detail);
	loop_timer_after(trial->owner->reaper, span_ms(0));
}

static void
changed(void *ctx, const struct check_status *status)
{
	(void)ctx; /* the trace had it */
	(void)status;
}

static void
end(struct trial *trial)
{
	check_run_free(trial->run);
	model_free(trial->model);
	trial->run = NULL;
	trial->model = NULL;
}

static void
reap(void *ctx)
{
	struct trials *trials = ctx;

	for (size_t i = 0; i < TRIALS_KEPT; i++)
		if (trials->kept[i].run && trials->kept[i].shown.over)
			end(&trials->kept[i]);
}

struct trials *
trials_new(struct loop *loop)
{
	struct trials *trials = mem_new(1, sizeof(*trials));

	trials->loop = loop;
	trials->reaper = loop_timer_new(loop, reap, trials);
	return trials;
}

void
trials_free(struct trials *trials)
{
	if (!trials)
		return;
	for (size_t i = 0; i < TRIALS_KEPT; i++)
		end(&trials->kept[i]);
	loop_timer_free(trials->reaper);
	mem_free(trials);
}

const struct view_once *
trials_find(const struct trials *trials, uint32_t id)
{
	const struct view_once *shown = &trials->kept[id % TRIALS_KEPT].shown;

	return id && shown->id == id ? shown : NULL;
}

/* ---- what is asked ---- */

/* Those that ask a server something. */
static const struct conf_checker *
checker_of(const char *type)
{
	size_t len;
	const struct conf_checker *checkers = check_registry(&len);

	for (size_t i = 0; i < len; i++)
		if ((strcasecmp(checkers[i].word, type) == 0 ||
			strcmp(checkers[i].ops->name, type) == 0) &&
		    strcmp(checkers[i].word, "MISC_CHECK") != 0 &&
		    strcmp(checkers[i].word, "FILE_CHECK") != 0)
			return &checkers[i];
	return NULL;
}

static const struct model_check *
check_of(const struct model *model)
{
	return &model->virtual_servers[0].real_servers[0].checks[0];
}

/* No plug-ins, and no file is read. NULL: the reply says why. */
static struct model *
read_definition(const struct conf_checker *type, const struct view_once_wanted *wanted,
    struct view_once_reply *reply)
{
	const struct conf_options options = {
	    .host_name = "trial", .checkers = type, .checkers_len = 1};
	struct buf text = {0};
	struct model *model;

	trial_text(wanted, type->word, &text);
	model = conf_load_text("trial", buf_text(&text), text.len, &options);
	if (text.bytes)
		mem_wipe(text.bytes, text.len); /* it may hold a secret */
	buf_fini(&text);
	if (trial_text_faults(wanted, model, reply) == 0)
		return model;
	reply->refused = VIEW_ONCE_BAD_WORDS;
	(void)mem_copy_text(reply->detail, sizeof(reply->detail),
	    "the definition is not as the configuration wants it: see errors");
	model_free(model);
	return NULL;
}

static uint32_t
deadline_ms(const struct model_check *check)
{
	return check->ops->deadline_ms ? check->ops->deadline_ms(check)
				       : check->connect_timeout_ms;
}

static bool
may_be_run(const struct model_api *api, const struct model_check *check,
    struct view_once_reply *reply)
{
	const char *what = trial_target_refusal(
	    &check->connect_addr, api->check_test_targets, api->check_test_targets_len);

	if (what) {
		reply->refused = VIEW_ONCE_BAD_TARGET;
		(void)snprintf(
		    reply->detail, sizeof(reply->detail), "the target is %s", what);
		return false;
	}
	if (deadline_ms(check) <= TRIAL_MAX_MS)
		return true;
	reply->refused = VIEW_ONCE_BAD_WORDS;
	(void)snprintf(reply->detail, sizeof(reply->detail),
	    "it may take %d seconds at most", TRIAL_MAX_MS / 1000);
	return false;
}

/* ---- begin ---- */

/* Where the next one goes: the id says. One that still runs there leaves its place. */
static uint32_t
free_id(const struct trials *trials)
{
	uint32_t id = trials->last_id;
	size_t running = 0;

	for (size_t i = 0; i < TRIALS_KEPT; i++)
		running += trials->kept[i].run != NULL;
	if (running >= TRIALS_MAX)
		return 0;
	do
		id++;
	while (!id || trials->kept[id % TRIALS_KEPT].run);
	return id;
}

static void
start(struct trial *trial)
{
	const struct check_run_hooks hooks = {
	    .changed = changed, .traced = traced, .ctx = trial};
	struct model_check once = *check_of(trial->model);
	struct check_wanted wanted = {.vs_id = "trial",
	    .rs_addr = once.connect_addr,
	    .rs_port = once.connect_port,
	    .check = &once};

	once.warmup_ms = 0;
	/* Once; but for our own lack of something, which is not tried again either. */
	once.delay_loop_ms = once.delay_loop_down_ms = TRIAL_MAX_MS;
	trial->run = check_run_new(trial->owner->loop, NULL, &hooks, 1);
	check_run_configure(trial->run, &wanted, 1);
}

static void
say(const struct view_once_wanted *wanted, const struct model_check *check)
{
	char addr[ADDR_TEXT_SIZE];

	log_event("check", "trial: %s of %s port %u, asked for by %s from %s",
	    check->ops->name, addr_format(&check->connect_addr, addr),
	    check->connect_port, wanted->actor, wanted->source);
}

struct view_once_reply
trials_begin(struct trials *trials, const struct model_api *api,
    const struct view_once_wanted *wanted)
{
	struct view_once_reply reply = {.refused = VIEW_ONCE_BEGUN};
	const struct conf_checker *type = checker_of(wanted->type);
	uint32_t id = free_id(trials);
	struct trial *trial = &trials->kept[id % TRIALS_KEPT];
	struct model *model;

	if (!type) {
		reply.refused = VIEW_ONCE_BAD_TYPE;
		(void)mem_copy_text(reply.detail, sizeof(reply.detail),
		    "no type that can be tried: not a script, a file or a plug-in");
		return reply;
	}
	if (!id) {
		reply.refused = VIEW_ONCE_BUSY;
		(void)snprintf(reply.detail, sizeof(reply.detail),
		    "%d run already: ask again in a moment", TRIALS_MAX);
		return reply;
	}
	model = read_definition(type, wanted, &reply);
	if (!model || !may_be_run(api, check_of(model), &reply)) {
		model_free(model);
		return reply;
	}
	*trial = (struct trial){
	    .owner = trials,
	    .model = model,
	    .shown = {.id = id, .type = type->ops->name}
        };
	trials->last_id = reply.id = id;
	say(wanted, check_of(model));
	start(trial);
	return reply;
}
