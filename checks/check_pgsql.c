/* SPDX-License-Identifier: Apache-2.0 */
/* PGSQL_CHECK: fit is a PostgreSQL that would begin a session. Runs on: control. */
#include "checks/check_pgsql.h"

#include "checks/check_rows.h"
#include "checks/check_stream.h"

static void
start(struct check_try *try)
{
	check_stream_start(try, check_pgsql_talk, NULL);
}

static bool
equal(const void *left, const void *right)
{
	const struct check_pgsql_spec *a = left, *b = right;

	return check_same_text(a->user, b->user) &&
	    check_same_text(a->database, b->database);
}

const struct check_ops check_pgsql_ops = {
    .abi = CHECK_ABI,
    .name = "pgsql",
    .state_size = sizeof(struct check_stream),
    .start = start,
    .equal = equal,
    .in_flight_max = 1000,
};

static void
finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	const struct check_pgsql_spec *spec = into;

	check_want_short(reader, node, "user", spec->user);
	check_want_short(reader, node, "database", spec->database);
	if (spec->database && !spec->user)
		conf_error(reader, node, 0, "missing", "database wants a user");
}

static const struct conf_key keys[] = {
    CHECK_ROW("user", CONF_TEXT, struct check_pgsql_spec, user,
	"who a session is begun for; it need not exist (none: only whether it speaks "
	"TLS is asked, which a server that still starts answers too)"),
    CHECK_ROW("database", CONF_TEXT, struct check_pgsql_spec, database,
	"which it would be with (of the user's name)"),
};

const struct conf_block check_pgsql_block = {
    CHECK_ROWS(keys), .size = sizeof(struct check_pgsql_spec), .finish = finish};
