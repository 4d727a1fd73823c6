/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes from and to the outside, checked. P.
 * A read or write past the end makes the cursor fail for good: reads yield zeros,
 * writes vanish. So a decoder reads a header straight down and asks once. */
#ifndef AGENT_LIB_WIRE_H
#define AGENT_LIB_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rd {
	const uint8_t *at; /* borrowed */
	size_t left;
	bool failed;
};

struct wr {
	uint8_t *start, *at; /* borrowed */
	size_t left;
	bool failed;
};

struct rd rd_init(const void *bytes, size_t len);
bool rd_ok(const struct rd *rd);
size_t rd_left(const struct rd *rd);
uint8_t rd_u8(struct rd *rd);
uint16_t rd_be16(struct rd *rd); /* read as network order, returned in host order */
uint32_t rd_be32(struct rd *rd);
/* `len` bytes, borrowed; NULL past the end. */
const uint8_t *rd_bytes(struct rd *rd, size_t len);

struct wr wr_init(void *bytes, size_t len);
bool wr_ok(const struct wr *wr);
size_t wr_len(const struct wr *wr);
void wr_u8(struct wr *wr, uint8_t value);
void wr_be16(struct wr *wr, uint16_t value);
void wr_be32(struct wr *wr, uint32_t value);
void wr_bytes(struct wr *wr, const void *bytes, size_t len);

#endif
