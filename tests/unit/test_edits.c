/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/edits_layers.h"
#include "agent/lib/mem.h"
#include "tests/unit/edits_bench.h"

static const char *const vs_id = "10.1.1.166-80-tcp";

static struct edit
edit_of(uint32_t last_byte, uint64_t file_print)
{
	struct edit edit = {.addr = host(last_byte),
	    .port = 80,
	    .revision = 5,
	    .file_print = file_print};

	strcpy(edit.vs_id, vs_id);
	return edit;
}

/* ---- the array ---- */

TEST(keeps_edits_in_order_and_finds_them)
{
	static const uint32_t hosts[] = {9, 3, 7, 1, 5, 3, 250, 2};
	struct edits edits = {0};
	struct addr addr;

	for (size_t i = 0; i < 8; i++) {
		struct edit edit = edit_of(hosts[i], 0);

		edits_put(&edits, &edit);
		strcpy(edit.vs_id, "z");
		edits_put(&edits, &edit);
		strcpy(edit.vs_id, "1");
		edit.weight = hosts[i];
		edits_put(&edits, &edit);
	}
	assert_int_equal(edits.len, 3 * 7); /* 3 came twice */
	for (size_t i = 0; i < 8; i++) {
		const struct edit *found;

		addr = host(hosts[i]);
		found = edits_find(&edits, "1", &addr, 80);
		assert_int_equal(found->weight, hosts[i]);
		assert_null(edits_find(&edits, "1", &addr, 81));
		assert_null(edits_find(&edits, "2", &addr, 80));
	}
	edits_fini(&edits);
}

TEST(takes_edits_out_and_leaves_the_others)
{
	struct edits edits = {0};
	size_t len;

	for (uint32_t i = 0; i < 100; i++) {
		struct edit edit = edit_of(i, 0);

		edits_put(&edits, &edit);
	}
	for (uint32_t i = 0; i < 100; i += 2) {
		struct addr addr = host(i);

		edits_remove(&edits, vs_id, &addr, 80);
		edits_remove(&edits, vs_id, &addr, 80); /* is gone: nothing happens */
	}
	assert_int_equal(edits_of(&edits, vs_id, &len), 0);
	assert_int_equal(len, 50);
	for (uint32_t i = 0; i < 100; i++) {
		struct addr addr = host(i);

		assert_int_equal(edits_find(&edits, vs_id, &addr, 80) != NULL, i % 2);
	}
	edits_fini(&edits);
}

TEST(the_edits_of_one_virtual_server_lie_together)
{
	static const char *const ids[] = {"b", "a", "c", "b", "bb"};
	struct edits edits = {0};
	size_t len;

	for (uint32_t i = 0; i < 5; i++) {
		struct edit edit = edit_of(i, 0);

		strcpy(edit.vs_id, ids[i]);
		edits_put(&edits, &edit);
	}
	assert_int_equal(edits_of(&edits, "b", &len), 1);
	assert_int_equal(len, 2);
	assert_int_equal(edits_of(&edits, "bb", &len), 3);
	assert_int_equal(len, 1);
	(void)edits_of(&edits, "ba", &len);
	assert_int_equal(len, 0);
	edits_fini(&edits);
}

/* ---- layers ---- */

struct layers {
	struct model_virtual_server vs;
	struct model_real_server rs[2];
	struct edits edits;
	const struct model_real_server **sorted;
	size_t sorted_len, len;
	struct ipvs_rs_spec *specs;
};

static void
layers_init(struct layers *l)
{
	*l = (struct layers){0};
	bench_model(&l->vs, l->rs);
	l->sorted = edits_sort(&l->vs, &l->sorted_len);
}

/* Each alone is as it is among all. */
static void
each_alone_is_the_same(const struct layers *l)
{
	struct ipvs_rs_spec one;

	for (size_t i = 0; i < l->len; i++) {
		memset(&one, 0, sizeof(one));
		assert_true(edits_lay(&l->vs,
		    edits_configured(
			l->sorted, l->sorted_len, &l->specs[i].addr, l->specs[i].port),
		    edits_find(
			&l->edits, l->vs.id, &l->specs[i].addr, l->specs[i].port),
		    &one));
		assert_int_equal(ipvs_rs_spec_cmp(&one, &l->specs[i]), 0);
		assert_int_equal(one.weight, l->specs[i].weight);
		assert_int_equal(one.forward, l->specs[i].forward);
		assert_int_equal(one.admin, l->specs[i].admin);
		assert_int_equal(one.origin, l->specs[i].origin);
		assert_int_equal(one.edited, l->specs[i].edited);
		assert_int_equal(one.revision, l->specs[i].revision);
		assert_int_equal(one.checks_len, l->specs[i].checks_len);
		assert_ptr_equal(one.checks, l->specs[i].checks);
		assert_ptr_equal(one.configured, l->specs[i].configured);
	}
}

