/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_keepalived_route.h"

#include <string.h>

#include "agent/view/view.h"
#include "mib/mib_keepalived_words.h"
#include "mib/mib_pair.h"

/* The kernel's RTAX_*, which the rows are numbered by. */
enum {
	MTU = 2,
	WINDOW,
	RTT,
	RTTVAR,
	SSTHRESH,
	CWND,
	ADVMSS,
	REORDERING,
	HOPLIMIT,
	INITCWND,
	FEATURES,
	RTO_MIN,
	INITRWND,
	QUICKACK
};

/* ---- of all three ---- */

/* set(1), unset(2) */
static void
status(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_table_entry *is = mib_pair_of(cell)->is;

	value->number = is && is->held ? MIB_TRUE : MIB_FALSE;
}

/* Known of the interface that its instance is on. */
static void
link_of(const struct mib_cell *cell, const char *interface, struct mib_value *value)
{
	const struct view_vrrp *vrrp = mib_pair_of(cell)->owner;

	value->absent = !vrrp || !interface || strcmp(vrrp->interface, interface) != 0;
	value->number = value->absent ? 0 : vrrp->ifindex;
}

/* At `offset` of what is said: from << 16 | to; 0: none. */
static uint32_t
realms(const struct mib_cell *cell)
{
	const char *said = mib_pair_of(cell)->said;
	uint32_t both;

	memcpy(&both, said + cell->column->offset, sizeof(both));
	return both;
}

static void
realm_to(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = realms(cell) & 0xffff;
	value->absent = value->number == 0;
}

static void
realm_from(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = realms(cell) >> 16;
	value->absent = value->number == 0;
}

/* ---- routes ---- */

static const struct view_said_route *
route_of(const struct mib_cell *cell)
{
	return mib_pair_of(cell)->said;
}

static void
mask(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = route_of(cell)->to.prefix_len;
}

static void
scope(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_keepalived_scope(route_of(cell)->scope);
}

/* RouteType for the kernel's RTN_*; ecmp(2) is a unicast one with several ways. */
static void
type(const struct mib_cell *cell, struct mib_value *value)
{
	static const uint8_t types[] = {0, 1, 0, 6, 4, 5, 3, 7, 8, 9, 10, 11};
	const struct view_said_route *said = route_of(cell);

	value->number = said->type < sizeof(types) ? types[said->type] : 0;
	if (said->is_multipath)
		value->number = 2;
	value->absent = value->number == 0;
}

static void
route_link(const struct mib_cell *cell, struct mib_value *value)
{
	link_of(cell, route_of(cell)->interface, value);
}

/* The kernel's numbers from 1. */
static void
protocol(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = route_of(cell)->protocol + 1u;
}

/* The metric that is the column's offset; 0: not said. */
static void
metric(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = route_of(cell)->metrics[cell->column->offset];
	value->absent = value->number == 0;
}

/* The kernel keeps them as eighths and quarters of a millisecond. */
static void
rtt(const struct mib_cell *cell, struct mib_value *value)
{
	metric(cell, value);
	value->number /= cell->column->offset == RTT ? 8 : 4;
}

/* Whether that metric is locked; no cell when there is none. */
static void
locked(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_said_route *said = route_of(cell);

	value->absent = said->metrics[cell->column->offset] == 0;
	value->number = said->locked >> cell->column->offset & 1 ? MIB_TRUE : MIB_FALSE;
}

static void
ecn(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = route_of(cell)->metrics[FEATURES] & 1 ? MIB_TRUE : MIB_FALSE;
}

static void
quick_ack(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = route_of(cell)->metrics[QUICKACK] ? MIB_TRUE : MIB_FALSE;
}

/* low(1), medium(2), high(3) for ICMPV6_ROUTER_PREF_* + 1. */
static void
preference(const struct mib_cell *cell, struct mib_value *value)
{
	static const uint8_t preferences[] = {0, 2, 3, 0, 1};
	uint32_t said = route_of(cell)->preference;

	value->number = said < sizeof(preferences) ? preferences[said] : 0;
	value->absent = value->number == 0;
}

