/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/edits_decide.h"
#include "tests/unit/edits_bench.h"

enum { NOW_MS = 1000000, REVISION = 12 };

/* The virtual server's real server 10.1.1.164:80 (weight 2, DR), or one beside it. */
struct bench {
	struct model_virtual_server vs;
	struct model_real_server rs[2];
	struct edit edit;
	struct edits_scene scene;
	struct command command;
	struct edits_decision got;
};

static struct bench
bench_file(void)
{
	struct bench b = {0};

	bench_model(&b.vs, b.rs);
	b.scene.now_ms = NOW_MS;
	b.scene.revision = REVISION;
	b.command.addr = host(164);
	b.command.port = 80;
	return b;
}

/* Nobody there yet. */
static struct bench
bench_absent(void)
{
	struct bench b = bench_file();

	b.command.addr = host(165);
	b.scene.revision = 0;
	return b;
}

enum is_edited { UNEDITED, EDITED, ADDED };

static const struct edits_decision *
decide(struct bench *b, enum is_edited how, struct command command)
{
	command.addr = b->command.addr;
	command.port = b->command.port ? b->command.port : command.port;
	b->scene.vs = &b->vs;
	b->vs.real_servers = b->rs; /* the bench may have been copied */
	b->scene.configured = how != ADDED && b->scene.revision ? &b->rs[0] : NULL;
	b->scene.edit = how == UNEDITED ? NULL : &b->edit;
	b->edit.file_print = edits_print(b->scene.configured);
	b->got = edits_decide(&b->scene, &command);
	return &b->got;
}

#define COMMAND(what, ...)                                                             \
  (struct command)                                                                     \
  {                                                                                    \
    .kind = COMMAND_RS_##what, __VA_ARGS__                                             \
  }

#define assert_refused(got, why, word, where)                                          \
  do {                                                                                 \
    const struct edits_decision *got_ = (got);                                         \
    assert_int_equal(got_->reply.status, why);                                         \
    assert_string_equal(got_->reply.code, word);                                       \
    assert_string_equal(got_->reply.pointer ? got_->reply.pointer : "", where);        \
    assert_true(got_->reply.detail[0]);                                                \
    assert_false(got_->changes);                                                       \
  } while (0)

TEST(what_is_not_there_can_only_be_made)
{
	static const enum command_kind kinds[] = {COMMAND_RS_PATCH, COMMAND_RS_REMOVE,
	    COMMAND_RS_DRAIN, COMMAND_RS_READY, COMMAND_RS_MAINTENANCE};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct bench b = bench_absent();

		assert_refused(decide(&b, UNEDITED, (struct command){.kind = kinds[i]}),
		    COMMAND_NO_RS, "rs.not_found", "");
	}
}

TEST(what_was_removed_is_not_there)
{
	struct bench b = bench_file();

	b.edit.removed = true;
	assert_refused(decide(&b, EDITED, COMMAND(DRAIN, .port = 80)), COMMAND_NO_RS,
	    "rs.not_found", "");
	decide(&b, EDITED, COMMAND(ADD, .port = 80));
	assert_int_equal(b.got.reply.status, COMMAND_CREATED);
	assert_true(b.got.changes);
	assert_true(b.got.erases); /* as the file says: no edit is left */
}

TEST(what_is_there_cannot_be_made_again)
{
	struct bench b = bench_file();

	assert_refused(decide(&b, UNEDITED, COMMAND(ADD, .port = 80)), COMMAND_EXISTS,
	    "rs.exists", "");
	assert_refused(decide(&b, UNEDITED, COMMAND(PUT, .only_if_absent = true)),
	    COMMAND_STALE, "rs.exists", "");
	b.edit.drain.end = DRAIN_REMOVE;
	assert_refused(decide(&b, ADDED, COMMAND(ADD, .port = 80)), COMMAND_EXISTS,
	    "rs.exists", "");
	assert_non_null(strstr(b.got.reply.detail, "drained"));
}

