/* SPDX-License-Identifier: Apache-2.0 */
/* FAIRLEAD-MIB.txt, row by row. */
#include "mib/mib_fairlead.h"

#include "mib/mib_change.h"
#include "mib/mib_fact.h"
#include "mib/mib_fairlead_source.h"
#include "mib/mib_rows.h"
#include "mib/mib_value.h"

struct mib_oid
mib_fairlead_oid(uint32_t branch, uint32_t number)
{
	struct mib_oid oid = MIB_OID(MIB_FAIRLEAD_ROOT);

	mib_oid_add(&oid, branch);
	mib_oid_add(&oid, number);
	return oid;
}

static const struct mib_column agent_columns[] = {
    MIB_TEXT(1, view_agent, version),
    MIB_TEXT(2, view_agent, router_id),
    MIB_DATE(3, view_agent, started_ms),
    MIB_UINT(4, view_agent, restarts),
    MIB_BOOL(5, view_agent, ready),
    MIB_TEXT(6, view_agent, not_ready),
    MIB_TEXT(7, view_agent, config_path),
    MIB_TEXT(8, view_agent, config_sha256),
    MIB_DATE(9, view_agent, config_loaded_ms),
    MIB_COUNT(10, view_agent, config_reloads),
    MIB_COUNT(11, view_agent, config_reloads_refused),
    MIB_BOOL(12, view_agent, config_last_reload_ok),
    MIB_UINT(13, view_agent, config_warnings),
    MIB_UINT(14, view_agent, config_errors),
    MIB_COUNT(15, view_agent, revision),
    MIB_BOOL(16, view_agent, ipvs_present),
    MIB_TEXT(17, view_agent, ipvs_version),
    MIB_TEXT(18, view_agent, ipvs_error),
    MIB_COUNT(19, view_agent, ipvs_operations),
    MIB_COUNT(20, view_agent, ipvs_errors),
    MIB_COUNT(21, view_agent, ipvs_drift),
    MIB_BOOL(22, view_agent, vrrp_realtime),
    MIB_BOOL(23, view_agent, vrrp_memory_locked),
    MIB_COUNT(24, view_agent, vrrp_messages_lost),
    MIB_COUNT(25, view_agent, check_runs),
    MIB_COUNT(26, view_agent, check_failures),
    MIB_COUNT(27, view_agent, check_lag_us),
    MIB_UINT(28, view_agent, checks_in_flight),
    MIB_COUNT(29, view_agent, notify_runs),
    MIB_COUNT(30, view_agent, notify_failures),
    MIB_COUNT(31, view_agent, mails_sent),
    MIB_COUNT(32, view_agent, mails_failed),
    MIB_BOOL(33, view_agent, store_writable),
    MIB_TEXT(34, view_agent, store_error),
};

static void
get_reason(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_vrrp *vrrp = cell->row;

	mib_value_text(value, vrrp_reason_word(vrrp->reason));
}

static void
get_refused(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_vrrp *vrrp = cell->row;

	for (size_t i = 0; i < VIEW_REFUSALS; i++)
		value->number += vrrp->refused[i];
}

/* The upper end that `percent` of all stay below, in us; UINT32_MAX: there is none. */
static uint64_t
end_of(const struct histogram *histogram, uint64_t percent)
{
	uint64_t count = histogram_count(histogram), below = 0;

	if (count == 0)
		return 0;
	for (size_t i = 0; i < HISTOGRAM_BUCKETS - 1; i++) {
		below += histogram->counts[i];
		if (below * 100 >= count * percent)
			return histogram->ends_us[i] < UINT32_MAX
			    ? histogram->ends_us[i]
			    : UINT32_MAX;
	}
	return UINT32_MAX;
}

static void
get_gap_count(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = histogram_count(&((const struct view_vrrp *)cell->row)->gaps);
}

static void
get_gap_median(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = end_of(&((const struct view_vrrp *)cell->row)->gaps, 50);
}

static void
get_gap_worst(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = end_of(&((const struct view_vrrp *)cell->row)->gaps, 99);
}

static void
get_late_count(const struct mib_cell *cell, struct mib_value *value)
{
	value->number =
	    histogram_count(&((const struct view_vrrp *)cell->row)->lateness);
}

static void
get_late_median(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = end_of(&((const struct view_vrrp *)cell->row)->lateness, 50);
}

