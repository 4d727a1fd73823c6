/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of neighbour discovery over Ethernet as bytes: for IPv6 what vrrp_arp is for
 * IPv4. P. Source: RFC 4861 4.3, 4.4, 7.2.6; RFC 9568 8.2.2 (the R and O flags). */
#ifndef AGENT_VRRP_VRRP_ND_H
#define AGENT_VRRP_VRRP_ND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"

enum {
	VRRP_ND_ANNOUNCE_BYTES = 14 + 40 + 32,
	VRRP_ND_PROBE_BYTES = 14 + 40 + 24,
	VRRP_ND_FRAME_BYTES_MAX =
	    14 + 40 + 24 + 128 /* with options that we read past */
};

/* An advertisement: `mac` has `target`. */
struct vrrp_nd {
	uint8_t sender_mac[6]; /* whom the frame is from */
	uint8_t mac[6];        /* what its option says, else the same */
	struct addr target;
};

/* "addr is at mac", unsolicited, to all nodes, from a router (R), and it overrides what
 * they knew (O). Writes VRRP_ND_ANNOUNCE_BYTES. */
void vrrp_nd_announce(uint8_t *out, const uint8_t *mac, const struct addr *addr);

/* "Who has addr?", as a host asks before it takes an address (RFC 4862 5.4.2): from
 * nobody, so that the answer goes to all. Writes VRRP_ND_PROBE_BYTES. */
void vrrp_nd_probe(uint8_t *out, const uint8_t *mac, const struct addr *addr);

/* A frame with its Ethernet header. False when it is no valid neighbour advertisement
 * (RFC 4861 7.1.2); *out is then untouched. */
bool vrrp_nd_decode(const void *frame, size_t len, struct vrrp_nd *out);

#endif
