/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_trap.h"

#include <string.h>

#include "agent/lib/mem.h"
#include "mib/mib_fairlead.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

struct limit {
	uint32_t ifindex;
	uint8_t vrid;
	struct instant sent;
	uint64_t held_back;
};

struct mib_trap_limits {
	struct limit *items; /* owned; only routers that had such a failure */
	size_t len;
};

/* vrrpTrapAuthErrorType of each refusal; 0: has nothing to do with authentication. */
static const uint32_t auth_error_types[VRRP_REFUSALS] = {
    [VRRP_BAD_AUTH_TYPE] = 1,
    [VRRP_AUTH_TYPE_MISMATCH] = 2,
    [VRRP_BAD_AUTH] = 3,
    [VRRP_HMAC_MISSING] = 2,
    [VRRP_HMAC_MALFORMED] = 3,
    [VRRP_HMAC_TOO_OLD] = 3,
    [VRRP_HMAC_TOO_NEW] = 3,
    [VRRP_HMAC_KEY_UNKNOWN] = 3,
    [VRRP_HMAC_BAD] = 3,
    [VRRP_HMAC_REPLAYED] = 3,
};

struct mib_trap_limits *
mib_trap_limits_new(void)
{
	return mem_new(1, sizeof(struct mib_trap_limits));
}

void
mib_trap_limits_free(struct mib_trap_limits *limits)
{
	if (!limits)
		return;
	mem_free(limits->items);
	mem_free(limits);
}

/* The limit of a router; a new one has never sent. */
static struct limit *
limit_of(struct mib_trap_limits *limits, const struct view_vrrp *vrrp)
{
	struct limit *limit;

	for (size_t i = 0; i < limits->len; i++)
		if (limits->items[i].ifindex == vrrp->ifindex &&
		    limits->items[i].vrid == vrrp->vrid)
			return &limits->items[i];
	limits->items =
	    mem_grow(limits->items, limits->len + 1, sizeof(limits->items[0]));
	limit = &limits->items[limits->len++];
	*limit = (struct limit){
	    .ifindex = vrrp->ifindex, .vrid = vrrp->vrid, .sent = {INT64_MIN}};
	return limit;
}

static void
grow(struct mib_trap_list *list)
{
	size_t more = list->held ? list->held * 2 : 16;

	list->held = more < list->max ? more : list->max;
	list->items = mem_grow(list->items, list->held, sizeof(list->items[0]));
}

/* A trap, or NULL when there may be no more. */
static struct mib_trap *
add(struct mib_trap_list *out, struct mib_oid oid)
{
	struct mib_trap *trap;

	if (out->len == out->max) {
		out->suppressed++;
		return NULL;
	}
	if (out->len == out->held)
		grow(out);
	trap = &out->items[out->len++];
	*trap = (struct mib_trap){.oid = oid};
	return trap;
}

/* 68.0.`number` */
static struct mib_oid
vrrp_trap(uint32_t number)
{
	const uint32_t ids[] = {0, number};

	return mib_vrrpv2_oid(ids, COUNT(ids));
}

/* vrrpOperMasterIpAddr of the router. Who became master was so under its own address,
 * also if it is no longer. */
static void
bind_own_address(struct mib_trap *trap, const struct view_vrrp *vrrp)
{
	const uint32_t name[] = {1, 3, 1, 7, vrrp->ifindex, vrrp->vrid};
	struct mib_found *bind = &trap->binds[trap->binds_len++];

	bind->name = mib_vrrpv2_oid(name, COUNT(name));
	mib_vrrpv2_address(&vrrp->primary, &bind->value);
}

/* OBJECTS { vrrpOperMasterIpAddr } */
static void
add_new_master(struct mib_trap_list *out, const struct view_vrrp *vrrp)
{
	struct mib_trap *trap = add(out, vrrp_trap(1));

	if (trap)
		bind_own_address(trap, vrrp);
}

/* OBJECTS { vrrpTrapPacketSrc, vrrpTrapAuthErrorType } */
static void
add_auth_failure(struct mib_trap_list *out, const struct view_vrrp *vrrp,
    enum vrrp_refusal why, uint64_t held_back)
{
	const uint32_t source[] = {1, 5, 0}, type[] = {1, 6, 0};
	struct mib_trap *trap = add(out, vrrp_trap(2));

