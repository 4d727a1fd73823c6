/* SPDX-License-Identifier: Apache-2.0 */
/* The Internet checksum (RFC 1071). P. */
#ifndef AGENT_LIB_CHECKSUM_H
#define AGENT_LIB_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"

/* One's complement of the sum over `len` bytes, in host order, to be written as a
 * big-endian 16-bit field. Over bytes that hold a right checksum it is 0. */
uint16_t checksum_inet(const void *bytes, size_t len);

/* The same in parts: `sum` starts as 0, and only the last part may have an odd length.
 */
uint64_t checksum_add(uint64_t sum, const void *bytes, size_t len);
uint16_t checksum_end(uint64_t sum);

/* The sum over the pseudo header of `len` bytes of `protocol`: the addresses decide of
 * which family. Source: RFC 793 3.1, RFC 8200 8.1. */
uint64_t checksum_pseudo(const struct addr *source, const struct addr *destination,
    uint8_t protocol, size_t len);

#endif
