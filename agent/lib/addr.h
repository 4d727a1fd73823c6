/* SPDX-License-Identifier: Apache-2.0 */
/* An IPv4 or IPv6 address as a value. P. */
#ifndef AGENT_LIB_ADDR_H
#define AGENT_LIB_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ADDR_NONE = 0, ADDR_V4 = 4, ADDR_V6 = 6 };

enum { ADDR_TEXT_SIZE = 46 };

struct addr {
	uint8_t family;    /* ADDR_NONE, ADDR_V4, ADDR_V6: not AF_* */
	uint8_t bytes[16]; /* network order; the rest is zero for IPv4 */
};

struct addr_prefix {
	struct addr addr;
	uint8_t prefix_len; /* 0..32 or 0..128 */
};

/* False, and *out untouched, when `text` is not exactly one address. */
bool addr_parse(const char *text, struct addr *out);

/* "10.1.1.166/24"; without a slash the length is that of a host (32, 128). */
bool addr_prefix_parse(const char *text, struct addr_prefix *out);

/* Into out[ADDR_TEXT_SIZE]; returns out. ADDR_NONE prints as "". */
const char *addr_format(const struct addr *addr, char *out);

struct addr addr_v4(uint32_t host_order);
uint32_t addr_to_v4(const struct addr *addr); /* host order; 0 if not IPv4 */
size_t addr_len(const struct addr *addr);     /* 0, 4 or 16 */
bool addr_is_set(const struct addr *addr);
bool addr_is_any(const struct addr *addr);
bool addr_is_multicast(const struct addr *addr);
bool addr_is_link_local(const struct addr *addr); /* fe80::/10; never IPv4 */
bool addr_is_loopback(const struct addr *addr);

/* By family, then bytes in network order (so IPv4 by value): <0, 0, >0. */
int addr_cmp(const struct addr *a, const struct addr *b);
bool addr_equal(const struct addr *a, const struct addr *b);

#endif
