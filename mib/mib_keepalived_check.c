/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "mib/mib_change.h"
#include "mib/mib_keepalived.h"
#include "mib/mib_keepalived_groups.h"
#include "mib/mib_keepalived_servers.h"
#include "mib/mib_keepalived_words.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct view_pool *
pool_of(const struct mib_cell *cell)
{
	return mib_pair_of(cell)->is;
}

static const struct view_rs *
rs_of(const struct mib_cell *cell)
{
	return mib_pair_of(cell)->is;
}

/* ---- words ---- */

uint32_t
mib_keepalived_vs_type(const struct view_pool *pool)
{
	if (pool->group[0])
		return 3;
	return pool->fwmark ? 1 : 2; /* fwmark(1), ip(2), group(3) */
}

uint32_t
mib_keepalived_protocol(enum protocol protocol)
{
	static const uint32_t numbers[] = {
	    [PROTOCOL_TCP] = 1, [PROTOCOL_UDP] = 2, [PROTOCOL_SCTP] = 3};

	return numbers[protocol];
}

/* nat(1), dr(2), tun(3) */
static uint32_t
kind_number(enum forward forward)
{
	static const uint32_t numbers[] = {
	    [FORWARD_NAT] = 1, [FORWARD_DR] = 2, [FORWARD_TUN] = 3};

	return numbers[forward];
}

/* From 1, in this order; unknown(99). */
static uint32_t
scheduler_number(const char *scheduler)
{
	static const char *const names[] = {"rr", "wrr", "lc", "wlc", "lblc", "lblcr",
	    "dh", "sh", "sed", "nq", "fo", "ovf", "mh", "twos"};

	for (uint32_t i = 0; i < COUNT(names); i++)
		if (strcmp(scheduler, names[i]) == 0)
			return i + 1;
	return 99;
}

/* ---- virtual servers ---- */

static void
vs_type(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_keepalived_vs_type(pool_of(cell));
}

static void
vs_group(const struct mib_cell *cell, struct mib_value *value)
{
	const char *group = pool_of(cell)->group;

	value->absent = group[0] == '\0';
	mib_value_octets(value, group, strlen(group));
}

static void
vs_mark(const struct mib_cell *cell, struct mib_value *value)
{
	value->absent = !pool_of(cell)->fwmark;
	value->number = pool_of(cell)->fwmark;
}

static void
vs_address_type(const struct mib_cell *cell, struct mib_value *value)
{
	value->absent = pool_of(cell)->group[0] != '\0';
	value->number =
	    pool_of(cell)->family == ADDR_V6 ? MIB_INET_IPV6 : MIB_INET_IPV4;
}

static void
vs_port(const struct mib_cell *cell, struct mib_value *value)
{
	value->absent = pool_of(cell)->fwmark != 0 || pool_of(cell)->group[0] != '\0';
	value->number = pool_of(cell)->port;
}

static void
vs_protocol(const struct mib_cell *cell, struct mib_value *value)
{
	value->absent = pool_of(cell)->fwmark != 0;
	value->number = mib_keepalived_protocol(pool_of(cell)->protocol);
}

static void
vs_algorithm(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = scheduler_number(pool_of(cell)->scheduler);
}

static void
vs_kind(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = kind_number(pool_of(cell)->forward);
}

/* alive(1), dead(2): whether the kernel has it, not its quorum. */
static void
vs_status(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = pool_of(cell)->state == VS_ERROR ? MIB_FALSE : MIB_TRUE;
}

static void
vs_persist(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = pool_of(cell)->persistence_s ? MIB_TRUE : MIB_FALSE;
}

static void
vs_persist_timeout(const struct mib_cell *cell, struct mib_value *value)
{
	value->absent = pool_of(cell)->persistence_s == 0;
	value->number = pool_of(cell)->persistence_s;
}

/* A netmask; that of a host when nobody said one. */
static void
vs_granularity(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_said_vs *said = mib_pair_of(cell)->said;

	value->absent = pool_of(cell)->family != ADDR_V4;
	mib_value_octets(value, &said->netmask_be, sizeof(said->netmask_be));
}

static void
vs_granularity6(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_said_vs *said = mib_pair_of(cell)->said;

	value->absent = pool_of(cell)->family != ADDR_V6;
	value->number = said->netmask_be == UINT32_MAX ? 128 : said->netmask_be;
}

static void
vs_total(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_keepalived_total(pool_of(cell));
}

static void
vs_up(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_keepalived_alive(pool_of(cell));
}

/* remove(1), inhibit(2) */
static void
action_when_down(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_said_vs *said = mib_pair_of(cell)->said;

	value->number = said->defaults.inhibit ? 2 : 1;
}

