/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_vrrpv3_trap.h"

#include "mib/mib_value.h"
#include "mib/mib_vrrpv3_rows.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* As in 207.0.x. */
enum kind { NEW_MASTER = 1, PROTO_ERROR = 2 };

/* Spelling out. */

/* OBJECTS { vrrpv3OperationsMasterIpAddr, vrrpv3StatisticsNewMasterReason }. Who became
 * master was so under its own address, also if it is no longer. */
static void
tell_new_master(const struct view_vrrp *vrrp, struct mib_trap *trap)
{
	const uint32_t address_ids[] = {1, 1, 1, 1, 3}, reason_ids[] = {1, 2, 5, 1, 2};
	const struct mib_oid address =
	    mib_vrrpv3_cell(address_ids, COUNT(address_ids), vrrp);
	const struct mib_oid reason =
	    mib_vrrpv3_cell(reason_ids, COUNT(reason_ids), vrrp);

	mib_value_inet(mib_trap_bind(trap, &address, MIB_OCTETS), &vrrp->primary);
	mib_trap_bind(trap, &reason, MIB_INTEGER)->number =
	    mib_vrrpv3_master_reason(vrrp);
}

/* OBJECTS { vrrpv3StatisticsProtoErrReason } */
static void
tell_proto_error(const struct view_vrrp *vrrp, struct mib_trap *trap)
{
	const uint32_t reason_ids[] = {1, 2, 5, 1, 6};
	const struct mib_oid reason =
	    mib_vrrpv3_cell(reason_ids, COUNT(reason_ids), vrrp);

	mib_trap_bind(trap, &reason, MIB_INTEGER)->number =
	    mib_vrrpv3_error_reason(vrrp->last_protocol_error);
}

void
mib_vrrpv3_tell(const void *after, const struct mib_note *note, struct mib_trap *trap)
{
	static void (*const tells[])(const struct view_vrrp *, struct mib_trap *) = {
	    [NEW_MASTER] = tell_new_master, [PROTO_ERROR] = tell_proto_error};
	const struct mib_vrrpv3 *rows = after;
	const uint32_t ids[] = {0, note->kind};

	trap->oid = mib_vrrpv3_oid(ids, COUNT(ids));
	tells[note->kind](rows->routers[note->row].vrrp, trap);
}

/* Deciding. */

/* How often it became master in between. */
static uint64_t
times_master(const struct view_vrrp *was, const struct view_vrrp *is)
{
	/* Not there before, or its counter began anew. */
	if (!was || is->become_master < was->become_master)
		return is->state == VRRP_MASTER ? 1 : 0;
	return is->become_master - was->become_master;
}

static void
new_masters(struct mib_notes *out, uint32_t row, uint64_t times)
{
	if (times > MIB_VRRPV3_NEW_MASTER_MAX) {
		out->suppressed += times - MIB_VRRPV3_NEW_MASTER_MAX;
		times = MIB_VRRPV3_NEW_MASTER_MAX;
	}
	for (; times > 0; times--)
		mib_notes_add(out, &(struct mib_note){.kind = NEW_MASTER, .row = row});
}

static uint64_t
protocol_errors(const struct view_vrrp *was, const struct view_vrrp *is)
{
	uint64_t times = 0;

	for (int why = 0; why < VRRP_REFUSALS; why++)
		if (mib_vrrpv3_error_reason((enum vrrp_refusal)why) != 0 &&
		    is->refused[why] > was->refused[why])
			times += is->refused[why] - was->refused[why];
	return times;
}

static void
proto_error(struct mib_limits *limits, struct mib_notes *out, uint32_t row,
    const struct view_vrrp *was, const struct view_vrrp *is, struct instant now)
{
	struct mib_note note = {.kind = PROTO_ERROR, .row = row};
	struct span wait = span_s(MIB_VRRPV3_ERROR_INTERVAL_S);
	uint64_t key = (uint64_t)is->ifindex << 16 | (uint64_t)is->vrid << 8 |
	    mib_inet_type(&is->group);
	uint64_t times = protocol_errors(was, is);

	if (times > 0 &&
	    mib_limits_pass(limits, key, times, now, wait, out, &note.held_back))
		mib_notes_add(out, &note);
}

void
mib_vrrpv3_differ(struct mib_limits *limits, const void *before, const void *after,
    struct instant now, struct mib_notes *out)
{
	const struct mib_vrrpv3 *rows = after;

	for (uint32_t i = 0; i < rows->routers_len; i++) {
		const struct view_vrrp *is = rows->routers[i].vrrp;
		const struct view_vrrp *was =
		    before ? mib_vrrpv3_same(before, is) : NULL;

		new_masters(out, i, times_master(was, is));
		if (was)
			proto_error(limits, out, i, was, is, now);
	}
}
