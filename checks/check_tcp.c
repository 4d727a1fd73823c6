/* SPDX-License-Identifier: Apache-2.0 */
/* TCP_CHECK: fit is what takes a connection, and answers as it is told to. Runs on:
 * control. */
#include "checks/check_tcp.h"

#include <string.h>

#include "agent/lib/arena.h"
#include "checks/check_regex.h"
#include "checks/check_rows.h"
#include "checks/check_stream.h"

enum { ITEMS_MAX = 16, ITEM_BYTES_MAX = 512 };

/* ---- a try ---- */

static void
connected(struct check_try *try, int fd)
{
	check_reset_on_close(fd);
	check_done(try, CHECK_OK, "connected");
}

static const struct check_tcp_item *
item_of(const struct conf_items *list, size_t at)
{
	const struct check_tcp_item *items = list->items;

	return at < list->len ? &items[at] : NULL;
}

/* How many of the heard bytes end with what is waited for; 0: it is not there. Of a
 * pattern: all. */
static size_t
find(const struct check_talk *talk, const struct check_tcp_item *wanted)
{
	const struct check_http_regex regex = {
	    .pattern = wanted->text, .max_offset = CONF_UNSET};
	const uint8_t *at;
	bool found = false;

	if (wanted->kind == CHECK_TCP_REGEX) {
		const char *failed = check_regex_find(
		    &regex, (const char *)talk->heard, talk->heard_len, &found);

		return !failed && found ? talk->heard_len : 0;
	}
	at = memmem(talk->heard, talk->heard_len, wanted->bytes, wanted->len);
	return at ? (size_t)(at - talk->heard) + wanted->len : 0;
}

/* Even steps say, odd ones wait. */
static void
turn(struct check_talk *talk)
{
	const struct check_tcp_spec *spec = talk->more;
	size_t most =
	    spec->sends.len > spec->expects.len ? spec->sends.len : spec->expects.len;

	for (; talk->step < 2 * most; talk->step++) {
		const struct check_tcp_item *item = item_of(
		    talk->step % 2 ? &spec->expects : &spec->sends, talk->step / 2);

		if (item && talk->step % 2) {
			talk->used = find(talk, item);
			if (talk->used)
				talk->step++;
			return;
		}
		if (item)
			check_talk_say(talk, item->bytes, item->len);
	}
	check_talk_over(talk, CHECK_OK, "%zu answers as wanted", spec->expects.len);
}

static void
start(struct check_try *try)
{
	const struct check_tcp_spec *spec = check_try_spec(try);

	if (spec && (spec->sends.len || spec->expects.len))
		check_stream_start(try, turn, spec);
	else
		check_connect(try, connected);
}

static bool
same_items(const struct conf_items *a, const struct conf_items *b)
{
	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++)
		if (item_of(a, i)->kind != item_of(b, i)->kind ||
		    strcmp(item_of(a, i)->text, item_of(b, i)->text) != 0)
			return false;
	return true;
}

static bool
equal(const void *left, const void *right)
{
	const struct check_tcp_spec *a = left, *b = right;

	if (!a || !b)
		return a == b;
	return same_items(&a->sends, &b->sends) && same_items(&a->expects, &b->expects);
}

const struct check_ops check_tcp_ops = {
    .abi = CHECK_ABI,
    .name = "tcp",
    .state_size = sizeof(struct check_stream),
    .start = start,
    .equal = equal,
    .in_flight_max = 2000,
};

/* ---- words ---- */

/* False when it is not pairs of digits. */
static bool
parse_hex(struct conf_reader *reader, struct check_tcp_item *item)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	size_t len = strlen(item->text);
	uint8_t *bytes = arena_alloc(conf_arena(reader), len / 2 + 1);

	for (size_t i = 0; i < len; i++) {
		const char *at = strchr(digits, item->text[i]);

		if (!at)
			return false;
		bytes[i / 2] = (uint8_t)(bytes[i / 2] << 4 | (at - digits) % 16);
	}
	item->bytes = bytes;
	item->len = len / 2;
	return len % 2 == 0;
}

static const char *
fill(struct conf_reader *reader, struct check_tcp_item *item, bool expects)
{
	const struct check_http_regex regex = {
	    .pattern = item->text, .max_offset = CONF_UNSET};
	char why[CHECK_REGEX_ERROR_SIZE];
	size_t at;

	item->bytes = (const uint8_t *)item->text;
	item->len = strlen(item->text);
	if (item->len > ITEM_BYTES_MAX)
		return "has at most 512 characters";
	if (item->kind == CHECK_TCP_REGEX)
		return check_regex_compiles(&regex, why, &at)
		    ? NULL
		    : "wants an expression that PCRE2 takes";
	if (item->kind == CHECK_TCP_HEX && !parse_hex(reader, item))
		return "wants pairs of hexadecimal digits";
	return expects && !item->len ? "must not be empty" : NULL;
}

static void
read_item(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_items *list = (void *)((char *)into + key->place);
	bool expects = key->place == offsetof(struct check_tcp_spec, expects);
	const char *kind = conf_words_len(node) == 3 ? conf_word(node, 1) : NULL;
	struct check_tcp_item item = {.text = conf_word(node, kind ? 2 : 1)};
	const char *wrong = NULL;

	if (kind && strcmp(kind, "hex") == 0)
		item.kind = CHECK_TCP_HEX;
	else if (kind && expects && strcmp(kind, "regex") == 0)
		item.kind = CHECK_TCP_REGEX;
	else if (kind || conf_words_len(node) != 2)
		wrong = expects ? "wants [hex|regex] TEXT" : "wants [hex] TEXT";
	if (!wrong) {
		item.text = arena_strdup(conf_arena(reader), item.text);
		wrong = fill(reader, &item, expects);
	}
	if (!wrong && list->len == ITEMS_MAX)
		wrong = "comes at most 16 times";
	if (wrong) {
		conf_error(reader, node, 0, "value", "%s %s", key->word, wrong);
		return;
	}
	*(struct check_tcp_item *)arena_append(
	    conf_arena(reader), &list->items, &list->len, sizeof(item)) = item;
}

static void
write_items(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	static const char *const kinds[] = {NULL, "hex", "regex"};
	const struct conf_items *list = (const void *)((const char *)from + key->place);

	for (size_t i = 0; i < list->len; i++) {
		const struct check_tcp_item *item = item_of(list, i);

		if (kinds[item->kind])
			conf_write(writer, key->word, kinds[item->kind], item->text,
			    (char *)NULL);
		else
			conf_write(writer, key->word, item->text, (char *)NULL);
	}
}

static const struct conf_key keys[] = {
    {.word = "send",
     .type = CONF_FUNCTION,
     .place = offsetof(struct check_tcp_spec, sends),
     .read = read_item,
     .write = write_items,
     .help =
	    "[hex] TEXT: what to say; several, each before its expect; \"\": nothing "
	    "(none)"				  },
    {.word = "expect",
     .type = CONF_FUNCTION,
     .place = offsetof(struct check_tcp_spec, expects),
     .read = read_item,
     .write = write_items,
     .help =
	    "[hex|regex] TEXT: what must come, within 4096 bytes; a pattern takes all "
	    "that came (none: a connection is enough)"},
};

const struct conf_block check_tcp_block = {
    CHECK_ROWS(keys), .size = sizeof(struct check_tcp_spec)};
