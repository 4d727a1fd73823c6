/* SPDX-License-Identifier: Apache-2.0 */
/* The VRRP advertisement as bytes: encode and decode. P.
 * Source: RFC 3768 5 (version 2), RFC 9568 5 (version 3). They differ in the header's
 * last words, in what the checksum covers and in the length of an address; who reads a
 * struct vrrp_advert need not know. */
#ifndef AGENT_VRRP_VRRP_PACKET_H
#define AGENT_VRRP_VRRP_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/words.h"

enum {
	VRRP_IP_PROTOCOL = 112,
	VRRP_TTL = 255,
	VRRP_TOS = 0xc0, /* internetwork control, as the field sends it */
	VRRP_VERSION_2 = 2,
	VRRP_VERSION_3 = 3,
	VRRP_TYPE_ADVERT = 1,
	VRRP_PRIO_RELEASE = 0,
	VRRP_PRIO_OWNER = 255,
	VRRP_AUTH_BYTES = 8,
	VRRP_HEADER_BYTES = 8,
	VRRP_TRAILER_BYTES = 28,     /* of auth_hmac: vrrp_hmac.h */
	VRRP_INTERVAL_MAX_CS = 4095, /* version 3: 12 bits */
	VRRP_ADVERT_BYTES_MAX =
	    VRRP_HEADER_BYTES + 16 * 255 + VRRP_AUTH_BYTES + VRRP_TRAILER_BYTES,
	VRRP_DATAGRAM_BYTES_MAX = 60 + VRRP_ADVERT_BYTES_MAX
};

/* What an advertisement says. */
struct vrrp_advert {
	uint8_t version, type, vrid, priority;
	uint8_t family;    /* ADDR_V4, ADDR_V6: of its carrier and of the list */
	uint8_t auth_type; /* version 3: 0 */
	uint16_t adver_int_cs;
	const uint8_t *addrs; /* borrowed: addrs_len addresses, network order */
	uint8_t addrs_len;
	const uint8_t *auth; /* borrowed: VRRP_AUTH_BYTES; version 3: NULL */
	enum vrrp_checksum checksum;
	size_t len;             /* of the message, without a trailer */
	const uint8_t *trailer; /* borrowed: VRRP_TRAILER_BYTES; NULL: there is none */
};

/* A datagram of protocol 112, of either family. */
struct vrrp_datagram {
	struct addr source, destination;
	uint8_t ttl;            /* or hop limit */
	const uint8_t *payload; /* borrowed */
	size_t payload_len;
};

/* Take the IPv4 header off. False when these bytes are no whole IPv4 datagram of
 * protocol 112; *out is then untouched. */
bool vrrp_datagram_decode(const void *bytes, size_t len, struct vrrp_datagram *out);

/* The VRID that the payload names, or 0 (which no router has) if it is too short. */
uint8_t vrrp_datagram_vrid(const struct vrrp_datagram *datagram);

/* The version that the payload claims; 0 if it is empty. */
uint8_t vrrp_datagram_version(const struct vrrp_datagram *datagram);

/* Decode the VRRP part of a datagram. On VRRP_ACCEPTED fills *ad, which borrows from
 * the payload. Checks form only (version, family, length, checksum, in that order);
 * whether the advert is for us, and its type, is the caller's question, and what a
 * trailer says, which is known by its length alone. Any form of the
 * checksum is right: `checksum` says which it is. Source: RFC 3768 7.1, RFC 9568 7.1.
 */
enum vrrp_refusal vrrp_advert_decode(
    const struct vrrp_datagram *datagram, struct vrrp_advert *ad);

/* Of an address in the list: 4 or 16. */
size_t vrrp_addr_bytes(uint8_t family);

/* For qsort and bsearch over addresses as they are in a list. */
typedef int vrrp_order_fn(const void *a, const void *b);
vrrp_order_fn *vrrp_addr_order(uint8_t family);

/* The i-th address of the list, i < addrs_len. */
struct addr vrrp_advert_addr(const struct vrrp_advert *ad, size_t i);

/* Write *ad with its checksum of the form it says, for a datagram from `source` to
 * `destination`; returns the length, 0 when `room` is too small. */
size_t vrrp_advert_encode(const struct vrrp_advert *ad, const struct addr *source,
    const struct addr *destination, void *out, size_t room);

/* `out` holds an advert and its trailer, `len` bytes in all: make the checksum of IPv6
 * cover both. That of IPv4 covers the message alone. */
void vrrp_advert_cover(const struct addr *source, const struct addr *destination,
    uint8_t *out, size_t len);

#endif
