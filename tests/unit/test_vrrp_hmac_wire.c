/* SPDX-License-Identifier: Apache-2.0 */
/* Elections with auth_hmac: whole engines on a made-up wire, and on made-up clocks. */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/vrrp/vrrp_receive.h"
#include "agent/vrrp/vrrp_status.h"
#include "tests/fake/fake_wire.h"

enum { OLD_KEY = 1, NEW_KEY = 2 };

/* One big struct: not on the stack of each test. */
static int
set_up(void **state)
{
	static struct fake_wire wire;

	memset(&wire, 0, sizeof(wire));
	*state = &wire;
	return 0;
}

static int
tear_down(void **state)
{
	fake_wire_fini(*state);
	return 0;
}

static const struct model_hmac_key keys[] = {
    {.id = OLD_KEY, .len = 32, .bytes = "one-key-of-32-bytes-for-the-test"},
    {.id = NEW_KEY, .len = 32, .bytes = "the-key-that-comes-after-the-old"},
    {.id = OLD_KEY, .len = 32, .bytes = "same-id-other-bytes-32-of-those."},
};

static const struct model_vrrp_hmac old_key = {
    .window_s = 5, .active_id = OLD_KEY, .keys = &keys[0], .keys_len = 1};
static const struct model_vrrp_hmac both_old_signs = {
    .window_s = 5, .active_id = OLD_KEY, .keys = keys, .keys_len = 2};
static const struct model_vrrp_hmac both_new_signs = {
    .window_s = 5, .active_id = NEW_KEY, .keys = keys, .keys_len = 2};
static const struct model_vrrp_hmac new_key = {
    .window_s = 5, .active_id = NEW_KEY, .keys = &keys[1], .keys_len = 1};
static const struct model_vrrp_hmac other_bytes = {
    .window_s = 5, .active_id = OLD_KEY, .keys = &keys[2], .keys_len = 1};

/* Without `hmac`: signs nothing. */
static struct vrrp_engine *
engine_of(uint8_t priority, const struct model_vrrp_hmac *hmac, uint8_t version)
{
	struct model_vrrp_instance said = fake_instance(priority);

	said.version = version;
	said.auth = VRRP_AUTH_NONE;
	if (hmac) {
		said.auth = VRRP_AUTH_HMAC;
		said.hmac = *hmac;
	}
	return fake_engine(&said, 1);
}

/* Directors at .160 with 200 and .162 with 100; the first becomes master. */
static struct fake_wire *
pair(void **state, const struct model_vrrp_hmac *hmac, uint8_t version)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, engine_of(200, hmac, version), 160);
	(void)fake_wire_add(wire, engine_of(100, hmac, version), 162);
	fake_wire_run(wire, 5000);
	assert_int_equal(fake_wire_master(wire), 0);
	return wire;
}

static const struct vrrp_counters *
counters(const struct fake_wire *wire, size_t host)
{
	return &wire->hosts[host].engine->routers[0].run.counters;
}

static uint64_t
refused(const struct fake_wire *wire, size_t host)
{
	uint64_t sum = 0;

	for (int why = VRRP_ACCEPTED + 1; why < VRRP_REFUSALS; why++)
		sum += counters(wire, host)->refused[why];
	return sum;
}

static void
a_backup_takes_over_in_every_version(void **state)
{
	for (uint8_t version = 2; version <= 3; version++) {
		struct fake_wire *wire = pair(state, &old_key, version);

		assert_in_range(counters(wire, 1)->adverts_received, 1, 6);
		assert_int_equal(refused(wire, 1), 0);
		fake_wire_kill(wire, 0);
		fake_wire_run(wire, 4000);
		assert_int_equal(fake_wire_master(wire), 1);
		tear_down(state);
		(void)set_up(state);
	}
}

static void
an_unsigned_stranger_takes_nothing(void **state)
{
	struct fake_wire *wire = pair(state, &old_key, 2);
	const struct vrrp_router *router = &wire->hosts[0].engine->routers[0];

	(void)fake_wire_add(wire, engine_of(254, NULL, 2), 163);
	fake_wire_run(wire, 10000);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_MASTER);
	assert_int_equal(fake_host_state(&wire->hosts[1]), VRRP_BACKUP);
	assert_in_range(counters(wire, 0)->refused[VRRP_HMAC_MISSING], 5, 10);
	assert_int_equal(
	    refused(wire, 0), counters(wire, 0)->refused[VRRP_HMAC_MISSING]);
	assert_int_equal(router->run.auth_failure.refusal, VRRP_HMAC_MISSING);
	assert_int_equal(addr_to_v4(&router->run.auth_failure.source), 0x0a0101a3);
	/* It cannot read what is signed, and says so as of another type. */
	assert_in_range(counters(wire, 2)->refused[VRRP_AUTH_TYPE_MISMATCH], 5, 10);
}