static void
merge(struct layers *l)
{
	mem_free(l->specs);
	l->specs = edits_merge(&l->edits, &l->vs, l->sorted, l->sorted_len, &l->len);
	each_alone_is_the_same(l);
}

static void
layers_fini(struct layers *l)
{
	mem_free(l->specs);
	mem_free(l->sorted);
	edits_fini(&l->edits);
}

TEST(without_edits_the_file_is_all_in_order_of_address)
{
	struct layers l;

	layers_init(&l);
	merge(&l);
	assert_int_equal(l.len, 2);
	assert_int_equal(l.specs[0].addr.bytes[3], 163);
	assert_int_equal(l.specs[0].weight, 1);
	assert_ptr_equal(l.specs[0].configured, &l.rs[1]);
	assert_int_equal(l.specs[0].origin, ORIGIN_CONFIG);
	assert_false(l.specs[0].edited);
	assert_true(l.specs[0].persisted);
	assert_int_equal(l.specs[0].revision, 0);
	layers_fini(&l);
}

TEST(of_a_real_server_that_the_file_names_twice_the_first_counts)
{
	struct layers l;

	layers_init(&l);
	l.rs[1].addr = l.rs[0].addr;
	mem_free(l.sorted);
	l.sorted = edits_sort(&l.vs, &l.sorted_len);
	merge(&l);
	assert_int_equal(l.len, 1);
	assert_ptr_equal(l.specs[0].configured, &l.rs[0]);
	layers_fini(&l);
}

TEST(an_edit_lies_over_what_the_file_says)
{
	struct layers l;
	struct edit edit;

	layers_init(&l);
	edit = edit_of(163, edits_print(&l.rs[1]));
	edit.has_weight = edit.has_forward = true;
	edit.weight = 65535;
	edit.forward = FORWARD_TUN;
	edit.admin = ADMIN_DRAIN;
	edit.drain.end = DRAIN_REMOVE;
	edit.drain.deadline_ms = 99;
	edits_put(&l.edits, &edit);
	merge(&l);
	assert_int_equal(l.len, 2);
	assert_int_equal(l.specs[0].weight, 65535);
	assert_int_equal(l.specs[0].forward, FORWARD_TUN);
	assert_int_equal(l.specs[0].admin, ADMIN_DRAIN);
	assert_true(l.specs[0].drain_end == DRAIN_REMOVE);
	assert_int_equal(l.specs[0].deadline_ms, 99);
	assert_true(l.specs[0].edited);
	assert_false(l.specs[0].persisted);
	assert_int_equal(l.specs[0].revision, 5);
	assert_int_equal(l.specs[0].origin, ORIGIN_CONFIG);
	assert_int_equal(l.specs[1].weight, 2);
	layers_fini(&l);
}

TEST(who_becomes_tunnelled_is_so_as_its_virtual_server_says_and_else_keeps_its_own)
{
	struct layers l;
	struct edit edit;

	layers_init(&l);
	l.vs.tunnel = (struct tunnel){.type = TUNNEL_GUE, .port = 6080};
	edit = edit_of(163, edits_print(&l.rs[1]));
	edit.has_forward = true;
	edit.forward = FORWARD_TUN;
	edits_put(&l.edits, &edit);
	merge(&l);
	assert_int_equal(l.specs[0].tunnel.type, TUNNEL_GUE);
	assert_int_equal(l.specs[0].tunnel.port, 6080);
	assert_int_equal(l.specs[1].tunnel.type, TUNNEL_IPIP);
	layers_fini(&l);

	layers_init(&l);
	l.vs.tunnel = (struct tunnel){.type = TUNNEL_GUE, .port = 6080};
	l.rs[1].forward = FORWARD_TUN;
	l.rs[1].tunnel = (struct tunnel){.type = TUNNEL_GRE};
	edits_put(&l.edits, &edit);
	merge(&l);
	assert_int_equal(l.specs[0].tunnel.type, TUNNEL_GRE);
	layers_fini(&l);
}

