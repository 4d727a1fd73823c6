/* SPDX-License-Identifier: Apache-2.0 */
/* Every word that keepalived knows is known here too, served or not. */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/lib/buf.h"
#include "tests/unit/conf_bench.h"

static const char *const root_words[] = {"global_defs", "static_ipaddress",
    "static_routes", "static_rules", "track_group", "linkbeat_interfaces",
    "linkbeat_use_polling", "interface_up_down_delays", "garp_group", "vrrp_sync_group",
    "vrrp_instance", "vrrp_script", "vrrp_track_process", "track_file", "bfd_instance",
    "virtual_server_group", "virtual_server", "SSL", "net_namespace",
    "net_namespace_ipvs", "namespace_with_ipsets", "instance", "use_pid_dir",
    "child_wait_time", "vrrp_track_file", "api", NULL};

static const char *const global_words[] = {"router_id", "notification_email",
    "notification_email_from", "smtp_server", "smtp_helo_name", "smtp_connect_timeout",
    "smtp_alert", "smtp_alert_vrrp", "smtp_alert_checker", "no_email_faults",
    "no_checker_emails", "checker_log_all_failures", "rs_init_notifies",
    "startup_script", "startup_script_timeout", "shutdown_script",
    "shutdown_script_timeout", "process_names", "process_name", "vrrp_process_name",
    "checker_process_name", "bfd_process_name", "use_symlink_paths",
    "set_supplementary_groups", "script_user", "enable_script_security",
    "max_auto_priority", "min_auto_priority_delay", "dynamic_interfaces",
    "default_interface", "disable_local_igmp", "lvs_timeouts", "lvs_flush",
    "lvs_flush_on_stop", "lvs_sync_daemon", "vrrp_mcast_group4", "vrrp_mcast_group6",
    "vrrp_garp_master_delay", "vrrp_garp_master_repeat", "vrrp_garp_master_refresh",
    "vrrp_garp_master_refresh_repeat", "vrrp_garp_lower_prio_delay",
    "vrrp_garp_lower_prio_repeat", "vrrp_garp_interval", "vrrp_gna_interval",
    "vrrp_min_garp", "vrrp_garp_extra_if", "vrrp_lower_prio_no_advert",
    "vrrp_higher_prio_send_advert", "vrrp_down_timer_adverts", "vrrp_version",
    "vrrp_iptables", "vrrp_ipsets", "nftables", "nftables_priority", "nftables_ifindex",
    "nftables_counters", "nftables_ipvs", "nftables_ipvs_priority",
    "nftables_ipvs_start_fwmark", "vrrp_check_unicast_src", "vrrp_skip_check_adv_addr",
    "vrrp_strict", "vrrp_owner_ignore_adverts", "v3_checksum_as_v2",
    "vrrp_notify_priority_changes", "vrrp_startup_delay", "vrrp_delay_after_boot",
    "log_unknown_vrids", "vmac_prefix", "vmac_addr_prefix", "vrrp_priority",
    "vrrp_no_swap", "vrrp_rt_priority", "vrrp_cpu_affinity", "vrrp_rlimit_rttime",
    "notify_fifo", "notify_fifo_script", "vrrp_notify_fifo", "lvs_notify_fifo",
    "fifo_write_vrrp_states_on_reload", "snmp_socket", "enable_traps",
    "enable_snmp_vrrp", "enable_snmp_checker", "enable_snmp_rfc", "enable_snmp_rfcv2",
    "enable_snmp_rfcv3", "snmp_vs_stats_update_interval",
    "snmp_rs_stats_update_interval", "enable_dbus", "dbus_service_name",
    "dbus_no_interface_name", "vrrp_netlink_cmd_rcv_bufs", "process_monitor_rcv_bufs",
    "vrrp_rx_bufs_policy", "vrrp_rx_bufs_multiplier", "umask", "random_seed",
    "reload_check_config", "reload_time_file", "reload_repeat", "reload_file",
    "include_check", "config_save_dir", "tmp_config_directory", "data_use_instance",
    "json_version", "iproute_usr_dir", "iproute_etc_dir", "state_dump_file",
    "stats_dump_file", "json_dump_file", "lvs_flush_onstop", "lvs_process_name",
    "vrrp_vmac_garp_intvl", "checker_priority", "bfd_priority", "checker_no_swap",
    "bfd_no_swap", "checker_rt_priority", "bfd_rt_priority", "checker_cpu_affinity",
    "bfd_cpu_affinity", "checker_rlimit_rttime", "bfd_rlimit_rttime",
    "vrrp_rlimit_rtime", "vrrp_notify_fifo_script", "lvs_notify_fifo_script",
    "enable_snmp_keepalived", "vrrp_netlink_cmd_rcv_bufs_force",
    "vrrp_netlink_monitor_rcv_bufs", "vrrp_netlink_monitor_rcv_bufs_force",
    "lvs_netlink_cmd_rcv_bufs", "lvs_netlink_cmd_rcv_bufs_force",
    "lvs_netlink_monitor_rcv_bufs", "lvs_netlink_monitor_rcv_bufs_force",
    "process_monitor_rcv_bufs_force", "state_directory", "lenient", "vip_lease", NULL};

