/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/view/view_field.h"

#include <stddef.h>

#include "agent/view/view.h"

#define ROW(type, member, name, kind, metric, help)                                    \
  {                                                                                    \
    (name), (kind), offsetof(struct type, member),                                     \
	(uint16_t)sizeof(((struct type *)NULL)->member), (metric), (help)              \
  }
#define TABLE(rows)                                                                    \
  {                                                                                    \
    (rows), sizeof(rows) / sizeof((rows)[0])                                           \
  }

#define AGENT(member, name, kind, metric, help)                                        \
  ROW(view_agent, member, name, kind, metric, help)

static const struct view_field agent_rows[] = {
    AGENT(version, "version", VIEW_TEXT, NULL, "Version of the agent."),
    AGENT(router_id, "router_id", VIEW_TEXT, NULL, "Name of this director."),
    AGENT(started_ms, "started_at", VIEW_WALL, "start_time_seconds",
	"When the agent started."),
    AGENT(revision, "revision", VIEW_UINT, "config_revision",
	"Grows with every edit and reload."),
    AGENT(restarts, "restarts", VIEW_UINT, "restarts_total",
	"How often the keeper had to start the agent again."),
    AGENT(
	ready, "ready", VIEW_BOOL, "ready", "1 when everything configured is served."),
    AGENT(not_ready, "not_ready", VIEW_TEXT, NULL, "Why it is not ready."),
    AGENT(vrrp_enabled, "vrrp_enabled", VIEW_BOOL, "vrrp_enabled",
	"1 unless told to run the checks only."),
    AGENT(ipvs_enabled, "ipvs_enabled", VIEW_BOOL, "ipvs_enabled",
	"1 unless told to run VRRP only."),
};
const struct view_fields view_agent_fields = TABLE(agent_rows);

static const struct view_field agent_config_rows[] = {
    AGENT(config_path, "path", VIEW_TEXT, NULL, "The file in use."),
    AGENT(config_sha256, "sha256", VIEW_TEXT, NULL, "Of all text read."),
    AGENT(config_loaded_ms, "loaded_at", VIEW_WALL,
	"config_last_reload_timestamp_seconds",
	"When the configuration in use was loaded."),
    AGENT(config_reloads, "reloads", VIEW_UINT, "config_reloads_total",
	"Reloads that were applied."),
    AGENT(config_reloads_refused, "reloads_refused", VIEW_UINT,
	"config_reloads_refused_total", "Reloads refused because of errors."),
    AGENT(config_last_reload_ok, "last_reload_ok", VIEW_BOOL,
	"config_last_reload_success", "1 when the last reload was applied."),
    AGENT(config_warnings, "warnings", VIEW_UINT, "config_warnings",
	"Warnings of the last file read."),
    AGENT(config_errors, "errors", VIEW_UINT, "config_errors",
	"Errors of the last file read."),
};
const struct view_fields view_agent_config_fields = TABLE(agent_config_rows);

static const struct view_field agent_ipvs_rows[] = {
    AGENT(ipvs_present, "present", VIEW_BOOL, "ipvs_present",
	"1 when the kernel has IPVS."),
    AGENT(ipvs_version, "version", VIEW_TEXT, NULL, "Of the kernel's IPVS."),
    AGENT(ipvs_error, "error", VIEW_TEXT, NULL, "What is wrong with it."),
    AGENT(ipvs_operations, "operations", VIEW_UINT, "ipvs_operations_total",
	"Operations asked of the kernel."),
    AGENT(ipvs_errors, "errors", VIEW_UINT, "ipvs_errors_total",
	"Operations that the kernel refused."),
    AGENT(ipvs_drift, "drift", VIEW_UINT, "ipvs_drift_total",
	"Changes made by others that had to be put right."),
    AGENT(ipvs_knobs_amiss, "settings_amiss", VIEW_UINT, "ipvs_settings_amiss",
	"Settings of the kernel that are likely to hurt: fairleadctl doctor."),
};
const struct view_fields view_agent_ipvs_fields = TABLE(agent_ipvs_rows);