#define SAID(number, type, get, member)                                                \
  MIB_PAIR_SAID(number, type, get, view_said_route, member)
#define METRIC(number, get, metric)                                                    \
  {                                                                                    \
    number, MIB_UNSIGNED32, metric, get, NULL                                          \
  }
#define LOCK(number, metric)                                                           \
  {                                                                                    \
    number, MIB_INTEGER, metric, locked, NULL                                          \
  }
#define REALM(number, get, owner)                                                      \
  {                                                                                    \
    number, MIB_UNSIGNED32, offsetof(struct owner, realms), get, NULL                  \
  }

const struct mib_column mib_keepalived_route_columns[MIB_KEEPALIVED_ROUTE_COLUMNS] = {
    SAID(2, INTEGER, inet_type, to.addr),
    SAID(3, OCTETS, inet, to.addr),
    MIB_COLUMN(4, UNSIGNED32, mask),
    SAID(5, OCTETS, inet, via),
    SAID(7, OCTETS, inet, source),
    SAID(8, UNSIGNED32, u32, metric),
    MIB_COLUMN(9, INTEGER, scope),
    MIB_COLUMN(10, INTEGER, type),
    MIB_COLUMN(11, INTEGER, route_link),
    SAID(12, OCTETS, text, interface),
    SAID(13, UNSIGNED32, u32, table),
    MIB_COLUMN(14, INTEGER, status),
    SAID(17, UNSIGNED32, u32_or_none, tos),
    MIB_COLUMN(18, INTEGER, protocol),
    MIB_COLUMN(19, INTEGER, ecn),
    MIB_COLUMN(20, INTEGER, quick_ack),
    SAID(21, INTEGER, u32_or_none, expires_s),
    METRIC(22, metric, MTU),
    LOCK(23, MTU),
    METRIC(24, metric, HOPLIMIT),
    METRIC(25, metric, ADVMSS),
    LOCK(26, ADVMSS),
    METRIC(27, rtt, RTT),
    LOCK(28, RTT),
    METRIC(29, rtt, RTTVAR),
    LOCK(30, RTTVAR),
    METRIC(31, metric, REORDERING),
    LOCK(32, REORDERING),
    METRIC(33, metric, WINDOW),
    METRIC(34, metric, CWND),
    LOCK(35, CWND),
    METRIC(36, metric, SSTHRESH),
    LOCK(37, SSTHRESH),
    METRIC(38, metric, RTO_MIN),
    LOCK(39, RTO_MIN),
    METRIC(40, metric, INITCWND),
    METRIC(41, metric, INITRWND),
    SAID(42, OCTETS, text, congctl),
    MIB_COLUMN(43, INTEGER, preference),
    REALM(44, realm_to, view_said_route),
    REALM(45, realm_from, view_said_route),
};
#undef SAID

/* ---- next hops ---- */

static void
nexthop_link(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_said_nexthop *said = mib_pair_of(cell)->said;

	link_of(cell, said->interface, value);
}

#define SAID(number, type, get, member)                                                \
  MIB_PAIR_SAID(number, type, get, view_said_nexthop, member)

const struct mib_column mib_keepalived_nexthop_columns[MIB_KEEPALIVED_NEXTHOP_COLUMNS] =
    {
	SAID(2, INTEGER, inet_type, via),
	SAID(3, OCTETS, inet, via),
	MIB_COLUMN(4, INTEGER, nexthop_link),
	SAID(5, OCTETS, text, interface),
	SAID(6, UNSIGNED32, u32, weight),
	SAID(7, INTEGER, truth, onlink),
	REALM(8, realm_to, view_said_nexthop),
	REALM(9, realm_from, view_said_nexthop),
};
#undef SAID

/* ---- rules ---- */

static const struct view_said_rule *
rule_of(const struct mib_cell *cell)
{
	return mib_pair_of(cell)->said;
}

static void
direction(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_said_rule *said = rule_of(cell);
	bool from = addr_is_set(&said->from.addr), to = addr_is_set(&said->to.addr);

	mib_value_text(value, from && to ? "both" : to ? "to" : "from");
}

