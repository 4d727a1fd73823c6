/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_pair.h"

#include <string.h>

#include "agent/lib/mem.h"

struct mib_pairs
mib_pairs_new(size_t max)
{
	return (struct mib_pairs){.at = mem_new(max, sizeof(struct mib_pair))};
}

struct mib_pair *
mib_pairs_add(struct mib_pairs *pairs, const void *said, const void *is, uint32_t first,
    uint32_t second)
{
	struct mib_pair *pair = &pairs->at[pairs->len++];

	*pair = (struct mib_pair){
	    .said = said, .is = is, .ids = {first, second},
                    .ids_len = second ? 2 : 1
        };
	return pair;
}

void
mib_pair_index(const struct mib_pair *pair, struct mib_oid *oid)
{
	for (uint32_t i = 0; i < pair->ids_len; i++)
		mib_oid_add(oid, pair->ids[i]);
}

/* ---- what the file says ---- */

static const void *
said(const struct mib_cell *cell)
{
	return (const char *)mib_pair_of(cell)->said + cell->column->offset;
}

void
mib_said_u32(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = *(const uint32_t *)said(cell);
}

/* 0 is what nobody said. */
void
mib_said_u32_or_none(const struct mib_cell *cell, struct mib_value *value)
{
	mib_said_u32(cell, value);
	value->absent = value->number == 0;
}

void
mib_said_i32(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = (uint64_t)(int64_t) * (const int32_t *)said(cell);
}

void
mib_said_truth(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = *(const bool *)said(cell) ? MIB_TRUE : MIB_FALSE;
}

void
mib_said_text(const struct mib_cell *cell, struct mib_value *value)
{
	const char *text = *(const char *const *)said(cell);

	value->absent = !text;
	if (text)
		mib_value_text(value, text);
}

void
mib_said_inet(const struct mib_cell *cell, struct mib_value *value)
{
	const struct addr *addr = said(cell);

	value->absent = !addr_is_set(addr);
	mib_value_inet(value, addr);
}

void
mib_said_inet_type(const struct mib_cell *cell, struct mib_value *value)
{
	const struct addr *addr = said(cell);

	value->absent = !addr_is_set(addr);
	value->number = mib_inet_type(addr);
}

void
mib_said_s(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = *(const uint32_t *)said(cell) / 1000;
}

void
mib_said_us(const struct mib_cell *cell, struct mib_value *value)
{
	/* More than fits an Unsigned32 (71 minutes) is said as its greatest. */
	uint64_t us = UINT64_C(1000) * *(const uint32_t *)said(cell);

	value->number = us < UINT32_MAX ? us : UINT32_MAX;
}

/* ---- what is ---- */

/* NULL, and *value is absent: there is no row. */
static const void *
is(const struct mib_cell *cell, struct mib_value *value)
{
	const struct mib_pair *pair = mib_pair_of(cell);

	value->absent = !pair->is;
	return pair->is ? (const char *)pair->is + cell->column->offset : NULL;
}

void
mib_is_u8(const struct mib_cell *cell, struct mib_value *value)
{
	const uint8_t *number = is(cell, value);

	value->number = number ? *number : 0;
}

void
mib_is_u16(const struct mib_cell *cell, struct mib_value *value)
{
	const uint16_t *number = is(cell, value);

	value->number = number ? *number : 0;
}

void
mib_is_u32(const struct mib_cell *cell, struct mib_value *value)
{
	const uint32_t *number = is(cell, value);

	value->number = number ? *number : 0;
}

void
mib_is_u64(const struct mib_cell *cell, struct mib_value *value)
{
	const uint64_t *number = is(cell, value);
	uint64_t whole = number ? *number : 0;

	/* A counter wraps; a gauge that does not fit stays at its greatest. */
	if (value->type == MIB_COUNTER32)
		whole = (uint32_t)whole;
	else if (value->type != MIB_COUNTER64 && whole > UINT32_MAX)
		whole = UINT32_MAX;
	value->number = whole;
}

void
mib_is_low(const struct mib_cell *cell, struct mib_value *value)
{
	const uint64_t *number = is(cell, value);

	value->number = number ? (uint32_t)*number : 0;
}

void
mib_is_high(const struct mib_cell *cell, struct mib_value *value)
{
	const uint64_t *number = is(cell, value);

	value->number = number ? *number >> 32 : 0;
}

void
mib_is_truth(const struct mib_cell *cell, struct mib_value *value)
{
	const bool *truth = is(cell, value);

	value->number = truth && *truth ? MIB_TRUE : MIB_FALSE;
}

void
mib_is_text(const struct mib_cell *cell, struct mib_value *value)
{
	const char *text = is(cell, value);

	if (text)
		mib_value_text(value, text);
	value->absent = !text || !*text;
}

void
mib_is_inet(const struct mib_cell *cell, struct mib_value *value)
{
	const struct addr *addr = is(cell, value);

	if (addr)
		mib_value_inet(value, addr);
	value->absent = !addr || !addr_is_set(addr);
}

void
mib_is_inet_type(const struct mib_cell *cell, struct mib_value *value)
{
	const struct addr *addr = is(cell, value);

	value->number = addr ? mib_inet_type(addr) : MIB_INET_UNKNOWN;
	value->absent = !addr || !addr_is_set(addr);
}

/* ---- constants ---- */

void
mib_always_true(const struct mib_cell *cell, struct mib_value *value)
{
	(void)cell;
	value->number = MIB_TRUE;
}

void
mib_always_false(const struct mib_cell *cell, struct mib_value *value)
{
	(void)cell;
	value->number = MIB_FALSE;
}