static void
get_late_worst(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = end_of(&((const struct view_vrrp *)cell->row)->lateness, 99);
}

/* ---- what a SET may change ---- */

/* none: as configured again; yield. A priority is wished by its own column. */
static enum mib_set
set_override(const struct mib_cell *cell, const struct mib_value *value,
    struct mib_change *change)
{
	if (value->number != VRRP_WISH_NONE + 1 && value->number != VRRP_WISH_YIELD + 1)
		return MIB_SET_WRONG_VALUE;
	return mib_change_admin(cell->row, value->number == VRRP_WISH_NONE + 1, change);
}

/* 0: as configured again. */
static enum mib_set
set_override_priority(const struct mib_cell *cell, const struct mib_value *value,
    struct mib_change *change)
{
	if (value->number == 0)
		return mib_change_admin(cell->row, true, change);
	return mib_change_priority(cell->row, value->number, change);
}

static enum mib_set
set_rs_admin(const struct mib_cell *cell, const struct mib_value *value,
    struct mib_change *change)
{
	const struct view_rs *rs = cell->row;

	if (value->number < ADMIN_READY + 1 || value->number > ADMIN_MAINTENANCE + 1)
		return MIB_SET_WRONG_VALUE;
	return mib_change_rs_admin(
	    rs->pool->id, rs, (enum admin)(value->number - 1), change);
}

static enum mib_set
set_rs_weight(const struct mib_cell *cell, const struct mib_value *value,
    struct mib_change *change)
{
	const struct view_rs *rs = cell->row;

	return mib_change_weight(rs->pool->id, rs, value->number, change);
}

static const struct mib_column instance_columns[] = {
    MIB_INT(2, view_vrrp, ifindex),
    MIB_TEXT(3, view_vrrp, interface),
    MIB_UINT(4, view_vrrp, vrid),
    MIB_UINT(5, view_vrrp, version),
    MIB_INET_TYPE(6, view_vrrp, primary),
    MIB_ENUM(7, view_vrrp, state),
    MIB_COLUMN(8, OCTETS, get_reason),
    MIB_TEXT(9, view_vrrp, why),
    MIB_DATE(10, view_vrrp, since_ms),
    MIB_ENUM(11, view_vrrp, initial_state),
    MIB_UINT(12, view_vrrp, priority),
    MIB_UINT(13, view_vrrp, effective_priority),
    MIB_TEXT(14, view_vrrp, sync_group),
    MIB_BOOL(15, view_vrrp, preempt),
    MIB_UINT(16, view_vrrp, advert_int_ms),
    MIB_UINT(17, view_vrrp, master_down_ms),
    MIB_INET(18, view_vrrp, master),
    MIB_INET(19, view_vrrp, primary),
    MIB_ENUM(20, view_vrrp, auth),
    MIB_TEXT(21, view_vrrp, hmac_mode),
    MIB_UINT(22, view_vrrp, hmac_key_id),
    MIB_UINT(23, view_vrrp, lease_s),
    MIB_FACT_SET(24, INTEGER, mib_fact_enum, view_vrrp, override, set_override),
    MIB_FACT_SET(25, UNSIGNED32, mib_fact_u8, view_vrrp, override_priority,
	set_override_priority),
    MIB_DATE(26, view_vrrp, override_begun_ms),
    MIB_DATE(27, view_vrrp, override_end_ms),
    MIB_TEXT(28, view_vrrp, override_actor),
    MIB_TEXT(29, view_vrrp, override_reason),
    MIB_BOOL(30, view_vrrp, override_persisted),
    MIB_BOOL(31, view_vrrp, split_brain),
    MIB_INET(32, view_vrrp, split_brain_peer),
    MIB_MAC(33, view_vrrp, split_brain_mac),
    MIB_COUNT(34, view_vrrp, split_brains),
    MIB_COUNT(35, view_vrrp, become_master),
    MIB_COUNT(36, view_vrrp, release_master),
    MIB_COUNT(37, view_vrrp, adverts_received),
    MIB_COUNT(38, view_vrrp, adverts_sent),
    MIB_COLUMN(39, COUNTER64, get_refused),
    MIB_COUNT(40, view_vrrp, late_adverts),
    MIB_COUNT(41, view_vrrp, addresses_restored),
    MIB_COUNT(42, view_vrrp, garp_sent),
    MIB_COLUMN(43, COUNTER64, get_gap_count),
    MIB_COLUMN(44, UNSIGNED32, get_gap_median),
    MIB_COLUMN(45, UNSIGNED32, get_gap_worst),
    MIB_COLUMN(46, COUNTER64, get_late_count),
    MIB_COLUMN(47, UNSIGNED32, get_late_median),
    MIB_COLUMN(48, UNSIGNED32, get_late_worst),
};