TEST(what_an_edit_adds_is_as_the_virtual_server_and_its_first_real_server_say)
{
	struct layers l;
	struct edit edit = edit_of(165, 0);

	layers_init(&l);
	l.vs.inhibit_on_failure = true;
	edits_put(&l.edits, &edit);
	edit = edit_of(1, 0);
	edit.no_checks = true;
	edit.has_weight = true;
	edits_put(&l.edits, &edit);
	merge(&l);
	assert_int_equal(l.len, 4);
	assert_int_equal(l.specs[3].addr.bytes[3], 165);
	assert_int_equal(l.specs[3].weight, 7);
	assert_int_equal(l.specs[3].forward, FORWARD_DR);
	assert_int_equal(l.specs[3].origin, ORIGIN_API);
	assert_true(l.specs[3].edited);
	assert_true(l.specs[3].inhibit_on_failure);
	assert_true(l.specs[3].checks_copied);
	assert_int_equal(l.specs[3].checks_len, 1);
	assert_null(l.specs[3].configured);
	assert_int_equal(l.specs[0].addr.bytes[3], 1);
	assert_int_equal(l.specs[0].checks_len, 0);
	assert_int_equal(l.specs[0].weight, 0);
	layers_fini(&l);
}

TEST(an_addition_to_a_virtual_server_without_real_servers_has_no_checks)
{
	struct layers l;
	struct edit edit = edit_of(165, 0);

	layers_init(&l);
	l.vs.real_servers_len = 0;
	l.sorted_len = 0;
	edits_put(&l.edits, &edit);
	merge(&l);
	assert_int_equal(l.len, 1);
	assert_int_equal(l.specs[0].checks_len, 0);
	layers_fini(&l);
}

TEST(what_an_edit_removed_is_not_there)
{
	struct layers l;
	struct edit edit;

	layers_init(&l);
	edit = edit_of(164, edits_print(&l.rs[0]));
	edit.removed = true;
	edits_put(&l.edits, &edit);
	edit = edit_of(1, 0);
	edit.removed = true;
	edits_put(&l.edits, &edit);
	merge(&l);
	assert_int_equal(l.len, 1);
	assert_int_equal(l.specs[0].addr.bytes[3], 163);
	layers_fini(&l);
}

TEST(a_copied_check_connects_to_its_new_owner_unless_it_went_elsewhere)
{
	struct model_real_server other = {.addr = host(163), .port = 80};
	struct model_check check = {
	    .connect_addr = host(163), .connect_port = 80, .retry = 3};
	struct addr own = host(165);
	struct model_check copy = edits_copy_check(&check, &other, &own, 8080);

	assert_true(addr_equal(&copy.connect_addr, &own));
	assert_int_equal(copy.connect_port, 8080);
	assert_int_equal(copy.retry, 3);
	check.connect_addr = host(200);
	check.connect_port = 9999;
	copy = edits_copy_check(&check, &other, &own, 8080);
	assert_int_equal(copy.connect_addr.bytes[3], 200);
	assert_int_equal(copy.connect_port, 9999);
}

TEST(a_copy_does_not_go_the_others_way_through_the_virtual_address)
{
	const struct model_real_server other = {
	    .addr = host(163), .port = 80, .probe_mark = 101};
	const struct addr own = host(165);
	struct model_check check = {
	    .connect_addr = host(166), .connect_port = 443, .fwmark = 101};
	struct model_check copy = edits_copy_check(&check, &other, &own, 8080);

	assert_true(addr_equal(&copy.connect_addr, &own));
	assert_int_equal(copy.connect_port, 8080);
	assert_int_equal(copy.fwmark, 0);
	check.fwmark = 7; /* said in the check: another way, on purpose */
	copy = edits_copy_check(&check, &other, &own, 8080);
	assert_int_equal(copy.connect_addr.bytes[3], 166);
	assert_int_equal(copy.fwmark, 7);
}

/* ---- reload ---- */

enum now_in_file { SAME, OTHER_WEIGHT, OTHER_FORWARD, ABSENT };

struct reload_row {
	const char *about;
	bool added; /* by the edit; else the file named it */
	struct edit says;
	enum now_in_file now;
	enum edits_fate fate;
	bool is_left;
};

#define DRAIN  .admin = ADMIN_DRAIN, .drain.deadline_ms = 9
#define WEIGHT .has_weight = true, .weight = 3

