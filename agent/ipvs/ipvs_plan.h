/* SPDX-License-Identifier: Apache-2.0 */
/* What turns the observed table into the desired one. P.
 * In every plan: a service before its destinations; additions before removals; weights
 * that rise from 0 before those that fall to it; services that go, after all that come.
 * So no prefix of a plan leaves a pool empty (or all weights 0) that is neither before
 * nor after. The order depends on the tables only. */
#ifndef AGENT_IPVS_IPVS_PLAN_H
#define AGENT_IPVS_IPVS_PLAN_H

#include <stddef.h>

#include "agent/ipvs/ipvs_table.h"

enum ipvs_op_kind {
	IPVS_NEW_SERVICE,
	IPVS_SET_SERVICE,
	IPVS_DEL_SERVICE,
	IPVS_NEW_DEST,
	IPVS_SET_DEST,
	IPVS_DEL_DEST
};

/* One request to the kernel, by value: it outlives the tables it was made from. */
struct ipvs_op {
	enum ipvs_op_kind kind;
	struct ipvs_service service; /* without destinations */
	struct ipvs_dest dest;       /* of the *_DEST kinds */
	int err;                     /* positive errno of the last try; 0: done */
};

struct ipvs_plan {
	struct ipvs_op *ops; /* owned */
	size_t len, room;
};

/* "IPVS_CMD_NEW_SERVICE", as the kernel's header spells it. */
const char *ipvs_op_word(enum ipvs_op_kind kind);

/* All three tables are sorted; of entries with equal keys the first counts. Only what
 * is in `owned` (keys only) is ever deleted, and a service that somebody else has put a
 * destination into stays, with that destination. O(all entries). */
struct ipvs_plan ipvs_plan_tables(const struct ipvs_table *desired,
    const struct ipvs_table *observed, const struct ipvs_table *owned);

/* The same, service by service: first those desired, then, from the last to the first,
 * those that are only observed. Between two steps, what was planned may be noted in
 * `observed` and `owned`; nothing else may change. */
struct ipvs_planner {
	const struct ipvs_table *desired, *observed, *owned; /* borrowed */
	bool removing;
	size_t at;
};

/* Append the next service's ops, if it needs any; false at the end. */
bool ipvs_planner_step(struct ipvs_planner *planner, struct ipvs_plan *plan);

/* The plan of one service; each may be NULL: absent. Appends to `plan`. */
void ipvs_plan_service(struct ipvs_plan *plan, const struct ipvs_service *desired,
    const struct ipvs_service *observed, const struct ipvs_service *owned);

void ipvs_plan_fini(struct ipvs_plan *plan);

#endif
