/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_pick.h"

#include <string.h>

enum { OF_ONE = 1, OF_ITEMS = 3 }; /* { and {"items":[{ */

static bool
is_listed(const char *list, const char *word, size_t len)
{
	while (*list) {
		size_t span = strcspn(list, ",");

		if (span == len && memcmp(list, word, len) == 0)
			return true;
		list += span + (list[span] == ',');
	}
	return false;
}

/* The key of a member is there: whether it stays. */
static void
take_key(struct api_pick *pick, struct buf *out)
{
	bool whole = pick->key_len < sizeof(pick->key);
	bool is_items = pick->key_len == 5 && memcmp(pick->key, "items", 5) == 0;

	pick->in_key = pick->wants_key = false;
	if (!pick->level)
		pick->level = is_items ? OF_ITEMS : OF_ONE;
	pick->skips = pick->depth == pick->level &&
	    !(whole && is_listed(pick->fields, pick->key, pick->key_len));
	if (pick->skips)
		return;
	if (pick->depth == pick->level && pick->written)
		buf_putc(out, ',');
	pick->written = true;
	buf_putc(out, '"');
	buf_put(out, pick->key, pick->key_len);
	buf_putc(out, '"');
}

static void
in_string(struct api_pick *pick, char c, struct buf *out)
{
	if (pick->in_key && c == '"' && !pick->escaped) {
		take_key(pick, out);
		pick->quoted = false;
		return;
	}
	if (pick->in_key && pick->key_len < sizeof(pick->key))
		pick->key[pick->key_len++] = c;
	if (!pick->in_key && !pick->skips)
		buf_putc(out, c);
	pick->quoted = c != '"' || pick->escaped;
	pick->escaped = c == '\\' && !pick->escaped;
}

/* Is this the place of the members that are picked, or may it be? */
static bool
at_level(const struct api_pick *pick)
{
	return pick->level ? pick->depth == pick->level : pick->depth == OF_ONE;
}

static void
open_bracket(struct api_pick *pick, char c, struct buf *out)
{
	pick->depth++;
	if (!pick->skips)
		buf_putc(out, c);
	if (c == '{' && at_level(pick)) {
		pick->wants_key = true;
		pick->written = false;
	}
}

static void
close_bracket(struct api_pick *pick, char c, struct buf *out)
{
	if (at_level(pick)) /* of the object itself, whatever its last member was */
		pick->skips = pick->wants_key = false;
	pick->depth -= pick->depth > 0;
	if (!pick->skips)
		buf_putc(out, c);
}

void
api_pick(struct api_pick *pick, const char *text, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (pick->quoted) {
			in_string(pick, c, out);
		} else if (c == '"' && pick->wants_key) {
			pick->quoted = pick->in_key = true;
			pick->key_len = 0;
		} else if (c == '{' || c == '[') {
			open_bracket(pick, c, out);
		} else if (c == '}' || c == ']') {
			close_bracket(pick, c, out);
		} else if (c == ',' && at_level(pick)) {
			pick->wants_key = true;
			pick->skips = false;
		} else if (!pick->skips) {
			pick->quoted = c == '"';
			buf_putc(out, c);
		} else {
			pick->quoted = c == '"';
		}
	}
}
