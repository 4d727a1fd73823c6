/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_value.h"

#include <string.h>

void
mib_value_octets(struct mib_value *value, const void *octets, size_t len)
{
	value->octets_len = len < MIB_OCTETS_MAX ? len : MIB_OCTETS_MAX;
	memcpy(value->octets, octets, value->octets_len);
}

void
mib_value_text(struct mib_value *value, const char *text)
{
	mib_value_octets(value, text, strlen(text));
}

void
mib_value_ip(struct mib_value *value, const struct addr *addr)
{
	static const uint8_t none[4];

	value->type = MIB_IP_ADDRESS;
	mib_value_octets(value, addr->family == ADDR_V4 ? addr->bytes : none, 4);
}

uint32_t
mib_inet_type(const struct addr *addr)
{
	if (addr->family == ADDR_V4)
		return MIB_INET_IPV4;
	return addr->family == ADDR_V6 ? MIB_INET_IPV6 : MIB_INET_UNKNOWN;
}

void
mib_value_inet(struct mib_value *value, const struct addr *addr)
{
	value->type = MIB_OCTETS;
	mib_value_octets(value, addr->bytes, addr_len(addr));
}

uint32_t
mib_time_stamp(const struct mib_base *base, int64_t wall_ms)
{
	int64_t since_ms = wall_ms - base->uptime_zero_ms;

	return since_ms > 0 ? (uint32_t)(since_ms / 10)
			    : 0; /* wraps as sysUpTime does */
}

size_t
mib_one_row(const void *source)
{
	(void)source;
	return 1;
}

void
mib_scalar_index(const void *source, size_t at, struct mib_oid *oid)
{
	(void)source;
	(void)at;
	mib_oid_add(oid, 0);
}
