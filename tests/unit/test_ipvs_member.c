/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/ipvs/ipvs_member.h"

static const struct model_check plain[2] = {{.retry = 1}, {.retry = 1}};
static const struct model_check alpha[2] = {{.alpha = true}, {.alpha = true}};
static const struct ipvs_member_place normal = {.kernel_error = ""};
static const struct ipvs_member_place standby = {.standby = true, .kernel_error = ""};
static const struct ipvs_member_place refused = {.kernel_error = "no"};

static const struct ipvs_verdict good = {
    .known = true, .up = true, .dynamic_weight = -1, .code = "ok"};
static const struct ipvs_verdict bad = {.known = true,
    .dynamic_weight = -1,
    .code = "connect.refused",
    .detail = "nobody listens"};

static struct ipvs_rs_spec
spec_with(const struct model_check *checks, size_t len)
{
	return (struct ipvs_rs_spec){.port = 80,
	    .weight = 10,
	    .checks = checks,
	    .checks_len = len,
	    .admin = ADMIN_READY};
}

static struct ipvs_member
member_of(struct ipvs_rs_spec spec)
{
	struct ipvs_member member = {0};

	ipvs_member_configure(&member, &spec);
	return member;
}

static void
settle(struct ipvs_member *member, const struct ipvs_member_place *place)
{
	member->healthy = ipvs_member_is_healthy(member);
	ipvs_member_drain(member, &(struct ipvs_now){.wall_ms = 1000, .scans = 10});
	ipvs_member_settle(member, place);
}

/* What the checks, the operator and the pool say -> what the member is. */
struct row {
	const char *about;
	const struct model_check *checks;
	size_t checks_len;
	const struct ipvs_verdict *said[2]; /* NULL: has not run */
	enum admin admin;
	bool inhibit;
	const struct ipvs_member_place *place;
	enum rs_state state;
	const char *reason;
	bool in_table;
	uint32_t weight;
};

static const struct row rows[] = {
    {"no checks",		   NULL,  0, {0},            ADMIN_READY,       false, &normal,  RS_UNCHECKED, "check.none",
     true,																  10},
    {"not run yet",                 plain, 1, {0},            ADMIN_READY,       false, &normal,  RS_UNCHECKED,
     "check.pending",														true,  10},
    {"one of two has run",          plain, 2, {&good},        ADMIN_READY,       false, &normal,  RS_UNCHECKED,
     "check.pending",														true,  10},
    {"alpha, not run",              alpha, 1, {0},            ADMIN_READY,       false, &normal,  RS_STARTING,
     "check.pending",														false, 0 },
    {"alpha, one good",             alpha, 2, {&good},        ADMIN_READY,       false, &normal,  RS_STARTING,
     "check.pending",														false, 0 },
    {"alpha, both good",            alpha, 2, {&good, &good}, ADMIN_READY,       false, &normal,  RS_UP,
     "",															     true,  10},
    {"good",			plain, 1, {&good},        ADMIN_READY,       false, &normal,  RS_UP,        "",                  true,  10},
    {"bad",			 plain, 1, {&bad},         ADMIN_READY,       false, &normal,  RS_DOWN,      "check.failed",
     false,																 0 },
    {"one of two bad",              plain, 2, {&good, &bad},  ADMIN_READY,       false, &normal,  RS_DOWN,
     "check.failed",														 false, 0 },
    {"bad, inhibited",              plain, 1, {&bad},         ADMIN_READY,       true,  &normal,  RS_DOWN,
     "check.failed",														 true,  0 },
    {"good, quorum lost",           plain, 1, {&good},        ADMIN_READY,       false, &standby, RS_STANDBY,
     "quorum.lost",														  false, 0 },
    {"bad, quorum lost",            plain, 1, {&bad},         ADMIN_READY,       false, &standby, RS_DOWN,
     "check.failed",														 false, 0 },
    {"drain of a good one",         plain, 1, {&good},        ADMIN_DRAIN,       false, &normal,  RS_DRAINING,
     "admin.drain",														  true,  0 },
    {"drain of a bad one",          plain, 1, {&bad},         ADMIN_DRAIN,       false, &normal,  RS_DRAINING,
     "admin.drain",														  true,  0 },
    {"drain, quorum lost",          plain, 1, {&good},        ADMIN_DRAIN,       false, &standby, RS_DRAINING,
     "admin.drain",														  true,  0 },
    {"maintenance of a bad one",    plain, 1, {&bad},         ADMIN_MAINTENANCE, false, &normal,
     RS_MAINTENANCE,											    "admin.maintenance", true,  0 },
    {"good, refused by the kernel", plain, 1, {&good},        ADMIN_READY,       false, &refused,
     RS_ERROR,												  "kernel.refused",    true,  10},
    {"bad, refused by the kernel",  plain, 1, {&bad},         ADMIN_READY,       false, &refused,
     RS_DOWN,												   "check.failed",      false, 0 },
};

