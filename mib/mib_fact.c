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

void
mib_fact_text(const struct mib_cell *cell, struct mib_value *value)
{
	mib_value_text(value, place(cell));
}

void
mib_fact_u8(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = *(const uint8_t *)place(cell);
}

void
mib_fact_u16(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = *(const uint16_t *)place(cell);
}

void
mib_fact_u32(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = *(const uint32_t *)place(cell);
}

void
mib_fact_u64(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = *(const uint64_t *)place(cell);
	if (value->type != MIB_COUNTER64 && value->number > UINT32_MAX)
		value->number = UINT32_MAX;
}

void
mib_fact_i32(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = (uint64_t)(int64_t) * (const int32_t *)place(cell);
}

void
mib_fact_i64(const struct mib_cell *cell, struct mib_value *value)
{
	int64_t number = *(const int64_t *)place(cell);

	if (number > INT32_MAX)
		number = INT32_MAX;
	if (number < INT32_MIN)
		number = INT32_MIN;
	value->number = (uint64_t)number;
}

void
mib_fact_bool(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = *(const bool *)place(cell) ? MIB_TRUE : MIB_FALSE;
}

void
mib_fact_enum(const struct mib_cell *cell, struct mib_value *value)
{
	value->number = *(const unsigned *)place(cell) + 1u;
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
mib_fact_mac(const struct mib_cell *cell, struct mib_value *value)
{
	mib_value_octets(value, place(cell), 6);
}
