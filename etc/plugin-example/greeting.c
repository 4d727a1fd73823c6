/* SPDX-License-Identifier: Apache-2.0 */
/* A check plug-in: fit is who greets as expected, in the first bytes of a connection.
 *
 *   PLUGIN_CHECK {
 *       plugin greeting
 *       expect "220 "
 *       at_most 512
 *   }
 *
 * cc -shared -fPIC -fvisibility=hidden -I/usr/include/fairlead -o greeting.so
 * greeting.c Its home is fairlead's folder of checks; it and all above it must be
 * root's. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "agent/conf/conf_rows.h"
#include "checks/check.h"
#include "checks/check_io.h"

enum { GREETING_MAX = 512 };

/* What the block says: rows fill it, in memory that is zeroed. */
struct greeting_spec {
	const char *expect;
	uint32_t at_most;
};

/* What one try remembers between two calls, zeroed at its start. */
struct greeting_state {
	char text[GREETING_MAX];
	size_t len;
};

static void
look(struct check_try *try, int fd)
{
	const struct greeting_spec *spec = check_try_spec(try);
	struct greeting_state *state = check_try_state(try);
	size_t want = strlen(spec->expect);
	ssize_t got = read(fd, state->text + state->len, spec->at_most - state->len);

	if (got > 0)
		state->len += (size_t)got;
	if (state->len >= want && memcmp(state->text, spec->expect, want) == 0)
		check_done(try, CHECK_OK, "greeted after %zu bytes", state->len);
	else if (got > 0 && state->len < want && state->len < spec->at_most)
		check_await(try, look);
	else if (got > 0)
		check_done(
		    try, CHECK_ANSWER, "another greeting, want \"%s\"", spec->expect);
	else if (got == 0)
		check_done(try, CHECK_CLOSED, "closed after %zu bytes", state->len);
	else if (errno == EAGAIN)
		check_await(try, look);
	else
		check_done(try, CHECK_CLOSED, "%s", strerror(errno));
}

static void
start(struct check_try *try)
{
	check_connect(try, look);
}

static bool
equal(const void *left, const void *right)
{
	const struct greeting_spec *a = left, *b = right;

	return a->at_most == b->at_most && check_same_text(a->expect, b->expect);
}

static void
defaults(void *into)
{
	((struct greeting_spec *)into)->at_most = 128;
}

static void
finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	const struct greeting_spec *spec = into;

	if (!spec->expect || strlen(spec->expect) > spec->at_most) {
		conf_error(reader, node, 0, "missing_keyword",
		    "expect is wanted, and no longer than at_most (%u)", spec->at_most);
		((struct greeting_spec *)into)->expect = "";
	}
}

static const struct conf_key rows[] = {
    ROW("expect", CONF_TEXT, struct greeting_spec, expect,
	"what the peer says first (no default)"),
    ROW_IN("at_most", CONF_UINT, struct greeting_spec, at_most, 1, GREETING_MAX,
	"bytes to read (default 128)"),
};

static const struct conf_block words = {ROWS(rows),
    .size = sizeof(struct greeting_spec), .defaults = defaults, .finish = finish};

__attribute__((visibility("default"))) const struct check_ops check_ops = {
    .abi = CHECK_ABI,
    .name = "greeting",
    .state_size = sizeof(struct greeting_state),
    .start = start,
    .equal = equal,
    .in_flight_max = 100,
    .words = &words,
    .default_retry = 1,
    .default_delay_before_retry_ms = 1000,
};