#define TUNNEL(of)                                                                     \
  static void of##_tunnel(const struct mib_cell *cell, struct mib_value *value)        \
  {                                                                                    \
    mib_keepalived_tunnel_type(of(cell)->forward, &of(cell)->tunnel, value);           \
  }                                                                                    \
  static void of##_tunnel_port(const struct mib_cell *cell, struct mib_value *value)   \
  {                                                                                    \
    mib_keepalived_tunnel_port(&of(cell)->tunnel, value);                              \
  }                                                                                    \
  static void of##_tunnel_checksum(                                                    \
      const struct mib_cell *cell, struct mib_value *value)                            \
  {                                                                                    \
    mib_keepalived_tunnel_checksum(&of(cell)->tunnel, value);                          \
  }
TUNNEL(pool_of)
TUNNEL(rs_of)

#define IS(number, type, get, member) MIB_PAIR_IS(number, type, get, view_pool, member)
#define SAID(number, type, get, member)                                                \
  MIB_PAIR_SAID(number, type, get, view_said_vs, member)
#define RATE(member) kernel.member##_ps
/* The low and the high half of a rate. */
#define HALVES(number, member)                                                         \
  IS(number, UNSIGNED32, low, RATE(member)),                                           \
      IS((number) + 1, UNSIGNED32, high, RATE(member))

static const struct mib_column service_columns[] = {
    MIB_COLUMN(2, INTEGER, vs_type),
    MIB_COLUMN(3, OCTETS, vs_group),
    MIB_COLUMN(4, UNSIGNED32, vs_mark),
    MIB_COLUMN(5, INTEGER, vs_address_type),
    IS(6, OCTETS, inet, addr),
    MIB_COLUMN(7, UNSIGNED32, vs_port),
    MIB_COLUMN(8, INTEGER, vs_protocol),
    MIB_COLUMN(9, INTEGER, vs_algorithm),
    MIB_COLUMN(10, INTEGER, vs_kind),
    MIB_COLUMN(11, INTEGER, vs_status),
    SAID(12, OCTETS, text, defaults.virtualhost),
    MIB_COLUMN(13, INTEGER, vs_persist),
    MIB_COLUMN(14, UNSIGNED32, vs_persist_timeout),
    MIB_COLUMN(15, OCTETS, vs_granularity),
    SAID(16, UNSIGNED32, s, defaults.delay_loop_ms),
    MIB_COLUMN(17, INTEGER, mib_always_false), /* ha_suspend is not served */
    SAID(18, INTEGER, truth, defaults.alpha),
    SAID(19, INTEGER, truth, omega),
    MIB_COLUMN(20, UNSIGNED32, vs_total),
    MIB_COLUMN(21, UNSIGNED32, vs_up),
    IS(22, UNSIGNED32, u32, quorum),
    IS(23, INTEGER, truth, quorum_met),
    SAID(24, OCTETS, text, quorum_up),
    SAID(25, OCTETS, text, quorum_down),
    IS(26, UNSIGNED32, u32, hysteresis),
    IS(27, UNSIGNED32, u64, kernel.connections),
    IS(28, COUNTER32, u64, kernel.packets_in),
    IS(29, COUNTER32, u64, kernel.packets_out),
    IS(30, COUNTER64, u64, kernel.bytes_in),
    IS(31, COUNTER64, u64, kernel.bytes_out),
    IS(32, UNSIGNED32, u64, RATE(connections)),
    IS(33, UNSIGNED32, u64, RATE(packets_in)),
    IS(34, UNSIGNED32, u64, RATE(packets_out)),
    IS(35, UNSIGNED32, u64, RATE(bytes_in)),
    IS(36, UNSIGNED32, u64, RATE(bytes_out)),
    SAID(37, INTEGER, truth, one_packet),
    IS(38, COUNTER64, u64, kernel.connections),
    IS(39, COUNTER64, u64, kernel.packets_in),
    IS(40, COUNTER64, u64, kernel.packets_out),
    HALVES(41, connections),
    HALVES(43, packets_in),
    HALVES(45, packets_out),
    HALVES(47, bytes_in),
    HALVES(49, bytes_out),
    MIB_COLUMN(51, UNSIGNED32, vs_granularity6),
    SAID(52, INTEGER, truth, hashed),
    SAID(53, INTEGER, truth, sched1), /* what each flag means is the scheduler's */
    SAID(54, INTEGER, truth, sched2),
    SAID(55, INTEGER, truth, sched3),
    MIB_COLUMN(56, INTEGER, action_when_down),
    SAID(57, UNSIGNED32, u32, defaults.retry),
    SAID(58, UNSIGNED32, s, defaults.delay_before_retry_ms),
    SAID(59, UNSIGNED32, s, defaults.warmup_ms),
    SAID(60, INTEGER, u32, weight),
    SAID(61, INTEGER, truth, smtp_alert),
    SAID(62, INTEGER, truth, sched1),
    SAID(63, INTEGER, truth, sched2),
    SAID(64, UNSIGNED32, us, defaults.delay_loop_ms),
    SAID(65, UNSIGNED32, us, defaults.delay_before_retry_ms),
    SAID(66, UNSIGNED32, us, defaults.warmup_ms),
    SAID(67, UNSIGNED32, us, defaults.connect_timeout_ms),
    MIB_COLUMN(68, INTEGER, pool_of_tunnel),
    MIB_COLUMN(69, UNSIGNED32, pool_of_tunnel_port),
    MIB_COLUMN(70, INTEGER, pool_of_tunnel_checksum),
    SAID(71, OCTETS, text, snmp_name),
};
#undef IS
#undef SAID