static const struct view_field agent_vrrp_rows[] = {
    AGENT(vrrp_realtime, "realtime", VIEW_BOOL, "vrrp_realtime",
	"1 when the VRRP thread has a real-time priority."),
    AGENT(vrrp_memory_locked, "memory_locked", VIEW_BOOL, "vrrp_memory_locked",
	"1 when memory cannot be paged out."),
    AGENT(vrrp_unknown_vrid, "unknown_vrid", VIEW_UINT, "vrrp_unknown_vrid_total",
	"Adverts for a virtual router that is not configured."),
    AGENT(vrrp_checksum_errors, "checksum_errors", VIEW_UINT,
	"vrrp_checksum_errors_total", "Adverts with a wrong checksum."),
    AGENT(vrrp_version_errors, "version_errors", VIEW_UINT, "vrrp_version_errors_total",
	"Adverts of an unknown version."),
    AGENT(vrrp_messages_lost, "messages_lost", VIEW_UINT, "vrrp_messages_lost_total",
	"Messages between the threads that found no room."),
    AGENT(track_file_errors, "track_file_errors", VIEW_UINT,
	"vrrp_track_file_errors_total",
	"Readings of tracked files that gave no number."),
    AGENT(track_process_losses, "track_process_losses", VIEW_UINT,
	"vrrp_track_process_losses_total",
	"Losses of the kernel's news of processes; all were counted again."),
    AGENT(track_process_polled, "track_process_polled", VIEW_BOOL,
	"vrrp_track_process_polled",
	"1 when the kernel does not tell of processes: each second they are counted."),
    AGENT(no_accept_enforced, "no_accept_enforced", VIEW_BOOL,
	"vrrp_no_accept_enforced", "1 when a table drops what no_accept forbids."),
    AGENT(no_accept_failures, "no_accept_failures", VIEW_UINT,
	"vrrp_no_accept_failures_total", "Tables that the kernel refused."),
    AGENT(vmac_failures, "vmac_failures", VIEW_UINT, "vrrp_vmac_failures_total",
	"Virtual MACs that could not be made, or were somebody else's."),
    AGENT(static_restored, "static_restored", VIEW_UINT, "vrrp_static_restored_total",
	"Static addresses, routes and rules that another hand removed and we put "
	"back."),
    AGENT(static_failures, "static_failures", VIEW_UINT, "vrrp_static_failures_total",
	"Changes of static addresses, routes and rules that the kernel refused."),
};
const struct view_fields view_agent_vrrp_fields = TABLE(agent_vrrp_rows);

static const struct view_field agent_snmp_rows[] = {
    AGENT(snmp_enabled, "enabled", VIEW_BOOL, "snmp_enabled",
	"1 when SNMP is asked for."),
    AGENT(snmp_connected, "connected", VIEW_BOOL, "snmp_agentx_connected",
	"1 while connected to the master agent."),
    AGENT(snmp_trouble, "trouble", VIEW_TEXT, NULL,
	"Why no master agent answers, and what to do."),
    AGENT(snmp_requests, "requests", VIEW_UINT, "snmp_requests_total",
	"Requests of the master agent that were answered."),
    AGENT(snmp_reconnects, "reconnects", VIEW_UINT, "snmp_reconnects_total",
	"How often the master agent was found again."),
    AGENT(traps_enabled, "traps_enabled", VIEW_BOOL, NULL, "Notifications are sent."),
    AGENT(traps_sent, "traps_sent", VIEW_UINT, "snmp_traps_sent_total",
	"Notifications sent."),
    AGENT(traps_suppressed, "traps_suppressed", VIEW_UINT,
	"snmp_traps_suppressed_total",
	"Notifications held back by a limit: counted, not sent."),
};
const struct view_fields view_agent_snmp_fields = TABLE(agent_snmp_rows);

