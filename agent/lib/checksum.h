/* SPDX-License-Identifier: Apache-2.0 */
/* The Internet checksum (RFC 1071). P. */
#ifndef AGENT_LIB_CHECKSUM_H
#define AGENT_LIB_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* One's complement of the sum over `len` bytes, in host order, to be written as a
 * big-endian 16-bit field. Over bytes that hold a right checksum it is 0. */
uint16_t checksum_inet(const void *bytes, size_t len);

#endif
