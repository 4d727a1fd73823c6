/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_vrrpv2.h"

#include "mib/mib_change.h"
#include "mib/mib_rows.h"
#include "mib/mib_value.h"
#include "mib/mib_vrrpv2_rows.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define VRRP_MIB     1, 3, 6, 1, 2, 1, 68
#define OID(...)     MIB_OID(VRRP_MIB, __VA_ARGS__)

enum { STATE_INITIALIZE = 1, STATE_BACKUP = 2, STATE_MASTER = 3 };
enum { ADMIN_STATE_UP = 1, ADMIN_STATE_DOWN = 2, PROTOCOL_IP = 1, NODE_VERSION = 2 };
enum { NOTIFICATIONS_ENABLED = 1, NOTIFICATIONS_DISABLED = 2 };

/* What the columns say. */

static const struct view_vrrp *
router_of(const struct mib_cell *cell)
{
	const struct router *router = cell->row;

	return router->vrrp;
}

static void
virtual_mac(const struct mib_cell *cell, struct mib_value *value)
{
	const uint8_t mac[6] = {0x00, 0x00, 0x5e, 0x00, 0x01, router_of(cell)->vrid};

	mib_value_octets(value, mac, sizeof(mac));
}

static void
state(const struct mib_cell *cell, struct mib_value *value)
{
	static const uint32_t states[] = {[VRRP_INIT] = STATE_INITIALIZE,
	    [VRRP_BACKUP] = STATE_BACKUP,
	    [VRRP_MASTER] = STATE_MASTER,
	    [VRRP_FAULT] = STATE_INITIALIZE};

	value->number = states[router_of(cell)->state];
}

/* Down: it gives way to any other director. */
static void
admin_state(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = router_of(cell)->override == VRRP_WISH_YIELD ? ADMIN_STATE_DOWN
								     : ADMIN_STATE_UP;
}

static enum mib_set
set_admin_state(const struct mib_cell *cell, const struct mib_value *value,
    struct mib_change *change)
{
	if (value->number != ADMIN_STATE_UP && value->number != ADMIN_STATE_DOWN)
		return MIB_SET_WRONG_VALUE;
	return mib_change_admin(
	    router_of(cell), value->number == ADMIN_STATE_UP, change);
}

static void
priority(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_priority(router_of(cell));
}

static enum mib_set
set_priority(const struct mib_cell *cell, const struct mib_value *value,
    struct mib_change *change)
{
	return mib_change_priority(router_of(cell), value->number, change);
}

static void
address_count(const struct mib_cell *cell, struct mib_value *value)
{
	const struct router *router = cell->row;

	value->number = router->addresses < 255 ? router->addresses : 255;
}

/* Our own address while we are master, else the source of the last advert; 0.0.0.0
 * when there was none. */
static void
master_address(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_vrrp *vrrp = router_of(cell);

	mib_value_ip(
	    value, vrrp->state == VRRP_MASTER ? &vrrp->primary : &vrrp->master);
}

static void
primary_address(const struct mib_cell *cell, struct mib_value *value)
{
	mib_value_ip(value, &router_of(cell)->primary);
}

static void
auth_type(const struct mib_cell *cell, struct mib_value *value)
{
	enum vrrp_auth auth = router_of(cell)->auth;

	if (auth == VRRP_AUTH_HMAC) /* the MIB has no word for it */
		auth = VRRP_AUTH_NONE;
	value->number = (uint32_t)auth + 1;
}

/* Reads back as empty whatever it is: RFC 2787, vrrpOperAuthKey. */
static void
auth_key(const struct mib_cell *cell, struct mib_value *value)
{
	(void)cell;
	value->octets_len = 0;
}

/* Whole seconds, 1..255: what is shorter than a second is said as 1. */
static void
interval(const struct mib_cell *cell, struct mib_value *value)
{
	uint32_t seconds = router_of(cell)->advert_int_ms / 1000;

	if (router_of(cell)->advert_int_ms % 1000 != 0 || seconds == 0)
		seconds++;
	value->number = seconds < 255 ? seconds : 255;
}

static void
preempt(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = router_of(cell)->preempt ? MIB_TRUE : MIB_FALSE;
}

/* The master agent's sysUpTime when the instance left initialize; 0 when it is in it,
 * or left it before the master agent started. */
static void
up_time(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_time_stamp(cell->base, router_of(cell)->started_ms);
}

static void
protocol_ip(const struct mib_cell *cell, struct mib_value *value)
{
	(void)cell;
	value->number = PROTOCOL_IP;
}

static void
row_status(const struct mib_cell *cell, struct mib_value *value)
{
	(void)cell;
	value->number = MIB_ROW_ACTIVE;
}

static void
node_version(const struct mib_cell *cell, struct mib_value *value)
{
	(void)cell;
	value->number = NODE_VERSION;
}

/* The password's, and all of the trailer's, which the MIB does not know. */
static void
auth_failures(const struct mib_cell *cell, struct mib_value *value)
{
	const uint64_t *refused = ((const struct view_vrrp *)cell->row)->refused;
	uint64_t failures = refused[VRRP_BAD_AUTH];

	for (int why = VRRP_HMAC_MISSING; why <= VRRP_HMAC_REPLAYED; why++)
		failures += refused[why];
	value->number = (uint32_t)failures; /* a Counter32 wraps */
}