static const struct view_field agent_check_rows[] = {
    AGENT(check_runs, "runs", VIEW_UINT, NULL, "Checks run in all."),
    AGENT(check_failures, "failures", VIEW_UINT, NULL, "Checks failed in all."),
    AGENT(check_lag_us, "lag_us", VIEW_US, NULL, "How late they began, in sum."),
    AGENT(checks_in_flight, "in_flight", VIEW_UINT, NULL,
	"Checks that run at this moment."),
};
const struct view_fields view_agent_check_fields = TABLE(agent_check_rows);

static const struct view_field agent_mail_rows[] = {
    AGENT(mails_sent, "sent", VIEW_UINT, "mails_sent_total",
	"Mails that the relay took."),
    AGENT(mails_failed, "failures", VIEW_UINT, "mails_failed_total",
	"Mails that it did not take, or not for all."),
    AGENT(mails_dropped, "dropped", VIEW_UINT, "mails_dropped_total",
	"Mails never tried: too many waited."),
    AGENT(mails_waiting, "waiting", VIEW_UINT, "mails_waiting",
	"Mails that wait for the relay."),
};
const struct view_fields view_agent_mail_fields = TABLE(agent_mail_rows);

static const struct view_field agent_notify_rows[] = {
    AGENT(notify_runs, "runs", VIEW_UINT, "notify_scripts_total",
	"Notify scripts started."),
    AGENT(notify_failures, "failures", VIEW_UINT, "notify_scripts_failed_total",
	"Notify scripts that did not end with exit status 0."),
    AGENT(notify_dropped, "dropped", VIEW_UINT, "notify_scripts_dropped_total",
	"Notify scripts never started: too many waited."),
    AGENT(notify_lines_dropped, "lines_dropped", VIEW_UINT,
	"notify_fifo_lines_dropped_total", "Lines for a pipe that nobody read."),
};
const struct view_fields view_agent_notify_fields = TABLE(agent_notify_rows);

static const struct view_field agent_store_rows[] = {
    AGENT(store_writable, "writable", VIEW_BOOL, "store_writable",
	"1 when edits can be kept across restarts."),
    AGENT(store_error, "error", VIEW_TEXT, NULL, "Why they cannot."),
};
const struct view_fields view_agent_store_fields = TABLE(agent_store_rows);

static const struct view_field agent_sync_rows[] = {
    AGENT(
	sync_daemon_role, "role", VIEW_TEXT, NULL, "Role of the kernel's sync daemon."),
    AGENT(sync_daemon_interface, "interface", VIEW_TEXT, NULL, "Where it speaks."),
    AGENT(sync_daemon_id, "sync_id", VIEW_UINT, NULL, "Its syncid."),
};
const struct view_fields view_agent_sync_fields = TABLE(agent_sync_rows);

static const struct view_field knob_rows[] = {
    ROW(view_knob, name, "name", VIEW_TEXT, NULL, "Of the kernel's setting."),
    ROW(view_knob, value, "value", VIEW_UINT, NULL, "As it is."),
    ROW(view_knob, reason, "reason", VIEW_TEXT, NULL, "Why it is likely to hurt."),
    ROW(view_knob, remedy, "remedy", VIEW_TEXT, NULL, "What to type."),
};
const struct view_fields view_knob_fields = TABLE(knob_rows);

static const struct view_field diagnostic_rows[] = {
    ROW(view_diagnostic, file, "file", VIEW_TEXT, NULL, "The file it is in."),
    ROW(view_diagnostic, line, "line", VIEW_UINT, NULL, "From 1."),
    ROW(view_diagnostic, column, "column", VIEW_UINT, NULL, "From 1, in bytes."),
    ROW(view_diagnostic, code, "code", VIEW_TEXT, NULL, "The kind of mistake."),
    ROW(view_diagnostic, text, "detail", VIEW_TEXT, NULL, "In words."),
};
const struct view_fields view_diagnostic_fields = TABLE(diagnostic_rows);

#define VRRP(member, name, kind, metric, help)                                         \
  ROW(view_vrrp, member, name, kind, metric, help)

