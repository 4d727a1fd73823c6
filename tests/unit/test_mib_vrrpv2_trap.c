/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/lib/mem.h"
#include "mib/mib_fairlead.h"
#include "mib/mib_vrrpv2.h"
#include "mib/mib_vrrpv2_trap.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { MAX = 20 };

/* Two views of the same instances, which a test changes, and what comes out. */
struct bench {
	struct view_vrrp was[2], is[2];
	size_t was_len, is_len;
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

	for (size_t i = 0; i < 2; i++) {
		bench->was[i] = (struct view_vrrp){.ifindex = 3,
		    .vrid = (uint8_t)(51 + i),
		    .version = 2,
		    .state = VRRP_BACKUP,
		    .become_master = 7,
		    .primary = ip("10.1.1.160"),
		    .master = ip("10.1.1.162")};
		bench->is[i] = bench->was[i];
	}
	bench->was_len = bench->is_len = 2;
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
view_of(const struct view_vrrp *rows, size_t len)
{
	struct view *view = view_new(1);

	view->vrrp_len = (uint32_t)len;
	view->vrrp = mem_new(len, sizeof(*rows));
	memcpy(view->vrrp, rows, len * sizeof(*rows));
	view_finish(view);
	return view;
}

/* What is told at `ms`; what was is then what is. */
static size_t
told(struct bench *bench, int64_t ms)
{
	struct view *old = view_of(bench->was, bench->was_len);
	struct view *new = view_of(bench->is, bench->is_len);
	struct mib_vrrpv2 *before = mib_vrrpv2_new(old), *after = mib_vrrpv2_new(new);

	bench->out.len = 0;
	mib_vrrpv2_differ(bench->limits, before, after,
	    instant_add((struct instant){0}, span_ms(ms)), &bench->out);
	for (size_t i = 0; i < bench->out.len; i++) {
		bench->traps[i] =
		    (struct mib_trap){.held_back = bench->out.items[i].held_back};
		mib_vrrpv2_tell(after, &bench->out.items[i], &bench->traps[i]);
	}
	mib_vrrpv2_free(before);
	mib_vrrpv2_free(after);
	view_unref(old);
	view_unref(new);
	memcpy(bench->was, bench->is, sizeof(bench->was));
	bench->was_len = bench->is_len;
	return bench->out.len;
}

static void
assert_oid(const struct mib_oid *got, const uint32_t *ids, size_t len)
{
	struct mib_oid want = mib_vrrpv2_oid(ids, len);

	assert_int_equal(mib_oid_cmp(got, &want), 0);
}

TEST(nothing_changed_tells_nothing)
{
	struct bench *bench = bench_new();

	assert_int_equal(told(bench, 0), 0);
	bench_free(bench);
}

TEST(a_new_master_is_told_with_its_own_address)
{
	struct bench *bench = bench_new();
	const uint32_t trap[] = {0, 1}, bind[] = {1, 3, 1, 7, 3, 52};
	const uint8_t own[] = {10, 1, 1, 160};

	bench->is[1].state = VRRP_MASTER;
	bench->is[1].become_master++;
	assert_int_equal(told(bench, 0), 1);
	assert_oid(&bench->traps[0].oid, trap, COUNT(trap));
	assert_int_equal(bench->traps[0].binds_len, 1);
	assert_oid(&bench->traps[0].binds[0].name, bind, COUNT(bind));
	assert_int_equal(bench->traps[0].binds[0].value.type, MIB_IP_ADDRESS);
	assert_memory_equal(bench->traps[0].binds[0].value.octets, own, 4);
	assert_int_equal(told(bench, 1), 0);
	bench_free(bench);
}

/* Master and backup again between two views. */
TEST(a_master_that_was_is_told_as_well)
{
	struct bench *bench = bench_new();

	bench->is[0].become_master += 2;
	assert_int_equal(told(bench, 0), 2);
	bench_free(bench);
}

TEST(one_router_cannot_tell_more_than_the_limit)
{
	struct bench *bench = bench_new();

	bench->is[0].become_master += MIB_VRRPV2_NEW_MASTER_MAX;
	assert_int_equal(told(bench, 0), MIB_VRRPV2_NEW_MASTER_MAX);
	assert_int_equal(bench->out.suppressed, 0);
	bench->is[0].become_master += MIB_VRRPV2_NEW_MASTER_MAX + 5;
	assert_int_equal(told(bench, 0), MIB_VRRPV2_NEW_MASTER_MAX);
	assert_int_equal(bench->out.suppressed, 5);
	bench_free(bench);
}

TEST(what_is_over_the_most_is_counted)
{
	struct bench *bench = bench_new();

	bench->out.max = 3;
	bench->is[0].become_master += 2;
	bench->is[1].become_master += 2;
	assert_int_equal(told(bench, 0), 3);
	assert_int_equal(bench->out.suppressed, 1);
	bench_free(bench);
}

TEST(of_a_router_that_appears_only_its_mastership_is_told)
{
	struct bench *bench = bench_new();

	bench->was_len = 0;
	bench->is[0].state = VRRP_MASTER;
	bench->is[0].refused[VRRP_BAD_AUTH] = 9;
	assert_int_equal(told(bench, 0), 1);
	assert_int_equal(bench->traps[0].binds[0].name.ids[12], 51);
	bench_free(bench);
}

TEST(with_nothing_known_a_master_is_told)
{
	struct bench *bench = bench_new();
	struct view *view;
	struct mib_vrrpv2 *after;

	bench->is[0].state = VRRP_MASTER;
	view = view_of(bench->is, 2);
	after = mib_vrrpv2_new(view);
	mib_vrrpv2_differ(bench->limits, NULL, after, (struct instant){0}, &bench->out);
	assert_int_equal(bench->out.len, 1);
	mib_vrrpv2_free(after);
	view_unref(view);
	bench_free(bench);
}

TEST(a_counter_that_began_anew_is_a_new_router)
{
	struct bench *bench = bench_new();

	bench->is[0].become_master = 3;
	assert_int_equal(told(bench, 0), 0);
	bench->is[0].become_master = 1;
	bench->is[0].state = VRRP_MASTER;
	assert_int_equal(told(bench, 0), 1);
	bench_free(bench);
}

TEST(an_auth_failure_is_told_with_source_and_type)
{
	static const struct {
		enum vrrp_refusal why;
		uint32_t type;
	} cases[] = {
	    {VRRP_BAD_AUTH_TYPE,      1},
            {VRRP_AUTH_TYPE_MISMATCH, 2},
            {VRRP_BAD_AUTH,           3},
	    {VRRP_HMAC_MISSING,       2},
            {VRRP_HMAC_BAD,           3},
            {VRRP_HMAC_REPLAYED,      3}
        };
	const uint32_t trap[] = {0, 2}, source[] = {1, 5, 0}, type[] = {1, 6, 0};
	const uint8_t from[] = {10, 1, 1, 9};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bench *bench = bench_new();

		bench->is[0].refused[cases[i].why]++;
		bench->is[0].last_auth_failure = cases[i].why;
		bench->is[0].last_auth_failure_source = ip("10.1.1.9");
		assert_int_equal(told(bench, 0), 1);
		assert_oid(&bench->traps[0].oid, trap, COUNT(trap));
		assert_int_equal(bench->traps[0].binds_len, 2);
		assert_oid(&bench->traps[0].binds[0].name, source, COUNT(source));
		assert_memory_equal(bench->traps[0].binds[0].value.octets, from, 4);
		assert_oid(&bench->traps[0].binds[1].name, type, COUNT(type));
		assert_int_equal(bench->traps[0].binds[1].value.number, cases[i].type);
		bench_free(bench);
	}
}

