/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. What an operator asks of checks while they run: changes no
 * configuration, so nothing is saved and nothing is planned. */
#include <errno.h>
#include <stdio.h>

#include "agent/conf/conf.h"
#include "agent/director_inside.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/now.h"
#include "checks/check_ask.h"

static const struct {
	enum command_kind kind;
	enum check_act act;
	const char *verb;
} acts[] = {
    {COMMAND_CHECK_NOW,    CHECK_ACT_NOW,    "run now"},
    {COMMAND_CHECK_PAUSE,  CHECK_ACT_PAUSE,  "pause"  },
    {COMMAND_CHECK_RESUME, CHECK_ACT_RESUME, "resume" },
};

enum { ACTS = sizeof(acts) / sizeof(acts[0]) };

/* ACTS when it is none of them. */
static size_t
act_of(enum command_kind kind)
{
	size_t at = 0;

	while (at < ACTS && acts[at].kind != kind)
		at++;
	return at;
}

bool
director_is_about_checks(enum command_kind kind)
{
	return act_of(kind) < ACTS;
}

static void
say(const struct command *command, const char *verb)
{
	char rs[ADDR_TEXT_SIZE], which[16] = "all checks";

	if (command->has_check)
		(void)snprintf(which, sizeof(which), "check %u", command->check);
	log_event("check", "%s real server %s port %u: %s %s, asked for by %s from %s",
	    command->vs_id, addr_format(&command->addr, rs), command->port, verb, which,
	    command->actor, command->source);
}

static int
act(struct director *director, const struct ipvs_member *member,
    const struct command *command, enum check_act what)
{
	uint16_t from = command->has_check ? command->check : 0;
	size_t end = command->has_check ? from + 1u : member->spec.checks_len;
	int worst = 0;

	if (from >= member->spec.checks_len)
		return -ENOENT;
	for (uint16_t i = from; i < end; i++) {
		int rc = check_run_act(director->checks, what, command->vs_id,
		    &command->addr, command->port, i);

		if (rc < 0)
			worst = rc;
	}
	return worst;
}

static struct command_reply
reply_of(int rc)
{
	struct command_reply reply = {.status = COMMAND_DONE, .code = "check.done"};

	if (rc == -ENOENT) {
		reply.status = COMMAND_NO_CHECK;
		reply.code = "check.not_found";
		(void)snprintf(
		    reply.detail, sizeof(reply.detail), "there is no such check");
	} else if (rc == -EBUSY) {
		reply.status = COMMAND_CONFLICT;
		reply.code = "check.paused";
		(void)snprintf(reply.detail, sizeof(reply.detail),
		    "a check is paused, by an operator or for maintenance");
	}
	return reply;
}

struct command_reply
director_check_command(struct director *director, struct director_pool *pool,
    const struct command *command)
{
	const struct ipvs_member *member =
	    ipvs_pool_find(&pool->pool, &command->addr, command->port);
	struct command_reply reply;
	size_t at = act_of(command->kind);

	if (!member) {
		reply = (struct command_reply){
		    .status = COMMAND_NO_RS, .code = "rs.not_found"};
		(void)snprintf(reply.detail, sizeof(reply.detail),
		    "the virtual server has no such real server");
		return reply;
	}
	reply =
	    reply_of(command->plan ? 0 : act(director, member, command, acts[at].act));
	reply.revision = member->spec.revision;
	if (reply.status != COMMAND_DONE || command->plan)
		return reply;
	say(command, acts[at].verb);
	pool->view_stale = true;
	director_changed(director);
	return reply;
}

static int64_t
wall_of(struct instant when)
{
	struct instant now = now_monotonic();

	if (!instant_before(when, INSTANT_NEVER))
		return 0;
	return now_wall_ms() + instant_since(when, now).ns / 1000000;
}

bool
director_check_more(const struct director *director, const char *vs_id,
    const struct view_check *row, struct view_check_more *out)
{
	struct check_standing at;
	const struct model_check *check;

	if (!check_run_standing(
		director->checks, vs_id, &row->rs_addr, row->rs_port, row->index, &at))
		return false;
	check = at.check;
	*out = (struct view_check_more){.running = at.running,
	    .next_ms = wall_of(at.next),
	    .deadline_ms = at.deadline_ms,
	    .delay_loop_ms = check->delay_loop_ms,
	    .delay_loop_down_ms = check->delay_loop_down_ms,
	    .retry = check->retry,
	    .rise = check->rise,
	    .delay_before_retry_ms = check->delay_before_retry_ms,
	    .fwmark = check->fwmark,
	    .output = at.output};
	/* Cut: for a person. */
	(void)mem_copy_text(out->target, sizeof(out->target), at.peer);
	conf_dump_check(check, &out->words);
	if (check->plugin)
		(void)mem_copy_text(out->plugin, sizeof(out->plugin), check->plugin);
	return true;
}