TEST(maintenance_goes_before_drain_and_drain_before_checks)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct ipvs_rs_spec spec = spec_with(row->checks, row->checks_len);
		struct ipvs_member member;

		spec.admin = row->admin;
		spec.inhibit_on_failure = row->inhibit;
		member = member_of(spec);
		for (size_t c = 0; c < row->checks_len; c++)
			if (row->said[c])
				ipvs_member_hear(&member, c, row->said[c]);
		settle(&member, row->place);
		if (member.state != row->state || member.in_table != row->in_table ||
		    member.effective_weight != row->weight ||
		    strcmp(member.reason, row->reason) != 0)
			fail_msg("%s: %s, %s, %d, %u", row->about,
			    rs_state_word(member.state), member.reason, member.in_table,
			    member.effective_weight);
		ipvs_member_fini(&member);
	}
}

TEST(why_it_is_down_is_said_in_the_check_s_words)
{
	struct ipvs_member member = member_of(spec_with(plain, 1));

	ipvs_member_hear(&member, 0, &bad);
	settle(&member, &normal);
	assert_string_equal(member.detail, "connect.refused: nobody listens");
	ipvs_member_fini(&member);
}

TEST(one_that_the_kernel_has_is_not_in_error)
{
	struct ipvs_member member = member_of(spec_with(NULL, 0));
	struct ipvs_dest dest = {.active = 2, .inactive = 3};

	ipvs_member_observe(&member, &dest);
	settle(&member, &refused);
	assert_int_equal(member.state, RS_UNCHECKED);
	assert_int_equal(member.connections, 5);
	ipvs_member_fini(&member);
}

TEST(a_check_that_starts_anew_changes_nothing_until_it_has_run)
{
	struct ipvs_member member = member_of(spec_with(plain, 1));

	ipvs_member_hear(&member, 0, &bad);
	ipvs_member_hear(&member, 0, &(struct ipvs_verdict){.up = true, .code = ""});
	assert_false(ipvs_member_is_healthy(&member));
	ipvs_member_hear(&member, 0, &good);
	assert_true(ipvs_member_is_healthy(&member));
	ipvs_member_fini(&member);
}

TEST(a_further_check_starts_as_its_alpha_says_and_the_first_keeps_its_verdict)
{
	struct ipvs_member member = member_of(spec_with(plain, 1));
	struct ipvs_rs_spec two = spec_with(alpha, 2);

	ipvs_member_hear(&member, 0, &good);
	ipvs_member_configure(&member, &two);
	assert_true(member.verdicts[0].known);
	assert_false(ipvs_member_is_healthy(&member));
	ipvs_member_hear(&member, 1, &good);
	assert_true(ipvs_member_is_healthy(&member));
	ipvs_member_fini(&member);
}

static uint32_t
weight_after(uint32_t configured, int32_t first, int32_t second)
{
	struct ipvs_rs_spec spec = spec_with(plain, 2);
	struct ipvs_verdict said = good;
	struct ipvs_member member;
	uint32_t weight;

	spec.weight = configured;
	member = member_of(spec);
	said.dynamic_weight = first;
	ipvs_member_hear(&member, 0, &said);
	said.dynamic_weight = second;
	ipvs_member_hear(&member, 1, &said);
	settle(&member, &normal);
	weight = ipvs_member_live_weight(&member);
	ipvs_member_fini(&member);
	return weight;
}

TEST(a_check_may_set_the_weight_within_0_and_65535)
{
	assert_int_equal(weight_after(10, -1, -1), 10);
	assert_int_equal(weight_after(10, 253, -1), 253);
	assert_int_equal(weight_after(10, 0, -1), 0);
	assert_int_equal(weight_after(0, -1, -1), 0);
	assert_int_equal(weight_after(65535, -1, -1), 65535);
	/* Two move it both: 10 + (4 - 10) + (5 - 10) < 0; 1 + (253 - 1) * 2 = 505. */
	assert_int_equal(weight_after(10, 4, 5), 0);
	assert_int_equal(weight_after(1, 253, 253), 505);
	assert_int_equal(weight_after(0, 65535, 65535), 65535);
}

/* ---- drain ---- */

static struct ipvs_member
draining(int64_t deadline_ms, bool removing)
{
	struct ipvs_rs_spec spec = spec_with(NULL, 0);
	struct ipvs_member member;

	spec.admin = ADMIN_DRAIN;
	spec.deadline_ms = deadline_ms;
	spec.drain_end = removing ? DRAIN_REMOVE : DRAIN_KEEP;
	member = member_of(spec);
	ipvs_member_observe(&member, &(struct ipvs_dest){.active = 1});
	ipvs_member_drain(&member, &(struct ipvs_now){.wall_ms = 1000, .scans = 10});
	return member;
}