static const struct view_field vrrp_rows[] = {
    VRRP(name, "name", VIEW_TEXT, NULL, "Of the instance."),
    VRRP(interface, "interface", VIEW_TEXT, NULL, "Where it speaks."),
    VRRP(sync_group, "sync_group", VIEW_TEXT, NULL, "Group it changes state with."),
    VRRP(vmac, "vmac", VIEW_TEXT, NULL, "The interface with its virtual MAC."),
    VRRP(accept, "accept", VIEW_BOOL, NULL, "Its addresses answer."),
    VRRP(ifindex, "ifindex", VIEW_UINT, NULL, "0: the interface is absent."),
    VRRP(vrid, "vrid", VIEW_UINT, NULL, "Virtual router id."),
    VRRP(version, "version", VIEW_UINT, NULL, "Of the protocol."),
    VRRP(state, "state", VIEW_VRRP_STATE, "state", "1 for the state it is in."),
    VRRP(reason, "reason", VIEW_VRRP_REASON, NULL, "Of the last change."),
    VRRP(why, "why", VIEW_TEXT, NULL, "The same in words."),
    VRRP(since_ms, "since", VIEW_WALL, "last_transition_timestamp_seconds",
	"When the state changed last."),
    VRRP(started_ms, "started_at", VIEW_WALL, NULL, "When it left initialize."),
    VRRP(initial_state, "initial_state", VIEW_VRRP_STATE, NULL, "As configured."),
    VRRP(priority, "priority", VIEW_UINT, "priority", "Priority as configured."),
    VRRP(effective_priority, "effective_priority", VIEW_UINT, "effective_priority",
	"Priority with what is tracked taken into account."),
    VRRP(preempt, "preempt", VIEW_BOOL, NULL, "Takes over from a weaker master."),
    VRRP(preempt_delay_ms, "preempt_delay_ms", VIEW_MS, NULL, "After the start."),
    VRRP(advert_int_ms, "advert_int_ms", VIEW_MS, "advert_interval_seconds",
	"Time between adverts."),
    VRRP(master_advert_int_ms, "master_advert_int_ms", VIEW_MS, NULL, "The master's."),
    VRRP(master_down_ms, "master_down_ms", VIEW_MS, "master_down_seconds",
	"Silence after which a backup takes over."),
    VRRP(lease_s, "vip_lease_s", VIEW_UINT, NULL, "0: addresses have no lease."),
    VRRP(auth, "auth_type", VIEW_VRRP_AUTH, NULL, "Authentication of adverts."),
    VRRP(hmac_mode, "hmac_mode", VIEW_TEXT, NULL, "What is done with signatures."),
    VRRP(
	hmac_key_id, "hmac_key_id", VIEW_UINT, NULL, "Of the key that signs; 0: none."),
    VRRP(unicast, "unicast", VIEW_BOOL, NULL, "Adverts go to named peers."),
    VRRP(group, "group", VIEW_ADDR, NULL, "Where adverts go."),
    VRRP(primary, "primary_address", VIEW_ADDR, NULL, "Source of our adverts."),
    VRRP(master, "master_address", VIEW_ADDR, NULL, "Who is master."),
    VRRP(split_brain, "split_brain", VIEW_BOOL, "split_brain",
	"1 while another host answers for an address we hold."),
    VRRP(split_brain_peer, "split_brain_peer", VIEW_ADDR, NULL, "The other host."),
};
const struct view_fields view_vrrp_fields = TABLE(vrrp_rows);

static const struct view_field vrrp_override_rows[] = {
    VRRP(override, "kind", VIEW_VRRP_WISH, "override",
	"1 for what an operator wishes of it for a time."),
    VRRP(override_priority, "priority", VIEW_UINT, NULL, "0: none is set."),
    VRRP(override_begun_ms, "begun_at", VIEW_WALL, NULL, "When it was wished."),
    VRRP(override_end_ms, "ends_at", VIEW_WALL, "override_end_timestamp_seconds",
	"When what an operator wished ends by itself."),
    VRRP(override_actor, "actor", VIEW_TEXT, NULL, "Who wished it."),
    VRRP(override_reason, "reason", VIEW_TEXT, NULL, "Why."),
    VRRP(override_persisted, "persisted", VIEW_BOOL, NULL, "Survives a restart."),
};
const struct view_fields view_vrrp_override_fields = TABLE(vrrp_override_rows);

