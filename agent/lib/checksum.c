/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/lib/checksum.h"

uint64_t
checksum_add(uint64_t sum, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	for (; len > 1; at += 2, len -= 2)
		sum += (uint32_t)(at[0] << 8 | at[1]);
	if (len)
		sum += (uint32_t)(at[0] << 8);
	return sum;
}

uint16_t
checksum_end(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

uint16_t
checksum_inet(const void *bytes, size_t len)
{
	return checksum_end(checksum_add(0, bytes, len));
}

/* The two pseudo headers differ in the order and width of their fields, which a sum
 * does not see. */
uint64_t
checksum_pseudo(const struct addr *source, const struct addr *destination,
    uint8_t protocol, size_t len)
{
	uint64_t sum = checksum_add(0, source->bytes, addr_len(source));

	sum = checksum_add(sum, destination->bytes, addr_len(destination));
	return sum + protocol + len;
}
