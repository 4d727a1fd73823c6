/* SPDX-License-Identifier: Apache-2.0 */
/* The vectors come from Python's hmac and hashlib: for a key, `head` the first 12
 * bytes of the trailer and `message` with zeros for its checksum,
 *   hmac.new(key, bytes([family, version, vrid, 0]) + source + bytes(16 - len(source))
 *       + message + head + bytes(16), hashlib.sha256).digest()[:16] */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "agent/vrrp/vrrp_hmac.h"

enum { WINDOW_S = 5, NOW_S = 1700000000 };

static const char text_key[] = "fairlead-test-key-number-one-32b";

struct vector {
	bool uses_text_key; /* else the bytes 0 to 63 */
	uint8_t key_id;
	struct addr source;
	struct wall wall;
	uint64_t sent;                 /* before */
	const char *message, *trailer; /* hex */
};

static const struct vector vectors[] = {
  /* version 2, at half a second past the second */
    {true,  1,   {ADDR_V4, {10, 1, 1, 160}},        {NOW_S * 1000000000LL + 500000000}, 0,
     "2133c80100010b230a0101a60000000000000000",								       "010100006553f1008000000030f29147c373378055afcfc1af9c1a3c"},
 /* version 3 for IPv4, one after another at the same time */
    {false, 255, {ADDR_V4, {10, 1, 1, 160}},        {NOW_S * 1000000000LL + 500000000},
     (uint64_t)NOW_S << 32 | UINT64_C(0x80000000),                                         "3133c801000a12340a0101a6",
     "01ff00006553f100800000017c6413d7b85c33597b6680c4c15982a4"														  },
 /* IPv6, the last sequence of a second in the year 2100 */
    {true,  7,   {ADDR_V6, {0xfe, 0x80, [15] = 1}}, {4102444800LL * 1000000000 + 1},
     UINT64_C(0xf4865700fffffffe),
     "310764020064abcdfe80000000000000000000000000000a20010db800000000000000000000"
	"0001",													"01070000f4865700ffffffff506d30594aa2dd20fc39cb205b74192a"},
};

static size_t
from_hex(const char *hex, uint8_t *out)
{
	size_t len = strlen(hex) / 2;

	for (size_t i = 0; i < len; i++) {
		unsigned byte;

		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		out[i] = (uint8_t)byte;
	}
	return len;
}

/* One host's view: two keys, four marks. */
struct bench {
	struct vrrp_hmac hmac;
	struct vrrp_hmac_key keys[2];
	struct vrrp_hmac_mark marks[VRRP_HMAC_SENDERS];
};

static void
bench_init(struct bench *b)
{
	uint8_t bytes[64];

	memset(b, 0, sizeof(*b));
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	vrrp_hmac_key_init(
	    &b->keys[0], 1, (const uint8_t *)text_key, sizeof(text_key) - 1);
	vrrp_hmac_key_init(&b->keys[1], 2, bytes, sizeof(bytes));
	b->hmac.window_s = WINDOW_S;
	b->hmac.keys = b->keys;
	b->hmac.keys_len = 2;
	b->hmac.active = &b->keys[0];
	b->hmac.marks = b->marks;
	b->hmac.marks_len = VRRP_HMAC_SENDERS;
}

static const uint8_t some_message[] = {
    0x21, 51, 200, 1, 0, 1, 0x0b, 0x23, 10, 1, 1, 166, 0, 0, 0, 0, 0, 0, 0, 0};

static struct vrrp_hmac_message
message_from(uint8_t last)
{
	return (struct vrrp_hmac_message){
	    .version = 2,
	    .vrid = 51,
	    .source = {ADDR_V4, {10, 1, 1, last}},
	    .bytes = some_message,
	    .len = sizeof(some_message)
        };
}

static struct wall
at_ms(int64_t ms)
{
	return (struct wall){NOW_S * 1000000000LL + ms * 1000000};
}

struct trailer {
	uint8_t bytes[VRRP_TRAILER_BYTES];
};

static struct trailer
sign_at(struct bench *b, uint8_t last, int64_t ms)
{
	struct vrrp_hmac_message message = message_from(last);
	struct trailer trailer;

	vrrp_hmac_sign(&b->hmac, &message, at_ms(ms), trailer.bytes);
	return trailer;
}