static const struct view_field vrrp_counter_rows[] = {
    VRRP(become_master, "become_master", VIEW_UINT, "become_master_total",
	"How often it became master."),
    VRRP(release_master, "release_master", VIEW_UINT, "release_master_total",
	"How often it ceased to be master."),
    VRRP(adverts_received, "adverts_received", VIEW_UINT, "adverts_received_total",
	"Adverts received and accepted."),
    VRRP(
	adverts_sent, "adverts_sent", VIEW_UINT, "adverts_sent_total", "Adverts sent."),
    VRRP(priority_zero_received, "priority_zero_received", VIEW_UINT,
	"priority_zero_received_total", "Adverts received with priority 0."),
    VRRP(priority_zero_sent, "priority_zero_sent", VIEW_UINT,
	"priority_zero_sent_total", "Adverts sent with priority 0."),
    VRRP(garp_sent, "garp_sent", VIEW_UINT, "garp_sent_total",
	"Gratuitous ARP and unsolicited neighbour advertisements sent."),
    VRRP(late_adverts, "late_adverts", VIEW_UINT, "late_adverts_total",
	"Adverts that came after more than two thirds of the master-down time."),
    VRRP(split_brains, "split_brains", VIEW_UINT, "split_brains_total",
	"How often another host was found to answer for our addresses."),
    VRRP(addresses_restored, "addresses_restored", VIEW_UINT,
	"addresses_restored_total",
	"Virtual addresses that another hand removed and we put back."),
    VRRP(routes_restored, "routes_restored", VIEW_UINT, "routes_restored_total",
	"Virtual routes and rules that another hand removed and we put back."),
    VRRP(route_failures, "route_failures", VIEW_UINT, "route_failures_total",
	"Changes of virtual routes and rules that the kernel refused."),
};
const struct view_fields view_vrrp_counter_fields = TABLE(vrrp_counter_rows);

static const struct view_field vrrp_address_rows[] = {
    ROW(view_vrrp_address, prefix.addr, "address", VIEW_ADDR, NULL, "Virtual address."),
    ROW(view_vrrp_address, prefix.prefix_len, "prefix_length", VIEW_UINT, NULL,
	"Bits."),
    ROW(view_vrrp_address, interface, "interface", VIEW_TEXT, NULL, "Where it is set."),
    ROW(view_vrrp_address, held, "held", VIEW_BOOL, NULL, "Set by us, now."),
    ROW(view_vrrp_address, advertised, "advertised", VIEW_BOOL, NULL, "In the advert."),
};
const struct view_fields view_vrrp_address_fields = TABLE(vrrp_address_rows);

static const struct view_field track_rows[] = {
    ROW(view_track, kind, "kind", VIEW_TEXT, NULL, "What is watched."),
    ROW(view_track, name, "name", VIEW_TEXT, NULL, "Which."),
    ROW(view_track, weight, "weight", VIEW_INT, "weight",
	"What it does to the priority; 0: bad means fault."),
    ROW(view_track, up, "up", VIEW_BOOL, "state", "1 when what is tracked is good."),
    ROW(view_track, reverse, "reverse", VIEW_BOOL, NULL, "Good and bad are swapped."),
    ROW(view_track, value, "value", VIEW_INT, "value",
	"Number read from a file; else 1 when good."),
    ROW(view_track, contribution, "contribution", VIEW_INT, "contribution",
	"What it adds to the priority now."),
    ROW(view_track, fault, "fault", VIEW_BOOL, NULL, "It keeps the instance in fault."),
    ROW(view_track, known, "known", VIEW_BOOL, NULL, "It was looked at already."),
    ROW(view_track, detail, "detail", VIEW_TEXT, NULL, "The last outcome."),
};
const struct view_fields view_track_fields = TABLE(track_rows);

