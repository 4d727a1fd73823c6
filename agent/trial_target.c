/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/trial_target.h"

#include <string.h>

static bool
is_within(const struct addr *addr, const struct addr_prefix *prefix)
{
	size_t whole = prefix->prefix_len / 8;
	unsigned rest = prefix->prefix_len % 8;

	if (addr->family != prefix->addr.family ||
	    memcmp(addr->bytes, prefix->addr.bytes, whole) != 0)
		return false;
	return !rest ||
	    (addr->bytes[whole] ^ prefix->addr.bytes[whole]) >> (8 - rest) == 0;
}

/* IPv4-mapped and -compatible (RFC 4291 2.5.5), and what NAT64 (RFC 6052 2.1) and 6to4
 * (RFC 3056 2) lead to. */
static struct addr
meant(const struct addr *addr)
{
	static const struct {
		uint8_t bytes[12];
		uint8_t len, at;
	} forms[] = {
	    {{[10] = 0xff, 0xff},      12, 12},
	    {{0x00, 0x64, 0xff, 0x9b}, 12, 12},
	    {{0x20, 0x02},             2,  2 },
	    {{0},		      12, 12},
	};
	struct addr v4 = {.family = ADDR_V4};

	if (addr->family != ADDR_V6 || addr_is_any(addr) || addr_is_loopback(addr))
		return *addr;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (memcmp(addr->bytes, forms[i].bytes, forms[i].len) == 0) {
			memcpy(v4.bytes, addr->bytes + forms[i].at, 4);
			return v4;
		}
	return *addr;
}

static bool
is_in(const char *prefix, const struct addr *addr)
{
	struct addr_prefix parsed;

	return addr_prefix_parse(prefix, &parsed) && is_within(addr, &parsed);
}

const char *
trial_target_refusal(
    const struct addr *addr, const struct addr_prefix *allowed, size_t allowed_len)
{
	static const struct {
		const char *prefix, *what;
	} never[] = {
	    {"169.254.169.254", "a cloud's metadata address"},
	    {"fd00:ec2::254",   "a cloud's metadata address"},
	    {"100.100.100.200", "a cloud's metadata address"},
	    {"169.254.0.0/16",  "a link-local address"      },
	    {"fe80::/10",       "a link-local address"      },
	    {"224.0.0.0/4",     "a multicast address"       },
	    {"ff00::/8",        "a multicast address"       },
	    {"255.255.255.255", "the broadcast address"     },
	    {"0.0.0.0/8",       "an address of no host"     },
	    {"::",              "an address of no host"     },
	};
	struct addr real = meant(addr);

	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (is_in(never[i].prefix, &real))
			return never[i].what;
	if (!addr_is_set(addr))
		return "no address";
	if (!addr_is_loopback(&real))
		return NULL;
	for (size_t i = 0; i < allowed_len; i++)
		if (is_within(&real, &allowed[i]))
			return NULL;
	return "a loopback address, which check_test_targets does not allow";
}
