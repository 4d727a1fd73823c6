/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/agent_said.h"
#include "agent/ipvs/ipvs_table.h"
#include "tests/unit/conf_bench.h"

static const char text[] = "global_defs {\n"
			   "	router_id LB1\n"
			   "	notification_email {\n"
			   "		a@example.com\n"
			   "		b@example.com\n"
			   "	}\n"
			   "	smtp_server 192.0.2.25 2525\n"
			   "	smtp_connect_timeout 12\n"
			   "	lvs_sync_daemon eth0 VI_2 id 7\n"
			   "	script_user root\n"
			   "}\n"
			   "vrrp_script chk {\n"
			   "	script \"/bin/true a 'b c'\"\n"
			   "	interval 3\n"
			   "	rise 2\n"
			   "	fall 4\n"
			   "	weight -7\n"
			   "}\n"
			   "vrrp_sync_group G1 {\n"
			   "	group {\n"
			   "		VI_2\n"
			   "		VI_1\n"
			   "	}\n"
			   "	sync_group_tracking_weight\n"
			   "	track_interface {\n"
			   "		eth1 weight 5\n"
			   "	}\n"
			   "}\n"
			   "vrrp_instance VI_1 {\n"
			   "	interface eth0\n"
			   "	virtual_router_id 51\n"
			   "	virtual_ipaddress {\n"
			   "		10.1.1.167/24\n"
			   "		10.1.1.166/24 dev eth1\n"
			   "	}\n"
			   "	virtual_ipaddress_excluded {\n"
			   "		10.1.1.190\n"
			   "	}\n"
			   "	track_script {\n"
			   "		chk\n"
			   "	}\n"
			   "}\n"
			   "vrrp_instance VI_2 {\n"
			   "	interface eth0\n"
			   "	virtual_router_id 52\n"
			   "	virtual_ipaddress {\n"
			   "		10.1.2.1\n"
			   "	}\n"
			   "	notify_backup \"/bin/true now\"\n"
			   "}\n"
			   "virtual_server 10.1.1.166 80 {\n"
			   "	lb_algo sh\n"
			   "	lb_kind DR\n"
			   "	protocol TCP\n"
			   "	retry 2\n"
			   "	real_server 10.1.1.164 80 {\n"
			   "		uthreshold 10\n"
			   "		delay_before_retry 4\n"
			   "	}\n"
			   "}\n";

static struct view_said *
said_of(const char *conf)
{
	struct model *model = conf_bench_load(conf);
	struct view_said *said;

	assert_int_equal(model->errors, 0);
	said = agent_said(model);
	model_free(model); /* nothing of it is borrowed */
	return said;
}

TEST(the_mail_is_said_with_its_server_as_an_address)
{
	struct view_said *said = said_of(text);

	assert_string_equal(said->global.router_id, "LB1");
	assert_int_equal(said->mail_to_len, 2);
	assert_string_equal(said->mail_to[1], "b@example.com");
	assert_int_equal(addr_to_v4(&said->global.mail_addr), 0xc0000219);
	assert_int_equal(said->global.mail_port, 2525);
	assert_int_equal(said->global.mail_timeout_s, 12);
	view_said_unref(said);
}

TEST(a_mail_server_by_name_is_no_address)
{
	struct view_said *said =
	    said_of("global_defs {\n smtp_server mail.example.com\n}\n");

	assert_string_equal(said->global.mail_server, "mail.example.com");
	assert_false(addr_is_set(&said->global.mail_addr));
	view_said_unref(said);
}

TEST(addresses_keep_the_order_of_the_file_and_know_their_instance)
{
	struct view_said *said = said_of(text);
	static const uint32_t expected[][3] = {
  /* instance, place, the last octet */
	    {1, 1, 167},
            {1, 2, 166},
            {1, 3, 190},
            {2, 1, 1  }
        };

	assert_int_equal(said->addresses_len, 4);
	for (uint32_t i = 0; i < 4; i++) {
		const struct view_said_address *one = &said->addresses[i];

		assert_int_equal(one->vrrp, expected[i][0]);
		assert_int_equal(one->nth, expected[i][1]);
		assert_int_equal(one->prefix.addr.bytes[3], expected[i][2]);
		assert_int_equal(one->advertised, i != 2);
	}
	assert_string_equal(said->addresses[0].interface, "eth0");
	assert_string_equal(said->addresses[1].interface, "eth1");
	view_said_unref(said);
}

