/* SPDX-License-Identifier: Apache-2.0 */
/* Words of global_defs that are known and not served, or mean nothing here. D. */
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"

static const char one_process[] = "fairlead has its own names for its processes";
static const char one_table[] = "no_accept has its own table, inet fairlead";
static const char has_dump[] = "the state is in REST and, on USR1, in a file";
static const char no_swap[] = "memory is locked where that is allowed";
static const char always_rt[] =
    "the VRRP thread has a real-time priority from its start";
static const char no_rttime[] =
    "no limit of CPU time ends the VRRP thread; the keeper ends one that hangs";
static const char fresh_counters[] =
    "counters are read in each round of the kernel's table, about each second";
static const char enough_room[] =
    "a buffer that overflows is noticed, and all is read again";
static const char one_control[] =
    "checks share the control thread, which runs as the service manager starts it "
    "and never before the VRRP thread";
static const char has_reload[] = "a reload always checks the whole file first";

static const struct conf_key later_rows[] = {
    ROW_OBSOLETE("no_checker_emails", "mail tells of real servers, not of one check"),
    ROW_OBSOLETE("process_names", one_process),
    ROW_OBSOLETE("process_name", one_process),
    ROW_OBSOLETE("vrrp_process_name", one_process),
    ROW_OBSOLETE("checker_process_name", one_process),
    ROW_OBSOLETE("lvs_process_name", one_process),
    ROW_OBSOLETE("bfd_process_name", one_process),
    ROW_OBSOLETE("use_symlink_paths", "paths of scripts are used as they are written"),
    ROW_OBSOLETE("max_auto_priority", always_rt),
    ROW_OBSOLETE("min_auto_priority_delay", always_rt),
    ROW_OBSOLETE("dynamic_interfaces", "interfaces may come and go at any time"),
    ROW_OBSOLETE(
	"disable_local_igmp", "a virtual MAC joins no group: none is reported"),
    ROW_OBSOLETE("vrrp_iptables", one_table),
    ROW_OBSOLETE("vrrp_ipsets", one_table),
    ROW_OBSOLETE("nftables", one_table),
    ROW_OBSOLETE("nftables_priority", one_table),
    ROW_OBSOLETE("nftables_ifindex", one_table),
    ROW_OBSOLETE("nftables_counters", one_table),
    ROW_LATER("nftables_ipvs", "table for groups of virtual servers"),
    ROW_LATER("nftables_ipvs_priority", "of that table"),
    ROW_LATER("nftables_ipvs_start_fwmark", "first automatic mark"),
    ROW_OBSOLETE("vrrp_priority", always_rt),
    ROW_OBSOLETE("checker_priority", one_control),
    ROW_LATER("bfd_priority", "nice value of BFD"),
    ROW_OBSOLETE("vrrp_no_swap", no_swap),
    ROW_OBSOLETE("checker_no_swap", no_swap),
    ROW_OBSOLETE("bfd_no_swap", no_swap),
    ROW_OBSOLETE("checker_rt_priority", one_control),
    ROW_LATER("bfd_rt_priority", "SCHED_RR priority of BFD"),
    ROW_LATER("checker_cpu_affinity", "CPUs of checks"),
    ROW_LATER("bfd_cpu_affinity", "CPUs of BFD"),
    ROW_OBSOLETE("vrrp_rlimit_rttime", no_rttime),
    ROW_OBSOLETE("checker_rlimit_rttime", one_control),
    ROW_LATER("bfd_rlimit_rttime", "real-time limit of BFD"),
    ROW_OBSOLETE("vrrp_rlimit_rtime", no_rttime),
    ROW_OBSOLETE("checker_rlimit_rtime", one_control),
    ROW_LATER("bfd_rlimit_rtime", "old spelling of bfd_rlimit_rttime"),
    ROW_OBSOLETE("snmp_vs_stats_update_interval", fresh_counters),
    ROW_OBSOLETE("snmp_rs_stats_update_interval", fresh_counters),
    ROW_OBSOLETE("enable_dbus", "REST does what DBus did"),
    ROW_OBSOLETE("dbus_service_name", "REST does what DBus did"),
    ROW_OBSOLETE("dbus_no_interface_name", "REST does what DBus did"),
    ROW_LATER("vrrp_netlink_cmd_rcv_bufs", "socket buffer"),
    ROW_LATER("vrrp_netlink_cmd_rcv_bufs_force", "beyond the system's limit"),
    ROW_LATER("vrrp_netlink_monitor_rcv_bufs", "socket buffer"),
    ROW_LATER("vrrp_netlink_monitor_rcv_bufs_force", "beyond the system's limit"),
    ROW_OBSOLETE("lvs_netlink_cmd_rcv_bufs", enough_room),
    ROW_OBSOLETE("lvs_netlink_cmd_rcv_bufs_force", enough_room),
    ROW_OBSOLETE("lvs_netlink_monitor_rcv_bufs", enough_room),
    ROW_OBSOLETE("lvs_netlink_monitor_rcv_bufs_force", enough_room),
    ROW_OBSOLETE("process_monitor_rcv_bufs", enough_room),
    ROW_OBSOLETE("process_monitor_rcv_bufs_force", enough_room),
    ROW_OBSOLETE("reload_check_config", has_reload),
    ROW_LATER("reload_time_file", "time of a planned reload"),
    ROW_LATER("reload_repeat", "repeat it each day"),
    ROW_LATER("reload_file", "handshake with who writes the file"),
    ROW_LATER("config_save_dir", "keep each configuration that was loaded"),
    ROW_OBSOLETE("tmp_config_directory", "the file is read once, into memory"),
    ROW_OBSOLETE("data_use_instance", has_dump),
    ROW_OBSOLETE("json_version", has_dump),
    ROW_OBSOLETE("state_dump_file", has_dump),
    ROW_OBSOLETE("stats_dump_file", has_dump),
    ROW_OBSOLETE("json_dump_file", has_dump),
    ROW_OBSOLETE("linkbeat_use_polling", "link state comes from netlink"),
};

const struct conf_block global_later_block = {ROWS(later_rows), .size = 0};
