/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Which checks are to run, and what they say to whom. */
#include <string.h>

#include "agent/director_inside.h"
#include "agent/lib/mem.h"
#include "agent/sys/script_security.h"

/* The checks to be configured; of those copied from another real server, `copies` have
 * the connect addresses of who has them now. */
struct wanted {
	struct check_wanted *items;  /* owned */
	struct model_check **copies; /* owned, each */
	size_t len, room, copies_len;
};

static void
wanted_fini(struct wanted *wanted)
{
	for (size_t i = 0; i < wanted->copies_len; i++)
		mem_free(wanted->copies[i]);
	mem_free(wanted->copies);
	mem_free(wanted->items);
	*wanted = (struct wanted){0};
}

static const struct model_check *
copy_check(struct wanted *wanted, const struct model_check *check,
    const struct director_pool *pool, const struct ipvs_rs_spec *spec)
{
	struct model_check *copy = mem_new(1, sizeof(*copy));

	*copy = edits_copy_check(
	    check, &pool->vs->real_servers[0], &spec->addr, spec->port);
	wanted->copies = mem_grow(
	    wanted->copies, wanted->copies_len + 1, sizeof(struct model_check *));
	wanted->copies[wanted->copies_len++] = copy;
	return copy;
}

static void
want(struct wanted *wanted, const struct director_pool *pool,
    const struct ipvs_rs_spec *spec, size_t index)
{
	const struct model_check *check = &spec->checks[index];
	struct check_wanted *item;

	if (spec->checks_copied)
		check = copy_check(wanted, check, pool, spec);
	if (wanted->len == wanted->room) {
		wanted->room = wanted->room ? 2 * wanted->room : 64;
		wanted->items =
		    mem_grow(wanted->items, wanted->room, sizeof(*wanted->items));
	}
	item = &wanted->items[wanted->len++];
	*item = (struct check_wanted){.rs_addr = spec->addr,
	    .rs_port = spec->port,
	    .index = (uint16_t)index,
	    .check = check,
	    .paused = spec->admin == ADMIN_MAINTENANCE || pool->suspended};
	memcpy(item->vs_id, pool->vs->id, sizeof(item->vs_id));
}

static void
want_all(const struct director_pool *pool, struct wanted *wanted)
{
	for (size_t i = 0; i < pool->pool.members_len; i++) {
		const struct ipvs_rs_spec *spec = &pool->pool.members[i].spec;

		for (size_t c = 0; c < spec->checks_len; c++)
			want(wanted, pool, spec, c);
	}
}

/* A weight that a check says, as one of the server's. */
static int32_t
weight_of(const struct check_verdict *said, uint32_t own)
{
	int64_t weight = said->dynamic_weight;

	switch (said->weight_as) {
	case CHECK_WEIGHT_IS:
		return said->dynamic_weight;
	case CHECK_WEIGHT_PERCENT: /* rounded up: who is to get little gets some */
		weight = (own * weight + 99) / 100;
		break;
	case CHECK_WEIGHT_MORE:
		weight += own;
		break;
	}
	if (weight < 0)
		return 0;
	return weight > IPVS_WEIGHT_MAX ? IPVS_WEIGHT_MAX : (int32_t)weight;
}

void
director_member_hear(struct ipvs_member *member, const struct check_status *status)
{
	struct ipvs_verdict verdict = {.known = status->has_run,
	    .up = status->up,
	    .dynamic_weight = weight_of(&status->last, member->spec.weight),
	    .code = check_code_word(status->last.code)};

	/* Both are CHECK_DETAIL_SIZE long. */
	(void)mem_copy_text(
	    verdict.detail, sizeof(verdict.detail), status->last.detail);
	if (status->index < member->spec.checks_len)
		ipvs_member_hear(member, status->index, &verdict);
}

static void
hear_all(struct director *director, struct director_pool *pool)
{
	for (size_t i = 0; i < pool->pool.members_len; i++) {
		struct ipvs_member *member = &pool->pool.members[i];

		for (uint16_t c = 0; c < member->spec.checks_len; c++) {
			const struct check_status *status =
			    check_run_find(director->checks, pool->vs->id,
				&member->spec.addr, member->spec.port, c);

			if (status)
				director_member_hear(member, status);
		}
	}
}

void
director_check_pool(struct director *director, struct director_pool *pool)
{
	struct wanted wanted = {0};

	want_all(pool, &wanted);
	check_run_configure_vs(
	    director->checks, pool->vs->id, wanted.items, wanted.len);
	wanted_fini(&wanted);
	hear_all(director, pool);
}

void
director_check_all(struct director *director)
{
	const struct model_global *global = &director->model->global;
	const struct script_policy policy = script_policy_of(
	    global->script_user, global->script_group, global->enable_script_security);
	struct wanted wanted = {0};

	check_run_scripts(director->checks, &policy);
	for (size_t i = 0; i < director->pools_len; i++)
		want_all(director->pools[i], &wanted);
	check_run_configure(director->checks, wanted.items, wanted.len);
	wanted_fini(&wanted);
	for (size_t i = 0; i < director->pools_len; i++)
		hear_all(director, director->pools[i]);
}
