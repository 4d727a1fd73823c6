/* SPDX-License-Identifier: Apache-2.0 */
/* The whole reader on small texts: limits on both sides, inheritance, defaults. */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/buf.h"
#include "tests/unit/conf_bench.h"

struct limit_case {
	const char *line; /* in an instance with everything else */
	bool is_fine;
};

static const struct limit_case limits[] = {
    {"priority 0",		    false},
    {"priority 1",                    true },
    {"priority 255",                  true },
    {"priority 256",                  false},
    {"virtual_router_id 0",           false},
    {"virtual_router_id 1",           true },
    {"virtual_router_id 255",         true },
    {"virtual_router_id 256",         false},
    {"advert_int 0",                  false},
    {"advert_int 1",                  true },
    {"advert_int 255",                true },
    {"advert_int 255.01",             false},
    {"advert_int 256",                false},
    {"advert_int 1.5",                false},
    {"advert_int -1",                 false},
    {"advert_int 1s",                 false},
    {"preempt_delay 0",               true },
    {"preempt_delay 1000",            true },
    {"preempt_delay 1000.001",        false},
    {"down_timer_adverts 0",          false},
    {"down_timer_adverts 1",          true },
    {"down_timer_adverts 100",        true },
    {"down_timer_adverts 101",        false},
    {"vip_lease 1",                   false},
    {"vip_lease 2",                   true },
    {"vip_lease 86400",               true },
    {"vip_lease 86401",               false},
    {"vip_lease off",                 true },
    {"vip_lease on",                  false},
    {"interface a",                   true },
    {"interface abcdefghijklmno",     true },
    {"interface abcdefghijklmnop",    false},
    {"interface a/b",                 false},
    {"priority 99999999999999999999", false},
    {"priority 1e2",                  false},
    {"priority 0x10",                 false},
    {"priority +7",                   true },
    {"priority",                      false},
    {"priority 7 8",                  false},
    {"priority 7 {\n}",               false},
    {"mcast_dst_ip 224.0.0.9",        true },
    {"mcast_dst_ip 10.0.0.9",         false},
    {"garp_interval 0.000001",        true },
    {"garp_interval 3601",            false},
    {"dont_track_primary perhaps",    false}
};

TEST(values_are_taken_up_to_their_limits_and_no_further)
{
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct buf text = {0};
		struct model *model;

		buf_puts(&text, "vrrp_instance V {\nno_virtual_ipaddress\n");
		if (strncmp(limits[i].line, "interface", 9) != 0)
			buf_puts(&text, "interface eth0\n");
		if (strncmp(limits[i].line, "virtual_router_id", 17) != 0)
			buf_puts(&text, "virtual_router_id 9\n");
		buf_printf(&text, "%s\n}\n", limits[i].line);
		model = conf_bench_load(buf_text(&text));
		if ((model->errors == 0) != limits[i].is_fine)
			fail_msg("%s: %zu errors", limits[i].line, model->errors);
		model_free(model);
		buf_fini(&text);
	}
}

TEST(an_instance_is_of_one_family)
{
	struct model *model = conf_bench_load(
	    "vrrp_instance V {\ninterface eth0\nvirtual_router_id 9\n"
	    "mcast_src_ip fe80::1\nvirtual_ipaddress {\n10.0.0.1\n}\n}\n");

	assert_int_equal(model->errors, 1);
	model_free(model);
}

/* (1500 - 40 - 8) / 16 = 90.75 addresses of IPv6 in an advert, less 28 bytes of
 * auth_hmac 89; of IPv4 all 255. */
