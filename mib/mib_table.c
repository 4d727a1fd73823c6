/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_table.h"

#include <assert.h>
#include <string.h>

int
mib_oid_cmp(const struct mib_oid *a, const struct mib_oid *b)
{
	size_t common = a->len < b->len ? a->len : b->len;

	for (size_t i = 0; i < common; i++)
		if (a->ids[i] != b->ids[i])
			return a->ids[i] < b->ids[i] ? -1 : 1;
	if (a->len == b->len)
		return 0;
	return a->len < b->len ? -1 : 1;
}

void
mib_oid_add(struct mib_oid *oid, uint32_t id)
{
	assert(oid->len < MIB_OID_MAX);
	oid->ids[oid->len++] = id;
}

void
mib_oid_add_octets(struct mib_oid *oid, const void *octets, size_t len)
{
	const uint8_t *bytes = octets;
	size_t room = MIB_OID_MAX - oid->len;

	if (room == 0)
		return;
	if (len > room - 1)
		len = room - 1;
	mib_oid_add(oid, (uint32_t)len);
	for (size_t i = 0; i < len; i++)
		mib_oid_add(oid, bytes[i]);
}

void
mib_oid_add_text(struct mib_oid *oid, const char *text)
{
	mib_oid_add_octets(oid, text, strlen(text));
}

bool
mib_oid_from(const unsigned long *ids, size_t len, struct mib_oid *out)
{
	bool whole = len <= MIB_OID_MAX;

	out->len = 0;
	for (size_t i = 0; i < len && i < MIB_OID_MAX; i++) {
		bool fits = ids[i] <= UINT32_MAX;

		whole = whole && fits;
		mib_oid_add(out, fits ? (uint32_t)ids[i] : UINT32_MAX);
	}
	return whole;
}

static bool
starts_with(const struct mib_oid *oid, const struct mib_oid *prefix)
{
	return oid->len >= prefix->len &&
	    memcmp(oid->ids, prefix->ids, prefix->len * sizeof(oid->ids[0])) == 0;
}

/* What follows the first `skip` sub-identifiers. */
static void
tail_of(const struct mib_oid *oid, size_t skip, struct mib_oid *tail)
{
	tail->len = oid->len - skip;
	memcpy(tail->ids, oid->ids + skip, tail->len * sizeof(tail->ids[0]));
}

/* Where names of `table` are looked up: at row `at`. */
static int
compare_row(const struct mib_table *table, const void *source, size_t at,
    const struct mib_oid *index)
{
	struct mib_oid here;

	here.len = 0;
	table->index(source, at, &here);
	return mib_oid_cmp(&here, index);
}