/* ---- real servers ---- */

/* regular(1), sorry(2) */
static void
rs_type(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_keepalived_is_sorry(rs_of(cell)) ? 2 : 1;
}

/* alive(1), dead(2); the sorry server is not checked. */
static void
rs_status(const struct mib_cell *cell, struct mib_value *value)
{
	value->absent = mib_keepalived_is_sorry(rs_of(cell));
	value->number = mib_keepalived_is_alive(rs_of(cell)) ? MIB_TRUE : MIB_FALSE;
}

static void
rs_weight(const struct mib_cell *cell, struct mib_value *value)
{
	value->absent = mib_keepalived_is_sorry(rs_of(cell));
	value->number = rs_of(cell)->weight;
}

/* The sorry server has no weight that could be set. */
static enum mib_set
set_weight(const struct mib_cell *cell, const struct mib_value *value,
    struct mib_change *change)
{
	const struct view_pool *pool = mib_pair_of(cell)->owner;

	if (mib_keepalived_is_sorry(rs_of(cell)))
		return MIB_SET_NO_CREATION;
	return mib_change_weight(pool->id, rs_of(cell), value->number, change);
}

static void
rs_action_when_down(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_said_rs *said = mib_pair_of(cell)->said;

	value->absent = mib_keepalived_is_sorry(rs_of(cell));
	value->number = said->inhibit ? 2 : 1;
}

static void
rs_failed_checks(const struct mib_cell *cell, struct mib_value *value)
{
	value->absent = mib_keepalived_is_sorry(rs_of(cell));
	value->number = mib_pair_of(cell)->extra;
}

static void
rs_forwarding(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = kind_number(rs_of(cell)->forward);
}

#define IS(number, type, get, member) MIB_PAIR_IS(number, type, get, view_rs, member)
#define SAID(number, type, get, member)                                                \
  MIB_PAIR_SAID(number, type, get, view_said_rs, member)

static const struct mib_column server_columns[] = {
    MIB_COLUMN(2, INTEGER, rs_type),
    IS(3, INTEGER, inet_type, addr),
    IS(4, OCTETS, inet, addr),
    IS(5, UNSIGNED32, u16, port),
    MIB_COLUMN(6, INTEGER, rs_status),
    MIB_WRITABLE(7, INTEGER, rs_weight, set_weight),
    SAID(8, UNSIGNED32, u32_or_none, uthreshold),
    SAID(9, UNSIGNED32, u32_or_none, lthreshold),
    MIB_COLUMN(10, INTEGER, rs_action_when_down),
    SAID(11, OCTETS, text, notify_up),
    SAID(12, OCTETS, text, notify_down),
    MIB_COLUMN(13, UNSIGNED32, rs_failed_checks),
    IS(14, UNSIGNED32, u64, kernel.connections),
    IS(15, UNSIGNED32, u32, kernel.active),
    IS(16, UNSIGNED32, u32, kernel.inactive),
    IS(17, UNSIGNED32, u32, kernel.persistent),
    IS(18, COUNTER32, u64, kernel.packets_in),
    IS(19, COUNTER32, u64, kernel.packets_out),
    IS(20, COUNTER64, u64, kernel.bytes_in),
    IS(21, COUNTER64, u64, kernel.bytes_out),
    IS(22, UNSIGNED32, u64, RATE(connections)),
    IS(23, UNSIGNED32, u64, RATE(packets_in)),
    IS(24, UNSIGNED32, u64, RATE(packets_out)),
    IS(25, UNSIGNED32, u64, RATE(bytes_in)),
    IS(26, UNSIGNED32, u64, RATE(bytes_out)),
    IS(27, COUNTER64, u64, kernel.connections),
    IS(28, COUNTER64, u64, kernel.packets_in),
    IS(29, COUNTER64, u64, kernel.packets_out),
    HALVES(30, connections),
    HALVES(32, packets_in),
    HALVES(34, packets_out),
    HALVES(36, bytes_in),
    HALVES(38, bytes_out),
    MIB_COLUMN(40, INTEGER, rs_forwarding),
    SAID(41, OCTETS, text, virtualhost),
    SAID(42, INTEGER, truth, alpha),
    SAID(43, UNSIGNED32, u32, retry),
    SAID(44, UNSIGNED32, s, delay_before_retry_ms),
    SAID(45, UNSIGNED32, s, warmup_ms),
    SAID(46, UNSIGNED32, s, delay_loop_ms),
    SAID(47, INTEGER, truth, smtp_alert),
    SAID(48, UNSIGNED32, us, delay_before_retry_ms),
    SAID(49, UNSIGNED32, us, warmup_ms),
    SAID(50, UNSIGNED32, us, delay_loop_ms),
    SAID(51, UNSIGNED32, us, connect_timeout_ms),
    MIB_COLUMN(52, INTEGER, rs_of_tunnel),
    MIB_COLUMN(53, UNSIGNED32, rs_of_tunnel_port),
    MIB_COLUMN(54, INTEGER, rs_of_tunnel_checksum),
    SAID(55, OCTETS, text, snmp_name),
};
#undef IS
#undef SAID

