/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/ipvs/ipvs_plan.h"

#include <string.h>

#include "agent/lib/mem.h"

const char *
ipvs_op_word(enum ipvs_op_kind kind)
{
	switch (kind) {
	case IPVS_NEW_SERVICE:
		return "IPVS_CMD_NEW_SERVICE";
	case IPVS_SET_SERVICE:
		return "IPVS_CMD_SET_SERVICE";
	case IPVS_DEL_SERVICE:
		return "IPVS_CMD_DEL_SERVICE";
	case IPVS_NEW_DEST:
		return "IPVS_CMD_NEW_DEST";
	case IPVS_SET_DEST:
		return "IPVS_CMD_SET_DEST";
	case IPVS_DEL_DEST:
		return "IPVS_CMD_DEL_DEST";
	}
	return "IPVS_CMD_UNSPEC";
}

static void
append(struct ipvs_plan *plan, enum ipvs_op_kind kind,
    const struct ipvs_service *service, const struct ipvs_dest *dest)
{
	struct ipvs_op *op;

	if (plan->len == plan->room) {
		plan->room = plan->room ? 2 * plan->room : 8;
		plan->ops = mem_grow(plan->ops, plan->room, sizeof(*plan->ops));
	}
	op = &plan->ops[plan->len++];
	*op = (struct ipvs_op){.kind = kind, .service = *service};
	op->service.dests = NULL;
	op->service.dests_len = 0;
	if (dest)
		op->dest = *dest;
}

void
ipvs_plan_fini(struct ipvs_plan *plan)
{
	mem_free(plan->ops);
	*plan = (struct ipvs_plan){0};
}

/* ---- destinations: three sorted lists walked side by side ---- */

struct walk {
	const struct ipvs_service *service; /* NULL: an empty list */
	size_t at;
};

static const struct ipvs_dest *
walk_dest(const struct walk *walk)
{
	if (!walk->service || walk->at >= walk->service->dests_len)
		return NULL;
	return &walk->service->dests[walk->at];
}

/* Past every destination that is not greater than `dest`. */
static void
walk_past(struct walk *walk, const struct ipvs_dest *dest)
{
	const struct ipvs_dest *here;

	while ((here = walk_dest(walk)) && ipvs_dest_cmp(here, dest) <= 0)
		walk->at++;
}

/* The walk's destination if it stands at `dest`, which is the least of all walks. */
static const struct ipvs_dest *
walk_match(const struct walk *walk, const struct ipvs_dest *dest)
{
	const struct ipvs_dest *here = walk_dest(walk);

	return here && ipvs_dest_cmp(here, dest) == 0 ? here : NULL;
}

struct pair {
	const struct ipvs_dest *desired, *observed; /* NULL: absent */
	bool owned;
};

struct triple {
	struct walk desired, observed, owned;
};

static struct triple
triple_init(const struct ipvs_service *desired, const struct ipvs_service *observed,
    const struct ipvs_service *owned)
{
	return (struct triple){
	    {desired,  0},
            {observed, 0},
            {owned,    0}
        };
}

/* The next destination that is desired or observed; false at the end. */
static bool
triple_next(struct triple *walks, struct pair *out)
{
	const struct ipvs_dest *desired = walk_dest(&walks->desired);
	const struct ipvs_dest *observed = walk_dest(&walks->observed);
	const struct ipvs_dest *least = desired, *ours;

	if (!least || (observed && ipvs_dest_cmp(observed, least) < 0))
		least = observed;
	if (!least)
		return false;
	while ((ours = walk_dest(&walks->owned)) && ipvs_dest_cmp(ours, least) < 0)
		walks->owned.at++;
	out->desired = walk_match(&walks->desired, least);
	out->observed = walk_match(&walks->observed, least);
	out->owned = walk_match(&walks->owned, least) != NULL;
	walk_past(&walks->desired, least);
	walk_past(&walks->observed, least);
	return true;
}

/* The rounds of a service's plan, in the order that never empties a pool. */
enum round { ROUND_NEW, ROUND_SET_LIVE, ROUND_SET_ZERO, ROUND_DEL, ROUNDS };