static const struct reload_row reload_rows[] = {
    {"weight",          false, {WEIGHT},                           SAME,          EDITS_STANDS,       true },
    {"weight",          false, {WEIGHT},                           OTHER_WEIGHT,  EDITS_FILE_CHANGED, false},
    {"weight",          false, {WEIGHT},                           OTHER_FORWARD, EDITS_FILE_CHANGED, false},
    {"weight",          false, {WEIGHT},                           ABSENT,        EDITS_FILE_DROPPED, false},
    {"drain",           false, {DRAIN},                            SAME,          EDITS_STANDS,       true },
    {"drain",           false, {DRAIN},                            OTHER_WEIGHT,  EDITS_FILE_CHANGED, true },
    {"drain, weight",   false, {WEIGHT, DRAIN},                    OTHER_WEIGHT,  EDITS_FILE_CHANGED, true },
    {"drain",           false, {DRAIN},                            ABSENT,        EDITS_FILE_DROPPED, false},
    {"removing",        false, {DRAIN, .drain.end = DRAIN_REMOVE}, SAME,          EDITS_STANDS,       true },
    {"removing",        false, {DRAIN, .drain.end = DRAIN_REMOVE}, OTHER_WEIGHT,
     EDITS_FILE_CHANGED,									      false},
    {"removing",        false, {DRAIN, .drain.end = DRAIN_REMOVE}, ABSENT,        EDITS_DONE,         false},
    {"removed",         false, {.removed = true},                  SAME,          EDITS_STANDS,       true },
    {"removed",         false, {.removed = true},                  OTHER_WEIGHT,  EDITS_FILE_CHANGED, false},
    {"removed",         false, {.removed = true},                  ABSENT,        EDITS_DONE,         false},
    {"added",           true,  {WEIGHT},                           ABSENT,        EDITS_STANDS,       true },
    {"added",           true,  {WEIGHT},                           SAME,          EDITS_FILE_ADDED,   false},
    {"added, drain",    true,  {WEIGHT, DRAIN},                    SAME,          EDITS_FILE_ADDED,   true },
    {"added, removing", true,  {DRAIN, .drain.end = DRAIN_REMOVE}, SAME,
     EDITS_FILE_ADDED,										false},
};

TEST(an_edit_stands_unless_the_file_says_something_else_since)
{
	for (size_t i = 0; i < sizeof(reload_rows) / sizeof(reload_rows[0]); i++) {
		const struct reload_row *row = &reload_rows[i];
		struct model_real_server rs = {.weight = 1, .forward = FORWARD_DR};
		struct edit edit = row->says, left;
		bool is_left;
		enum edits_fate fate;

		edit.file_print = row->added ? 0 : edits_print(&rs);
		rs.weight += row->now == OTHER_WEIGHT;
		if (row->now == OTHER_FORWARD)
			rs.forward = FORWARD_TUN;
		fate = edits_judge(
		    &edit, row->now == ABSENT ? NULL : &rs, &left, &is_left);
		if (fate != row->fate || is_left != row->is_left)
			fail_msg("row %zu, %s: %s, %d", i, row->about,
			    edits_fate_text(fate), is_left);
		if (!is_left || fate == EDITS_STANDS)
			continue;
		assert_int_equal(left.admin, ADMIN_DRAIN);
		assert_int_equal(left.drain.deadline_ms, 9);
		assert_false(left.has_weight);
		assert_int_equal(left.file_print, edits_print(&rs));
	}
}

TEST(a_print_is_never_0_and_differs_with_what_an_edit_can_say)
{
	struct model_real_server rs = {0};
	uint64_t first = edits_print(&rs);

	assert_int_equal(edits_print(NULL), 0);
	assert_int_not_equal(first, 0);
	rs.uthreshold = 1;
	assert_true(edits_print(&rs) == first);
	rs.weight = 65535;
	assert_false(edits_print(&rs) == first);
	rs.weight = 0;
	rs.forward = FORWARD_TUN;
	assert_false(edits_print(&rs) == first);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_copy_does_not_go_the_others_way_through_the_virtual_address),
	    cmocka_unit_test(keeps_edits_in_order_and_finds_them),
	    cmocka_unit_test(takes_edits_out_and_leaves_the_others),
	    cmocka_unit_test(the_edits_of_one_virtual_server_lie_together),
	    cmocka_unit_test(without_edits_the_file_is_all_in_order_of_address),
	    cmocka_unit_test(
		of_a_real_server_that_the_file_names_twice_the_first_counts),
	    cmocka_unit_test(an_edit_lies_over_what_the_file_says),
	    cmocka_unit_test(
		who_becomes_tunnelled_is_so_as_its_virtual_server_says_and_else_keeps_its_own),
	    cmocka_unit_test(
		what_an_edit_adds_is_as_the_virtual_server_and_its_first_real_server_say),
	    cmocka_unit_test(
		an_addition_to_a_virtual_server_without_real_servers_has_no_checks),
	    cmocka_unit_test(what_an_edit_removed_is_not_there),
	    cmocka_unit_test(
		a_copied_check_connects_to_its_new_owner_unless_it_went_elsewhere),
	    cmocka_unit_test(an_edit_stands_unless_the_file_says_something_else_since),
	    cmocka_unit_test(a_print_is_never_0_and_differs_with_what_an_edit_can_say),
	};

	return cmocka_run_group_tests_name("edits", tests, NULL, NULL);
}
