/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/lib/mem.h"
#include "mib/mib_vrrpv3.h"
#include "mib/mib_vrrpv3_trap.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { MAX = 20 };

/* Two views of VRID 51 in IPv4 and IPv6, which a test changes, and what comes out. */
struct bench {
	struct view_vrrp was[2], is[2];
	bool was_there;
	struct mib_limits *limits;
	struct mib_notes out;
	struct mib_trap traps[MAX]; /* the same, spelt out */
};

static struct addr
ip(const char *text)
{
	struct addr addr = {0};

	assert_true(addr_parse(text, &addr));
	return addr;
}

static struct bench *
bench_new(void)
{
	struct bench *bench = mem_new(1, sizeof(*bench));

	for (size_t i = 0; i < 2; i++)
		bench->is[i] = (struct view_vrrp){.ifindex = 3,
		    .vrid = 51,
		    .version = 3,
		    .state = VRRP_BACKUP,
		    .become_master = 7,
		    .group = ip(i ? "ff02::12" : "224.0.0.18"),
		    .primary = ip(i ? "fe80::2" : "10.1.1.160")};
	memcpy(bench->was, bench->is, sizeof(bench->was));
	bench->was_there = true;
	bench->limits = mib_limits_new();
	bench->out.max = MAX;
	return bench;
}

static void
bench_free(struct bench *bench)
{
	mib_limits_free(bench->limits);
	mem_free(bench->out.items);
	mem_free(bench);
}

static struct view *
view_of(const struct view_vrrp rows[2])
{
	struct view *view = view_new(1);

	view->vrrp_len = 2;
	view->vrrp = mem_new(2, sizeof(*rows));
	memcpy(view->vrrp, rows, 2 * sizeof(*rows));
	view_finish(view);
	return view;
}

/* What is told at `ms`; what was is then what is. */
static size_t
told(struct bench *bench, int64_t ms)
{
	struct view *old = view_of(bench->was), *new = view_of(bench->is);
	struct mib_vrrpv3 *before = mib_vrrpv3_new(old), *after = mib_vrrpv3_new(new);

	bench->out.len = 0;
	mib_vrrpv3_differ(bench->limits, bench->was_there ? before : NULL, after,
	    instant_add((struct instant){0}, span_ms(ms)), &bench->out);
	for (size_t i = 0; i < bench->out.len; i++) {
		bench->traps[i] =
		    (struct mib_trap){.held_back = bench->out.items[i].held_back};
		mib_vrrpv3_tell(after, &bench->out.items[i], &bench->traps[i]);
	}
	mib_vrrpv3_free(before);
	mib_vrrpv3_free(after);
	view_unref(old);
	view_unref(new);
	memcpy(bench->was, bench->is, sizeof(bench->was));
	bench->was_there = true;
	return bench->out.len;
}

static void
assert_oid(const struct mib_oid *got, const uint32_t *ids, size_t len)
{
	struct mib_oid want = mib_vrrpv3_oid(ids, len);

	assert_int_equal(mib_oid_cmp(got, &want), 0);
}

TEST(nothing_changed_tells_nothing)
{
	struct bench *bench = bench_new();

	assert_int_equal(told(bench, 0), 0);
	bench_free(bench);
}

TEST(a_new_master_is_told_with_its_own_address_and_the_reason)
{
	struct bench *bench = bench_new();
	const uint32_t trap[] = {0, 1}, address[] = {1, 1, 1, 1, 3, 3, 51, 2};
	const uint32_t reason[] = {1, 2, 5, 1, 2, 3, 51, 2};

	bench->is[1].state = VRRP_MASTER;
	bench->is[1].become_master++;
	bench->is[1].master_reason = VRRP_WHY_PREEMPTED_WEAKER;
	assert_int_equal(told(bench, 0), 1);
	assert_oid(&bench->traps[0].oid, trap, COUNT(trap));
	assert_int_equal(bench->traps[0].binds_len, 2);
	assert_oid(&bench->traps[0].binds[0].name, address, COUNT(address));
	assert_int_equal(bench->traps[0].binds[0].value.octets_len, 16);
	assert_memory_equal(
	    bench->traps[0].binds[0].value.octets, bench->is[1].primary.bytes, 16);
	assert_oid(&bench->traps[0].binds[1].name, reason, COUNT(reason));
	assert_int_equal(bench->traps[0].binds[1].value.number, 2);
	assert_int_equal(told(bench, 1), 0);
	bench_free(bench);
}