TEST(what_an_advert_has_no_room_for_is_held_all_the_same)
{
	static const struct {
		bool is_v6, is_signed;
		unsigned count;
		size_t in_advert, excluded;
	} cases[] = {
	    {true,  false, 90,  90,  0},
            {true,  false, 92,  90,  2},
            {true,  true,  89,  89,  0},
	    {true,  true,  90,  89,  1},
            {false, true,  254, 254, 0}
        };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf text = {0};
		const struct model_vrrp_instance *m;
		struct model *model;

		buf_puts(&text,
		    "vrrp_instance V {\ninterface eth0\n"
		    "virtual_router_id 9\n");
		if (cases[i].is_signed)
			buf_puts(&text,
			    "auth_hmac {\nkey 1 0123456789abcdef0123456789abcdef\n"
			    "active_key 1\n}\n");
		buf_puts(&text, "virtual_ipaddress {\n");
		for (unsigned j = 1; j <= cases[i].count; j++)
			if (cases[i].is_v6)
				buf_printf(&text, "2001:db8::%x\n", j);
			else
				buf_printf(&text, "10.0.0.%u\n", j);
		buf_puts(&text, "}\n}\n");
		model = conf_bench_load(buf_text(&text));
		assert_int_equal(model->errors, 0);
		assert_int_equal(model->warnings, cases[i].excluded ? 1 : 0);
		m = &model->instances[0];
		assert_int_equal(m->addresses_len, cases[i].in_advert);
		assert_int_equal(m->excluded_len, cases[i].excluded);
		model_free(model);
		buf_fini(&text);
	}
}

struct lease_case {
	const char *lines;
	uint32_t lease_s;
};

/* Master-down time in seconds, rounded up, plus 1. */
static const struct lease_case leases[] = {
    {"",				     5 }, /* 3 * 1 + 156/256 = 3.61 */
    {"priority 255\n",		       4 }, /* 3 * 1 + 0 (1/256 is under 10 ms) */
    {"priority 1\n",			 5 }, /* 3 * 1 + 255/256 */
    {"advert_int 5\n",		       17}, /* 3 * 5 + 0.61 = 15.61 */
    {"down_timer_adverts 1\n",               3 }, /* 1.61 */
    {"down_timer_adverts 1\npriority 255\n", 2 },
    {"vip_lease off\n",                      0 },
    {"vip_lease 60\n",		       60},
};

TEST(a_lease_outlasts_the_time_in_which_others_take_over)
{
	for (size_t i = 0; i < sizeof(leases) / sizeof(leases[0]); i++) {
		struct buf text = {0};
		struct model *model;

		buf_printf(&text,
		    "vrrp_instance V {\ninterface eth0\nvirtual_router_id 1\n"
		    "no_virtual_ipaddress\n%s}\n",
		    leases[i].lines);
		model = conf_bench_load(buf_text(&text));
		assert_int_equal(model->errors, 0);
		assert_int_equal(model->instances[0].lease_s, leases[i].lease_s);
		model_free(model);
		buf_fini(&text);
	}
}

TEST(a_lease_shorter_than_what_renews_it_is_refused)
{
	struct model *model = conf_bench_load(
	    "vrrp_instance V {\ninterface eth0\nvirtual_router_id 1\nadvert_int 5\n"
	    "no_virtual_ipaddress\nvip_lease 5\n}\n");

	assert_string_equal(conf_bench_find(model, "range")->code, "range");
	model_free(model);
}

TEST(an_instance_starts_with_what_global_defs_says_wherever_that_stands)
{
	struct model *model =
	    conf_bench_load("vrrp_instance V {\ninterface eth0\nvirtual_router_id 1\n"
			    "no_virtual_ipaddress\ngarp_master_repeat 2\n}\n"
			    "global_defs {\nvrrp_garp_master_delay 7\n"
			    "vrrp_garp_master_repeat 9\nvrrp_down_timer_adverts 4\n"
			    "vrrp_mcast_group4 224.0.0.20\nsmtp_alert\n}\n");
	const struct model_vrrp_instance *m = model->instances;

	assert_int_equal(model->errors + model->warnings, 0);
	assert_int_equal(m->garp.master_delay_ms, 7000);
	assert_int_equal(m->garp.master_repeat, 2);
	assert_int_equal(m->garp.lower_prio_delay_ms, 7000);
	assert_int_equal(m->garp.lower_prio_repeat, 2);
	assert_int_equal(m->down_timer_adverts, 4);
	assert_int_equal(addr_to_v4(&m->group), 0xe0000014);
	assert_true(m->smtp_alert);
	model_free(model);
}