static void
a_stranger_with_another_key_takes_nothing(void **state)
{
	struct fake_wire *wire = pair(state, &old_key, 2);

	(void)fake_wire_add(wire, engine_of(254, &other_bytes, 2), 163);
	fake_wire_run(wire, 10000);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_MASTER);
	assert_in_range(counters(wire, 0)->refused[VRRP_HMAC_BAD], 5, 10);
	assert_int_equal(refused(wire, 0), counters(wire, 0)->refused[VRRP_HMAC_BAD]);
}

/* An advert as the host would send it now, for anybody to record. */
struct recorded {
	uint8_t bytes[VRRP_ADVERT_BYTES_MAX];
	struct vrrp_datagram datagram;
};

static void
record(
    const struct fake_wire *wire, size_t host, uint8_t priority, struct recorded *out)
{
	const struct vrrp_router *router = &wire->hosts[host].engine->routers[0];

	out->datagram = (struct vrrp_datagram){.source = wire->hosts[host].own,
	    .destination = router->group,
	    .ttl = VRRP_TTL,
	    .payload = out->bytes,
	    .payload_len =
		vrrp_status_advert(router, priority, &router->group, out->bytes)};
}

static void
play(struct fake_wire *wire, size_t host, const struct recorded *recorded)
{
	vrrp_engine_hear(
	    wire->hosts[host].engine, FAKE_IFINDEX, &recorded->datagram, wire->now);
	fake_wire_settle(wire);
}

static void
what_was_recorded_changes_no_role(void **state)
{
	struct fake_wire *wire = pair(state, &old_key, 2);
	struct recorded recorded;

	record(wire, 0, 200, &recorded);
	play(wire, 1, &recorded); /* the original arrives */
	fake_wire_kill(wire, 0);
	fake_wire_run(wire, 4000);
	assert_int_equal(fake_wire_master(wire), 1);
	play(wire, 1, &recorded);
	assert_int_equal(counters(wire, 1)->refused[VRRP_HMAC_REPLAYED], 1);
	fake_wire_run(wire, 10000);
	play(wire, 1, &recorded);
	assert_int_equal(counters(wire, 1)->refused[VRRP_HMAC_TOO_OLD], 1);
	assert_int_equal(fake_wire_master(wire), 1);
}

/* Priority 0, played back at once, would make the backup take over. */
static void
a_recorded_release_lets_nobody_go(void **state)
{
	struct fake_wire *wire = pair(state, &old_key, 2);
	struct recorded release;

	record(wire, 0, VRRP_PRIO_RELEASE, &release);
	fake_wire_run(wire, 3000); /* lost on its way; others came after it */
	play(wire, 1, &release);
	assert_int_equal(counters(wire, 1)->refused[VRRP_HMAC_REPLAYED], 1);
	fake_wire_run(wire, 3000);
	assert_int_equal(fake_wire_master(wire), 0);
}

static void
reload(struct fake_wire *wire, size_t host, const struct model_vrrp_hmac *hmac)
{
	fake_wire_reload(wire, host, engine_of(host == 0 ? 200 : 100, hmac, 2));
}

/* Run for `ms` whole seconds: every advert of the master is accepted. */
static void
hears_all(struct fake_wire *wire, int64_t s)
{
	uint64_t sent = counters(wire, 0)->adverts_sent;
	uint64_t heard = counters(wire, 1)->adverts_received;

	fake_wire_run(wire, s * 1000);
	sent = counters(wire, 0)->adverts_sent - sent;
	assert_in_range(sent, (uint64_t)s - 1, (uint64_t)s + 1);
	assert_in_range(
	    counters(wire, 1)->adverts_received - heard, sent - 1, sent + 1);
	assert_int_equal(refused(wire, 0) + refused(wire, 1), 0);
	assert_int_equal(fake_wire_master(wire), 0);
}