/* ---- scalars ---- */

static void
sync_enabled(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_said_global *said = mib_pair_of(cell)->said;

	value->number = said->sync_interface ? MIB_TRUE : MIB_FALSE;
}

/* No cell of a daemon that is not configured. */
static void
sync_number(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_said_global *said = mib_pair_of(cell)->said;

	mib_said_u32(cell, value);
	value->absent = !said->sync_interface;
}

#define SAID(number, type, get, member)                                                \
  MIB_PAIR_SAID(number, type, get, view_said_global, member)
#define SYNC(number, member)                                                           \
  {                                                                                    \
    number, MIB_INTEGER, offsetof(struct view_said_global, member), sync_number, NULL  \
  }

static const struct mib_column sync_columns[] = {
    MIB_COLUMN(1, INTEGER, sync_enabled),
    SAID(2, OCTETS, text, sync_interface),
    SAID(3, OCTETS, text, sync_instance),
    SYNC(4, sync_id),
    SYNC(5, sync_maxlen),
    SYNC(6, sync_port),
    SYNC(7, sync_ttl),
    SAID(8, INTEGER, inet_type, sync_group),
    SAID(9, OCTETS, inet, sync_group),
};

static const struct mib_column timeout_columns[] = {
    SAID(1, INTEGER, u32_or_none, timeout_tcp_s),
    SAID(2, INTEGER, u32_or_none, timeout_tcpfin_s),
    SAID(3, INTEGER, u32_or_none, timeout_udp_s),
};

/* ---- the tables ---- */

#define LIST(name, list)                                                               \
  static size_t name##_len(const void *source)                                         \
  {                                                                                    \
    return ((const struct mib_keepalived_check *)source)->list.len;                    \
  }                                                                                    \
  static const void *name##_row(const void *source, size_t at)                         \
  {                                                                                    \
    return &((const struct mib_keepalived_check *)source)->list.at[at];                \
  }
#define INDEXED_LIST(name, list)                                                       \
  LIST(name, list)                                                                     \
  static void name##_index(const void *source, size_t at, struct mib_oid *oid)         \
  {                                                                                    \
    mib_pair_index(&((const struct mib_keepalived_check *)source)->list.at[at], oid);  \
  }

LIST(whole, whole)
INDEXED_LIST(mib_keepalived_group, groups)
INDEXED_LIST(mib_keepalived_member, members)
INDEXED_LIST(service, services)
INDEXED_LIST(server, servers)

#define TABLE(number, name)                                                            \
  MIB_TABLE(name##_columns, MIB_OID(MIB_KEEPALIVED_CHECK, number, 1), name##_len,      \
      name##_row, name##_index)
#define SCALARS(columns, number)                                                       \
  MIB_TABLE(columns, MIB_OID(MIB_KEEPALIVED_CHECK, number), whole_len, whole_row,      \
      mib_scalar_index)

static const struct mib_table tables[] = {
    TABLE(1, mib_keepalived_group),
    TABLE(2, mib_keepalived_member),
    TABLE(3, service),
    TABLE(4, server),
    SCALARS(sync_columns, 6),
    SCALARS(timeout_columns, 7),
};

const struct mib_module mib_keepalived_check_module = {
    .root = MIB_OID(MIB_KEEPALIVED_CHECK),
    .tables = tables,
    .tables_len = COUNT(tables),
};