TEST(another_revision_than_expected_is_stale)
{
	struct bench b = bench_file();

	assert_refused(
	    decide(&b, UNEDITED, COMMAND(DRAIN, .if_revision = REVISION - 1)),
	    COMMAND_STALE, "rs.stale", "");
	decide(&b, UNEDITED, COMMAND(DRAIN, .if_revision = REVISION));
	assert_int_equal(b.got.reply.status, COMMAND_ACCEPTED);
	b = bench_absent();
	assert_refused(decide(&b, UNEDITED, COMMAND(PUT, .if_revision = 1)),
	    COMMAND_STALE, "rs.stale", "");
}

TEST(a_weight_is_0_to_65535)
{
	struct bench b = bench_file();

	decide(&b, UNEDITED, COMMAND(PATCH, .has_weight = true, .weight = 65535));
	assert_true(b.got.changes);
	assert_int_equal(b.got.next.weight, 65535);
	decide(&b, UNEDITED, COMMAND(PATCH, .has_weight = true, .weight = 0));
	assert_true(b.got.changes);
	assert_true(b.got.next.has_weight);
	assert_refused(
	    decide(&b, UNEDITED, COMMAND(PATCH, .has_weight = true, .weight = 65536)),
	    COMMAND_INVALID, "rs.weight", "/weight");
}

TEST(an_address_must_be_one_host_of_the_right_family)
{
	static const char *const texts[] = {"0.0.0.0", "224.0.0.18", "2001:db8::1"};

	for (size_t i = 0; i < 3; i++) {
		struct bench b = bench_absent();

		assert_true(addr_parse(texts[i], &b.command.addr));
		decide(&b, UNEDITED, COMMAND(ADD, .port = 80));
		assert_int_equal(b.got.reply.status, COMMAND_INVALID);
		assert_string_equal(b.got.reply.pointer, "/address");
	}
}

TEST(only_a_tunnel_crosses_families)
{
	struct bench b = bench_absent();

	assert_true(addr_parse("2001:db8::1", &b.command.addr));
	decide(&b, UNEDITED, COMMAND(ADD, .has_forward = true, .forward = FORWARD_TUN));
	assert_int_equal(b.got.reply.status, COMMAND_CREATED);
}

TEST(only_nat_changes_the_port)
{
	struct bench b = bench_absent();

	b.command.port = 8080;
	assert_refused(decide(&b, UNEDITED, COMMAND(ADD, .no_checks = true)),
	    COMMAND_INVALID, "rs.port", "/port");
	decide(&b, UNEDITED, COMMAND(ADD, .has_forward = true, .forward = FORWARD_NAT));
	assert_int_equal(b.got.reply.status, COMMAND_CREATED);
	/* One made so cannot be turned into DR later. */
	b.scene.revision = REVISION;
	b.edit.has_forward = true;
	b.edit.forward = FORWARD_NAT;
	assert_refused(decide(&b, ADDED,
			   COMMAND(PATCH, .has_forward = true, .forward = FORWARD_DR)),
	    COMMAND_INVALID, "rs.port", "/forward");
	decide(&b, ADDED, COMMAND(PATCH, .has_weight = true, .weight = 1));
	assert_int_equal(b.got.reply.status, COMMAND_DONE);
}

TEST(behind_a_firewall_mark_there_is_no_port)
{
	struct bench b = bench_absent();

	b.vs.fwmark = 7;
	b.vs.port = 0;
	b.command.port = 80;
	assert_refused(decide(&b, UNEDITED, COMMAND(ADD, .no_checks = true)),
	    COMMAND_INVALID, "rs.port", "/port");
	b.command.port = 0;
	decide(&b, UNEDITED, COMMAND(ADD, .port = 0));
	assert_int_equal(b.got.reply.status, COMMAND_CREATED);
}

TEST(the_checks_of_the_file_cannot_be_left_out)
{
	struct bench b = bench_file();

	assert_refused(decide(&b, UNEDITED, COMMAND(PUT, .no_checks = true)),
	    COMMAND_INVALID, "rs.checks", "/checks");
}