static const struct view_field sync_group_rows[] = {
    ROW(view_sync_group, name, "name", VIEW_TEXT, NULL, "Sync group."),
    ROW(view_sync_group, state, "state", VIEW_VRRP_STATE, "state",
	"What its members are together."),
    ROW(view_sync_group, since_ms, "since", VIEW_WALL, "since_seconds",
	"Of the last change of state."),
};
const struct view_fields view_sync_group_fields = TABLE(sync_group_rows);

static const struct view_field sync_member_rows[] = {
    ROW(view_sync_member, name, "instance", VIEW_TEXT, NULL, "Member."),
    ROW(view_sync_member, state, "state", VIEW_VRRP_STATE, NULL, "Its own state."),
    ROW(view_sync_member, effective_priority, "effective_priority", VIEW_UINT, NULL,
	"Its own priority, now."),
};
const struct view_fields view_sync_member_fields = TABLE(sync_member_rows);

#define POOL(member, name, kind, metric, help)                                         \
  ROW(view_pool, member, name, kind, metric, help)

static const struct view_field pool_rows[] = {
    POOL(id, "id", VIEW_TEXT, NULL, "Of the virtual server."),
    POOL(addr, "address", VIEW_ADDR, NULL, "None with a firewall mark."),
    POOL(port, "port", VIEW_UINT, NULL, "0: any."),
    POOL(protocol, "protocol", VIEW_PROTOCOL, NULL, "tcp, udp or sctp."),
    POOL(fwmark, "fwmark", VIEW_UINT, NULL, "0: by address."),
    POOL(group, "group", VIEW_TEXT, NULL,
	"Its virtual_server_group, whose addresses and marks are in addresses."),
    POOL(scheduler, "scheduler", VIEW_TEXT, NULL, "Who gets the next connection."),
    POOL(forward, "forward", VIEW_FORWARD, NULL, "Default of its real servers."),
    POOL(tunnel.text, "tunnel", VIEW_TEXT, NULL, "Likewise; of tun only."),
    POOL(persistence_s, "persistence_s", VIEW_UINT, NULL, "0: off."),
    POOL(quorum, "quorum", VIEW_UINT, "quorum", "Weight that must be up."),
    POOL(hysteresis, "hysteresis", VIEW_UINT, NULL, "Around the quorum."),
};
const struct view_fields view_pool_fields = TABLE(pool_rows);

static const struct view_field entry_rows[] = {
    ROW(view_entry, addr, "address", VIEW_ADDR, NULL, "None with a firewall mark."),
    ROW(view_entry, last, "last_address", VIEW_ADDR, NULL,
	"Of the range; the same when there is but one."),
    ROW(view_entry, port, "port", VIEW_UINT, NULL, "0: any."),
    ROW(view_entry, fwmark, "fwmark", VIEW_UINT, NULL, "0: by address."),
};
const struct view_fields view_entry_fields = TABLE(entry_rows);

static const struct view_field pool_effective_rows[] = {
    POOL(state, "state", VIEW_VS_STATE, "state", "1 for the state it is in."),
    POOL(quorum_met, "quorum_met", VIEW_BOOL, "quorum_met",
	"1 when enough real servers are up."),
    POOL(sorry_in_use, "sorry_server_in_use", VIEW_BOOL, "sorry_server_in_use",
	"1 while the sorry server answers."),
    POOL(panic, "panic", VIEW_BOOL, "panic", "1 while all are used, fit or not."),
    POOL(checks_paused, "checks_paused", VIEW_BOOL, "checks_paused",
	"1 while none of its addresses is on this host (ha_suspend)."),
    POOL(tier, "tier", VIEW_UINT, "tier_in_use", "The last tier in use."),
    POOL(drain_timeouts, "drain_timeouts", VIEW_UINT, "drain_timeouts_total",
	"Drains that ended with connections left."),
    POOL(reason, "reason", VIEW_TEXT, NULL, "Of its state."),
    POOL(since_ms, "since", VIEW_WALL, "last_change_timestamp_seconds",
	"When the state changed last."),
};
const struct view_fields view_pool_effective_fields = TABLE(pool_effective_rows);

