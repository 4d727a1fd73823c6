/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "mib/mib_change.h"
#include "mib/mib_keepalived.h"
#include "mib/mib_keepalived_route.h"
#include "mib/mib_keepalived_rows.h"
#include "mib/mib_keepalived_words.h"

static const struct view_vrrp *
vrrp_of(const struct mib_cell *cell)
{
	return mib_pair_of(cell)->is;
}

/* ---- instances ---- */

uint32_t
mib_keepalived_state(enum vrrp_state state)
{
	static const uint32_t states[] = {
	    [VRRP_INIT] = 0, [VRRP_BACKUP] = 1, [VRRP_MASTER] = 2, [VRRP_FAULT] = 3};

	return states[state];
}

static void
state(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_keepalived_state(vrrp_of(cell)->state);
}

static void
initial_state(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_keepalived_state(vrrp_of(cell)->initial_state);
}

/* Where it would be if nothing held it back: who is master or backup is there. */
static void
wanted_state(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_vrrp *vrrp = vrrp_of(cell);
	bool is_there = vrrp->state == VRRP_MASTER || vrrp->state == VRRP_BACKUP;

	value->number =
	    mib_keepalived_state(is_there ? vrrp->state : vrrp->initial_state);
}

static void
base_priority(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_priority(vrrp_of(cell));
}

static enum mib_set
set_priority(const struct mib_cell *cell, const struct mib_value *value,
    struct mib_change *change)
{
	return mib_change_priority(vrrp_of(cell), value->number, change);
}

/* allSet(1), notAllSet(2) */
static void
vips_status(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_pair_of(cell)->extra ? MIB_TRUE : MIB_FALSE;
}

/* Seconds in version 2, centiseconds in version 3. */
static void
interval(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_vrrp *vrrp = vrrp_of(cell);

	value->number = vrrp->advert_int_ms / (vrrp->version == 2 ? 1000 : 10);
}

static void
preempt_delay(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = vrrp_of(cell)->preempt_delay_ms / 1000;
}

/* none(0), password(1), ah(2): there is no word for auth_hmac. */
static void
auth_type(const struct mib_cell *cell, struct mib_value *value)
{
	enum vrrp_auth auth = vrrp_of(cell)->auth;

	value->number = auth == VRRP_AUTH_HMAC ? 0 : (uint32_t)auth;
}

static void
sync_daemon(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_said_vrrp *said = mib_pair_of(cell)->said;

	value->number = said->sync_interface ? MIB_TRUE : MIB_FALSE;
}

#define IS(number, type, get, member) MIB_PAIR_IS(number, type, get, view_vrrp, member)
#define SAID(number, type, get, member)                                                \
  MIB_PAIR_SAID(number, type, get, view_said_vrrp, member)

static const struct mib_column instance_columns[] = {
    IS(2, OCTETS, text, name),
    IS(3, UNSIGNED32, u8, vrid),
    MIB_COLUMN(4, INTEGER, state),
    MIB_COLUMN(5, INTEGER, initial_state),
    MIB_COLUMN(6, INTEGER, wanted_state),
    MIB_WRITABLE(7, INTEGER, base_priority, set_priority),
    IS(8, INTEGER, u8, effective_priority),
    MIB_COLUMN(9, INTEGER, vips_status),
    IS(10, OCTETS, text, interface),
    SAID(11, INTEGER, truth, track_primary),
    MIB_COLUMN(12, UNSIGNED32, interval),
    IS(13, INTEGER, truth, preempt),
    MIB_COLUMN(14, UNSIGNED32, preempt_delay),
    MIB_COLUMN(15, INTEGER, auth_type),
    MIB_COLUMN(16, INTEGER, sync_daemon),
    SAID(17, OCTETS, text, sync_interface),
    IS(18, OCTETS, text, sync_group),
    SAID(19, UNSIGNED32, u32, garp_delay_s),
    SAID(20, INTEGER, truth, smtp_alert),
    SAID(21, INTEGER, truth, scripts.any_at_all),
    SAID(22, OCTETS, text, scripts.master),
    SAID(23, OCTETS, text, scripts.backup),
    SAID(24, OCTETS, text, scripts.fault),
    SAID(25, OCTETS, text, scripts.stop),
    SAID(26, OCTETS, text, scripts.any),
    IS(27, INTEGER, truth, accept),
    SAID(28, INTEGER, truth, promote_secondaries),
    MIB_COLUMN(29, INTEGER, mib_always_false), /* no polling of links */
    IS(30, INTEGER, u8, version),
    SAID(31, OCTETS, text, scripts.master_rx_lower_pri),
    SAID(32, OCTETS, text, scripts.deleted),
    SAID(33, INTEGER, truth, tells_deleted),
    IS(34, INTEGER, inet_type, group),
    IS(35, OCTETS, inet, group),
};
#undef IS
#undef SAID