static const struct mib_column track_columns[] = {
    MIB_TEXT(2, view_track, kind),
    MIB_TEXT(3, view_track, name),
    MIB_INT(4, view_track, weight),
    MIB_INT(5, view_track, value),
    MIB_INT(6, view_track, contribution),
    MIB_BOOL(7, view_track, reverse),
    MIB_BOOL(8, view_track, up),
    MIB_BOOL(9, view_track, known),
    MIB_BOOL(10, view_track, fault),
    MIB_TEXT(11, view_track, detail),
};

static const struct mib_column vs_columns[] = {
    MIB_TEXT(5, view_pool, id),
    MIB_ENUM(6, view_pool, state),
    MIB_TEXT(7, view_pool, reason),
    MIB_DATE(8, view_pool, since_ms),
    MIB_BOOL(9, view_pool, quorum_met),
    MIB_UINT(10, view_pool, quorum),
    MIB_UINT(11, view_pool, hysteresis),
    MIB_BOOL(12, view_pool, sorry_in_use),
    MIB_TEXT(13, view_pool, scheduler),
    MIB_ENUM(14, view_pool, forward),
    MIB_UINT(15, view_pool, persistence_s),
    MIB_COUNT(16, view_pool, revision),
    MIB_UINT(17, view_pool, real_servers_len),
    MIB_UINT(18, view_pool, states[RS_UP]),
    MIB_UINT(19, view_pool, states[RS_DOWN]),
    MIB_UINT(20, view_pool, states[RS_DRAINING]),
    MIB_UINT(21, view_pool, states[RS_DRAINED]),
    MIB_UINT(22, view_pool, states[RS_MAINTENANCE]),
    MIB_UINT(23, view_pool, states[RS_STANDBY]),
    MIB_UINT(24, view_pool, states[RS_STARTING]),
    MIB_UINT(25, view_pool, states[RS_UNCHECKED]),
    MIB_UINT(26, view_pool, states[RS_ERROR]),
    MIB_BOOL(27, view_pool, kernel.present),
    MIB_UINT(28, view_pool, kernel.active),
    MIB_UINT(29, view_pool, kernel.inactive),
    MIB_UINT(30, view_pool, kernel.persistent),
    MIB_COUNT(31, view_pool, kernel.connections),
    MIB_COUNT(32, view_pool, kernel.packets_in),
    MIB_COUNT(33, view_pool, kernel.packets_out),
    MIB_COUNT(34, view_pool, kernel.bytes_in),
    MIB_COUNT(35, view_pool, kernel.bytes_out),
};

static const struct mib_column rs_columns[] = {
    MIB_TEXT(4, view_rs, id),
    MIB_ENUM(5, view_rs, state),
    MIB_TEXT(6, view_rs, reason),
    MIB_TEXT(7, view_rs, reason_detail),
    MIB_DATE(8, view_rs, since_ms),
    MIB_COUNT(9, view_rs, state_changes),
    MIB_FACT_SET(10, INTEGER, mib_fact_enum, view_rs, admin, set_rs_admin),
    MIB_FACT_SET(11, UNSIGNED32, mib_fact_u32, view_rs, weight, set_rs_weight),
    MIB_UINT(12, view_rs, effective_weight),
    MIB_ENUM(13, view_rs, forward),
    MIB_BOOL(14, view_rs, sorry),
    MIB_ENUM(15, view_rs, origin),
    MIB_BOOL(16, view_rs, edited),
    MIB_BOOL(17, view_rs, persisted),
    MIB_BOOL(18, view_rs, removing),
    MIB_DATE(19, view_rs, drain_deadline_ms),
    MIB_COUNT(20, view_rs, revision),
    MIB_BOOL(21, view_rs, kernel.present),
    MIB_UINT(22, view_rs, kernel.active),
    MIB_UINT(23, view_rs, kernel.inactive),
    MIB_UINT(24, view_rs, kernel.persistent),
    MIB_COUNT(25, view_rs, kernel.connections),
    MIB_COUNT(26, view_rs, kernel.packets_in),
    MIB_COUNT(27, view_rs, kernel.packets_out),
    MIB_COUNT(28, view_rs, kernel.bytes_in),
    MIB_COUNT(29, view_rs, kernel.bytes_out),
};

