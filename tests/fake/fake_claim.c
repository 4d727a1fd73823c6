/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fake/fake_claim.h"

#include <string.h>

#include "agent/vrrp/vrrp_arp.h"
#include "agent/vrrp/vrrp_nd.h"

struct fake_frame *
fake_claim(size_t from, const uint8_t *mac, const struct addr *addr)
{
	bool is_v6 = addr->family == ADDR_V6;
	struct fake_frame *frame =
	    fake_frame_new(from, is_v6 ? VRRP_ND_ANNOUNCE_BYTES : VRRP_ARP_FRAME_BYTES);

	frame->kind = is_v6 ? FAKE_ND : FAKE_ARP;
	if (is_v6)
		vrrp_nd_announce(frame->bytes, mac, addr);
	else
		vrrp_arp_announce(frame->bytes, mac, addr);
	return frame;
}

struct fake_frame *
fake_question(
    size_t from, const uint8_t *mac, const struct addr *own, const struct addr *addr)
{
	bool is_v6 = addr->family == ADDR_V6;
	struct fake_frame *frame =
	    fake_frame_new(from, is_v6 ? VRRP_ND_PROBE_BYTES : VRRP_ARP_FRAME_BYTES);

	frame->kind = is_v6 ? FAKE_ND : FAKE_ARP;
	if (is_v6)
		vrrp_nd_probe(frame->bytes, mac, addr);
	else
		vrrp_arp_probe(frame->bytes, mac, own, addr);
	return frame;
}

bool
fake_asks_for(const struct fake_frame *frame, struct addr *target)
{
	const size_t target_at = 14 + 40 + 8; /* RFC 4861 4.3 */
	struct vrrp_arp arp;

	if (frame->kind == FAKE_ND) {
		*target = (struct addr){.family = ADDR_V6};
		memcpy(target->bytes, frame->bytes + target_at, 16);
		return frame->len == VRRP_ND_PROBE_BYTES;
	}
	if (!vrrp_arp_decode(frame->bytes, frame->len, &arp))
		return false;
	*target = arp.target;
	return !addr_equal(&arp.sender, &arp.target);
}
