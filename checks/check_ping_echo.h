/* SPDX-License-Identifier: Apache-2.0 */
/* ICMP echo of both versions. P. Source: RFC 792, RFC 4443 4.1 and 4.2.
 * The kernel sets the checksum of version 6, and on a ping socket identifier and
 * checksum of both. A raw socket of version 4 gives the IP header too, and all the ICMP
 * of the peer: the cookie tells whose answer it is. */
#ifndef CHECKS_CHECK_PING_ECHO_H
#define CHECKS_CHECK_PING_ECHO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CHECK_PING_COOKIE = 16,
	CHECK_PING_BYTES = 8 + CHECK_PING_COOKIE,
	CHECK_PING_HEADER_MAX = 60
};

/* A request that carries the cookie, into out[CHECK_PING_BYTES]. */
void check_ping_encode(bool v6, const uint8_t *cookie, uint8_t *out);
/* Whether it is a reply that carries it. */
bool check_ping_is_reply(
    bool v6, const uint8_t *cookie, const uint8_t *bytes, size_t len);

/* Bytes of the IPv4 header that these begin with; `len` when that is not whole. */
size_t check_ping_header(const uint8_t *bytes, size_t len);

#endif