TEST(other_refusals_are_no_auth_failure)
{
	struct bench *bench = bench_new();

	bench->is[0].refused[VRRP_BAD_INTERVAL]++;
	bench->is[0].refused[VRRP_BAD_TTL]++;
	assert_int_equal(told(bench, 0), 0);
	bench_free(bench);
}

TEST(auth_failures_are_told_once_in_ten_seconds_a_router)
{
	struct bench *bench = bench_new();

	bench->is[0].last_auth_failure = VRRP_BAD_AUTH;
	bench->is[0].refused[VRRP_BAD_AUTH] += 4;
	assert_int_equal(told(bench, 0), 1);
	assert_int_equal(bench->out.suppressed, 3);
	bench->is[0].refused[VRRP_BAD_AUTH] += 2;
	assert_int_equal(told(bench, 9999), 0);
	assert_int_equal(bench->out.suppressed, 5);
	bench->is[1].refused[VRRP_BAD_AUTH]++; /* another router: its own limit */
	bench->is[1].last_auth_failure = VRRP_BAD_AUTH;
	assert_int_equal(told(bench, 9999), 1);
	assert_int_equal(bench->traps[0].held_back, 0);
	bench->is[0].refused[VRRP_BAD_AUTH]++;
	assert_int_equal(told(bench, 10000), 1);
	assert_int_equal(bench->traps[0].held_back, 5);
	bench->is[0].refused[VRRP_BAD_AUTH]++;
	assert_int_equal(told(bench, 20000), 1);
	assert_int_equal(bench->traps[0].held_back, 0);
	bench_free(bench);
}

