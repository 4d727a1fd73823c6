/* SPDX-License-Identifier: Apache-2.0 */
/* AGENT_CHECK: fit, and how heavy, is what an agent beside the server says. Runs on:
 * control. */
#include "checks/check_agent.h"

#include "checks/check_rows.h"
#include "checks/check_stream.h"

static void
start(struct check_try *try)
{
	check_stream_start(try, check_agent_talk, NULL);
}

static bool
equal(const void *left, const void *right)
{
	const struct check_agent_spec *a = left, *b = right;

	return check_same_text(a->send, b->send);
}

const struct check_ops check_agent_ops = {
    .abi = CHECK_ABI,
    .name = "agent",
    .state_size = sizeof(struct check_stream),
    .start = start,
    .equal = equal,
    .in_flight_max = 1000,
};

static void
finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	const struct check_agent_spec *spec = into;

	check_want_short(reader, node, "agent_send", spec->send);
}

static const struct conf_key keys[] = {
    CHECK_ROW("agent_send", CONF_TEXT, struct check_agent_spec, send,
	"what is said to the agent first, as it is: \"\\n\" is a line's end (nothing)"),
};

const struct conf_block check_agent_block = {
    CHECK_ROWS(keys), .size = sizeof(struct check_agent_spec), .finish = finish};