TEST(which_changes_are_mailed_unless_said)
{
	static const struct {
		const char *global;
		bool instance, virtual, real;
	} cases[] = {
	    {"",				   false, false, true },
	    {"smtp_alert on",                      true,  true,  true },
	    {"smtp_alert off",                     false, false, false},
	    {"smtp_alert_vrrp on",                 true,  false, true },
	    {"smtp_alert_checker on",              false, true,  true },
	    {"smtp_alert_checker off",             false, false, false},
	    {"smtp_alert on\nsmtp_alert_vrrp off", false, true,  true },
	};
	char text[512];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct model *model;

		(void)snprintf(text, sizeof(text),
		    "global_defs {\n%s\n}\nvrrp_instance V {\ninterface eth0\n"
		    "virtual_router_id 1\nno_virtual_ipaddress\n}\n"
		    "virtual_server 10.0.0.1 80 {\nlb_kind DR\n"
		    "real_server 10.0.0.2 80 {\n}\n}\n",
		    cases[i].global);
		model = conf_bench_load(text);
		assert_int_equal(model->errors, 0);
		assert_int_equal(model->instances->smtp_alert, cases[i].instance);
		assert_int_equal(model->virtual_servers->smtp_alert, cases[i].virtual);
		assert_int_equal(
		    model->virtual_servers->real_servers->smtp_alert, cases[i].real);
		assert_int_equal(model->virtual_servers->rs_smtp_alert, cases[i].real);
		model_free(model);
	}
}

TEST(mail_without_a_relay_or_without_anybody_to_get_it_is_a_warning)
{
	static const struct {
		const char *said;
		bool warned;
	} cases[] = {
	    {"",						   false},
	    {"smtp_server 10.0.0.1",                               true },
	    {"notification_email {\na@b\n}",                       true },
	    {"smtp_server 10.0.0.1\nnotification_email {\na@b\n}", false},
	};
	char text[256];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct model *model;

		(void)snprintf(
		    text, sizeof(text), "global_defs {\n%s\n}\n", cases[i].said);
		model = conf_bench_load(text);
		assert_int_equal(model->errors, 0);
		assert_int_equal(model->warnings, cases[i].warned);
		if (cases[i].warned)
			assert_int_equal(conf_bench_find(model, "mail")->place.line, 2);
		model_free(model);
	}
}

TEST(a_check_starts_with_what_both_servers_say_wherever_that_stands)
{
	struct model *model = conf_bench_load(
	    "virtual_server 10.0.0.1 80 {\nlb_kind DR\nprotocol TCP\n"
	    "real_server 10.0.0.2 80 {\nTCP_CHECK {\n}\nHTTP_GET {\nretry 0\nurl "
	    "{\n}\n}\n"
	    "MISC_CHECK {\nmisc_path /bin/true\n}\ndelay_loop 3\n}\n"
	    "real_server 10.0.0.3 80 {\nretry 5\nTCP_CHECK {\n}\n}\n"
	    "delay_loop 7\nwarmup 2\nconnect_timeout 4\nalpha\nvirtualhost www\n}\n");
	const struct model_real_server *rs = model->virtual_servers[0].real_servers;

	assert_int_equal(model->errors, 0);
	assert_int_equal(rs[0].checks_len, 3);
	assert_int_equal(rs[0].checks[0].delay_loop_ms, 3000);
	assert_int_equal(rs[0].checks[0].retry, 1); /* TCP_CHECK's own */
	assert_int_equal(rs[0].checks[0].delay_before_retry_ms, 1000);
	assert_int_equal(rs[0].checks[1].retry, 0);
	assert_int_equal(rs[0].checks[1].delay_before_retry_ms, 3000);
	assert_int_equal(rs[0].checks[2].retry, 0); /* MISC_CHECK's own */
	assert_int_equal(rs[0].checks[0].warmup_ms, 2000);
	assert_int_equal(rs[0].checks[0].connect_timeout_ms, 4000);
	assert_string_equal(rs[0].checks[0].virtualhost, "www");
	assert_true(rs[0].checks[0].alpha);
	assert_int_equal(rs[1].checks[0].retry, 5);
	assert_int_equal(rs[1].checks[0].delay_loop_ms, 7000);
	model_free(model);
}

TEST(a_check_connects_to_its_real_server_unless_told_otherwise)
{
	struct model *model = conf_bench_load(
	    "virtual_server 10.0.0.1 80 {\nlb_kind NAT\nprotocol TCP\n"
	    "real_server 10.0.0.2 8080 {\nTCP_CHECK {\n}\n"
	    "TCP_CHECK {\nconnect_ip 10.0.0.9\nconnect_port 99\n}\n}\n}\n");
	const struct model_check *checks =
	    model->virtual_servers[0].real_servers[0].checks;

	assert_int_equal(checks[0].connect_port, 8080);
	assert_int_equal(addr_to_v4(&checks[0].connect_addr), 0x0a000002);
	assert_int_equal(checks[1].connect_port, 99);
	assert_int_equal(addr_to_v4(&checks[1].connect_addr), 0x0a000009);
	assert_int_equal(checks[0].warmup_ms, 60000); /* delay_loop's default */
	model_free(model);
}

