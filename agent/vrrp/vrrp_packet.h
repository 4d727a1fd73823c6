/* SPDX-License-Identifier: Apache-2.0 */
/* The VRRP advertisement as bytes: encode and decode. P.
 * Source: RFC 3768 5 (version 2). Version 3 will differ in the header's last words and
 * in the length of an address; who reads a struct vrrp_advert need not know. */
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
	VRRP_TYPE_ADVERT = 1,
	VRRP_PRIO_RELEASE = 0,
	VRRP_PRIO_OWNER = 255,
	VRRP_AUTH_BYTES = 8,
	VRRP_ADVERT_BYTES_MAX = 8 + 4 * 255 + VRRP_AUTH_BYTES,
	VRRP_DATAGRAM_BYTES_MAX = 60 + VRRP_ADVERT_BYTES_MAX
};

/* What an advertisement says. */
struct vrrp_advert {
	uint8_t version, type, vrid, priority;
	uint8_t auth_type;
	uint16_t adver_int_cs;
	const uint8_t *addrs; /* borrowed: addrs_len x 4 bytes, network order */
	uint8_t addrs_len;
	const uint8_t *auth; /* borrowed: VRRP_AUTH_BYTES */
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

/* Decode the VRRP part of a datagram. On VRRP_ACCEPTED fills *ad, which borrows from
 * `pkt`. Checks form only (version, length, checksum, in that order); whether the
 * advert is for us, and its type, is the caller's question. Source: RFC 3768 7.1. */
enum vrrp_refusal vrrp_advert_decode(
    const void *pkt, size_t len, struct vrrp_advert *ad);

/* The i-th address of the list, i < addrs_len. */
struct addr vrrp_advert_addr(const struct vrrp_advert *ad, size_t i);

/* Write *ad with its checksum; returns the length, 0 when `room` is too small. */
size_t vrrp_advert_encode(const struct vrrp_advert *ad, void *out, size_t room);

#endif
