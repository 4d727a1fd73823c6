/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/lib/wire.h"

#include <string.h>

struct rd
rd_init(const void *bytes, size_t len)
{
	return (struct rd){.at = bytes, .left = len};
}

bool
rd_ok(const struct rd *rd)
{
	return !rd->failed;
}

size_t
rd_left(const struct rd *rd)
{
	return rd->left;
}

const uint8_t *
rd_bytes(struct rd *rd, size_t len)
{
	const uint8_t *at = rd->at;

	if (rd->failed || len > rd->left) {
		rd->failed = true;
		rd->left = 0;
		return NULL;
	}
	rd->at += len;
	rd->left -= len;
	return at;
}

uint8_t
rd_u8(struct rd *rd)
{
	const uint8_t *at = rd_bytes(rd, 1);

	return at ? at[0] : 0;
}

uint16_t
rd_be16(struct rd *rd)
{
	const uint8_t *at = rd_bytes(rd, 2);

	return at ? (uint16_t)(at[0] << 8 | at[1]) : 0;
}

uint32_t
rd_be32(struct rd *rd)
{
	const uint8_t *at = rd_bytes(rd, 4);

	if (!at)
		return 0;
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 |
	    at[3];
}

struct wr
wr_init(void *bytes, size_t len)
{
	return (struct wr){.start = bytes, .at = bytes, .left = len};
}

bool
wr_ok(const struct wr *wr)
{
	return !wr->failed;
}

size_t
wr_len(const struct wr *wr)
{
	return (size_t)(wr->at - wr->start);
}

void
wr_bytes(struct wr *wr, const void *bytes, size_t len)
{
	if (wr->failed || len > wr->left) {
		wr->failed = true;
		return;
	}
	if (len)
		memcpy(wr->at, bytes, len);
	wr->at += len;
	wr->left -= len;
}

void
wr_u8(struct wr *wr, uint8_t value)
{
	wr_bytes(wr, &value, 1);
}

void
wr_be16(struct wr *wr, uint16_t value)
{
	uint8_t bytes[2] = {(uint8_t)(value >> 8), (uint8_t)value};

	wr_bytes(wr, bytes, sizeof(bytes));
}

void
wr_be32(struct wr *wr, uint32_t value)
{
	wr_be16(wr, (uint16_t)(value >> 16));
	wr_be16(wr, (uint16_t)value);
}
