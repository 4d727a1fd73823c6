/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_vrrpv3.h"

#include "mib/mib_change.h"
#include "mib/mib_rows.h"
#include "mib/mib_value.h"
#include "mib/mib_vrrpv3_rows.h"

#define VRRPV3_MIB 1, 3, 6, 1, 2, 1, 207
#define OID(...)   MIB_OID(VRRPV3_MIB, __VA_ARGS__)

enum { STATUS_INITIALIZE = 1, STATUS_BACKUP = 2, STATUS_MASTER = 3 };
enum { NOT_MASTER = 0, PRIORITY = 1, PREEMPTED = 2, MASTER_NO_RESPONSE = 3 };
enum { NO_ERROR = 0, IP_TTL_ERROR = 1, VERSION_ERROR = 2, CHECKSUM_ERROR = 3 };

/* The counters of a view are a second old at most. */
enum { REFRESH_MS = 1000 };

/* What the columns say. */

static const struct view_vrrp *
router_of(const struct mib_cell *cell)
{
	const struct v3_router *router = cell->row;

	return router->vrrp;
}

/* Our own while we are master, else the source of the last advert. */
static void
master_address(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_vrrp *vrrp = router_of(cell);

	mib_value_inet(
	    value, vrrp->state == VRRP_MASTER ? &vrrp->primary : &vrrp->master);
}

static void
primary_address(const struct mib_cell *cell, struct mib_value *value)
{
	mib_value_inet(value, &router_of(cell)->primary);
}

/* RFC 9568 7.3: each family has its own block. */
static void
virtual_mac(const struct mib_cell *cell, struct mib_value *value)
{
	const struct v3_router *router = cell->row;
	const uint8_t block = router->type == MIB_INET_IPV6 ? 2 : 1;
	const uint8_t mac[6] = {0x00, 0x00, 0x5e, 0x00, block, router->vrrp->vrid};

	mib_value_octets(value, mac, sizeof(mac));
}

static void
status(const struct mib_cell *cell, struct mib_value *value)
{
	static const uint32_t states[] = {[VRRP_INIT] = STATUS_INITIALIZE,
	    [VRRP_BACKUP] = STATUS_BACKUP,
	    [VRRP_MASTER] = STATUS_MASTER,
	    [VRRP_FAULT] = STATUS_INITIALIZE};

	value->number = states[router_of(cell)->state];
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
	const struct v3_router *router = cell->row;

	value->number = router->addresses < 255 ? router->addresses : 255;
}

/* TimeInterval: centiseconds. */
static void
interval(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = router_of(cell)->advert_int_ms / 10;
}

static void
preempt(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = router_of(cell)->preempt ? MIB_TRUE : MIB_FALSE;
}

static void
accept(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = router_of(cell)->accept ? MIB_TRUE : MIB_FALSE;
}

/* TimeTicks, not a TimeStamp as in VRRP-MIB: how long ago it left initialize. */
static void
up_time(const struct mib_cell *cell, struct mib_value *value)
{
	int64_t started_ms = router_of(cell)->started_ms;
	int64_t since_ms = cell->base->now_ms - started_ms;

	if (started_ms != 0 && since_ms > 0)
		value->number = (uint32_t)(since_ms / 10);
}

static void
row_status(const struct mib_cell *cell, struct mib_value *value)
{
	(void)cell;
	value->number = MIB_ROW_ACTIVE;
}

/* The counters of the whole node began with the agent. */
static void
global_discontinuity(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view *view = cell->row;

	value->number = mib_time_stamp(cell->base, view->agent.started_ms);
}

/* As other implementations read the three words: the master said that it leaves; a
 * weaker one was heard and not obeyed; none was heard. */
uint32_t
mib_vrrpv3_master_reason(const struct view_vrrp *vrrp)
{
	if (vrrp->master_reason == VRRP_WHY_START)
		return NOT_MASTER;
	if (vrrp->master_reason == VRRP_WHY_MASTER_RELEASED ||
	    vrrp->master_reason == VRRP_WHY_OWNER)
		return PRIORITY;
	if (vrrp->master_reason == VRRP_WHY_PREEMPTED_WEAKER)
		return PREEMPTED;
	return MASTER_NO_RESPONSE;
}

/* The row of the statistics is the instance itself. */
static void
master_reason(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_vrrpv3_master_reason(cell->row);
}

/* vrIdError(4) cannot be: an advert for another VRID is none of a row's. */
uint32_t
mib_vrrpv3_error_reason(enum vrrp_refusal why)
{
	static const uint32_t reasons[VRRP_REFUSALS] = {[VRRP_BAD_TTL] = IP_TTL_ERROR,
	    [VRRP_BAD_VERSION] = VERSION_ERROR,
	    [VRRP_BAD_CHECKSUM] = CHECKSUM_ERROR};

	return reasons[why]; /* of all others NO_ERROR, 0 */
}

static void
error_reason(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_vrrp *vrrp = cell->row;

	value->number = mib_vrrpv3_error_reason(vrrp->last_protocol_error);
}

static void
row_discontinuity(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_vrrp *vrrp = cell->row;

	value->number = mib_time_stamp(cell->base, vrrp->counted_ms);
}

static void
refresh_rate(const struct mib_cell *cell, struct mib_value *value)
{
	(void)cell;
	value->number = REFRESH_MS;
}

