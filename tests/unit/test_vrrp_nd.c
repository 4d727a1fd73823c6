/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/lib/checksum.h"
#include "agent/vrrp/vrrp_nd.h"

static const uint8_t mac[6] = {0x02, 0, 0, 0, 0, 0x60};
static const struct addr vip = {
    ADDR_V6, {0x20, 0x01, 0x0d, 0xb8, [13] = 0x12, [14] = 0x34, [15] = 0x56}
};

enum { IP = 14, ICMP = 54 };

/* The sum over the message and its pseudo header is 0 when the checksum is right: made
 * here from the bytes of the frame alone. */
static uint16_t
sum_over(const uint8_t *frame, size_t len)
{
	struct addr source = {.family = ADDR_V6}, destination = {.family = ADDR_V6};
	uint64_t sum;

	memcpy(source.bytes, frame + IP + 8, 16);
	memcpy(destination.bytes, frame + IP + 24, 16);
	sum = checksum_pseudo(&source, &destination, 58, len - ICMP);
	return checksum_end(checksum_add(sum, frame + ICMP, len - ICMP));
}

/* A change of the message with its checksum made right again. */
static void
mend(uint8_t *frame, size_t len)
{
	uint16_t sum;

	frame[ICMP + 2] = frame[ICMP + 3] = 0;
	sum = sum_over(frame, len);
	frame[ICMP + 2] = (uint8_t)(sum >> 8);
	frame[ICMP + 3] = (uint8_t)sum;
}

/* By hand: RFC 4861 4.4. The checksum was summed up apart from our code. */
TEST(an_announcement_goes_to_all_nodes_from_a_router_and_overrides)
{
	static const uint8_t want[VRRP_ND_ANNOUNCE_BYTES] = {0x33, 0x33, 0, 0, 0, 1,
	    0x02, 0, 0, 0, 0, 0x60, 0x86, 0xdd,
	    /* version 6, 32 bytes of ICMPv6, hop limit 255 */
	    0x60, 0, 0, 0, 0, 32, 58, 255,
	    /* from the address itself */
	    0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x34, 0x56,
	    /* to ff02::1 */
	    0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	    /* neighbour advertisement, R and O */
	    136, 0, 0x0f, 0xfd, 0xa0, 0, 0, 0, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0,
	    0, 0, 0, 0x12, 0x34, 0x56,
	    /* target link-layer address */
	    2, 1, 0x02, 0, 0, 0, 0, 0x60};
	uint8_t frame[VRRP_ND_ANNOUNCE_BYTES];

	vrrp_nd_announce(frame, mac, &vip);
	assert_int_equal(sum_over(frame, sizeof(frame)), 0);
	assert_memory_equal(frame, want, sizeof(want));
}

/* 2001:db8::12:3456 is asked for at ff02::1:ff12:3456, 33:33:ff:12:34:56. */
TEST(a_probe_asks_the_solicited_nodes_in_nobodys_name)
{
	static const uint8_t want[ICMP + 2] = {0x33, 0x33, 0xff, 0x12, 0x34, 0x56, 0x02,
	    0, 0, 0, 0, 0x60, 0x86, 0xdd, 0x60, 0, 0, 0, 0, 24, 58, 255,
	    /* from :: */
	    [IP + 24] = 0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0x12, 0x34,
	    0x56, 135, 0};
	uint8_t frame[VRRP_ND_PROBE_BYTES];
	struct vrrp_nd got;

	vrrp_nd_probe(frame, mac, &vip);
	assert_memory_equal(frame, want, sizeof(want));
	assert_memory_equal(frame + ICMP + 8, vip.bytes, 16);
	assert_int_equal(sum_over(frame, sizeof(frame)), 0);
	assert_false(vrrp_nd_decode(frame, sizeof(frame), &got)); /* it only asks */
}

