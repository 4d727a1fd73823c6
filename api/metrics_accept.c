/* SPDX-License-Identifier: Apache-2.0 */
/* Which form an Accept header asks for (RFC 9110 12.5.1). OpenMetrics goes only to who
 * names it: what takes anything gets what everything understands. */
#include <string.h>
#include <strings.h>

#include "api/metrics.h"

static const char blanks[] = " \t";

/* One range of the list: its type, and what follows. */
struct range {
	const char *type;
	size_t type_len;
	unsigned weight; /* thousandths */
	bool other_version;
};

static bool
is(const char *text, size_t len, const char *word)
{
	return len == strlen(word) && strncasecmp(text, word, len) == 0;
}

/* "1", "0.75"; what is none weighs nothing. */
static unsigned
read_weight(const char *text, size_t len)
{
	unsigned weight = 0, digit = 1000;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' && i == 1)
			continue;
		if (text[i] < '0' || text[i] > '9')
			return 0;
		weight += (unsigned)(text[i] - '0') * digit;
		digit /= 10;
	}
	return weight < 1000 ? weight : 1000;
}

static void
read_parameter(struct range *range, const char *text, size_t len)
{
	if (len > 2 && strncasecmp(text, "q=", 2) == 0)
		range->weight = read_weight(text + 2, len - 2);
	else if (len > 8 && strncasecmp(text, "version=", 8) == 0)
		range->other_version = !is(text + 8, len - 8, "1.0.0") &&
		    !is(text + 8, len - 8, "\"1.0.0\"");
}

/* The next range of the list; *at is moved behind it. */
static struct range
read_range(const char **at)
{
	struct range range = {.weight = 1000};
	bool first = true;

	for (;;) {
		const char *text = *at + strspn(*at, blanks);
		size_t len = strcspn(text, " \t;,");

		if (first) {
			range.type = text;
			range.type_len = len;
		} else {
			read_parameter(&range, text, len);
		}
		first = false;
		*at = text + len + strspn(text + len, blanks);
		if (**at != ';')
			break;
		++*at;
	}
	*at += strcspn(*at, ",");
	*at += **at == ',';
	return range;
}

enum metrics_format
metrics_accepted(const char *accept)
{
	unsigned open = 0, text = 0;

	while (accept && *accept) {
		const struct range range = read_range(&accept);
		const char *type = range.type;
		size_t len = range.type_len;

		if (is(type, len, "application/openmetrics-text")) {
			if (!range.other_version && range.weight > open)
				open = range.weight;
		} else if (is(type, len, "text/plain") || is(type, len, "text/*") ||
		    is(type, len, "*/*")) {
			text = range.weight > text ? range.weight : text;
		}
	}
	return open && open >= text ? METRICS_OPENMETRICS : METRICS_TEXT;
}

const char *
metrics_content_type(enum metrics_format format)
{
	if (format == METRICS_OPENMETRICS)
		return "application/openmetrics-text; version=1.0.0; charset=utf-8";
	return "text/plain; version=0.0.4; charset=utf-8";
}