static const struct mib_column check_columns[] = {
    MIB_TEXT(2, view_check, type),
    MIB_BOOL(3, view_check, up),
    MIB_BOOL(4, view_check, known),
    MIB_TEXT(5, view_check, code),
    MIB_TEXT(6, view_check, detail),
    MIB_COUNT(7, view_check, runs),
    MIB_COUNT(8, view_check, failures),
    MIB_UINT(9, view_check, latency_us),
    MIB_DATE(10, view_check, last_ms),
    MIB_DATE(11, view_check, since_ms),
};

static const struct mib_column foreign_columns[] = {
    MIB_TEXT(2, view_foreign, id),
    MIB_TEXT(3, view_foreign, rs_id),
    MIB_TEXT(4, view_foreign, scheduler),
    MIB_UINT(5, view_foreign, weight),
};

static const struct mib_column event_columns[] = {
    MIB_DATE(2, view_event, at_ms),
    MIB_TEXT(3, view_event, type),
    MIB_TEXT(4, view_event, ref),
    MIB_TEXT(5, view_event, from),
    MIB_TEXT(6, view_event, to),
    MIB_TEXT(7, view_event, reason),
    MIB_TEXT(8, view_event, actor),
    MIB_INT(9, view_event, before),
    MIB_INT(10, view_event, after),
    MIB_TEXT(11, view_event, text),
};

static const struct mib_column history_columns[] = {
    MIB_UINT(1, view_events, first),
    MIB_UINT(2, view_events, next),
};

/* An entry: root.1.branch, and table and entry unless it is one of scalars. */
#define ENTRY(...) MIB_OID(MIB_FAIRLEAD_ROOT, 1, __VA_ARGS__)

static const struct mib_table tables[MIB_FAIRLEAD_TABLES] = {
    [MIB_FAIRLEAD_AGENT] = MIB_TABLE(
	agent_columns, ENTRY(3), mib_one_row, mib_fairlead_agent_row, mib_scalar_index),
    [MIB_FAIRLEAD_INSTANCES] = MIB_TABLE(instance_columns, ENTRY(4, 1, 1),
	mib_fairlead_instances, mib_fairlead_instance_row, mib_fairlead_instance_index),
    [MIB_FAIRLEAD_TRACKS] = MIB_TABLE(track_columns, ENTRY(4, 2, 1),
	mib_fairlead_tracks, mib_fairlead_track_row, mib_fairlead_track_index),
    [MIB_FAIRLEAD_POOLS] = MIB_TABLE(vs_columns, ENTRY(5, 1, 1), mib_fairlead_pools,
	mib_fairlead_pool_row, mib_fairlead_pool_index),
    [MIB_FAIRLEAD_SERVERS] = MIB_TABLE(rs_columns, ENTRY(5, 2, 1), mib_fairlead_servers,
	mib_fairlead_server_row, mib_fairlead_server_index),
    [MIB_FAIRLEAD_CHECKS] = MIB_TABLE(check_columns, ENTRY(5, 3, 1),
	mib_fairlead_checks, mib_fairlead_check_row, mib_fairlead_check_index),
    [MIB_FAIRLEAD_FOREIGN] = MIB_TABLE(foreign_columns, ENTRY(5, 4, 1),
	mib_fairlead_foreign, mib_fairlead_foreign_row, mib_fairlead_foreign_index),
    [MIB_FAIRLEAD_HISTORY] = MIB_TABLE(history_columns, ENTRY(6), mib_one_row,
	mib_fairlead_history_row, mib_scalar_index),
    [MIB_FAIRLEAD_EVENTS] = MIB_TABLE(event_columns, ENTRY(6, 3, 1),
	mib_fairlead_events, mib_fairlead_event_row, mib_fairlead_event_index),
};

const struct mib_module mib_fairlead_module = {
    MIB_OID(MIB_FAIRLEAD_ROOT), tables, MIB_FAIRLEAD_TABLES};