static void
notifications(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view *view = cell->row;

	value->number =
	    view->agent.traps_enabled ? NOTIFICATIONS_ENABLED : NOTIFICATIONS_DISABLED;
}

/* A counter of the instance, of its refusals, of the agent. */
#define TOTAL(number, member) MIB_MEMBER(number, COUNTER32, view_vrrp, member)
#define REFUSED(number, why)  TOTAL(number, refused[why])
#define AGENT(number, member) MIB_MEMBER(number, COUNTER32, view, agent.member)

static const struct mib_column node_columns[] = {
    MIB_COLUMN(1, INTEGER, node_version),
    MIB_COLUMN(2, INTEGER, notifications),
};

static const struct mib_column oper_columns[] = {
    MIB_COLUMN(2, OCTETS, virtual_mac),
    MIB_COLUMN(3, INTEGER, state),
    MIB_WRITABLE(4, INTEGER, admin_state, set_admin_state),
    MIB_WRITABLE(5, INTEGER, priority, set_priority),
    MIB_COLUMN(6, INTEGER, address_count),
    MIB_COLUMN(7, IP_ADDRESS, master_address),
    MIB_COLUMN(8, IP_ADDRESS, primary_address),
    MIB_COLUMN(9, INTEGER, auth_type),
    MIB_COLUMN(10, OCTETS, auth_key),
    MIB_COLUMN(11, INTEGER, interval),
    MIB_COLUMN(12, INTEGER, preempt),
    MIB_COLUMN(13, TIME_TICKS, up_time),
    MIB_COLUMN(14, INTEGER, protocol_ip),
    MIB_COLUMN(15, INTEGER, row_status),
};

static const struct mib_column association_columns[] = {
    MIB_COLUMN(2, INTEGER, row_status),
};

static const struct mib_column router_columns[] = {
    AGENT(1, vrrp_checksum_errors),
    AGENT(2, vrrp_version_errors),
    AGENT(3, vrrp_unknown_vrid),
};

static const struct mib_column stats_columns[] = {
    TOTAL(1, become_master),
    TOTAL(2, adverts_received),
    REFUSED(3, VRRP_BAD_INTERVAL),
    MIB_COLUMN(4, COUNTER32, auth_failures),
    REFUSED(5, VRRP_BAD_TTL),
    TOTAL(6, priority_zero_received),
    TOTAL(7, priority_zero_sent),
    REFUSED(8, VRRP_BAD_TYPE),
    REFUSED(9, VRRP_BAD_ADDRESS_LIST),
    REFUSED(10, VRRP_BAD_AUTH_TYPE),
    REFUSED(11, VRRP_AUTH_TYPE_MISMATCH),
    REFUSED(12, VRRP_BAD_LENGTH),
};

/* Where rows and their indexes come from. */

static const void *
the_view(const void *source, size_t at)
{
	const struct mib_vrrpv2 *rows = source;

	(void)at;
	return rows->view;
}

static size_t
routers_len(const void *source)
{
	const struct mib_vrrpv2 *rows = source;

	return rows->routers_len;
}

static const void *
router_at(const void *source, size_t at)
{
	const struct mib_vrrpv2 *rows = source;

	return &rows->routers[at];
}

static const void *
vrrp_at(const void *source, size_t at)
{
	return mib_vrrpv2_at(source, at);
}

static void
index_of_router(const void *source, size_t at, struct mib_oid *oid)
{
	const struct view_vrrp *vrrp = mib_vrrpv2_at(source, at);

	mib_oid_add(oid, vrrp->ifindex);
	mib_oid_add(oid, vrrp->vrid);
}

static size_t
associations_len(const void *source)
{
	const struct mib_vrrpv2 *rows = source;

	return rows->associations_len;
}

static const void *
association_at(const void *source, size_t at)
{
	const struct mib_vrrpv2 *rows = source;

	return &rows->associations[at];
}

/* The address is four sub-identifiers, without a length: it is an IpAddress. */
static void
index_of_association(const void *source, size_t at, struct mib_oid *oid)
{
	const struct association *one = association_at(source, at);

	mib_oid_add(oid, one->vrrp->ifindex);
	mib_oid_add(oid, one->vrrp->vrid);
	for (int shift = 24; shift >= 0; shift -= 8)
		mib_oid_add(oid, one->address >> shift & 0xff);
}

static const struct mib_table tables[] = {
    MIB_TABLE(node_columns, OID(1), mib_one_row, the_view, mib_scalar_index),
    MIB_TABLE(oper_columns, OID(1, 3, 1), routers_len, router_at, index_of_router),
    MIB_TABLE(association_columns, OID(1, 4, 1), associations_len, association_at,
	index_of_association),
    MIB_TABLE(router_columns, OID(2), mib_one_row, the_view, mib_scalar_index),
    MIB_TABLE(stats_columns, OID(2, 4, 1), routers_len, vrrp_at, index_of_router),
};

const struct mib_module mib_vrrpv2_module = {
    .root = MIB_OID(VRRP_MIB),
    .tables = tables,
    .tables_len = COUNT(tables),
};

struct mib_oid
mib_vrrpv2_oid(const uint32_t *ids, size_t count)
{
	struct mib_oid oid = mib_vrrpv2_module.root;

	for (size_t i = 0; i < count; i++)
		mib_oid_add(&oid, ids[i]);
	return oid;
}