/* ---- addresses ---- */

static const struct view_said_address *
address_of(const struct mib_cell *cell)
{
	return mib_pair_of(cell)->said;
}

static void
mask(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = address_of(cell)->prefix.prefix_len;
}

/* IPv4: zeros when there is none. IPv6 has none. */
static void
broadcast(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_said_address *said = address_of(cell);
	const struct addr none = addr_v4(0);

	value->absent = said->prefix.addr.family != ADDR_V4;
	mib_value_inet(value, addr_is_set(&said->broadcast) ? &said->broadcast : &none);
}

/* InetScopeType of RFC 4007 for the kernel's RT_SCOPE_*. */
uint32_t
mib_keepalived_scope(uint32_t scope)
{
	switch (scope) {
	case 254: /* host */
		return 1;
	case 253: /* link */
		return 2;
	case 200: /* site */
		return 5;
	default:
		return 14; /* global */
	}
}

static void
scope(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_keepalived_scope(address_of(cell)->scope);
}

/* Known of the interface that its instance is on. */
static void
link_number(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_vrrp *vrrp = mib_pair_of(cell)->owner;

	value->absent =
	    !vrrp || strcmp(vrrp->interface, address_of(cell)->interface) != 0;
	value->number = value->absent ? 0 : vrrp->ifindex;
}

/* set(1), unset(2) */
static void
address_status(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_pair_of(cell)->extra ? MIB_TRUE : MIB_FALSE;
}

#define SAID(number, type, get, member)                                                \
  MIB_PAIR_SAID(number, type, get, view_said_address, member)

static const struct mib_column address_columns[] = {
    SAID(2, INTEGER, inet_type, prefix.addr),
    SAID(3, OCTETS, inet, prefix.addr),
    MIB_COLUMN(4, OCTETS, broadcast),
    MIB_COLUMN(5, UNSIGNED32, mask),
    MIB_COLUMN(6, INTEGER, scope),
    MIB_COLUMN(7, INTEGER, link_number),
    SAID(8, OCTETS, text, interface),
    SAID(9, OCTETS, text, label),
    MIB_COLUMN(10, INTEGER, address_status),
    SAID(11, INTEGER, truth, advertised),
    SAID(12, OCTETS, inet, peer),
};
#undef SAID

/* ---- groups ---- */

static void
group_state(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_sync_group *is = mib_pair_of(cell)->is;

	value->absent = !is;
	value->number = is ? mib_keepalived_state(is->state) : 0;
}

#define SAID(number, type, get, member)                                                \
  MIB_PAIR_SAID(number, type, get, view_said_group, member)

static const struct mib_column group_columns[] = {
    SAID(2, OCTETS, text, name),
    MIB_COLUMN(3, INTEGER, group_state),
    SAID(4, INTEGER, truth, smtp_alert),
    SAID(5, INTEGER, truth, scripts.any_at_all),
    SAID(6, OCTETS, text, scripts.master),
    SAID(7, OCTETS, text, scripts.backup),
    SAID(8, OCTETS, text, scripts.fault),
    SAID(9, OCTETS, text, scripts.any),
    SAID(10, INTEGER, truth, weights),
    SAID(11, OCTETS, text, scripts.stop),
};
#undef SAID

static const struct mib_column member_columns[] = {
    MIB_PAIR_SAID(2, OCTETS, text, view_said_member, name),
};

/* ---- what is tracked ---- */

/* init(1), bad(2), good(3) */
static void
script_result(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_track *is = mib_pair_of(cell)->is;

	if (!is || !is->known)
		value->number = 1;
	else
		value->number = is->up ? 3 : 2;
}

static void
file_result(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_track *is = mib_pair_of(cell)->is;

	value->number = is ? (uint64_t)(int64_t)is->value : 0;
}

static void
process_result(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_track *is = mib_pair_of(cell)->is;

	value->number = is && is->up ? MIB_TRUE : MIB_FALSE;
}

/* -1: there is no limit. */
static void
quorum_max(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_said_tracked *said = mib_pair_of(cell)->said;

	value->number = said->quorum_max > INT32_MAX ? (uint64_t)-1 : said->quorum_max;
}

#define SAID(number, type, get, member)                                                \
  MIB_PAIR_SAID(number, type, get, view_said_track, member)

static const struct mib_column interface_columns[] = {
    SAID(1, OCTETS, text, name),
    SAID(2, INTEGER, i32, weight),
    SAID(3, INTEGER, truth, reverse),
};