TEST(what_is_made_has_what_was_said_and_no_more)
{
	struct bench b = bench_absent();

	decide(&b, UNEDITED,
	    COMMAND(ADD, .no_checks = true, .has_weight = true, .weight = 5));
	assert_int_equal(b.got.reply.status, COMMAND_CREATED);
	assert_true(b.got.changes);
	assert_false(b.got.erases);
	assert_string_equal(b.got.next.vs_id, b.vs.id);
	assert_true(b.got.next.has_weight && b.got.next.no_checks);
	assert_int_equal(b.got.next.weight, 5);
	assert_false(b.got.next.has_forward);
	assert_int_equal(b.got.next.file_print, 0);
	assert_true(b.got.next.persisted && b.got.next.saved);
}

TEST(put_replaces_all_that_was_edited)
{
	struct bench b = bench_file();

	b.edit.has_weight = true;
	b.edit.weight = 9;
	b.edit.admin = ADMIN_DRAIN;
	b.edit.drain.end = DRAIN_REMOVE;
	decide(&b, EDITED, COMMAND(PUT, .has_forward = true, .forward = FORWARD_TUN));
	assert_int_equal(b.got.reply.status, COMMAND_DONE);
	assert_false(b.got.next.has_weight);
	assert_int_equal(b.got.next.admin, ADMIN_READY);
	assert_int_equal(b.got.next.forward, FORWARD_TUN);
	decide(&b, EDITED, COMMAND(PUT, .port = 80));
	assert_true(b.got.changes && b.got.erases);
}

TEST(patch_leaves_what_it_does_not_name)
{
	struct bench b = bench_file();

	b.edit.has_weight = true;
	b.edit.weight = 9;
	b.edit.admin = ADMIN_MAINTENANCE;
	decide(&b, EDITED, COMMAND(PATCH, .has_forward = true, .forward = FORWARD_TUN));
	assert_int_equal(b.got.next.weight, 9);
	assert_int_equal(b.got.next.admin, ADMIN_MAINTENANCE);
	decide(&b, EDITED, COMMAND(PATCH, .has_admin = true, .admin = ADMIN_READY));
	assert_int_equal(b.got.next.weight, 9);
	assert_int_equal(b.got.next.admin, ADMIN_READY);
}

TEST(to_say_what_the_file_says_is_no_edit)
{
	struct bench b = bench_file();

	decide(&b, UNEDITED,
	    COMMAND(PATCH, .has_weight = true, .weight = 2, .has_forward = true,
		.forward = FORWARD_DR, .has_admin = true));
	assert_int_equal(b.got.reply.status, COMMAND_DONE);
	assert_false(b.got.changes);
	b.edit.has_weight = true;
	b.edit.weight = 9;
	b.edit.persisted = b.edit.saved = true;
	decide(&b, EDITED, COMMAND(PATCH, .has_weight = true, .weight = 2));
	assert_true(b.got.changes && b.got.erases);
	decide(&b, EDITED, COMMAND(PATCH, .has_weight = true, .weight = 9));
	assert_false(b.got.changes);
}

/* ---- drain ---- */

TEST(a_drain_has_a_deadline_when_one_is_given)
{
	struct bench b = bench_file();

	decide(&b, UNEDITED, COMMAND(DRAIN, .port = 80));
	assert_int_equal(b.got.reply.status, COMMAND_ACCEPTED);
	assert_int_equal(b.got.next.admin, ADMIN_DRAIN);
	assert_int_equal(b.got.next.drain.deadline_ms, 0);
	decide(&b, UNEDITED, COMMAND(DRAIN, .has_timeout = true, .timeout_ms = 500));
	assert_int_equal(b.got.next.drain.deadline_ms, NOW_MS + 500);
	decide(&b, UNEDITED, COMMAND(DRAIN, .has_timeout = true));
	assert_int_equal(b.got.next.drain.deadline_ms, NOW_MS);
}

