/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_fact.h"

#include <string.h>

#include "agent/view/view_field.h"
#include "mib/mib_value.h"

static const void *
place(const struct mib_cell *cell)
{
	return (const char *)cell->row + cell->column->offset;
}

static uint64_t
unsigned_at(const void *at, size_t size)
{
	uint64_t eight;
	uint32_t four;
	uint16_t two;

	if (size == sizeof(eight))
		return memcpy(&eight, at, sizeof(eight)), eight;
	if (size == sizeof(four))
		return memcpy(&four, at, sizeof(four)), four;
	if (size == sizeof(two))
		return memcpy(&two, at, sizeof(two)), two;
	return *(const uint8_t *)at;
}

void
mib_fact_text(const struct mib_cell *cell, struct mib_value *value)
{
	mib_value_text(value, place(cell));
}

void
mib_fact_uint(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = unsigned_at(place(cell), cell->column->size);
	if (value->type != MIB_COUNTER64 && value->number > UINT32_MAX)
		value->number = UINT32_MAX;
}

static int64_t
held(int64_t number)
{
	if (number > INT32_MAX)
		return INT32_MAX;
	return number < INT32_MIN ? INT32_MIN : number;
}

void
mib_fact_int(const struct mib_cell *cell, struct mib_value *value)
{
	uint64_t bits = unsigned_at(place(cell), cell->column->size);

	if (cell->column->size == sizeof(int32_t))
		bits = (uint64_t)(int64_t)(int32_t)(uint32_t)bits;
	value->number = (uint64_t)held((int64_t)bits);
}

void
mib_fact_bool(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = *(const bool *)place(cell) ? MIB_TRUE : MIB_FALSE;
}

void
mib_fact_enum(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = unsigned_at(place(cell), cell->column->size) + 1;
}

/* RFC 2579, DateAndTime: the year in two octets, then one each; UTC. */
void
mib_fact_date(const struct mib_cell *cell, struct mib_value *value)
{
	uint8_t octets[11] = {0};
	struct view_civil at;
	int64_t wall_ms;

	memcpy(&wall_ms, place(cell), sizeof(wall_ms));
	if (wall_ms != 0) {
		at = view_civil(wall_ms);
		octets[0] = (uint8_t)((unsigned)at.year >> 8);
		octets[1] = (uint8_t)at.year;
		octets[2] = (uint8_t)at.month;
		octets[3] = (uint8_t)at.day;
		octets[4] = (uint8_t)at.hour;
		octets[5] = (uint8_t)at.minute;
		octets[6] = (uint8_t)at.second;
		octets[7] = (uint8_t)(at.ms / 100);
		octets[8] = '+';
	}
	/* The short form of zeros: there is no zone of no time. */
	mib_value_octets(value, octets, wall_ms != 0 ? sizeof(octets) : 8);
}

void
mib_fact_inet(const struct mib_cell *cell, struct mib_value *value)
{
	mib_value_inet(value, place(cell));
}

void
mib_fact_inet_type(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = mib_inet_type(place(cell));
}

void
mib_fact_bytes(const struct mib_cell *cell, struct mib_value *value)
{
	mib_value_octets(value, place(cell), cell->column->size);
}
