/* SPDX-License-Identifier: Apache-2.0 */
/* ARP frames over Ethernet as bytes. P. Source: RFC 826, RFC 5227. */
#ifndef AGENT_VRRP_VRRP_ARP_H
#define AGENT_VRRP_VRRP_ARP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"

enum { VRRP_MAC_BYTES = 6, VRRP_ARP_FRAME_BYTES = 42 };

struct vrrp_arp {
	uint8_t sender_mac[VRRP_MAC_BYTES];
	struct addr sender, target;
};

/* "addr is at mac", to everybody: a gratuitous request, as keepalived sends it. Both
 * write VRRP_ARP_FRAME_BYTES. */
void vrrp_arp_announce(uint8_t *out, const uint8_t *mac, const struct addr *addr);

/* "who has addr? tell sender", to everybody. */
void vrrp_arp_probe(uint8_t *out, const uint8_t *mac, const struct addr *sender,
    const struct addr *addr);

/* A frame with its Ethernet header. False when it is not IPv4 ARP over Ethernet. */
bool vrrp_arp_decode(const void *frame, size_t len, struct vrrp_arp *out);

#endif