TEST(a_drain_again_changes_nothing_but_a_deadline_that_is_given)
{
	struct bench b = bench_file();

	b.edit = (struct edit){.admin = ADMIN_DRAIN,
	    .drain.deadline_ms = 77,
	    .persisted = true,
	    .saved = true};
	decide(&b, EDITED, COMMAND(DRAIN, .port = 80));
	assert_int_equal(b.got.reply.status, COMMAND_ACCEPTED);
	assert_false(b.got.changes);
	decide(&b, EDITED, COMMAND(DRAIN, .has_timeout = true, .timeout_ms = 1));
	assert_true(b.got.changes);
	assert_int_equal(b.got.next.drain.deadline_ms, NOW_MS + 1);
}

TEST(remove_drains_first)
{
	struct bench b = bench_file();

	decide(&b, UNEDITED, COMMAND(REMOVE, .has_timeout = true, .timeout_ms = 9));
	assert_int_equal(b.got.reply.status, COMMAND_ACCEPTED);
	assert_true(b.got.next.drain.end == DRAIN_REMOVE);
	assert_false(b.got.next.removed);
	assert_int_equal(b.got.next.admin, ADMIN_DRAIN);
	assert_int_equal(b.got.next.drain.deadline_ms, NOW_MS + 9);
}

TEST(a_forced_removal_is_at_once)
{
	struct bench b = bench_file();

	decide(&b, UNEDITED, COMMAND(REMOVE, .force = true));
	assert_int_equal(b.got.reply.status, COMMAND_DONE);
	assert_true(b.got.changes);
	assert_true(b.got.next.removed); /* the file would bring it back */
	assert_false(b.got.erases);
	b.edit.admin = ADMIN_DRAIN;
	decide(&b, ADDED, COMMAND(REMOVE, .force = true));
	assert_true(b.got.changes && b.got.erases); /* nobody would */
}

TEST(ready_and_maintenance_end_a_removal)
{
	struct bench b = bench_file();

	b.edit = (struct edit){.admin = ADMIN_DRAIN,
	    .drain.end = DRAIN_REMOVE,
	    .drain.deadline_ms = 77,
	    .persisted = true,
	    .saved = true};
	decide(&b, EDITED, COMMAND(READY, .port = 80));
	assert_true(b.got.changes && b.got.erases);
	decide(&b, EDITED, COMMAND(MAINTENANCE, .port = 80));
	assert_int_equal(b.got.next.admin, ADMIN_MAINTENANCE);
	assert_false(b.got.next.drain.end == DRAIN_REMOVE);
	assert_int_equal(b.got.next.drain.deadline_ms, 0);
	decide(&b, EDITED, COMMAND(DRAIN, .port = 80));
	assert_false(b.got.changes); /* it is being drained, and then removed */
}

TEST(who_the_quorum_needs_is_not_taken_out_unless_forced)
{
	const struct {
		struct command command;
		bool refused;
	} rows[] = {
	    {COMMAND(DRAIN,       .port = 80),       true                 },
	    {COMMAND(DRAIN,       .force = true),    false                },
	    {COMMAND(REMOVE,      .port = 80),       true                 },
	    {COMMAND(REMOVE,      .force = true),    false                },
	    {COMMAND(MAINTENANCE, .port = 80),       true                 },
	    {COMMAND(PATCH,       .has_admin = true, .admin = ADMIN_DRAIN), true},
	    {COMMAND(PUT,                   .has_admin = true,                          .admin = ADMIN_MAINTENANCE),            true},
	    {COMMAND(PATCH,               .has_weight = true,                                .weight = 3),                              false},
	    {COMMAND(READY,       .port = 80),false},
	    {COMMAND(OVERRIDE,  .override = OVERRIDE_DOWN),                           false								    },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench b = bench_file();

		b.scene.is_needed = true;
		decide(&b, UNEDITED, rows[i].command);
		assert_int_equal(
		    b.got.reply.status == COMMAND_CONFLICT, rows[i].refused);
		assert_true(!rows[i].refused || !b.got.changes);
		b.scene.is_needed = false;
		decide(&b, UNEDITED, rows[i].command);
		assert_int_not_equal(b.got.reply.status, COMMAND_CONFLICT);
	}
}