TEST(what_is_announced_is_decoded)
{
	uint8_t frame[VRRP_ND_ANNOUNCE_BYTES];
	struct vrrp_nd got;

	vrrp_nd_announce(frame, mac, &vip);
	assert_true(vrrp_nd_decode(frame, sizeof(frame), &got));
	assert_true(addr_equal(&got.target, &vip));
	assert_memory_equal(got.mac, mac, sizeof(mac));
	assert_memory_equal(got.sender_mac, mac, sizeof(mac));
}

TEST(an_answer_without_the_option_is_from_its_sender)
{
	uint8_t frame[VRRP_ND_ANNOUNCE_BYTES];
	const size_t len = VRRP_ND_ANNOUNCE_BYTES - 8;
	struct vrrp_nd got;

	vrrp_nd_announce(frame, mac, &vip);
	frame[IP + 5] = 24;
	frame[ICMP + 4] = 0; /* neither a router nor an override: it claims it still */
	mend(frame, len);
	assert_true(vrrp_nd_decode(frame, len, &got));
	assert_memory_equal(got.mac, mac, sizeof(mac));
}

TEST(a_frame_cut_at_every_length_is_none)
{
	uint8_t frame[VRRP_ND_ANNOUNCE_BYTES];
	struct vrrp_nd got;

	vrrp_nd_announce(frame, mac, &vip);
	for (size_t len = 0; len < sizeof(frame); len++) {
		uint8_t exact[VRRP_ND_ANNOUNCE_BYTES];

		memcpy(exact, frame, len);
		assert_false(vrrp_nd_decode(exact, len, &got));
	}
}

/* Ethernet's least length pads a short frame: the header says how long it is. */
TEST(padding_after_the_message_is_not_read)
{
	uint8_t frame[VRRP_ND_ANNOUNCE_BYTES + 4] = {0};
	struct vrrp_nd got;

	vrrp_nd_announce(frame, mac, &vip);
	memset(frame + VRRP_ND_ANNOUNCE_BYTES, 0xff, 4);
	assert_true(vrrp_nd_decode(frame, sizeof(frame), &got));
}

TEST(every_bit_of_the_message_is_under_the_checksum)
{
	for (size_t at = IP + 8; at < VRRP_ND_ANNOUNCE_BYTES; at++) {
		uint8_t frame[VRRP_ND_ANNOUNCE_BYTES];
		struct vrrp_nd got;

		vrrp_nd_announce(frame, mac, &vip);
		frame[at] ^= 0x10;
		assert_false(vrrp_nd_decode(frame, sizeof(frame), &got));
	}
}

struct wrong {
	size_t at;
	uint8_t value;
};

TEST(other_messages_are_no_advertisement)
{
	static const struct wrong wrongs[] = {
	    {12,        0x08}, /* not IPv6 */
	    {IP,        0x40},
            {IP + 6,    59  },
            {IP + 7,    254 }, /* came through a router */
	    {ICMP,      135 },
            {ICMP + 1,  1   },
            {ICMP + 8,  0xff}, /* a group is nobody's */
	    {ICMP + 25, 0   }, /* an option of no length */
	    {ICMP + 25, 2   }, /* one that is longer than the message */
	};

	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		uint8_t frame[VRRP_ND_ANNOUNCE_BYTES];
		struct vrrp_nd got;

		vrrp_nd_announce(frame, mac, &vip);
		frame[wrongs[i].at] = wrongs[i].value;
		mend(frame, sizeof(frame));
		assert_false(vrrp_nd_decode(frame, sizeof(frame), &got));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		an_announcement_goes_to_all_nodes_from_a_router_and_overrides),
	    cmocka_unit_test(a_probe_asks_the_solicited_nodes_in_nobodys_name),
	    cmocka_unit_test(what_is_announced_is_decoded),
	    cmocka_unit_test(an_answer_without_the_option_is_from_its_sender),
	    cmocka_unit_test(a_frame_cut_at_every_length_is_none),
	    cmocka_unit_test(padding_after_the_message_is_not_read),
	    cmocka_unit_test(every_bit_of_the_message_is_under_the_checksum),
	    cmocka_unit_test(other_messages_are_no_advertisement),
	};

	return cmocka_run_group_tests_name("vrrp_nd", tests, NULL, NULL);
}