TEST(a_drain_ends_without_connections_in_a_scan_that_began_after_it)
{
	struct ipvs_member member = draining(0, false);

	ipvs_member_drain(&member, &(struct ipvs_now){.scans = 12});
	assert_false(member.drained); /* one connection is left */
	ipvs_member_observe(&member, &(struct ipvs_dest){.inactive = 0});
	ipvs_member_drain(&member, &(struct ipvs_now){.scans = 11});
	assert_false(member.drained); /* that scan may have been under way */
	ipvs_member_drain(&member, &(struct ipvs_now){.scans = 12});
	assert_true(member.drained);
	assert_false(member.gone);
	ipvs_member_settle(&member, &normal);
	assert_int_equal(member.state, RS_DRAINED);
	assert_true(member.in_table);
	ipvs_member_fini(&member);
}

TEST(a_drain_ends_at_its_deadline_and_not_before)
{
	struct ipvs_member member = draining(5000, false);

	ipvs_member_drain(&member, &(struct ipvs_now){.wall_ms = 4999, .scans = 99});
	assert_false(member.drained);
	ipvs_member_drain(&member, &(struct ipvs_now){.wall_ms = 5000, .scans = 99});
	assert_true(member.drained);
	ipvs_member_settle(&member, &normal);
	assert_string_equal(member.reason, "drain.deadline");
	ipvs_member_fini(&member);
}

TEST(who_is_to_be_removed_is_gone_when_drained)
{
	struct ipvs_member member = draining(5000, true);

	ipvs_member_settle(&member, &normal);
	assert_true(member.in_table);
	ipvs_member_drain(&member, &(struct ipvs_now){.wall_ms = 5000});
	assert_true(member.gone);
	ipvs_member_settle(&member, &normal);
	assert_false(member.in_table);
	ipvs_member_fini(&member);
}

TEST(ready_cancels_a_drain_and_a_new_one_starts_over)
{
	struct ipvs_member member = draining(5000, true);
	struct ipvs_rs_spec spec = member.spec;

	ipvs_member_drain(&member, &(struct ipvs_now){.wall_ms = 5000});
	spec.admin = ADMIN_READY;
	ipvs_member_configure(&member, &spec);
	ipvs_member_drain(&member, &(struct ipvs_now){.wall_ms = 6000, .scans = 20});
	assert_false(member.draining || member.drained || member.gone);
	spec.admin = ADMIN_DRAIN;
	spec.deadline_ms = 0;
	ipvs_member_configure(&member, &spec);
	ipvs_member_drain(&member, &(struct ipvs_now){.wall_ms = 6000, .scans = 21});
	assert_true(member.draining);
	assert_false(member.drained);
	ipvs_member_fini(&member);
}

TEST(a_drain_goes_on_whatever_the_checks_say)
{
	struct ipvs_rs_spec spec = spec_with(plain, 1);
	struct ipvs_member member;

	spec.admin = ADMIN_DRAIN;
	member = member_of(spec);
	ipvs_member_hear(&member, 0, &bad);
	settle(&member, &normal);
	ipvs_member_hear(&member, 0, &good);
	settle(&member, &normal);
	assert_int_equal(member.state, RS_DRAINING);
	assert_int_equal(member.effective_weight, 0);
	ipvs_member_fini(&member);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(maintenance_goes_before_drain_and_drain_before_checks),
	    cmocka_unit_test(why_it_is_down_is_said_in_the_check_s_words),
	    cmocka_unit_test(one_that_the_kernel_has_is_not_in_error),
	    cmocka_unit_test(a_check_that_starts_anew_changes_nothing_until_it_has_run),
	    cmocka_unit_test(
		a_further_check_starts_as_its_alpha_says_and_the_first_keeps_its_verdict),
	    cmocka_unit_test(a_check_may_set_the_weight_within_0_and_65535),
	    cmocka_unit_test(
		a_drain_ends_without_connections_in_a_scan_that_began_after_it),
	    cmocka_unit_test(a_drain_ends_at_its_deadline_and_not_before),
	    cmocka_unit_test(who_is_to_be_removed_is_gone_when_drained),
	    cmocka_unit_test(ready_cancels_a_drain_and_a_new_one_starts_over),
	    cmocka_unit_test(a_drain_goes_on_whatever_the_checks_say),
	};

	return cmocka_run_group_tests_name("ipvs_member", tests, NULL, NULL);
}