static void
a_key_is_replaced_without_a_lost_advert(void **state)
{
	static const struct model_vrrp_hmac *const steps[] = {
	    &both_old_signs, &both_new_signs, &new_key};
	struct fake_wire *wire = pair(state, &old_key, 2);

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		for (size_t host = 0; host < 2; host++) {
			reload(wire, host, steps[i]);
			hears_all(wire, 3);
		}
	assert_int_equal(counters(wire, 0)->become_master, 1);
	assert_int_equal(counters(wire, 1)->become_master, 0);
}

static void
a_running_pair_comes_to_enforce_without_a_lost_advert(void **state)
{
	struct fake_wire *wire = pair(state, NULL, 2);

	for (int mode = VRRP_HMAC_RECEIVE_ONLY; mode >= VRRP_HMAC_ENFORCE; mode--)
		for (size_t host = 0; host < 2; host++) {
			struct model_vrrp_hmac hmac = old_key;

			hmac.mode = (enum vrrp_hmac_mode)mode;
			reload(wire, host, &hmac);
			hears_all(wire, 3);
		}
	assert_int_equal(counters(wire, 1)->become_master, 0);
}

static void
a_reload_does_not_forget_what_was_heard(void **state)
{
	struct fake_wire *wire = pair(state, &old_key, 2);
	struct recorded recorded;

	record(wire, 0, 200, &recorded);
	play(wire, 1, &recorded);
	reload(wire, 1, &old_key);
	play(wire, 1, &recorded);
	assert_int_equal(counters(wire, 1)->refused[VRRP_HMAC_REPLAYED], 1);
}

/* Both follow the same server of time, which was wrong by an hour and is right again:
 * whatever the way, no advert is lost. */
static void
clocks_that_step_together_change_no_role(void **state)
{
	struct fake_wire *wire = pair(state, &old_key, 2);

	for (int i = 0; i < 4; i++) {
		for (size_t host = 0; host < 2; host++)
			wire->hosts[host].day_off = span_s(i % 2 ? 3600 : -3600);
		hears_all(wire, 10);
	}
}

/* Less than the window of 5 s apart. */
static void
clocks_that_differ_a_little_change_no_role(void **state)
{
	struct fake_wire *wire = pair(state, &old_key, 2);

	wire->hosts[0].day_off = span_ms(3900);
	hears_all(wire, 5);
	wire->hosts[0].day_off = span_ms(-3900); /* nearly 8 s back */
	hears_all(wire, 20);
}

/* The price of time: a host whose clock is wrong is not heard, and that is told. */
static void
a_clock_that_is_wrong_by_an_hour_is_found(void **state)
{
	struct fake_wire *wire = pair(state, &old_key, 2);

	wire->hosts[0].day_off = span_s(3600);
	fake_wire_run(wire, 5000);
	assert_in_range(counters(wire, 1)->refused[VRRP_HMAC_TOO_NEW], 4, 6);
	assert_int_equal(fake_host_state(&wire->hosts[1]), VRRP_MASTER);
	assert_in_range(counters(wire, 0)->refused[VRRP_HMAC_TOO_OLD], 1, 6);
	wire->hosts[0].day_off = span_s(0);
	fake_wire_run(wire, 3000);
	assert_int_equal(fake_wire_master(wire), 0);
}

static void
a_monotonic_pair_bears_clocks_that_differ(void **state)
{
	struct model_vrrp_hmac monotonic = old_key;
	struct fake_wire *wire;

	monotonic.is_monotonic = true;
	wire = pair(state, &monotonic, 2);
	wire->hosts[0].day_off = span_s(3600);
	hears_all(wire, 5);
	wire->hosts[0].day_off = span_s(-3600);
	hears_all(wire, 5);
}

#define SIMULATED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SIMULATED(a_backup_takes_over_in_every_version),
	    SIMULATED(an_unsigned_stranger_takes_nothing),
	    SIMULATED(a_stranger_with_another_key_takes_nothing),
	    SIMULATED(what_was_recorded_changes_no_role),
	    SIMULATED(a_recorded_release_lets_nobody_go),
	    SIMULATED(a_key_is_replaced_without_a_lost_advert),
	    SIMULATED(a_running_pair_comes_to_enforce_without_a_lost_advert),
	    SIMULATED(a_reload_does_not_forget_what_was_heard),
	    SIMULATED(clocks_that_step_together_change_no_role),
	    SIMULATED(clocks_that_differ_a_little_change_no_role),
	    SIMULATED(a_clock_that_is_wrong_by_an_hour_is_found),
	    SIMULATED(a_monotonic_pair_bears_clocks_that_differ),
	};

	return cmocka_run_group_tests_name("vrrp_hmac_wire", tests, NULL, NULL);
}