TEST(each_transition_is_told_up_to_the_limit)
{
	struct bench *bench = bench_new();

	bench->is[0].become_master += 2;
	assert_int_equal(told(bench, 0), 2);
	bench->is[0].become_master += MIB_VRRPV3_NEW_MASTER_MAX + 5;
	assert_int_equal(told(bench, 0), MIB_VRRPV3_NEW_MASTER_MAX);
	assert_int_equal(bench->out.suppressed, 5);
	bench_free(bench);
}

TEST(of_a_router_that_appears_only_its_mastership_is_told)
{
	struct bench *bench = bench_new();

	bench->was_there = false;
	bench->is[0].state = VRRP_MASTER;
	bench->is[0].refused[VRRP_BAD_TTL] = 9;
	assert_int_equal(told(bench, 0), 1);
	assert_int_equal(bench->traps[0].binds[0].value.octets_len, 4);
	bench_free(bench);
}

TEST(an_error_of_protocol_is_told_with_its_reason)
{
	static const struct {
		enum vrrp_refusal why;
		uint32_t said;
	} cases[] = {
	    {VRRP_BAD_TTL,      1},
            {VRRP_BAD_VERSION,  2},
            {VRRP_BAD_CHECKSUM, 3}
        };
	const uint32_t trap[] = {0, 2}, reason[] = {1, 2, 5, 1, 6, 3, 51, 1};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bench *bench = bench_new();

		bench->is[0].refused[cases[i].why]++;
		bench->is[0].last_protocol_error = cases[i].why;
		assert_int_equal(told(bench, 0), 1);
		assert_oid(&bench->traps[0].oid, trap, COUNT(trap));
		assert_int_equal(bench->traps[0].binds_len, 1);
		assert_oid(&bench->traps[0].binds[0].name, reason, COUNT(reason));
		assert_int_equal(bench->traps[0].binds[0].value.number, cases[i].said);
		bench_free(bench);
	}
}

TEST(other_refusals_are_no_error_of_protocol)
{
	struct bench *bench = bench_new();

	bench->is[0].refused[VRRP_BAD_INTERVAL]++;
	bench->is[0].refused[VRRP_BAD_AUTH]++;
	assert_int_equal(told(bench, 0), 0);
	bench_free(bench);
}

TEST(errors_of_protocol_are_told_once_in_ten_seconds_a_router_and_family)
{
	struct bench *bench = bench_new();

	bench->is[0].refused[VRRP_BAD_TTL] += 4;
	assert_int_equal(told(bench, 0), 1);
	assert_int_equal(bench->out.suppressed, 3);
	bench->is[0].refused[VRRP_BAD_TTL]++;
	assert_int_equal(told(bench, 9999), 0);
	bench->is[1].refused[VRRP_BAD_TTL]++; /* the other family: its own limit */
	assert_int_equal(told(bench, 9999), 1);
	bench->is[0].refused[VRRP_BAD_CHECKSUM]++;
	assert_int_equal(told(bench, 10000), 1);
	assert_int_equal(bench->traps[0].held_back, 4);
	bench_free(bench);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_changed_tells_nothing),
	    cmocka_unit_test(a_new_master_is_told_with_its_own_address_and_the_reason),
	    cmocka_unit_test(each_transition_is_told_up_to_the_limit),
	    cmocka_unit_test(of_a_router_that_appears_only_its_mastership_is_told),
	    cmocka_unit_test(an_error_of_protocol_is_told_with_its_reason),
	    cmocka_unit_test(other_refusals_are_no_error_of_protocol),
	    cmocka_unit_test(
		errors_of_protocol_are_told_once_in_ten_seconds_a_router_and_family),
	};

	return cmocka_run_group_tests_name("mib_vrrpv3_trap", tests, NULL, NULL);
}