/* What it selects by: where packets go, else where they come from. */
static const struct addr_prefix *
selector(const struct mib_cell *cell)
{
	const struct view_said_rule *said = rule_of(cell);

	return addr_is_set(&said->to.addr) ? &said->to : &said->from;
}

static void
selector_type(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_inet_type(&selector(cell)->addr);
	value->absent = !addr_is_set(&selector(cell)->addr);
}

static void
selector_address(const struct mib_cell *cell, struct mib_value *value)
{
	mib_value_inet(value, &selector(cell)->addr);
	value->absent = !addr_is_set(&selector(cell)->addr);
}

static void
selector_mask(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = selector(cell)->prefix_len;
	value->absent = !addr_is_set(&selector(cell)->addr);
}

/* The length of the prefix at `offset`. */
static void
prefix_len(const struct mib_cell *cell, struct mib_value *value)
{
	const void *at = (const char *)rule_of(cell) + cell->column->offset;
	const struct addr_prefix *prefix = at;

	value->number = prefix->prefix_len;
	value->absent = !addr_is_set(&prefix->addr);
}

/* A number that UINT32_MAX is no value of. */
static void
said_unless_max(const struct mib_cell *cell, struct mib_value *value)
{
	mib_said_u32(cell, value);
	value->absent = value->number == UINT32_MAX;
}

static void
fwmask(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = rule_of(cell)->fwmask;
	value->absent = value->number == 0;
}

static void
fwmark(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = rule_of(cell)->fwmark;
	value->absent = rule_of(cell)->fwmask == 0;
}

static void
tunnel_high(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = rule_of(cell)->tunnel_id >> 32;
	value->absent = rule_of(cell)->tunnel_id == 0;
}

static void
tunnel_low(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = (uint32_t)rule_of(cell)->tunnel_id;
	value->absent = rule_of(cell)->tunnel_id == 0;
}

static void
l3mdev(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = MIB_TRUE;
	value->absent = !rule_of(cell)->l3mdev;
}

#define SAID(number, type, get, member)                                                \
  MIB_PAIR_SAID(number, type, get, view_said_rule, member)
#define OFFSET(number, type, get, member)                                              \
  {                                                                                    \
    number, MIB_##type, offsetof(struct view_said_rule, member), get, NULL             \
  }

const struct mib_column mib_keepalived_rule_columns[MIB_KEEPALIVED_RULE_COLUMNS] = {
    MIB_COLUMN(2, OCTETS, direction),
    MIB_COLUMN(3, INTEGER, selector_type),
    MIB_COLUMN(4, OCTETS, selector_address),
    MIB_COLUMN(5, UNSIGNED32, selector_mask),
    SAID(6, UNSIGNED32, u32_or_none, table),
    MIB_COLUMN(7, INTEGER, status),
    SAID(8, INTEGER, truth, negated),
    SAID(9, INTEGER, inet_type, to.addr),
    SAID(10, OCTETS, inet, to.addr),
    OFFSET(11, UNSIGNED32, prefix_len, to),
    SAID(12, INTEGER, inet_type, from.addr),
    SAID(13, OCTETS, inet, from.addr),
    OFFSET(14, UNSIGNED32, prefix_len, from),
    SAID(15, UNSIGNED32, u32, tos),
    MIB_COLUMN(16, UNSIGNED32, fwmark),
    MIB_COLUMN(17, UNSIGNED32, fwmask),
    REALM(18, realm_to, view_said_rule),
    REALM(19, realm_from, view_said_rule),
    SAID(20, OCTETS, text, iif),
    SAID(21, OCTETS, text, oif),
    SAID(22, UNSIGNED32, u32_or_none, target),
    SAID(23, INTEGER, u32, action),
    SAID(24, UNSIGNED32, u32_or_none, table),
    SAID(25, UNSIGNED32, u32, preference),
    OFFSET(26, UNSIGNED32, said_unless_max, suppress_prefixlength),
    MIB_COLUMN(28, UNSIGNED32, tunnel_high),
    MIB_COLUMN(29, UNSIGNED32, tunnel_low),
    MIB_COLUMN(32, INTEGER, l3mdev),
};
