/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/lib/checksum.h"

uint16_t
checksum_inet(const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	uint64_t sum = 0;

	for (; len > 1; at += 2, len -= 2)
		sum += (uint32_t)(at[0] << 8 | at[1]);
	if (len)
		sum += (uint32_t)(at[0] << 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}
