/* SPDX-License-Identifier: Apache-2.0 */
/* MYSQL_CHECK: fit is a MySQL that greets, and logs in whom it is told. Runs on:
 * control. */
#include "checks/check_mysql.h"

#include "checks/check_rows.h"
#include "checks/check_stream.h"

static void
start(struct check_try *try)
{
	check_stream_start(try, check_mysql_talk, NULL);
}

static bool
equal(const void *left, const void *right)
{
	const struct check_mysql_spec *a = left, *b = right;

	return check_same_text(a->user, b->user);
}

const struct check_ops check_mysql_ops = {
    .abi = CHECK_ABI,
    .name = "mysql",
    .state_size = sizeof(struct check_stream),
    .start = start,
    .equal = equal,
    .in_flight_max = 1000,
};

static void
finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	const struct check_mysql_spec *spec = into;

	check_want_short(reader, node, "user", spec->user);
}

static const struct conf_key keys[] = {
    CHECK_ROW("user", CONF_TEXT, struct check_mysql_spec, user,
	"who is logged in, without a password, and out (none: only the greeting is "
	"heard, which MySQL counts as a failed connection: see its "
	"max_connect_errors)"),
};

const struct conf_block check_mysql_block = {
    CHECK_ROWS(keys), .size = sizeof(struct check_mysql_spec), .finish = finish};