TEST(the_first_director_of_the_scenario_reads_as_meant)
{
	struct model *model = conf_bench_load(
	    "vrrp_instance VI_1 {\nstate MASTER\ninterface eth0\nvirtual_router_id 51\n"
	    "priority 100\nadvert_int 1\nauthentication {\nauth_type PASS\n"
	    "auth_pass 1111\n}\nvirtual_ipaddress {\n10.1.1.166\n}\n}\n");
	const struct model_vrrp_instance *m = model->instances;

	assert_int_equal(model->errors + model->warnings, 0);
	assert_string_equal(m->name, "VI_1");
	assert_string_equal(m->interface, "eth0");
	assert_int_equal(m->initial_state, VRRP_MASTER);
	assert_int_equal(m->vrid, 51);
	assert_int_equal(m->priority, 100);
	assert_int_equal(m->advert_int_cs, 100);
	assert_int_equal(m->auth, VRRP_AUTH_PASS);
	assert_memory_equal(m->auth_pass, "1111\0\0\0\0", 8);
	assert_int_equal(m->addresses_len, 1);
	assert_int_equal(m->addresses[0].prefix.prefix_len, 32);
	assert_int_equal(addr_to_v4(&m->addresses[0].prefix.addr), 0x0a0101a6);
	assert_true(m->preempt);
	assert_int_equal(m->place.line, 1);
	assert_int_equal(model->api.listens_len, 1);
	assert_string_equal(model->api.listens[0].unix_path, "/run/fairlead/api.sock");
	assert_int_equal(model->api.listens[0].unix_mode, 0660);
	assert_string_equal(model->global.router_id, "director1.example.net");
	model_free(model);
}

TEST(all_mistakes_are_told_in_one_pass_and_in_the_order_of_the_file)
{
	struct model *model = conf_bench_load(
	    "global_defs {\nfoo\n}\nvrrp_instance V {\npriority 300\n}\nbar\n"
	    "global_defs {\nfoo2\n}\n}\n");
	uint32_t line = 0;

	assert_int_equal(model->errors, 7);
	for (size_t i = 0; i < model->diagnostics_len; i++) {
		assert_true(model->diagnostics[i].place.line >= line);
		line = model->diagnostics[i].place.line;
	}
	model_free(model);
}

TEST(lenient_turns_only_what_keepalived_reads_past_into_warnings)
{
	static const char text[] = "vrrp_instance V {\ninterface eth0\n"
				   "virtual_router_id 1\npriority 300\nquux\n"
				   "no_virtual_ipaddress\n}\n";
	struct model *strict = conf_bench_load(text);
	struct model *lenient = conf_bench_load_lenient(text);

	assert_int_equal(strict->errors, 2);
	assert_int_equal(lenient->errors, 0);
	assert_int_equal(lenient->warnings, 2);
	assert_int_equal(lenient->instances[0].priority, 100);
	model_free(strict);
	model_free(lenient);
	lenient = conf_bench_load_lenient("vrrp_instance {\n}\n");
	assert_true(lenient->errors > 0);
	model_free(lenient);
}

TEST(lenient_may_be_said_in_the_file)
{
	struct model *model =
	    conf_bench_load("vrrp_scrip s {\n}\nglobal_defs {\nlenient\n}\n");

	assert_int_equal(model->errors, 0);
	assert_int_equal(model->warnings, 1);
	model_free(model);
}

TEST(a_thousand_mistakes_are_shown_and_all_are_counted)
{
	struct buf text = {0};
	struct model *model;

	for (int i = 0; i < 3000; i++)
		buf_puts(&text, "foo\n");
	model = conf_bench_load(buf_text(&text));
	assert_int_equal(model->errors, 3000);
	assert_int_equal(model->diagnostics_len, 1000);
	assert_string_equal(model->diagnostics[999].code, "more");
	model_free(model);
	buf_fini(&text);
}

TEST(a_text_includes_nothing)
{
	struct model *model = conf_bench_load("include /etc/passwd\n");

	assert_non_null(conf_bench_find(model, "include_refused"));
	model_free(model);
}