/* The first row whose index is not before `index`, or rows_len. */
static size_t
row_from(const struct mib_table *table, const void *source, const struct mib_oid *index)
{
	size_t low = 0, high = table->rows_len(source);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_row(table, source, middle, index) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first row whose index is after `index`, or rows_len. */
static size_t
row_after(
    const struct mib_table *table, const void *source, const struct mib_oid *index)
{
	size_t at = row_from(table, source, index);

	if (at == table->rows_len(source))
		return at;
	return compare_row(table, source, at, index) == 0 ? at + 1 : at;
}

static void
value_of(const struct mib_column *column, const struct mib_cell *cell,
    struct mib_value *value)
{
	uint64_t counter;

	value->type = column->type;
	value->absent = false;
	value->number = 0;
	value->octets_len = 0;
	if (column->get) {
		column->get(cell, value);
		return;
	}
	memcpy(&counter, (const char *)cell->row + column->offset, sizeof(counter));
	value->number = column->type == MIB_COUNTER64 ? counter : (uint32_t)counter;
}

/* The cell at `column`, `row`; false when that row has none. */
static bool
find_cell(const struct mib_table *table, const void *source,
    const struct mib_base *base, size_t column, size_t row, struct mib_found *found)
{
	const struct mib_column *is = &table->columns[column];
	const struct mib_cell cell = {
	    .column = is, .row = table->row(source, row), .base = base};

	found->name = table->entry;
	mib_oid_add(&found->name, is->number);
	table->index(source, row, &found->name);
	value_of(is, &cell, &found->value);
	return !found->value.absent;
}

/* The first column whose number is at least `number`, or columns_len. */
static size_t
column_from(const struct mib_table *table, uint32_t number)
{
	size_t at = 0;

	while (at < table->columns_len && table->columns[at].number < number)
		at++;
	return at;
}

/* The first cell after `oid` in the order of names: column first, then row. */
static bool
next_cell(const struct mib_table *table, const void *source, const struct mib_oid *oid,
    size_t *column, size_t *row)
{
	size_t rows_len = table->rows_len(source);

	*column = 0;
	*row = 0;
	if (starts_with(oid, &table->entry) && oid->len > table->entry.len) {
		uint32_t asked = oid->ids[table->entry.len];
		struct mib_oid index;

		tail_of(oid, table->entry.len + 1, &index);
		*column = column_from(table, asked);
		if (*column < table->columns_len &&
		    table->columns[*column].number == asked)
			*row = row_after(table, source, &index);
	} else if (mib_oid_cmp(oid, &table->entry) > 0) {
		return false;
	}
	if (*row == rows_len) {
		*row = 0;
		(*column)++;
	}
	return rows_len > 0 && *column < table->columns_len;
}

/* As next_cell, over those that are absent. */
static bool
table_next(const struct mib_table *table, const void *source,
    const struct mib_base *base, const struct mib_oid *oid, struct mib_found *found)
{
	size_t column, row, rows_len = table->rows_len(source);

	if (!next_cell(table, source, oid, &column, &row))
		return false;
	for (; column < table->columns_len; column++, row = 0)
		for (; row < rows_len; row++)
			if (find_cell(table, source, base, column, row, found))
				return true;
	return false;
}

/* The place of the cell that is named `oid`. */
static bool
exact_cell(const struct mib_table *table, const void *source, const struct mib_oid *oid,
    size_t *column, size_t *row)
{
	struct mib_oid index;

	if (!starts_with(oid, &table->entry) || oid->len == table->entry.len)
		return false;
	*column = column_from(table, oid->ids[table->entry.len]);
	if (*column == table->columns_len ||
	    table->columns[*column].number != oid->ids[table->entry.len])
		return false;
	tail_of(oid, table->entry.len + 1, &index);
	*row = row_from(table, source, &index);
	return *row < table->rows_len(source) &&
	    compare_row(table, source, *row, &index) == 0;
}

bool
mib_get(const struct mib_module *module, const void *source,
    const struct mib_base *base, const struct mib_oid *oid, struct mib_found *found)
{
	size_t column, row;

	for (size_t i = 0; i < module->tables_len; i++)
		if (exact_cell(&module->tables[i], source, oid, &column, &row))
			return find_cell(
			    &module->tables[i], source, base, column, row, found);
	return false;
}

bool
mib_next(const struct mib_module *module, const void *source,
    const struct mib_base *base, const struct mib_oid *oid, struct mib_found *found)
{
	for (size_t i = 0; i < module->tables_len; i++)
		if (table_next(&module->tables[i], source, base, oid, found))
			return true;
	return false;
}

static enum mib_set
set_cell(const struct mib_column *column, const struct mib_cell *cell,
    const struct mib_value *value, struct mib_change *change)
{
	if (!column->set)
		return MIB_SET_NOT_WRITABLE;
	if (value->type != column->type)
		return MIB_SET_WRONG_TYPE;
	return column->set(cell, value, change);
}

enum mib_set
mib_set(const struct mib_module *module, const void *source,
    const struct mib_base *base, const struct mib_oid *oid,
    const struct mib_value *value, struct mib_change *change)
{
	for (size_t i = 0; i < module->tables_len; i++) {
		const struct mib_table *table = &module->tables[i];
		size_t column, row;

		if (exact_cell(table, source, oid, &column, &row))
			return set_cell(&table->columns[column],
			    &(struct mib_cell){
				&table->columns[column], table->row(source, row), base},
			    value, change);
	}
	return MIB_SET_NO_CREATION;
}