/* Heard at `ms`; remembered when accepted. */
static enum vrrp_refusal
hear_at(struct bench *b, uint8_t last, const struct trailer *trailer, int64_t ms)
{
	struct vrrp_hmac_message message = message_from(last);
	uint64_t sequence;
	enum vrrp_refusal why =
	    vrrp_hmac_check(&b->hmac, &message, trailer->bytes, at_ms(ms), &sequence);

	if (why == VRRP_ACCEPTED)
		vrrp_hmac_accept(&b->hmac, &message.source, sequence);
	return why;
}

TEST(signs_as_the_vectors_say)
{
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		const struct vector *v = &vectors[i];
		uint8_t bytes[128], want[VRRP_TRAILER_BYTES], got[VRRP_TRAILER_BYTES];
		struct vrrp_hmac_message message = {
		    .source = v->source, .bytes = bytes};
		struct bench b;

		bench_init(&b);
		b.hmac.active = &b.keys[v->uses_text_key ? 0 : 1];
		b.hmac.active->id = v->key_id;
		b.hmac.sent = v->sent;
		message.len = from_hex(v->message, bytes);
		message.version = bytes[0] >> 4;
		message.vrid = bytes[1];
		assert_int_equal(from_hex(v->trailer, want), VRRP_TRAILER_BYTES);
		vrrp_hmac_sign(&b.hmac, &message, v->wall, got);
		assert_memory_equal(got, want, VRRP_TRAILER_BYTES);
	}
}

TEST(takes_what_another_signed)
{
	struct bench us, them;
	struct trailer trailer;

	bench_init(&us);
	bench_init(&them);
	for (int i = 0; i < 3; i++) {
		trailer = sign_at(&them, 2, i * 1000);
		assert_int_equal(
		    hear_at(&us, 2, &trailer, i * 1000 + 1), VRRP_ACCEPTED);
	}
}

/* The checksum is left out of the digest; every other bit counts. */
TEST(any_bit_that_differs_is_found)
{
	struct bench us, them;
	struct trailer trailer;
	uint64_t sequence;

	bench_init(&us);
	bench_init(&them);
	trailer = sign_at(&them, 2, 0);
	for (size_t bit = 0; bit < 8 * sizeof(some_message); bit++) {
		struct vrrp_hmac_message message = message_from(2);
		uint8_t bytes[sizeof(some_message)];
		bool is_checksum = bit / 8 == 6 || bit / 8 == 7;

		memcpy(bytes, some_message, sizeof(bytes));
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		message.bytes = bytes;
		assert_int_equal(vrrp_hmac_check(&us.hmac, &message, trailer.bytes,
				     at_ms(0), &sequence),
		    is_checksum ? VRRP_ACCEPTED : VRRP_HMAC_BAD);
	}
	for (size_t bit = 0; bit < 8 * VRRP_TRAILER_BYTES; bit++) {
		struct trailer other = trailer;

		other.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_not_equal(hear_at(&us, 2, &other, 0), VRRP_ACCEPTED);
	}
	assert_int_equal(hear_at(&us, 3, &trailer, 0), VRRP_HMAC_BAD);
	assert_int_equal(hear_at(&us, 2, &trailer, 0), VRRP_ACCEPTED);
}

TEST(each_refusal_has_its_reason)
{
	struct bench us, them;
	struct trailer trailer, bad;

	bench_init(&us);
	bench_init(&them);
	trailer = sign_at(&them, 2, 0);
	bad = trailer;
	bad.bytes[0] = 2; /* scheme */
	assert_int_equal(hear_at(&us, 2, &bad, 0), VRRP_HMAC_MALFORMED);
	bad = trailer;
	bad.bytes[3] = 1; /* reserved */
	assert_int_equal(hear_at(&us, 2, &bad, 0), VRRP_HMAC_MALFORMED);
	bad = trailer;
	bad.bytes[1] = 3; /* key id */
	assert_int_equal(hear_at(&us, 2, &bad, 0), VRRP_HMAC_KEY_UNKNOWN);
	bad = trailer;
	bad.bytes[1] = 2; /* the other key's */
	assert_int_equal(hear_at(&us, 2, &bad, 0), VRRP_HMAC_BAD);
	bad = trailer;
	bad.bytes[27] ^= 1;
	assert_int_equal(hear_at(&us, 2, &bad, 0), VRRP_HMAC_BAD);
}

