/* SPDX-License-Identifier: Apache-2.0 */
/* REDIS_CHECK: fit is what answers PING. Runs on: control. */
#include "checks/check_redis.h"

#include "checks/check_rows.h"
#include "checks/check_stream.h"

static void
start(struct check_try *try)
{
	check_stream_start(try, check_redis_talk, NULL);
}

static bool
equal(const void *left, const void *right)
{
	const struct check_redis_spec *a = left, *b = right;

	return check_same_text(a->user, b->user) &&
	    check_same_text(a->password, b->password);
}

const struct check_ops check_redis_ops = {
    .abi = CHECK_ABI,
    .name = "redis",
    .state_size = sizeof(struct check_stream),
    .start = start,
    .equal = equal,
    .in_flight_max = 1000,
};

static void
finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	const struct check_redis_spec *spec = into;

	check_want_short(reader, node, "user", spec->user);
	check_want_short(reader, node, "password", spec->password);
	if (spec->user && !spec->password)
		conf_error(reader, node, 0, "missing", "user wants a password");
}

static const struct conf_key keys[] = {
    CHECK_ROW_SECRET("password", struct check_redis_spec, password,
	"said by AUTH before PING; no dump and no diagnostic shows it (none)"),
    CHECK_ROW("user", CONF_TEXT, struct check_redis_spec, user,
	"whose password that is (Redis' default user)"),
};

const struct conf_block check_redis_block = {
    CHECK_ROWS(keys), .size = sizeof(struct check_redis_spec), .finish = finish};