TEST(templates_are_let_expire_only_where_the_kernel_does_so)
{
	struct bench b = bench_file();

	b.scene.keeps_pinned = true;
	decide(&b, UNEDITED,
	    COMMAND(DRAIN, .has_drain_expires = true, .drain_expires = true));
	assert_int_equal(b.got.reply.status, COMMAND_CONFLICT);
	assert_string_equal(b.got.reply.code, "rs.pinned");
	b.scene.keeps_pinned = false;
	decide(&b, UNEDITED,
	    COMMAND(DRAIN, .has_drain_expires = true, .drain_expires = true));
	assert_true(b.got.changes && b.got.next.drain.expires);
}

TEST(a_drain_remembers_when_it_began_and_what_is_done_then)
{
	struct bench b = bench_file();

	decide(&b, UNEDITED,
	    COMMAND(DRAIN, .has_drain_end = true, .drain_end = DRAIN_MAINTENANCE));
	assert_int_equal(b.got.next.drain.begun_ms, NOW_MS);
	assert_int_equal(b.got.next.drain.end, DRAIN_MAINTENANCE);
	b.edit = b.got.next;
	b.scene.now_ms = NOW_MS + 5;
	decide(&b, EDITED, COMMAND(DRAIN, .has_timeout = true, .timeout_ms = 1));
	assert_int_equal(b.got.next.drain.begun_ms, NOW_MS);
	assert_int_equal(b.got.next.drain.end, DRAIN_MAINTENANCE);
	b.got = edits_decide_over(&b.scene, EDITS_OVER_RESTS);
	assert_int_equal(b.got.next.admin, ADMIN_MAINTENANCE);
	assert_int_equal(b.got.next.drain.begun_ms, 0);
}

/* ---- overrides ---- */

TEST(an_override_says_who_why_and_until_when_and_can_be_ended)
{
	struct bench b = bench_file();

	decide(&b, UNEDITED,
	    COMMAND(OVERRIDE, .override = OVERRIDE_UP, .actor = "uid 1",
		.reason = "why", .has_duration = true, .duration_ms = 10));
	assert_true(b.got.changes && !b.got.erases);
	assert_int_equal(b.got.next.override.health, OVERRIDE_UP);
	assert_int_equal(b.got.next.override.begun_ms, NOW_MS);
	assert_int_equal(b.got.next.override.end_ms, NOW_MS + 10);
	assert_string_equal(b.got.next.override.actor, "uid 1");
	assert_string_equal(b.got.next.override.reason, "why");
	b.edit = b.got.next;
	decide(&b, EDITED, COMMAND(OVERRIDE, .port = 80));
	assert_true(b.got.changes && b.got.erases);
	b.got = edits_decide_over(&b.scene, EDITS_OVER_OVERRIDE);
	assert_true(b.got.changes && b.got.erases);
}

TEST(an_override_outlives_put_ready_and_another_file)
{
	struct bench b = bench_file();
	struct edit left;
	bool is_left;

	decide(&b, UNEDITED, COMMAND(OVERRIDE, .override = OVERRIDE_DOWN));
	b.edit = b.got.next;
	decide(&b, EDITED, COMMAND(PUT, .has_weight = true, .weight = 2));
	assert_int_equal(b.got.next.override.health, OVERRIDE_DOWN);
	decide(&b, EDITED, COMMAND(READY, .port = 80));
	assert_int_equal(b.got.next.override.health, OVERRIDE_DOWN);
	b.edit.file_print++;
	assert_int_equal(
	    edits_judge(&b.edit, &b.rs[0], &left, &is_left), EDITS_FILE_CHANGED);
	assert_true(is_left);
	assert_int_equal(left.override.health, OVERRIDE_DOWN);
}

TEST(one_whose_drain_is_over_leaves_for_good)
{
	struct bench b = bench_file();

	b.edit = (struct edit){.admin = ADMIN_DRAIN,
	    .drain.end = DRAIN_REMOVE,
	    .persisted = true,
	    .saved = true};
	decide(&b, EDITED, COMMAND(DRAIN, .port = 80));
	b.got = edits_decide_over(&b.scene, EDITS_OVER_GONE);
	assert_true(b.got.changes && b.got.next.removed && b.got.next.persisted);
	assert_false(b.got.erases);
	decide(&b, ADDED, COMMAND(DRAIN, .port = 80));
	b.got = edits_decide_over(&b.scene, EDITS_OVER_GONE);
	assert_true(b.got.changes && b.got.erases);
}