/* Whole seconds are compared: 5 of difference are within, 6 are not. */
TEST(the_window_has_two_sides)
{
	static const struct {
		int64_t ms;
		enum vrrp_refusal why;
	} cases[] = {
	    {0,     VRRP_ACCEPTED    },
	    {5999,  VRRP_ACCEPTED    },
	    {6000,  VRRP_HMAC_TOO_OLD},
	    {-5000, VRRP_ACCEPTED    },
	    {-5001, VRRP_HMAC_TOO_NEW},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bench us, them;
		struct trailer trailer;

		bench_init(&us);
		bench_init(&them);
		trailer = sign_at(&them, 2, 0);
		assert_int_equal(hear_at(&us, 2, &trailer, cases[i].ms), cases[i].why);
	}
}

TEST(time_alone_is_no_matter_to_a_monotonic_receiver)
{
	struct bench us, them;
	struct trailer trailer;

	bench_init(&us);
	bench_init(&them);
	us.hmac.is_monotonic = them.hmac.is_monotonic = true;
	trailer = sign_at(&them, 2, 0);
	assert_int_equal(hear_at(&us, 2, &trailer, 3600 * 1000), VRRP_ACCEPTED);
	assert_int_equal(hear_at(&us, 2, &trailer, -3600 * 1000), VRRP_HMAC_REPLAYED);
	trailer =
	    sign_at(&them, 2, -3600 * 1000); /* set back: one more than the last */
	assert_int_equal(hear_at(&us, 2, &trailer, 0), VRRP_ACCEPTED);
}

TEST(what_was_heard_is_a_replay_the_second_time)
{
	struct bench us, them;
	struct trailer first, second;

	bench_init(&us);
	bench_init(&them);
	first = sign_at(&them, 2, 0);
	second = sign_at(&them, 2, 0); /* the clock stands still: counter 1 */
	assert_memory_not_equal(&first, &second, sizeof(first));
	assert_int_equal(hear_at(&us, 2, &second, 0), VRRP_ACCEPTED);
	assert_int_equal(hear_at(&us, 2, &second, 1), VRRP_HMAC_REPLAYED);
	assert_int_equal(hear_at(&us, 2, &first, 2), VRRP_HMAC_REPLAYED);
}

