/* SPDX-License-Identifier: Apache-2.0 */
/* lvs_sync_daemon: a line of many options. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/lib/arena.h"

struct sync_option {
	const char *word;
	struct conf_range range;
};

static const struct sync_option sync_options[] = {
    {"id",     {0, 255, ""}       },
    {"maxlen", {1, 65507, ""}     },
    {"port",   {1, UINT16_MAX, ""}},
    {"ttl",    {1, 255, ""}       },
};

static void
set_sync_option(struct raw_global *raw, size_t option, int64_t value)
{
	struct model_sync_daemon *sync = &raw->m.sync_daemon;

	if (option == 0) {
		sync->sync_id = (uint8_t)value;
		raw->has_sync_id = true;
	}
	if (option == 1)
		sync->maxlen = (uint16_t)value;
	if (option == 2)
		sync->port = (uint16_t)value;
	if (option == 3)
		sync->ttl = (uint8_t)value;
}

/* One option with its value; returns how many words it took. */
static size_t
read_sync_option(struct conf_reader *reader, const struct conf_node *node, size_t at,
    struct raw_global *raw)
{
	struct model_sync_daemon *sync = &raw->m.sync_daemon;
	const char *word = conf_word(node, at);
	int64_t value;

	for (size_t i = 0; i < sizeof(sync_options) / sizeof(sync_options[0]); i++) {
		if (strcmp(word, sync_options[i].word) != 0)
			continue;
		if (conf_value_number(reader, (struct conf_at){node, at + 1},
			&sync_options[i].range, &value))
			set_sync_option(raw, i, value);
		return 2;
	}
	if (strcmp(word, "group") == 0) {
		conf_value_addr(reader, (struct conf_at){node, at + 1}, &sync->group);
		return 2;
	}
	if (strcmp(word, "inst") == 0 && conf_word(node, at + 1)) {
		sync->instance = arena_strdup(reader->arena, conf_word(node, at + 1));
		return 2;
	}
	if (at == 2)
		sync->instance = arena_strdup(reader->arena, word);
	else
		conf_mistake(reader, (struct conf_at){node, at}, "extra_words",
		    "ignored",
		    "lvs_sync_daemon: '%s' is not inst, id, maxlen, port, "
		    "ttl or group",
		    word);
	return 1;
}

/* lvs_sync_daemon: IF [[inst] VI] [id N] [maxlen N] [port N] [ttl N] [group A] */
void
global_read_sync(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct raw_global *raw = into;
	size_t at = 2;

	(void)key;
	if (!conf_value_ifname(
		reader, (struct conf_at){node, 1}, raw->m.sync_daemon.interface))
		return;
	while (at < node->words_len)
		at += read_sync_option(reader, node, at, raw);
}

void
global_write_sync(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_sync_daemon *sync =
	    &((const struct raw_global *)from)->m.sync_daemon;
	const char *words[16] = {sync->interface};
	const int64_t values[] = {sync->sync_id, sync->maxlen, sync->port, sync->ttl};
	char numbers[4][CONF_NUMBER_SIZE], group[ADDR_TEXT_SIZE];
	size_t len = 1;

	if (!sync->interface[0])
		return;
	if (sync->instance) {
		words[len++] = "inst";
		words[len++] = sync->instance;
	}
	for (size_t i = 0; i < 4; i++)
		if (values[i] || i == 0) {
			words[len++] = sync_options[i].word;
			words[len++] = conf_number(numbers[i], values[i]);
		}
	if (addr_is_set(&sync->group)) {
		words[len++] = "group";
		words[len++] = addr_format(&sync->group, group);
	}
	conf_write_words(writer, key->word, words, len);
}