static bool
op_of_round(const struct pair *pair, enum round round, enum ipvs_op_kind *kind)
{
	bool both = pair->desired && pair->observed;

	switch (round) {
	case ROUND_NEW:
		*kind = IPVS_NEW_DEST;
		return pair->desired && !pair->observed;
	case ROUND_SET_LIVE:
	case ROUND_SET_ZERO:
		*kind = IPVS_SET_DEST;
		return both &&
		    (pair->desired->weight == 0) == (round == ROUND_SET_ZERO) &&
		    !ipvs_dest_same(pair->desired, pair->observed);
	case ROUND_DEL:
		*kind = IPVS_DEL_DEST;
		return !pair->desired && pair->owned;
	case ROUNDS:
		break;
	}
	return false;
}

/* In which rounds there is something to do, as bits; most edits need one. */
static unsigned
rounds_needed(const struct triple *lists)
{
	struct triple walks = *lists;
	enum ipvs_op_kind kind;
	struct pair pair;
	unsigned needed = 0;

	while (triple_next(&walks, &pair))
		for (enum round round = ROUND_NEW; round < ROUNDS; round++)
			if (op_of_round(&pair, round, &kind))
				needed |= 1u << round;
	return needed;
}

static void
plan_round(struct ipvs_plan *plan, const struct ipvs_service *head,
    const struct triple *lists, enum round round)
{
	struct triple walks = *lists;
	enum ipvs_op_kind kind;
	struct pair pair;

	while (triple_next(&walks, &pair))
		if (op_of_round(&pair, round, &kind))
			append(plan, kind, head,
			    pair.desired ? pair.desired : pair.observed);
}

static void
plan_dests(
    struct ipvs_plan *plan, const struct ipvs_service *head, const struct triple *lists)
{
	unsigned needed = rounds_needed(lists);

	for (enum round round = ROUND_NEW; round < ROUNDS; round++)
		if (needed & 1u << round)
			plan_round(plan, head, lists, round);
}

/* Whether all in the observed service is ours, so that it may go as a whole. */
static bool
all_ours(const struct triple *lists)
{
	struct triple walks = *lists;
	struct pair pair;

	while (triple_next(&walks, &pair))
		if (!pair.owned)
			return false;
	return true;
}

void
ipvs_plan_service(struct ipvs_plan *plan, const struct ipvs_service *desired,
    const struct ipvs_service *observed, const struct ipvs_service *owned)
{
	struct triple lists = triple_init(desired, observed, owned);

	if (!desired && observed && owned && all_ours(&lists)) {
		append(plan, IPVS_DEL_SERVICE, observed, NULL);
		return;
	}
	if (desired && !observed)
		append(plan, IPVS_NEW_SERVICE, desired, NULL);
	else if (desired && !ipvs_service_same(desired, observed))
		append(plan, IPVS_SET_SERVICE, desired, NULL);
	if (desired || observed)
		plan_dests(plan, desired ? desired : observed, &lists);
}

/* ---- services ---- */

static bool
repeats(const struct ipvs_table *table, size_t i)
{
	return i > 0 &&
	    ipvs_key_cmp(&table->services[i - 1].key, &table->services[i].key) == 0;
}

static void
add_step(struct ipvs_planner *planner, struct ipvs_plan *plan)
{
	size_t at = planner->at++;
	const struct ipvs_service *want = &planner->desired->services[at];

	if (!repeats(planner->desired, at))
		ipvs_plan_service(plan, want,
		    ipvs_table_find(planner->observed, &want->key),
		    ipvs_table_find(planner->owned, &want->key));
}

/* From the end, so that a removal that was noted does not shift what is to come. */
static void
remove_step(struct ipvs_planner *planner, struct ipvs_plan *plan)
{
	const struct ipvs_service *have = &planner->observed->services[--planner->at];

	if (!ipvs_table_find(planner->desired, &have->key))
		ipvs_plan_service(
		    plan, NULL, have, ipvs_table_find(planner->owned, &have->key));
}

bool
ipvs_planner_step(struct ipvs_planner *planner, struct ipvs_plan *plan)
{
	if (!planner->removing && planner->at < planner->desired->len) {
		add_step(planner, plan);
		return true;
	}
	if (!planner->removing) {
		planner->removing = true;
		planner->at = planner->observed->len;
	}
	if (planner->at == 0)
		return false;
	remove_step(planner, plan);
	return true;
}

struct ipvs_plan
ipvs_plan_tables(const struct ipvs_table *desired, const struct ipvs_table *observed,
    const struct ipvs_table *owned)
{
	struct ipvs_planner planner = {
	    .desired = desired, .observed = observed, .owned = owned};
	struct ipvs_plan plan = {0};

	while (ipvs_planner_step(&planner, &plan))
		continue;
	return plan;
}
