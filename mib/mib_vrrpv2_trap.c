/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_vrrpv2_trap.h"

#include "mib/mib_fairlead.h"
#include "mib/mib_value.h"
#include "mib/mib_vrrpv2.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* The first two as in 68.0.x. */
enum kind { NEW_MASTER = 1, AUTH_FAILURE = 2, SPLIT_BRAIN = 3 };

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

/* Spelling out. */

/* vrrpOperMasterIpAddr of the router. Who became master was so under its own address,
 * also if it is no longer. */
static void
bind_own_address(struct mib_trap *trap, const struct view_vrrp *vrrp)
{
	const uint32_t ids[] = {1, 3, 1, 7, vrrp->ifindex, vrrp->vrid};
	const struct mib_oid name = mib_vrrpv2_oid(ids, COUNT(ids));

	mib_value_ip(mib_trap_bind(trap, &name, MIB_IP_ADDRESS), &vrrp->primary);
}

/* OBJECTS { vrrpOperMasterIpAddr } */
static void
tell_new_master(
    const struct view_vrrp *vrrp, const struct mib_note *note, struct mib_trap *trap)
{
	(void)note;
	bind_own_address(trap, vrrp);
}

/* OBJECTS { vrrpTrapPacketSrc, vrrpTrapAuthErrorType } */
static void
tell_auth_failure(
    const struct view_vrrp *vrrp, const struct mib_note *note, struct mib_trap *trap)
{
	const uint32_t source_ids[] = {1, 5, 0}, type_ids[] = {1, 6, 0};
	const struct mib_oid source = mib_vrrpv2_oid(source_ids, COUNT(source_ids));
	const struct mib_oid type = mib_vrrpv2_oid(type_ids, COUNT(type_ids));

	mib_value_ip(mib_trap_bind(trap, &source, MIB_IP_ADDRESS),
	    &vrrp->last_auth_failure_source);
	mib_trap_bind(trap, &type, MIB_INTEGER)->number =
	    auth_error_types[note->detail];
}

/* OBJECTS { vrrpOperMasterIpAddr, fairleadSplitBrainPeer, fairleadSplitBrainMac } */
static void
tell_split_brain(
    const struct view_vrrp *vrrp, const struct mib_note *note, struct mib_trap *trap)
{
	const struct mib_oid peer = mib_fairlead_oid(1, MIB_FAIRLEAD_SPLIT_BRAIN_PEER);
	const struct mib_oid mac = mib_fairlead_oid(1, MIB_FAIRLEAD_SPLIT_BRAIN_MAC);

	(void)note;
	trap->oid = mib_fairlead_oid(0, MIB_FAIRLEAD_SPLIT_BRAIN);
	bind_own_address(trap, vrrp);
	mib_value_ip(
	    mib_trap_bind(trap, &peer, MIB_IP_ADDRESS), &vrrp->split_brain_peer);
	mib_value_octets(mib_trap_bind(trap, &mac, MIB_OCTETS), vrrp->split_brain_mac,
	    sizeof(vrrp->split_brain_mac));
}

void
mib_vrrpv2_tell(const void *after, const struct mib_note *note, struct mib_trap *trap)
{
	static void (*const tells[])(const struct view_vrrp *, const struct mib_note *,
	    struct mib_trap *) = {[NEW_MASTER] = tell_new_master,
	    [AUTH_FAILURE] = tell_auth_failure,
	    [SPLIT_BRAIN] = tell_split_brain};
	const uint32_t ids[] = {0, note->kind};

	trap->oid = mib_vrrpv2_oid(ids, COUNT(ids));
	tells[note->kind](mib_vrrpv2_at(after, note->row), note, trap);
}

/* Deciding. */

static void
new_masters(struct mib_notes *out, const struct mib_note *note,
    const struct view_vrrp *was, const struct view_vrrp *is)
{
	uint64_t times;

	/* Not there before, or its counter began anew. */
	if (!was || is->become_master < was->become_master)
		times = is->state == VRRP_MASTER ? 1 : 0;
	else
		times = is->become_master - was->become_master;
	if (times > MIB_VRRPV2_NEW_MASTER_MAX) {
		out->suppressed += times - MIB_VRRPV2_NEW_MASTER_MAX;
		times = MIB_VRRPV2_NEW_MASTER_MAX;
	}
	for (; times > 0; times--)
		mib_notes_add(out, note);
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
auth_failure(struct mib_limits *limits, struct mib_notes *out, uint32_t row,
    const struct view_vrrp *was, const struct view_vrrp *is, struct instant now)
{
	struct mib_note note = {.kind = AUTH_FAILURE, .row = row};
	struct span wait = span_s(MIB_VRRPV2_AUTH_INTERVAL_S);
	uint64_t key = (uint64_t)is->ifindex << 8 | is->vrid;
	enum vrrp_refusal why = VRRP_ACCEPTED;
	uint64_t times = auth_failures(was, is, &why);

	if (times == 0 ||
	    !mib_limits_pass(limits, key, times, now, wait, out, &note.held_back))
		return;
	note.detail = why;
	mib_notes_add(out, &note);
}

void
mib_vrrpv2_differ(struct mib_limits *limits, const void *before, const void *after,
    struct instant now, struct mib_notes *out)
{
	for (uint32_t i = 0; i < mib_vrrpv2_len(after); i++) {
		const struct view_vrrp *is = mib_vrrpv2_at(after, i);
		const struct view_vrrp *was =
		    before ? mib_vrrpv2_find(before, is->ifindex, is->vrid) : NULL;

		new_masters(
		    out, &(struct mib_note){.kind = NEW_MASTER, .row = i}, was, is);
		if (is->split_brains > (was ? was->split_brains : 0))
			mib_notes_add(
			    out, &(struct mib_note){.kind = SPLIT_BRAIN, .row = i});
		if (was)
			auth_failure(limits, out, i, was, is, now);
	}
}
