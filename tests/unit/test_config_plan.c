/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "agent/config_plan.h"
#include "agent/lib/arena.h"
#include "agent/lib/buf.h"
#include "agent/lib/mem.h"
#include "tests/unit/conf_bench.h"

#define INSTANCE(name, vrid, words)                                                    \
  "vrrp_instance " name " {\n interface eth0\n virtual_router_id " vrid "\n" words     \
  " virtual_ipaddress {\n 10.1.1." vrid "\n }\n}\n"
#define VIRTUAL(port, protocol, reals)                                                 \
  "virtual_server 10.1.1.166 " port " {\n lb_kind DR\n protocol " protocol "\n" reals  \
  "}\n"
#define REAL(last, words) " real_server 10.1.1." last " 80 {\n" words " }\n"

/* "+ kind id", "~ kind id in VS: -line +line", "- ..." of the change, one a line. */
static const char *
plan(const char *old, const char *new, struct buf *out)
{
	struct model *from = conf_bench_load(old), *to = conf_bench_load(new);
	struct view_trial trial = {.arena = arena_new()};

	assert_int_equal(from->errors + to->errors, 0);
	config_plan(from, to, &trial);
	buf_clear(out);
	for (size_t i = 0; i < trial.changes_len; i++) {
		const struct view_trial_change *change = &trial.changes[i];

		buf_printf(out, "%c %s %s%s%s", "+~-"[change->op], change -> kind,
		    change -> id, change -> within ? " in " : "",
		    change->within ? change->within : "");
		for (size_t k = 0; k < change->before.len; k++)
			buf_printf(out, " -%s", change->before.items[k]);
		for (size_t k = 0; k < change->after.len; k++)
			buf_printf(out, " +%s", change->after.items[k]);
		buf_putc(out, '\n');
	}
	arena_free(trial.arena);
	model_free(from);
	model_free(to);
	return buf_text(out);
}

static void
nothing_changes_when_only_the_spelling_differs(void **state)
{
	struct buf out = {0};

	(void)state;
	assert_string_equal(
	    plan(INSTANCE("VI_1", "51", ""),
		"! the default, said\n" INSTANCE("VI_1", "51", " priority 100\n"),
		&out),
	    "");
	buf_fini(&out);
}

static void
instances_are_added_changed_and_removed(void **state)
{
	struct buf out = {0};

	(void)state;
	assert_string_equal(
	    plan(INSTANCE("VI_1", "51", "") INSTANCE("VI_2", "52", ""),
		INSTANCE("VI_1", "51", " priority 120\n") INSTANCE("\"V 3\"", "53", ""),
		&out),
	    "+ vrrp_instance V 3\n"
	    "~ vrrp_instance VI_1 -priority 100 +priority 120\n"
	    "- vrrp_instance VI_2\n");
	buf_fini(&out);
}

static void
a_real_server_is_told_for_itself(void **state)
{
	struct buf out = {0};

	(void)state;
	assert_string_equal(
	    plan(VIRTUAL("80", "TCP",
		     REAL("163", " weight 1\n") REAL("164", "") REAL("165", "")),
		VIRTUAL("80", "TCP",
		    REAL("165", "") REAL("163", " weight 7\n") REAL("162", "")),
		&out),
	    "+ real_server 10.1.1.162-80 in 10.1.1.166-80-tcp\n"
	    "~ real_server 10.1.1.163-80 in 10.1.1.166-80-tcp -weight 1 +weight 7\n"
	    "- real_server 10.1.1.164-80 in 10.1.1.166-80-tcp\n");
	buf_fini(&out);
}

/* A direct route cannot change the port: 80 is read as 53. */
static void
servers_of_one_port_are_told_apart_by_their_protocol(void **state)
{
	struct buf out = {0};

	(void)state;
	assert_string_equal(plan(VIRTUAL("53", "TCP", REAL("163", ""))
				     VIRTUAL("53", "UDP", REAL("163", "")),
				VIRTUAL("53", "UDP", REAL("163", "")), &out),
	    "- virtual_server 10.1.1.166-53-tcp\n"
	    "- real_server 10.1.1.163-53 in 10.1.1.166-53-tcp\n");
	buf_fini(&out);
}

static void
another_password_is_a_change_that_shows_none(void **state)
{
	static const char one[] = INSTANCE("VI_1", "51",
	    " version 2\n authentication {\n auth_type PASS\n auth_pass secret1\n }\n");
	static const char other[] = INSTANCE("VI_1", "51",
	    " version 2\n authentication {\n auth_type PASS\n auth_pass secret2\n }\n");
	struct buf out = {0};

	(void)state;
	assert_string_equal(plan(one, other, &out), "~ vrrp_instance VI_1\n");
	buf_fini(&out);
}

static void
the_whole_of_the_process_is_a_block_without_a_name(void **state)
{
	struct buf out = {0};

	(void)state;
	assert_string_equal(
	    plan("global_defs {\n router_id A\n}\n" INSTANCE("VI_1", "51", ""),
		"global_defs {\n router_id B\n}\n" INSTANCE("VI_1", "51", ""), &out),
	    "~ global_defs  -router_id A +router_id B\n");
	buf_fini(&out);
}

static void
more_lines_than_the_limit_are_cut(void **state)
{
	struct buf text = {0}, out = {0};

	(void)state;
	buf_puts(&text,
	    "vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 51\n"
	    " virtual_ipaddress {\n");
	for (int i = 1; i <= CONFIG_PLAN_LINES_MAX + 1; i++)
		buf_printf(&text, " 10.1.2.%d\n", i);
	buf_puts(&text, " }\n}\n");
	(void)plan(INSTANCE("VI_1", "51", ""), buf_text(&text), &out);
	assert_null(strstr(buf_text(&out), "+10.1.2.33"));
	assert_non_null(strstr(buf_text(&out), "+10.1.2.32"));
	buf_fini(&text);
	buf_fini(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_changes_when_only_the_spelling_differs),
	    cmocka_unit_test(instances_are_added_changed_and_removed),
	    cmocka_unit_test(a_real_server_is_told_for_itself),
	    cmocka_unit_test(servers_of_one_port_are_told_apart_by_their_protocol),
	    cmocka_unit_test(another_password_is_a_change_that_shows_none),
	    cmocka_unit_test(the_whole_of_the_process_is_a_block_without_a_name),
	    cmocka_unit_test(more_lines_than_the_limit_are_cut),
	};

	return cmocka_run_group_tests_name("config_plan", tests, NULL, NULL);
}
