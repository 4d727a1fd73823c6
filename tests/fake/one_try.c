/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fake/one_try.h"

#include "tests/unit/unit.h"

#include "agent/sys/loop.h"
#include "tests/fake/edge_loop.h"

enum { SOON_MS = 10000 };

struct verdict {
	bool is_in;
	struct check_status is;
};

static void
changed(void *ctx, const struct check_status *status)
{
	struct verdict *verdict = ctx;

	verdict->is_in = true;
	verdict->is = *status;
}

static bool
is_in(void *ctx)
{
	return ((struct verdict *)ctx)->is_in;
}

struct check_status
one_try(struct loop *given, struct keeper_link *keeper, const struct model_check *check)
{
	struct verdict verdict = {0};
	const struct check_run_hooks hooks = {changed, &verdict, NULL};
	struct loop *loop = given ? given : loop_new();
	struct check_run *run = check_run_new(loop, keeper, &hooks, 1);
	const struct check_wanted wanted = {.vs_id = "vs", .check = check};

	check_run_configure(run, &wanted, 1);
	assert_true(edge_loop_until(loop, is_in, &verdict, SOON_MS));
	check_run_free(run);
	if (!given)
		loop_free(loop);
	return verdict.is;
}
