/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_arp.h"

#include <assert.h>
#include <string.h>

#include "agent/lib/wire.h"

enum {
	ETHERTYPE_ARP_ = 0x0806,
	ETHERTYPE_IPV4_ = 0x0800,
	HARDWARE_ETHERNET = 1,
	OPERATION_REQUEST = 1,
	IPV4_BYTES = 4
};

static const uint8_t everybody[VRRP_MAC_BYTES] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
static const uint8_t nobody[VRRP_MAC_BYTES];

static void
request(uint8_t *out, const struct vrrp_arp *arp, const uint8_t *target_mac)
{
	struct wr wr = wr_init(out, VRRP_ARP_FRAME_BYTES);

	wr_bytes(&wr, everybody, VRRP_MAC_BYTES);
	wr_bytes(&wr, arp->sender_mac, VRRP_MAC_BYTES);
	wr_be16(&wr, ETHERTYPE_ARP_);
	wr_be16(&wr, HARDWARE_ETHERNET);
	wr_be16(&wr, ETHERTYPE_IPV4_);
	wr_u8(&wr, VRRP_MAC_BYTES);
	wr_u8(&wr, IPV4_BYTES);
	wr_be16(&wr, OPERATION_REQUEST);
	wr_bytes(&wr, arp->sender_mac, VRRP_MAC_BYTES);
	wr_be32(&wr, addr_to_v4(&arp->sender));
	wr_bytes(&wr, target_mac, VRRP_MAC_BYTES);
	wr_be32(&wr, addr_to_v4(&arp->target));
	assert(wr_ok(&wr) && wr_len(&wr) == VRRP_ARP_FRAME_BYTES);
}

void
vrrp_arp_announce(uint8_t *out, const uint8_t *mac, const struct addr *addr)
{
	struct vrrp_arp arp = {.sender = *addr, .target = *addr};

	memcpy(arp.sender_mac, mac, VRRP_MAC_BYTES);
	request(out, &arp, everybody);
}

void
vrrp_arp_probe(uint8_t *out, const uint8_t *mac, const struct addr *sender,
    const struct addr *addr)
{
	struct vrrp_arp arp = {.sender = *sender, .target = *addr};

	memcpy(arp.sender_mac, mac, VRRP_MAC_BYTES);
	request(out, &arp, nobody);
}

bool
vrrp_arp_decode(const void *frame, size_t len, struct vrrp_arp *out)
{
	struct rd rd = rd_init(frame, len);
	uint16_t ethertype, hardware, protocol;
	uint8_t mac_bytes, addr_bytes;
	const uint8_t *mac;
	struct vrrp_arp got;

	(void)rd_bytes(&rd, (size_t)2 * VRRP_MAC_BYTES);
	ethertype = rd_be16(&rd);
	hardware = rd_be16(&rd);
	protocol = rd_be16(&rd);
	mac_bytes = rd_u8(&rd);
	addr_bytes = rd_u8(&rd);
	(void)rd_be16(&rd); /* asked or told: who claims the sender's address is said */
	mac = rd_bytes(&rd, VRRP_MAC_BYTES);
	got.sender = addr_v4(rd_be32(&rd));
	(void)rd_bytes(&rd, VRRP_MAC_BYTES);
	got.target = addr_v4(rd_be32(&rd));
	if (!rd_ok(&rd) || ethertype != ETHERTYPE_ARP_ ||
	    hardware != HARDWARE_ETHERNET || protocol != ETHERTYPE_IPV4_ ||
	    mac_bytes != VRRP_MAC_BYTES || addr_bytes != IPV4_BYTES)
		return false;
	memcpy(got.sender_mac, mac, VRRP_MAC_BYTES);
	*out = got;
	return true;
}