static const char *const instance_words[] = {"state", "interface", "vrf",
    "virtual_router_id", "priority", "version", "advert_int", "virtual_ipaddress",
    "virtual_ipaddress_excluded", "no_virtual_ipaddress", "promote_secondaries",
    "virtual_routes", "virtual_rules", "authentication", "auth_hmac", "nopreempt",
    "preempt", "preempt_delay", "use_vmac", "use_vmac_addr", "vmac_xmit_base",
    "use_ipvlan", "unicast_src_ip", "unicast_peer", "unicast_fault_no_peer",
    "check_unicast_src", "unicast_ttl", "old_unicast_checksum", "mcast_src_ip",
    "mcast_dst_ip", "track_src_ip", "track_interface", "track_script", "track_file",
    "track_process", "track_bfd", "dont_track_primary", "garp_master_delay",
    "garp_lower_prio_delay", "garp_extra_if", "lower_prio_no_advert",
    "higher_prio_send_advert", "owner_ignore_adverts", "down_timer_adverts",
    "timer_expired_backup", "accept", "no_accept", "v3_checksum_as_v2",
    "skip_check_adv_addr", "strict_mode", "debug", "kernel_rx_buf_size",
    "notify_master", "notify_backup", "notify_fault", "notify_stop", "notify_deleted",
    "notify", "notify_master_rx_lower_pri", "notify_priority_changes", "smtp_alert",
    "lvs_sync_daemon_interface", "native_ipv6", "linkbeat_use_polling",
    "garp_master_repeat", "garp_master_refresh", "garp_master_refresh_repeat",
    "garp_lower_prio_repeat", "vmac_garp_intvl", "thread_timer_expired", "vip_lease",
    NULL};

static const char *const script_words[] = {"script", "interval", "timeout", "weight",
    "rise", "fall", "user", "init_fail", NULL};

static const char *const virtual_words[] = {"ip_family", "lb_algo", "lb_kind", "hashed",
    "ops", "sh-port", "delay_loop", "protocol", "persistence_engine",
    "persistence_timeout", "persistence_granularity", "ha_suspend", "smtp_alert",
    "virtualhost", "snmp_name", "alpha", "omega", "quorum", "hysteresis", "quorum_up",
    "quorum_down", "weight", "retry", "delay_before_retry", "warmup", "connect_timeout",
    "inhibit_on_failure", "sorry_server", "sorry_server_inhibit",
    "sorry_server_lvs_method", "nat_mask", "real_server", "lvs_sched", "lvs_method",
    "flag-1", "flag-2", "flag-3", "sh-fallback", "mh-port", "mh-fallback", NULL};

static const char *const real_words[] = {"weight", "lvs_method", "uthreshold",
    "lthreshold", "inhibit_on_failure", "notify_up", "notify_down", "alpha", "retry",
    "smtp_alert", "virtualhost", "snmp_name", "delay_before_retry", "warmup",
    "connect_timeout", "delay_loop", "TCP_CHECK", "HTTP_GET", "SSL_GET", "MISC_CHECK",
    "PING_CHECK", "UDP_CHECK", "SMTP_CHECK", "DNS_CHECK", "FILE_CHECK", "BFD_CHECK",
    NULL};

static const char *const check_words[] = {"connect_ip", "connect_port", "bindto",
    "bind_port", "bind_if", "connect_timeout", "fwmark", "retry", "delay_before_retry",
    "warmup", "delay_loop", "alpha", "log_all_failures", "nb_get_retry", NULL};

struct place {
	const char *open;
	const char *const *words;
	const char *close;
};

static const struct place places[] = {
    {"",								       root_words,     ""         },
    {"global_defs {\n",							global_words,   "}\n"      },
    {"vrrp_instance X {\n",						    instance_words, "}\n"      },
    {"vrrp_script X {\n",						      script_words,   "}\n"      },
    {"virtual_server 10.0.0.1 80 {\n",					 virtual_words,  "}\n"      },
    {"virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\n",              real_words,     "}\n}\n"   },
    {"virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\nTCP_CHECK {\n",
     check_words,									      "}\n}\n}\n"},
};

static void
expect_known(const struct place *place, const char *word)
{
	struct buf text = {0};
	struct model *model;

	buf_printf(&text, "%s%s\n%s", place->open, word, place->close);
	model = conf_bench_load(buf_text(&text));
	if (conf_bench_find(model, "unknown_keyword"))
		fail_msg("%s is not known", word);
	model_free(model);
	buf_fini(&text);
}

TEST(every_word_is_known_in_its_place)
{
	size_t words = 0;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		for (size_t j = 0; places[i].words[j]; j++) {
			expect_known(&places[i], places[i].words[j]);
			words++;
		}
	assert_true(words > 300);
}

TEST(a_word_of_another_place_is_not_known)
{
	struct model *model =
	    conf_bench_load("global_defs {\nvirtual_router_id 5\n}\n");

	assert_non_null(conf_bench_find(model, "unknown_keyword"));
	model_free(model);
}

TEST(a_checker_that_is_handed_in_is_served_and_another_is_known)
{
	static const char text[] = "virtual_server 10.0.0.1 80 {\nlb_kind DR\n"
				   "protocol TCP\nreal_server 10.0.0.2 80 {\n"
				   "TCP_CHECK {\n}\nSMTP_CHECK {\n}\n}\n}\n";
	struct model *model = conf_bench_load(text);

	assert_int_equal(model->errors, 0);
	assert_int_equal(model->warnings, 1);
	assert_non_null(conf_bench_find(model, "not_served"));
	assert_int_equal(model->virtual_servers[0].real_servers[0].checks_len, 1);
	model_free(model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_word_is_known_in_its_place),
	    cmocka_unit_test(a_word_of_another_place_is_not_known),
	    cmocka_unit_test(
		a_checker_that_is_handed_in_is_served_and_another_is_known),
	};

	return cmocka_run_group_tests_name("conf_words", tests, NULL, NULL);
}