TEST(what_was_refused_for_another_reason_leaves_no_mark)
{
	struct bench us, them;
	struct vrrp_hmac_message message = message_from(2);
	struct trailer trailer;
	uint64_t sequence;

	bench_init(&us);
	bench_init(&them);
	trailer = sign_at(&them, 2, 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(vrrp_hmac_check(&us.hmac, &message, trailer.bytes,
				     at_ms(0), &sequence),
		    VRRP_ACCEPTED);
}

TEST(the_mode_says_whether_a_trailer_may_be_missing)
{
	struct vrrp_hmac_message message = message_from(2);
	uint64_t sequence;
	struct bench us;

	bench_init(&us);
	assert_int_equal(vrrp_hmac_check(&us.hmac, &message, NULL, at_ms(0), &sequence),
	    VRRP_HMAC_MISSING);
	us.hmac.mode = VRRP_HMAC_PERMISSIVE;
	assert_int_equal(vrrp_hmac_check(&us.hmac, &message, NULL, at_ms(0), &sequence),
	    VRRP_ACCEPTED);
	us.hmac.mode = VRRP_HMAC_RECEIVE_ONLY;
	assert_int_equal(vrrp_hmac_check(&us.hmac, &message, NULL, at_ms(0), &sequence),
	    VRRP_ACCEPTED);
}

TEST(four_senders_are_remembered_and_the_idle_one_makes_room)
{
	struct bench us, them[5];
	struct trailer first[5], again;

	bench_init(&us);
	for (uint8_t i = 0; i < 5; i++) {
		bench_init(&them[i]);
		first[i] = sign_at(&them[i], i, 0);
	}
	for (uint8_t i = 0; i < 4; i++)
		assert_int_equal(hear_at(&us, i, &first[i], 0), VRRP_ACCEPTED);
	again = sign_at(&them[0], 0, 1); /* so 1 is the idle one */
	assert_int_equal(hear_at(&us, 0, &again, 1), VRRP_ACCEPTED);
	assert_int_equal(hear_at(&us, 4, &first[4], 2), VRRP_ACCEPTED);
	for (uint8_t i = 0; i < 5; i++)
		if (i != 1)
			assert_int_equal(
			    hear_at(&us, i, &first[i], 3), VRRP_HMAC_REPLAYED);
	assert_int_equal(hear_at(&us, 1, &first[1], 3), VRRP_ACCEPTED);
}

/* Both clocks an hour ahead, then both right: neither the sender's last sequence nor
 * the receiver's mark, an hour in the future, may silence the pair for that hour. */
TEST(clocks_set_back_on_both_sides_lose_no_advert)
{
	struct bench us, them;
	struct trailer trailer;

	bench_init(&us);
	bench_init(&them);
	trailer = sign_at(&them, 2, 3600 * 1000);
	assert_int_equal(hear_at(&us, 2, &trailer, 3600 * 1000), VRRP_ACCEPTED);
	for (int i = 0; i < 10; i++) {
		trailer = sign_at(&them, 2, i * 1000);
		assert_int_equal(hear_at(&us, 2, &trailer, i * 1000), VRRP_ACCEPTED);
	}
}

/* Within the window a sender goes on by ones until the clock has caught up. */
TEST(a_clock_set_back_a_little_loses_no_advert)
{
	struct bench us, them;
	struct trailer trailer;

	bench_init(&us);
	bench_init(&them);
	trailer = sign_at(&them, 2, 4000);
	assert_int_equal(hear_at(&us, 2, &trailer, 0), VRRP_ACCEPTED);
	for (int i = 0; i < 80; i++) {
		trailer = sign_at(&them, 2, i * 100);
		assert_int_equal(hear_at(&us, 2, &trailer, i * 100), VRRP_ACCEPTED);
	}
}

/* From 5 s ahead of the receiver to 5 s behind: 10 s back, which is two windows, and
 * what a pair that was in order and is in order may see at most. */
TEST(a_clock_set_back_by_two_windows_loses_no_advert)
{
	struct bench us, them;
	struct trailer trailer;

	bench_init(&us);
	bench_init(&them);
	trailer = sign_at(&them, 2, 5000);
	assert_int_equal(hear_at(&us, 2, &trailer, 0), VRRP_ACCEPTED);
	for (int ms = 0; ms < 20000; ms += 100) {
		trailer = sign_at(&them, 2, ms - 5000);
		assert_int_equal(hear_at(&us, 2, &trailer, ms), VRRP_ACCEPTED);
	}
}

/* One second more: the receiver's clock must have been set back, too. */
TEST(after_more_than_two_windows_the_clock_counts)
{
	struct bench them;
	struct trailer trailer;
	const uint8_t now[4] = {0x65, 0x53, 0xf1, 0x00}; /* 1700000000 */

	bench_init(&them);
	(void)sign_at(&them, 2, 11000);
	trailer = sign_at(&them, 2, 0);
	assert_memory_equal(trailer.bytes + 4, now, sizeof(now));
	(void)sign_at(&them, 2, 10000);
	trailer = sign_at(&them, 2, 0);
	assert_int_equal(trailer.bytes[7], 10);
}

TEST(a_clock_set_forward_on_one_side_alone_is_found)
{
	struct bench us, them;
	struct trailer trailer;

	bench_init(&us);
	bench_init(&them);
	trailer = sign_at(&them, 2, 3600 * 1000);
	assert_int_equal(hear_at(&us, 2, &trailer, 0), VRRP_HMAC_TOO_NEW);
	trailer = sign_at(&them, 2, 0);
	assert_int_equal(hear_at(&us, 2, &trailer, 0), VRRP_ACCEPTED);
	trailer = sign_at(&them, 2, -3600 * 1000);
	assert_int_equal(hear_at(&us, 2, &trailer, 0), VRRP_HMAC_TOO_OLD);
}

/* 2^32 s after 1970, in 2106, the seconds begin anew. */
TEST(the_end_of_the_seconds_is_none_of_ours)
{
	struct bench us, them;
	struct vrrp_hmac_message message = message_from(2);
	uint8_t trailer[VRRP_TRAILER_BYTES];
	uint64_t sequence;

	bench_init(&us);
	bench_init(&them);
	for (int64_t s = UINT32_MAX - 2LL; s < UINT32_MAX + 4LL; s++) {
		struct wall wall = {s * 1000000000};

		vrrp_hmac_sign(&them.hmac, &message, wall, trailer);
		assert_int_equal(
		    vrrp_hmac_check(&us.hmac, &message, trailer, wall, &sequence),
		    VRRP_ACCEPTED);
		vrrp_hmac_accept(&us.hmac, &message.source, sequence);
	}
}

TEST(a_reload_keeps_sequence_and_marks)
{
	struct bench us, them, young;
	struct trailer trailer;

	bench_init(&us);
	bench_init(&them);
	bench_init(&young);
	trailer = sign_at(&them, 2, 0);
	assert_int_equal(hear_at(&us, 2, &trailer, 0), VRRP_ACCEPTED);
	young.hmac.active = &young.keys[1];
	vrrp_hmac_adopt(&young.hmac, &us.hmac);
	assert_int_equal(hear_at(&young, 2, &trailer, 0), VRRP_HMAC_REPLAYED);
	bench_init(&young);
	young.hmac.active = &young.keys[1];
	vrrp_hmac_adopt(&young.hmac, &them.hmac);
	trailer = sign_at(&young, 2, 0); /* the clock stands still: counter 1 */
	assert_int_equal(trailer.bytes[1], 2);
	assert_int_equal(hear_at(&us, 2, &trailer, 0), VRRP_ACCEPTED);
}

TEST(a_reload_with_fewer_places_keeps_the_busiest)
{
	struct bench us, them[2], young;
	struct trailer first[2];

	bench_init(&us);
	bench_init(&young);
	for (uint8_t i = 0; i < 2; i++) {
		bench_init(&them[i]);
		first[i] = sign_at(&them[i], i, 0);
		assert_int_equal(hear_at(&us, i, &first[i], 0), VRRP_ACCEPTED);
	}
	young.hmac.marks_len = 1;
	vrrp_hmac_adopt(&young.hmac, &us.hmac);
	assert_int_equal(hear_at(&young, 1, &first[1], 0), VRRP_HMAC_REPLAYED);
	assert_int_equal(hear_at(&young, 0, &first[0], 0), VRRP_ACCEPTED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(signs_as_the_vectors_say),
	    cmocka_unit_test(takes_what_another_signed),
	    cmocka_unit_test(any_bit_that_differs_is_found),
	    cmocka_unit_test(each_refusal_has_its_reason),
	    cmocka_unit_test(the_window_has_two_sides),
	    cmocka_unit_test(time_alone_is_no_matter_to_a_monotonic_receiver),
	    cmocka_unit_test(what_was_heard_is_a_replay_the_second_time),
	    cmocka_unit_test(what_was_refused_for_another_reason_leaves_no_mark),
	    cmocka_unit_test(the_mode_says_whether_a_trailer_may_be_missing),
	    cmocka_unit_test(four_senders_are_remembered_and_the_idle_one_makes_room),
	    cmocka_unit_test(clocks_set_back_on_both_sides_lose_no_advert),
	    cmocka_unit_test(a_clock_set_back_a_little_loses_no_advert),
	    cmocka_unit_test(a_clock_set_back_by_two_windows_loses_no_advert),
	    cmocka_unit_test(after_more_than_two_windows_the_clock_counts),
	    cmocka_unit_test(a_clock_set_forward_on_one_side_alone_is_found),
	    cmocka_unit_test(the_end_of_the_seconds_is_none_of_ours),
	    cmocka_unit_test(a_reload_keeps_sequence_and_marks),
	    cmocka_unit_test(a_reload_with_fewer_places_keeps_the_busiest),
	};

	return cmocka_run_group_tests_name("vrrp_hmac", tests, NULL, NULL);
}