	if (!trap)
		return;
	trap->held_back = held_back;
	trap->binds_len = 2;
	trap->binds[0].name = mib_vrrpv2_oid(source, COUNT(source));
	mib_vrrpv2_address(&vrrp->last_auth_failure_source, &trap->binds[0].value);
	trap->binds[1].name = mib_vrrpv2_oid(type, COUNT(type));
	trap->binds[1].value.type = MIB_INTEGER;
	trap->binds[1].value.number = auth_error_types[why];
}

/* OBJECTS { vrrpOperMasterIpAddr, fairleadSplitBrainPeer, fairleadSplitBrainMac } */
static void
add_split_brain(struct mib_trap_list *out, const struct view_vrrp *vrrp)
{
	struct mib_trap *trap = add(out, mib_fairlead_oid(0, MIB_FAIRLEAD_SPLIT_BRAIN));
	struct mib_found *mac;

	if (!trap)
		return;
	bind_own_address(trap, vrrp);
	trap->binds[1].name = mib_fairlead_oid(1, MIB_FAIRLEAD_SPLIT_BRAIN_PEER);
	mib_vrrpv2_address(&vrrp->split_brain_peer, &trap->binds[1].value);
	mac = &trap->binds[2];
	mac->name = mib_fairlead_oid(1, MIB_FAIRLEAD_SPLIT_BRAIN_MAC);
	mac->value.type = MIB_OCTETS;
	mac->value.octets_len = sizeof(vrrp->split_brain_mac);
	memcpy(mac->value.octets, vrrp->split_brain_mac, sizeof(vrrp->split_brain_mac));
	trap->binds_len = 3;
}

static void
new_masters(
    struct mib_trap_list *out, const struct view_vrrp *was, const struct view_vrrp *is)
{
	uint64_t times;

	/* Not there before, or its counter began anew. */
	if (!was || is->become_master < was->become_master)
		times = is->state == VRRP_MASTER ? 1 : 0;
	else
		times = is->become_master - was->become_master;
	if (times > MIB_TRAP_NEW_MASTER_MAX) {
		out->suppressed += times - MIB_TRAP_NEW_MASTER_MAX;
		times = MIB_TRAP_NEW_MASTER_MAX;
	}
	for (; times > 0; times--)
		add_new_master(out, is);
}

/* How many adverts were refused for their authentication in between, and the reason to
 * tell: that of the last one. */
static uint64_t
auth_failures(
    const struct view_vrrp *was, const struct view_vrrp *is, enum vrrp_refusal *why)
{
	uint64_t times = 0;

	for (int i = 0; i < VRRP_REFUSALS; i++) {
		if (!auth_error_types[i] || is->refused[i] <= was->refused[i])
			continue;
		times += is->refused[i] - was->refused[i];
		*why = (enum vrrp_refusal)i;
	}
	if (auth_error_types[is->last_auth_failure])
		*why = is->last_auth_failure;
	return times;
}

static void
auth_failure(struct mib_trap_list *out, struct limit *limit,
    const struct view_vrrp *vrrp, enum vrrp_refusal why, struct instant now)
{
	struct span wait = span_s(MIB_TRAP_AUTH_INTERVAL_S);

	if (!instant_reached(instant_add(limit->sent, wait), now)) {
		limit->held_back++;
		out->suppressed++;
		return;
	}
	add_auth_failure(out, vrrp, why, limit->held_back);
	limit->sent = now;
	limit->held_back = 0;
}

void
mib_trap_between(struct mib_trap_limits *limits, const struct mib_vrrpv2 *before,
    const struct mib_vrrpv2 *after, struct instant now, struct mib_trap_list *out)
{
	for (size_t i = 0; i < mib_vrrpv2_len(after); i++) {
		const struct view_vrrp *is = mib_vrrpv2_at(after, i);
		const struct view_vrrp *was =
		    before ? mib_vrrpv2_find(before, is->ifindex, is->vrid) : NULL;
		enum vrrp_refusal why = VRRP_ACCEPTED;
		uint64_t failures;

		new_masters(out, was, is);
		if (is->split_brains > (was ? was->split_brains : 0))
			add_split_brain(out, is);
		failures = was ? auth_failures(was, is, &why) : 0;
		if (failures == 0)
			continue;
		auth_failure(out, limit_of(limits, is), is, why, now);
		limit_of(limits, is)->held_back += failures - 1;
		out->suppressed += failures - 1;
	}
}