/* ---- persistence ---- */

TEST(what_is_not_persisted_hides_what_the_store_still_has)
{
	struct bench b = bench_file();

	b.edit = (struct edit){.admin = ADMIN_DRAIN, .persisted = true, .saved = true};
	decide(&b, EDITED, COMMAND(READY, .persist = COMMAND_PERSIST_RUNTIME));
	assert_true(b.got.changes);
	assert_false(b.got.erases);
	assert_false(b.got.next.persisted);
	assert_true(b.got.next.saved);
	b.edit = (struct edit){.saved = true};
	decide(&b, ADDED,
	    COMMAND(REMOVE, .force = true, .persist = COMMAND_PERSIST_RUNTIME));
	assert_true(b.got.next.removed);
	assert_false(b.got.erases);
}

TEST(what_was_never_saved_is_simply_dropped)
{
	struct bench b = bench_file();

	b.edit = (struct edit){.admin = ADMIN_DRAIN};
	decide(&b, EDITED, COMMAND(READY, .persist = COMMAND_PERSIST_RUNTIME));
	assert_true(b.got.changes && b.got.erases);
}

TEST(the_same_again_persists_what_was_not)
{
	struct bench b = bench_file();

	b.edit = (struct edit){.admin = ADMIN_DRAIN};
	decide(&b, EDITED, COMMAND(DRAIN, .persist = COMMAND_PERSIST_RUNTIME));
	assert_false(b.got.changes);
	decide(&b, EDITED, COMMAND(DRAIN, .persist = COMMAND_PERSIST_STATE));
	assert_true(b.got.changes && b.got.next.persisted);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_not_there_can_only_be_made),
	    cmocka_unit_test(what_was_removed_is_not_there),
	    cmocka_unit_test(what_is_there_cannot_be_made_again),
	    cmocka_unit_test(another_revision_than_expected_is_stale),
	    cmocka_unit_test(a_weight_is_0_to_65535),
	    cmocka_unit_test(an_address_must_be_one_host_of_the_right_family),
	    cmocka_unit_test(only_a_tunnel_crosses_families),
	    cmocka_unit_test(only_nat_changes_the_port),
	    cmocka_unit_test(behind_a_firewall_mark_there_is_no_port),
	    cmocka_unit_test(the_checks_of_the_file_cannot_be_left_out),
	    cmocka_unit_test(what_is_made_has_what_was_said_and_no_more),
	    cmocka_unit_test(put_replaces_all_that_was_edited),
	    cmocka_unit_test(patch_leaves_what_it_does_not_name),
	    cmocka_unit_test(to_say_what_the_file_says_is_no_edit),
	    cmocka_unit_test(a_drain_has_a_deadline_when_one_is_given),
	    cmocka_unit_test(
		a_drain_again_changes_nothing_but_a_deadline_that_is_given),
	    cmocka_unit_test(remove_drains_first),
	    cmocka_unit_test(a_forced_removal_is_at_once),
	    cmocka_unit_test(ready_and_maintenance_end_a_removal),
	    cmocka_unit_test(who_the_quorum_needs_is_not_taken_out_unless_forced),
	    cmocka_unit_test(templates_are_let_expire_only_where_the_kernel_does_so),
	    cmocka_unit_test(a_drain_remembers_when_it_began_and_what_is_done_then),
	    cmocka_unit_test(an_override_says_who_why_and_until_when_and_can_be_ended),
	    cmocka_unit_test(an_override_outlives_put_ready_and_another_file),
	    cmocka_unit_test(one_whose_drain_is_over_leaves_for_good),
	    cmocka_unit_test(what_is_not_persisted_hides_what_the_store_still_has),
	    cmocka_unit_test(what_was_never_saved_is_simply_dropped),
	    cmocka_unit_test(the_same_again_persists_what_was_not),
	};

	return cmocka_run_group_tests_name("edits_decide", tests, NULL, NULL);
}