/* A counter of the instance, of its refusals, of the agent. */
#define TOTAL(number, member) MIB_MEMBER(number, COUNTER64, view_vrrp, member)
#define REFUSED(number, why)  TOTAL(number, refused[why])
#define AGENT(number, member) MIB_MEMBER(number, COUNTER64, view, agent.member)

static const struct mib_column operations_columns[] = {
    MIB_COLUMN(3, OCTETS, master_address),
    MIB_COLUMN(4, OCTETS, primary_address),
    MIB_COLUMN(5, OCTETS, virtual_mac),
    MIB_COLUMN(6, INTEGER, status),
    MIB_WRITABLE(7, UNSIGNED32, priority, set_priority),
    MIB_COLUMN(8, INTEGER, address_count),
    MIB_COLUMN(9, INTEGER, interval),
    MIB_COLUMN(10, INTEGER, preempt),
    MIB_COLUMN(11, INTEGER, accept),
    MIB_COLUMN(12, TIME_TICKS, up_time),
    MIB_COLUMN(13, INTEGER, row_status),
};

static const struct mib_column association_columns[] = {
    MIB_COLUMN(2, INTEGER, row_status),
};

static const struct mib_column node_columns[] = {
    AGENT(1, vrrp_checksum_errors),
    AGENT(2, vrrp_version_errors),
    AGENT(3, vrrp_unknown_vrid),
    MIB_COLUMN(4, TIME_TICKS, global_discontinuity),
};

static const struct mib_column statistics_columns[] = {
    MIB_MEMBER(1, COUNTER32, view_vrrp, become_master),
    MIB_COLUMN(2, INTEGER, master_reason),
    TOTAL(3, adverts_received),
    REFUSED(4, VRRP_BAD_INTERVAL),
    REFUSED(5, VRRP_BAD_TTL),
    MIB_COLUMN(6, INTEGER, error_reason),
    TOTAL(7, priority_zero_received),
    TOTAL(8, priority_zero_sent),
    REFUSED(9, VRRP_BAD_TYPE),
    REFUSED(10, VRRP_BAD_ADDRESS_LIST),
    REFUSED(11, VRRP_BAD_LENGTH),
    MIB_COLUMN(12, TIME_TICKS, row_discontinuity),
    MIB_COLUMN(13, UNSIGNED32, refresh_rate),
};

/* Where rows and their indexes come from. */

static const void *
the_view(const void *source, size_t at)
{
	const struct mib_vrrpv3 *rows = source;

	(void)at;
	return rows->view;
}

static size_t
routers_len(const void *source)
{
	const struct mib_vrrpv3 *rows = source;

	return rows->routers_len;
}

static const void *
router_at(const void *source, size_t at)
{
	const struct mib_vrrpv3 *rows = source;

	return &rows->routers[at];
}

/* Of the statistics, whose counters are found by their place in it. */
static const void *
vrrp_at(const void *source, size_t at)
{
	const struct mib_vrrpv3 *rows = source;

	return rows->routers[at].vrrp;
}

static void
add_index(struct mib_oid *oid, const struct view_vrrp *vrrp)
{
	mib_oid_add(oid, vrrp->ifindex);
	mib_oid_add(oid, vrrp->vrid);
	mib_oid_add(oid, mib_inet_type(&vrrp->group));
}

static void
index_of_router(const void *source, size_t at, struct mib_oid *oid)
{
	add_index(oid, vrrp_at(source, at));
}

static size_t
associations_len(const void *source)
{
	const struct mib_vrrpv3 *rows = source;

	return rows->associations_len;
}

static const void *
association_at(const void *source, size_t at)
{
	const struct mib_vrrpv3 *rows = source;

	return &rows->associations[at];
}

static void
index_of_association(const void *source, size_t at, struct mib_oid *oid)
{
	const struct v3_association *one = association_at(source, at);

	index_of_router(source, one->router, oid);
	mib_oid_add_octets(oid, one->addr->bytes, addr_len(one->addr));
}

static const struct mib_table tables[] = {
    MIB_TABLE(
	operations_columns, OID(1, 1, 1, 1), routers_len, router_at, index_of_router),
    MIB_TABLE(association_columns, OID(1, 1, 2, 1), associations_len, association_at,
	index_of_association),
    MIB_TABLE(node_columns, OID(1, 2), mib_one_row, the_view, mib_scalar_index),
    MIB_TABLE(
	statistics_columns, OID(1, 2, 5, 1), routers_len, vrrp_at, index_of_router),
};

const struct mib_module mib_vrrpv3_module = {
    .root = MIB_OID(VRRPV3_MIB),
    .tables = tables,
    .tables_len = sizeof(tables) / sizeof(tables[0]),
};

struct mib_oid
mib_vrrpv3_oid(const uint32_t *ids, size_t count)
{
	struct mib_oid oid = mib_vrrpv3_module.root;

	for (size_t i = 0; i < count; i++)
		mib_oid_add(&oid, ids[i]);
	return oid;
}

struct mib_oid
mib_vrrpv3_cell(const uint32_t *ids, size_t count, const struct view_vrrp *vrrp)
{
	struct mib_oid oid = mib_vrrpv3_oid(ids, count);

	add_index(&oid, vrrp);
	return oid;
}
