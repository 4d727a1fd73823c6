/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_filter.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "agent/lib/addr.h"
#include "agent/lib/mem.h"
#include "api/api_problem.h"

enum { WORD_SIZE = 256 };

static const struct view_field *
find_field(const struct view_fields *const *tables, const char *name)
{
	for (; *tables; tables++)
		for (size_t i = 0; i < (*tables)->len; i++)
			if (strcmp((*tables)->rows[i].name, name) == 0)
				return &(*tables)->rows[i];
	return NULL;
}

static bool
listed(const char *list, const char *word)
{
	size_t len = strlen(word);

	while (*list) {
		size_t span = strcspn(list, ",");

		if (span == len && memcmp(list, word, len) == 0)
			return true;
		list += span + (list[span] == ',');
	}
	return false;
}

/* How many of the comma list there are. */
static unsigned
count_values(const char *list)
{
	unsigned count = 0;

	while (*list) {
		size_t span = strcspn(list, ",");

		count++;
		list += span + (list[span] == ',');
	}
	return count;
}

/* Each value is a word of the enumeration: as many of its words are listed as there
 * are values. */
static bool
words_are_known(const struct view_field *field, const char *values)
{
	unsigned known = 0, len = view_kind_words(field->kind);

	for (unsigned i = 0; i < len; i++)
		known += listed(values, view_kind_word(field->kind, i));
	return !len || (known && known == count_values(values));
}

static void
refuse(const struct api_request *request, const struct view_field *field,
    struct api_response *response)
{
	char detail[300];
	unsigned len = view_kind_words(field->kind);
	size_t at = (size_t)snprintf(detail, sizeof(detail), "%s is a comma list of ",
	    field->name); /* fits: a field's name */

	for (unsigned i = 0; i < len && at < sizeof(detail); i++)
		at += (size_t)snprintf(detail + at, sizeof(detail) - at, "%s%s",
		    i ? ", " : "", view_kind_word(field->kind, i));
	api_refuse(request, response, 400, "query.value", detail);
}

bool
api_filters_read(const struct api_request *request,
    const struct view_fields *const *tables, struct api_filters *filters,
    struct api_response *response)
{
	*filters = (struct api_filters){0};
	for (size_t i = 0; i < request->query_len; i++) {
		const struct api_query *query = &request->query[i];
		const struct view_field *field = find_field(tables, query->name);
		struct api_filter *filter;

		if (!field || filters->len == API_FILTERS_MAX)
			continue;
		if (!words_are_known(field, query->value)) {
			refuse(request, field, response);
			return false;
		}
		filter = &filters->items[filters->len++];
		filter->field = field;
		memcpy(filter->values, query->value, sizeof(filter->values));
	}
	return true;
}

/* As JSON would tell it, without quotes. */
static const char *
value_of(const struct view_field *field, const void *row, char *scratch)
{
	uint64_t number = view_field_uint(field, row);

	if (field->kind == VIEW_TEXT)
		return view_field_at(field, row);
	if (field->kind == VIEW_ADDR)
		return addr_format(view_field_at(field, row), scratch);
	if (field->kind == VIEW_BOOL)
		return number ? "true" : "false";
	if (view_kind_words(field->kind))
		return view_kind_word(field->kind, (unsigned)number);
	(void)snprintf(scratch, WORD_SIZE, "%" PRIu64, number); /* fits */
	return scratch;
}

bool
api_filters_match(const struct api_filters *filters, const void *row)
{
	char scratch[WORD_SIZE];

	for (size_t i = 0; i < filters->len; i++)
		if (!listed(filters->items[i].values,
			value_of(filters->items[i].field, row, scratch)))
			return false;
	return true;
}