TEST(a_split_brain_is_told_once_with_the_other_holder)
{
	struct bench *bench = bench_new();
	const uint32_t own[] = {1, 3, 1, 7, 3, 51};
	const uint8_t peer[] = {10, 1, 1, 162}, mac[] = {2, 0, 0, 0, 0, 9};
	const struct mib_oid trap = mib_fairlead_oid(0, 1);
	const struct mib_trap *told_of;

	bench->is[0].split_brain = true;
	bench->is[0].split_brains++;
	bench->is[0].split_brain_peer = ip("10.1.1.162");
	memcpy(bench->is[0].split_brain_mac, mac, sizeof(mac));
	assert_int_equal(told(bench, 0), 1);
	told_of = &bench->traps[0];
	assert_int_equal(mib_oid_cmp(&told_of->oid, &trap), 0);
	assert_int_equal(told_of->binds_len, 3);
	assert_oid(&told_of->binds[0].name, own, COUNT(own));
	assert_memory_equal(told_of->binds[1].value.octets, peer, sizeof(peer));
	assert_int_equal(told_of->binds[2].value.octets_len, sizeof(mac));
	assert_memory_equal(told_of->binds[2].value.octets, mac, sizeof(mac));
	assert_int_equal(told(bench, 1), 0); /* it lasts: nothing new */
	bench->is[0].split_brain = false;
	assert_int_equal(told(bench, 2), 0);
	bench_free(bench);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_changed_tells_nothing),
	    cmocka_unit_test(a_new_master_is_told_with_its_own_address),
	    cmocka_unit_test(a_master_that_was_is_told_as_well),
	    cmocka_unit_test(one_router_cannot_tell_more_than_the_limit),
	    cmocka_unit_test(what_is_over_the_most_is_counted),
	    cmocka_unit_test(of_a_router_that_appears_only_its_mastership_is_told),
	    cmocka_unit_test(with_nothing_known_a_master_is_told),
	    cmocka_unit_test(a_counter_that_began_anew_is_a_new_router),
	    cmocka_unit_test(an_auth_failure_is_told_with_source_and_type),
	    cmocka_unit_test(other_refusals_are_no_auth_failure),
	    cmocka_unit_test(auth_failures_are_told_once_in_ten_seconds_a_router),
	    cmocka_unit_test(a_split_brain_is_told_once_with_the_other_holder),
	};

	return cmocka_run_group_tests_name("mib_vrrpv2_trap", tests, NULL, NULL);
}
