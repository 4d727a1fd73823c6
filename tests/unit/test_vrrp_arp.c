/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/vrrp/vrrp_arp.h"

static const uint8_t mac[VRRP_MAC_BYTES] = {0x02, 0, 0, 0, 0, 0x60};

/* Erratum 7947: it carries the IPv4 address that is announced. */
TEST(an_announcement_is_a_broadcast_request_for_oneself)
{
	static const uint8_t want[VRRP_ARP_FRAME_BYTES] = {0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0x02, 0, 0, 0, 0, 0x60, 0x08, 0x06, 0, 1, 0x08, 0, 6, 4, 0, 1, 0x02,
	    0, 0, 0, 0, 0x60, 10, 1, 1, 166, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 10, 1,
	    1, 166};
	uint8_t frame[VRRP_ARP_FRAME_BYTES];
	struct addr vip = addr_v4(0x0a0101a6);

	vrrp_arp_announce(frame, mac, &vip);
	assert_memory_equal(frame, want, sizeof(want));
}

TEST(a_probe_asks_in_our_own_name)
{
	uint8_t frame[VRRP_ARP_FRAME_BYTES];
	struct addr ours = addr_v4(0x0a0101a0), vip = addr_v4(0x0a0101a6);
	struct vrrp_arp got;

	vrrp_arp_probe(frame, mac, &ours, &vip);
	assert_true(vrrp_arp_decode(frame, sizeof(frame), &got));
	assert_memory_equal(got.sender_mac, mac, VRRP_MAC_BYTES);
	assert_true(addr_equal(&got.sender, &ours));
	assert_true(addr_equal(&got.target, &vip));
}

TEST(a_frame_cut_at_every_length_is_none)
{
	uint8_t frame[VRRP_ARP_FRAME_BYTES];
	struct addr vip = addr_v4(0x0a0101a6);
	struct vrrp_arp got;

	vrrp_arp_announce(frame, mac, &vip);
	for (size_t len = 0; len < sizeof(frame); len++) {
		uint8_t exact[VRRP_ARP_FRAME_BYTES];

		memcpy(exact, frame, len);
		assert_false(vrrp_arp_decode(exact, len, &got));
	}
}

TEST(other_protocols_are_no_arp_of_ours)
{
	static const size_t fields[] = {12, 13, 14, 15, 16, 17, 18, 19};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		uint8_t frame[VRRP_ARP_FRAME_BYTES];
		struct addr vip = addr_v4(0x0a0101a6);
		struct vrrp_arp got;

		vrrp_arp_announce(frame, mac, &vip);
		frame[fields[i]] ^= 0x40;
		assert_false(vrrp_arp_decode(frame, sizeof(frame), &got));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_announcement_is_a_broadcast_request_for_oneself),
	    cmocka_unit_test(a_probe_asks_in_our_own_name),
	    cmocka_unit_test(a_frame_cut_at_every_length_is_none),
	    cmocka_unit_test(other_protocols_are_no_arp_of_ours),
	};

	return cmocka_run_group_tests_name("vrrp_arp", tests, NULL, NULL);
}