TEST(a_group_and_what_is_tracked_are_said_by_position)
{
	struct view_said *said = said_of(text);
	const struct view_said_tracks *own = said->vrrp_tracks;
	const struct view_said_tracks *shared = said->group_tracks;

	assert_int_equal(said->groups_len, 1);
	assert_int_equal(said->members_len, 2);
	assert_string_equal(said->members[0].name, "VI_2");
	assert_int_equal(said->members[1].nth, 2);
	assert_int_equal(own[VIEW_SAID_SCRIPT].len, 1);
	assert_int_equal(own[VIEW_SAID_SCRIPT].at[0].owner, 1);
	assert_int_equal(own[VIEW_SAID_SCRIPT].at[0].weight, -7);
	assert_int_equal(own[VIEW_SAID_INTERFACE].len, 0);
	assert_int_equal(shared[VIEW_SAID_INTERFACE].len, 1);
	assert_string_equal(shared[VIEW_SAID_INTERFACE].at[0].name, "eth1");
	view_said_unref(said);
}

TEST(a_command_is_said_in_quoted_words)
{
	struct view_said *said = said_of(text);
	const struct view_said_trackeds *chk = &said->tracked[VIEW_SAID_SCRIPT];

	assert_int_equal(chk->len, 1);
	assert_string_equal(chk->at[0].command, "'/bin/true' 'a' 'b c'");
	assert_int_equal(chk->at[0].fall, 4);
	assert_false(said->vrrp[0].scripts.any_at_all);
	assert_true(said->vrrp[1].scripts.any_at_all);
	assert_string_equal(said->vrrp[1].scripts.backup, "'/bin/true' 'now'");
	assert_null(said->vrrp[0].sync_interface);
	assert_string_equal(said->vrrp[1].sync_interface, "eth0");
	view_said_unref(said);
}

TEST(a_real_server_inherits_and_what_nobody_said_is_0)
{
	struct view_said *said = said_of(text);
	const struct view_said_vs *vs = &said->vs[0];

	assert_int_equal(said->vs_len, 1);
	assert_int_equal(vs->rs_len, 1);
	assert_int_equal(vs->rs[0].uthreshold, 10);
	assert_int_equal(vs->rs[0].retry, 2);
	assert_int_equal(vs->rs[0].delay_before_retry_ms, 4000);
	assert_int_equal(vs->rs[0].warmup_ms, 0);
	assert_int_equal(vs->rs[0].delay_loop_ms, 60000);
	assert_int_equal(vs->defaults.delay_before_retry_ms, 0);
	view_said_unref(said);
}

TEST(routes_and_rules_know_their_rows_in_the_view)
{
	struct view_said *said = said_of("vrrp_instance VI_1 {\n"
					 " interface eth0\n"
					 " virtual_router_id 51\n"
					 " virtual_ipaddress {\n"
					 "  10.1.1.166\n"
					 " }\n"
					 " virtual_routes {\n"
					 "  blackhole 10.52.0.0/16\n"
					 "  10.53.0.0/24 nexthop via 10.1.1.3 dev eth0 "
					 "weight 2 nexthop via 10.1.1.4\n"
					 " }\n"
					 " virtual_rules {\n"
					 "  from 10.60.0.0/24 table 100\n"
					 " }\n"
					 "}\n");

	assert_int_equal(said->routes_len, 2);
	assert_false(said->routes[0].is_multipath);
	assert_true(said->routes[1].is_multipath);
	assert_int_equal(said->routes[1].entry, 1);
	assert_int_equal(said->nexthops_len, 2);
	assert_int_equal(said->nexthops[1].route, 2);
	assert_int_equal(said->nexthops[1].nth, 2);
	assert_int_equal(said->nexthops[0].weight, 2);
	assert_int_equal(said->rules_len, 1);
	assert_int_equal(said->rules[0].nth, 1);
	assert_int_equal(said->rules[0].entry, 2); /* after two routes */
	assert_int_equal(said->rules[0].table, 100);
	view_said_unref(said);
}

TEST(nothing_is_said_by_an_empty_file)
{
	struct view_said *said = said_of("global_defs {\n router_id LB1\n}\n");

	assert_int_equal(said->vrrp_len + said->vs_len + said->groups_len, 0);
	assert_null(said->global.mail_server);
	view_said_unref(view_said_ref(said));
	view_said_unref(said);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_mail_is_said_with_its_server_as_an_address),
	    cmocka_unit_test(a_mail_server_by_name_is_no_address),
	    cmocka_unit_test(
		addresses_keep_the_order_of_the_file_and_know_their_instance),
	    cmocka_unit_test(a_group_and_what_is_tracked_are_said_by_position),
	    cmocka_unit_test(a_command_is_said_in_quoted_words),
	    cmocka_unit_test(a_real_server_inherits_and_what_nobody_said_is_0),
	    cmocka_unit_test(routes_and_rules_know_their_rows_in_the_view),
	    cmocka_unit_test(nothing_is_said_by_an_empty_file),
	};

	return cmocka_run_group_tests_name("agent_said", tests, NULL, NULL);
}