static const struct view_field pool_origin_rows[] = {
    POOL(origin, "origin", VIEW_ORIGIN, NULL, "The file or the API."),
    POOL(edited, "edited", VIEW_BOOL, NULL, "An edit differs from the file."),
    POOL(persisted, "persisted", VIEW_BOOL, NULL, "Survives a restart."),
    POOL(revision, "revision", VIEW_UINT, NULL, "Grows with every edit."),
};
const struct view_fields view_pool_origin_fields = TABLE(pool_origin_rows);

#define RS(member, name, kind, metric, help)                                           \
  ROW(view_rs, member, name, kind, metric, help)

static const struct view_field rs_rows[] = {
    RS(id, "id", VIEW_TEXT, NULL, "Of the real server."),
    RS(addr, "address", VIEW_ADDR, NULL, "Its address."),
    RS(port, "port", VIEW_UINT, NULL, "Its port."),
    RS(forward, "forward", VIEW_FORWARD, NULL, "nat, dr or tun."),
    RS(tunnel.text, "tunnel", VIEW_TEXT, NULL,
	"Of tun: ipip, gue port N nocsum|csum|remcsum, or gre nocsum|csum."),
    RS(uthreshold, "uthreshold", VIEW_UINT, NULL,
	"Connections above which the kernel gives it no new ones; 0: any."),
    RS(lthreshold, "lthreshold", VIEW_UINT, NULL,
	"Connections below which it gets new ones again."),
    RS(weight, "weight", VIEW_UINT, "configured_weight", "Weight as wanted."),
    RS(tier, "tier", VIEW_UINT, "tier", "It stands by while lower ones suffice."),
    RS(admin, "admin", VIEW_ADMIN, "admin", "1 for what the operator wants of it."),
    RS(sorry, "sorry_server", VIEW_BOOL, NULL, "Answers when no other can."),
};
const struct view_fields view_rs_fields = TABLE(rs_rows);

static const struct view_field rs_effective_rows[] = {
    RS(state, "state", VIEW_RS_STATE, "state", "1 for the state it is in."),
    RS(effective_weight, "weight", VIEW_UINT, "weight", "Weight given to the kernel."),
    RS(since_ms, "since", VIEW_WALL, "last_change_timestamp_seconds",
	"When the state changed last."),
    RS(state_changes, "state_changes", VIEW_UINT, "state_changes_total",
	"Changes of its state."),
    RS(removing, "removing", VIEW_BOOL, "removing",
	"1 when it goes as soon as its connections have ended."),
    RS(drain_deadline_ms, "drain_deadline", VIEW_WALL,
	"drain_deadline_timestamp_seconds", "When its drain ends; 0: no drain limit."),
};
const struct view_fields view_rs_effective_fields = TABLE(rs_effective_rows);

static const struct view_field rs_origin_rows[] = {
    RS(origin, "origin", VIEW_ORIGIN, NULL, "The file or the API."),
    RS(edited, "edited", VIEW_BOOL, "edited", "1 when an edit differs from the file."),
    RS(persisted, "persisted", VIEW_BOOL, NULL, "Survives a restart."),
    RS(revision, "revision", VIEW_UINT, NULL, "Grows with every edit."),
};
const struct view_fields view_rs_origin_fields = TABLE(rs_origin_rows);

static const struct view_field rs_drain_rows[] = {
    RS(drain.since_ms, "since", VIEW_WALL, "drain_begun_timestamp_seconds",
	"When its drain began; 0: it is not drained."),
    RS(drain.deadline_ms, "deadline", VIEW_WALL, NULL, "When it is over; null: never."),
    RS(drain.end, "on_timeout", VIEW_DRAIN_END, NULL, "What is done with it then."),
    RS(drain.persistence, "persistence", VIEW_TEXT, NULL,
	"Whether clients with a template are waited for."),
    RS(drain.connections, "connections", VIEW_UINT, NULL, "That are left."),
    RS(drain.persistent, "persistent", VIEW_UINT, NULL, "Templates that are left."),
};
const struct view_fields view_rs_drain_fields = TABLE(rs_drain_rows);