TEST(a_model_of_bad_text_has_diagnostics_with_places)
{
	struct model *model = conf_bench_load("vrrp_instance V {\n  priorty 5\n}\n");
	const struct model_diagnostic *diag = conf_bench_find(model, "unknown_keyword");

	assert_string_equal(diag->place.file, "test");
	assert_int_equal(diag->place.line, 2);
	assert_int_equal(diag->place.column, 3);
	assert_string_equal(diag->source, "  priorty 5");
	assert_string_equal(diag->meant, "priority");
	/* printf TEXT | sha256sum */
	assert_string_equal(model->sha256,
	    "5113f3c339080061488a2b58c0a9164bcb1ee434657d7a3ee981da3eabfc17e2");
	model_free(model);
}

TEST(text_cut_at_any_byte_is_read_without_harm)
{
	static const char text[] =
	    "$A=1\n~SEQ(N,1,3) x ${N}\nvrrp_instance V {\n interface \"e\\x74h0\" # c\n"
	    " authentication { auth_type PASS\nauth_pass '12' }\n virtual_ipaddress {\n"
	    "10.0.0.1/24 dev eth0 label a\n}\n}\nvirtual_server 10.0.0.1 80 {\n"
	    "real_server 10.0.0.2 {\nHTTP_GET {\nurl {\npath /\n}\n}\n}\n}\n";
	const struct conf_options options = conf_bench_options();

	for (size_t len = 0; len < sizeof(text); len++) {
		struct model *model = conf_load_text("cut", text, len, &options);

		assert_true(model->errors > 0 || len > sizeof(text) - 3);
		model_free(model);
	}
}

TEST(the_manual_names_every_kind_of_word)
{
	struct buf out = {0};

	conf_print_manual(conf_fake_checkers, CONF_FAKE_CHECKERS, &out);
	assert_non_null(strstr(buf_text(&out), ".B virtual_router_id NUMBER"));
	assert_non_null(strstr(buf_text(&out), "Range: 1..255."));
	assert_non_null(strstr(buf_text(&out), ".SS HTTP_GET"));
	assert_non_null(strstr(buf_text(&out), "nat_mask"));
	assert_non_null(strstr(buf_text(&out), "use_vmac"));
	assert_non_null(strstr(buf_text(&out), "SMTP_CHECK"));
	/* handed in: not among what is not served */
	assert_null(strstr(strstr(buf_text(&out), "not served"), "HTTP_GET"));
	buf_fini(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_are_taken_up_to_their_limits_and_no_further),
	    cmocka_unit_test(an_instance_is_of_one_family),
	    cmocka_unit_test(what_an_advert_has_no_room_for_is_held_all_the_same),
	    cmocka_unit_test(a_lease_outlasts_the_time_in_which_others_take_over),
	    cmocka_unit_test(a_lease_shorter_than_what_renews_it_is_refused),
	    cmocka_unit_test(
		an_instance_starts_with_what_global_defs_says_wherever_that_stands),
	    cmocka_unit_test(which_changes_are_mailed_unless_said),
	    cmocka_unit_test(
		mail_without_a_relay_or_without_anybody_to_get_it_is_a_warning),
	    cmocka_unit_test(
		a_check_starts_with_what_both_servers_say_wherever_that_stands),
	    cmocka_unit_test(a_check_connects_to_its_real_server_unless_told_otherwise),
	    cmocka_unit_test(the_first_director_of_the_scenario_reads_as_meant),
	    cmocka_unit_test(
		all_mistakes_are_told_in_one_pass_and_in_the_order_of_the_file),
	    cmocka_unit_test(
		lenient_turns_only_what_keepalived_reads_past_into_warnings),
	    cmocka_unit_test(lenient_may_be_said_in_the_file),
	    cmocka_unit_test(a_thousand_mistakes_are_shown_and_all_are_counted),
	    cmocka_unit_test(a_text_includes_nothing),
	    cmocka_unit_test(a_model_of_bad_text_has_diagnostics_with_places),
	    cmocka_unit_test(text_cut_at_any_byte_is_read_without_harm),
	    cmocka_unit_test(the_manual_names_every_kind_of_word),
	};

	return cmocka_run_group_tests_name("conf", tests, NULL, NULL);
}
