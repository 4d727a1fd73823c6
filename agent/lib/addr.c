/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/lib/addr.h"

#include <arpa/inet.h>
#include <string.h>

bool
addr_parse(const char *text, struct addr *out)
{
	struct addr got = {0};

	if (inet_pton(AF_INET, text, got.bytes) == 1)
		got.family = ADDR_V4;
	else if (inet_pton(AF_INET6, text, got.bytes) == 1)
		got.family = ADDR_V6;
	else
		return false;
	*out = got;
	return true;
}

static bool
prefix_len_parse(const char *text, unsigned max, uint8_t *out)
{
	unsigned value = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		value = value * 10 + (unsigned)(*text - '0');
		if (value > max)
			return false;
	}
	*out = (uint8_t)value;
	return true;
}

bool
addr_prefix_parse(const char *text, struct addr_prefix *out)
{
	char host[ADDR_TEXT_SIZE];
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : strlen(text);
	struct addr_prefix got;
	unsigned max;

	if (len >= sizeof(host))
		return false;
	memcpy(host, text, len);
	host[len] = '\0';
	if (!addr_parse(host, &got.addr))
		return false;
	max = got.addr.family == ADDR_V4 ? 32 : 128;
	got.prefix_len = (uint8_t)max;
	if (slash && !prefix_len_parse(slash + 1, max, &got.prefix_len))
		return false;
	*out = got;
	return true;
}

const char *
addr_format(const struct addr *addr, char *out)
{
	out[0] = '\0';
	if (addr->family == ADDR_V4)
		(void)inet_ntop(AF_INET, addr->bytes, out, ADDR_TEXT_SIZE);
	else if (addr->family == ADDR_V6)
		(void)inet_ntop(AF_INET6, addr->bytes, out, ADDR_TEXT_SIZE);
	return out;
}

struct addr
addr_v4(uint32_t host_order)
{
	struct addr addr = {.family = ADDR_V4};

	addr.bytes[0] = (uint8_t)(host_order >> 24);
	addr.bytes[1] = (uint8_t)(host_order >> 16);
	addr.bytes[2] = (uint8_t)(host_order >> 8);
	addr.bytes[3] = (uint8_t)host_order;
	return addr;
}

uint32_t
addr_to_v4(const struct addr *addr)
{
	if (addr->family != ADDR_V4)
		return 0;
	return (uint32_t)addr->bytes[0] << 24 | (uint32_t)addr->bytes[1] << 16 |
	    (uint32_t)addr->bytes[2] << 8 | addr->bytes[3];
}

size_t
addr_len(const struct addr *addr)
{
	if (addr->family == ADDR_V4)
		return 4;
	return addr->family == ADDR_V6 ? 16 : 0;
}

bool
addr_is_set(const struct addr *addr)
{
	return addr->family != ADDR_NONE;
}

bool
addr_is_any(const struct addr *addr)
{
	static const uint8_t zero[16];

	return addr_is_set(addr) && memcmp(addr->bytes, zero, sizeof(zero)) == 0;
}

bool
addr_is_multicast(const struct addr *addr)
{
	if (addr->family == ADDR_V4)
		return (addr->bytes[0] & 0xf0) == 0xe0;
	return addr->family == ADDR_V6 && addr->bytes[0] == 0xff;
}

bool
addr_is_link_local(const struct addr *addr)
{
	return addr->family == ADDR_V6 && addr->bytes[0] == 0xfe &&
	    (addr->bytes[1] & 0xc0) == 0x80;
}

bool
addr_is_loopback(const struct addr *addr)
{
	static const uint8_t one[16] = {[15] = 1};

	if (addr->family == ADDR_V4)
		return addr->bytes[0] == 127;
	return addr->family == ADDR_V6 && memcmp(addr->bytes, one, sizeof(one)) == 0;
}

int
addr_cmp(const struct addr *a, const struct addr *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

bool
addr_equal(const struct addr *a, const struct addr *b)
{
	return addr_cmp(a, b) == 0;
}
