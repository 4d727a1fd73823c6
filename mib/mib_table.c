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
static struct mib_oid
tail_of(const struct mib_oid *oid, size_t skip)
{
	struct mib_oid tail = {0};

	for (size_t i = skip; i < oid->len; i++)
		mib_oid_add(&tail, oid->ids[i]);
	return tail;
}

/* The first row whose index is not before `index`, or rows_len. */
static size_t
row_from(const struct mib_table *table, const void *source, const struct mib_oid *index)
{
	size_t low = 0, high = table->rows_len(source);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct mib_oid here = {0};

		table->index(source, middle, &here);
		if (mib_oid_cmp(&here, index) < 0)
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
	struct mib_oid here = {0};

	if (at == table->rows_len(source))
		return at;
	table->index(source, at, &here);
	return mib_oid_cmp(&here, index) == 0 ? at + 1 : at;
}

static struct mib_value
value_of(const struct mib_column *column, const void *row, const struct mib_base *base)
{
	struct mib_value value = {.type = column->type};
	uint64_t counter;

	if (column->get) {
		column->get(&(struct mib_cell){.row = row, .base = base}, &value);
		return value;
	}
	memcpy(&counter, (const char *)row + column->offset, sizeof(counter));
	value.number = (uint32_t)counter;
	return value;
}

static struct mib_oid
name_of(const struct mib_table *table, const void *source, uint32_t column, size_t row)
{
	struct mib_oid name = table->entry;

	mib_oid_add(&name, column);
	table->index(source, row, &name);
	return name;
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
		struct mib_oid index = tail_of(oid, table->entry.len + 1);

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

static bool
table_get(const struct mib_table *table, const void *source,
    const struct mib_base *base, const struct mib_oid *oid, struct mib_found *found)
{
	struct mib_oid index;
	size_t column, row;

	if (!starts_with(oid, &table->entry) || oid->len == table->entry.len)
		return false;
	column = column_from(table, oid->ids[table->entry.len]);
	if (column == table->columns_len)
		return false;
	index = tail_of(oid, table->entry.len + 1);
	row = row_from(table, source, &index);
	if (row == table->rows_len(source))
		return false;
	found->name = name_of(table, source, table->columns[column].number, row);
	if (mib_oid_cmp(&found->name, oid) != 0)
		return false;
	found->value = value_of(&table->columns[column], table->row(source, row), base);
	return true;
}

bool
mib_get(const struct mib_module *module, const void *source,
    const struct mib_base *base, const struct mib_oid *oid, struct mib_found *found)
{
	for (size_t i = 0; i < module->tables_len; i++)
		if (table_get(&module->tables[i], source, base, oid, found))
			return true;
	return false;
}

bool
mib_next(const struct mib_module *module, const void *source,
    const struct mib_base *base, const struct mib_oid *oid, struct mib_found *found)
{
	for (size_t i = 0; i < module->tables_len; i++) {
		const struct mib_table *table = &module->tables[i];
		size_t column, row;

		if (!next_cell(table, source, oid, &column, &row))
			continue;
		found->name =
		    name_of(table, source, table->columns[column].number, row);
		found->value =
		    value_of(&table->columns[column], table->row(source, row), base);
		return true;
	}
	return false;
}