static const struct view_field rs_override_rows[] = {
    RS(override.health, "health", VIEW_OVERRIDE, "override",
	"1 for what an operator says of its health."),
    RS(override.since_ms, "since", VIEW_WALL, NULL,
	"When that was said; 0: it was not."),
    RS(override.end_ms, "ends_at", VIEW_WALL, NULL, "When it is over; null: never."),
    RS(override.actor, "actor", VIEW_TEXT, NULL, "Who said it."),
    RS(override.reason, "reason", VIEW_TEXT, NULL, "Why."),
};
const struct view_fields view_rs_override_fields = TABLE(rs_override_rows);

static const struct view_field rs_flap_rows[] = {
    RS(held_until_ms, "held_until", VIEW_WALL, "held_until_timestamp_seconds",
	"It flaps: held down until then; 0: it is not."),
    RS(holds, "holds", VIEW_UINT, "flap_holds_total", "How often it was held down."),
};
const struct view_fields view_rs_flap_fields = TABLE(rs_flap_rows);

#define KERNEL(member, name, kind, metric, help)                                       \
  ROW(view_kernel, member, name, kind, metric, help)

static const struct view_field kernel_rows[] = {
    KERNEL(present, "present", VIEW_BOOL, "kernel_present",
	"1 when the kernel's table has it."),
    KERNEL(weight, "weight", VIEW_UINT, NULL, "In the kernel's table."),
    KERNEL(active, "active", VIEW_UINT, "connections_active", "Active connections."),
    KERNEL(inactive, "inactive", VIEW_UINT, "connections_inactive",
	"Inactive connections."),
    KERNEL(persistent, "persistent", VIEW_UINT, "connections_persistent",
	"Persistent connections."),
    KERNEL(connections, "connections", VIEW_UINT, "connections_total",
	"Connections scheduled."),
    KERNEL(packets_in, "packets_in", VIEW_UINT, "packets_in_total",
	"Packets received for it."),
    KERNEL(packets_out, "packets_out", VIEW_UINT, "packets_out_total",
	"Packets sent by it."),
    KERNEL(bytes_in, "bytes_in", VIEW_UINT, "bytes_in_total", "Bytes received for it."),
    KERNEL(bytes_out, "bytes_out", VIEW_UINT, "bytes_out_total", "Bytes sent by it."),
};
const struct view_fields view_kernel_fields = TABLE(kernel_rows);

static const struct view_field check_rows[] = {
    ROW(view_check, state, "state", VIEW_TEXT, NULL,
	"passing, failing, pending, or paused."),
    ROW(view_check, type, "type", VIEW_TEXT, NULL, "tcp, http, script, ..."),
    ROW(view_check, up, "up", VIEW_BOOL, "up", "1 when the check is passed."),
    ROW(view_check, known, "known", VIEW_BOOL, NULL, "It has run already."),
    ROW(view_check, code, "code", VIEW_TEXT, NULL, "Outcome, a machine's word."),
    ROW(view_check, detail, "detail", VIEW_TEXT, NULL, "Outcome, in words."),
    ROW(view_check, runs, "runs", VIEW_UINT, "runs_total", "Tries."),
    ROW(view_check, failures, "failures", VIEW_UINT, "failures_total", "Tries failed."),
    ROW(view_check, latency_us, "latency_us", VIEW_US, "last_duration_seconds",
	"How long the last try took."),
    ROW(view_check, last_ms, "last_run_at", VIEW_WALL, "last_run_timestamp_seconds",
	"When the last try ended."),
    ROW(view_check, since_ms, "since", VIEW_WALL, NULL, "When up or down began."),
    ROW(view_check, sharers, "sharers", VIEW_UINT, NULL,
	"Equal checks that each try is made for."),
    ROW(view_check, certificate_until_ms, "certificate_expires_at", VIEW_WALL,
	"certificate_expiry_timestamp_seconds",
	"When the certificate that the server showed expires."),
};
const struct view_fields view_check_fields = TABLE(check_rows);