static const struct mib_column track_columns[] = {
    SAID(2, OCTETS, text, name),
    SAID(3, INTEGER, i32, weight),
    SAID(4, INTEGER, truth, reverse),
};
#undef SAID

#define SAID(number, type, get, member)                                                \
  MIB_PAIR_SAID(number, type, get, view_said_tracked, member)

static const struct mib_column script_columns[] = {
    SAID(2, OCTETS, text, name),
    SAID(3, OCTETS, text, command),
    SAID(4, INTEGER, s, interval_ms),
    SAID(5, INTEGER, i32, weight),
    MIB_COLUMN(6, INTEGER, script_result),
    SAID(7, UNSIGNED32, u32, rise),
    SAID(8, UNSIGNED32, u32, fall),
    SAID(9, INTEGER, truth, reverse),
};

static const struct mib_column file_columns[] = {
    SAID(2, OCTETS, text, name),
    SAID(3, OCTETS, text, command),
    MIB_COLUMN(4, INTEGER, file_result),
    SAID(5, INTEGER, i32, weight),
    SAID(6, INTEGER, truth, reverse),
};

static const struct mib_column process_columns[] = {
    SAID(2, OCTETS, text, name),
    SAID(3, OCTETS, text, command),
    SAID(4, OCTETS, text, params),
    SAID(5, INTEGER, u32, param_match),
    SAID(6, INTEGER, i32, weight),
    SAID(7, INTEGER, truth, reverse),
    SAID(8, UNSIGNED32, u32, quorum),
    MIB_COLUMN(9, INTEGER, quorum_max),
    SAID(10, UNSIGNED32, us, fork_delay_ms),
    SAID(11, UNSIGNED32, us, terminate_delay_ms),
    SAID(12, INTEGER, truth, full_command),
    MIB_COLUMN(14, INTEGER, process_result),
};
#undef SAID

/* ---- the tables ---- */

MIB_KEEPALIVED_LIST(group, groups)
MIB_KEEPALIVED_LIST(member, members)
MIB_KEEPALIVED_LIST(instance, instances)
MIB_KEEPALIVED_LIST(address, addresses)
MIB_KEEPALIVED_LIST(route, routes)
MIB_KEEPALIVED_LIST(nexthop, nexthops)
MIB_KEEPALIVED_LIST(rule, rules)
MIB_KEEPALIVED_LIST(interface, own[VIEW_SAID_INTERFACE])
MIB_KEEPALIVED_LIST(own_script, own[VIEW_SAID_SCRIPT])
MIB_KEEPALIVED_LIST(own_file, own[VIEW_SAID_FILE])
MIB_KEEPALIVED_LIST(own_process, own[VIEW_SAID_PROCESS])
MIB_KEEPALIVED_LIST(shared_interface, shared[VIEW_SAID_INTERFACE])
MIB_KEEPALIVED_LIST(shared_script, shared[VIEW_SAID_SCRIPT])
MIB_KEEPALIVED_LIST(shared_file, shared[VIEW_SAID_FILE])
MIB_KEEPALIVED_LIST(shared_process, shared[VIEW_SAID_PROCESS])
MIB_KEEPALIVED_LIST(script, tracked[VIEW_SAID_SCRIPT])
MIB_KEEPALIVED_LIST(file, tracked[VIEW_SAID_FILE])
MIB_KEEPALIVED_LIST(process, tracked[VIEW_SAID_PROCESS])

#define TABLE(number, columns, list)                                                   \
  MIB_TABLE(columns##_columns, MIB_OID(MIB_KEEPALIVED_VRRP, number, 1), list##_len,    \
      list##_row, list##_index)

static const struct mib_table tables[] = {
    TABLE(1, group, group),
    TABLE(2, member, member),
    TABLE(3, instance, instance),
    TABLE(4, interface, interface),
    TABLE(5, track, own_script),
    TABLE(6, address, address),
    TABLE(7, mib_keepalived_route, route),
    TABLE(8, mib_keepalived_rule, rule),
    TABLE(9, script, script),
    TABLE(11, mib_keepalived_nexthop, nexthop),
    TABLE(12, track, own_file),
    TABLE(13, file, file),
    TABLE(14, interface, shared_interface),
    TABLE(15, track, shared_script),
    TABLE(16, track, shared_file),
    TABLE(20, track, own_process),
    TABLE(21, process, process),
    TABLE(22, track, shared_process),
};

const struct mib_module mib_keepalived_vrrp_module = {
    .root = MIB_OID(MIB_KEEPALIVED_VRRP),
    .tables = tables,
    .tables_len = sizeof(tables) / sizeof(tables[0]),
};
