/* SPDX-License-Identifier: Apache-2.0 */
/* virtual_server_group: its lines, and how virtual servers go with it. P. */
#include <stdlib.h>
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/lvs_words.h"
#include "agent/lib/arena.h"

/* ---- a line ---- */

static bool
read_mark(struct conf_reader *reader, const struct conf_node *node,
    struct model_group_entry *entry)
{
	static const char *const families[] = {"inet", "inet6", NULL};
	const struct conf_range marks = {1, UINT32_MAX, ""};
	const char *family = conf_word(node, 2);
	int at = family ? conf_word_index(family, families) : 0;
	int64_t mark;

	conf_no_more_words(reader, node, 3);
	if (!conf_word(node, 1)) {
		conf_missing_value(reader, node, "a number");
		return false;
	}
	if (!conf_value_number(reader, (struct conf_at){node, 1}, &marks, &mark))
		return false;
	if (at < 0) {
		conf_error(reader, node, 2, "value",
		    "the family of a fwmark is inet or inet6, not '%s'", family);
		return false;
	}
	entry->fwmark = (uint32_t)mark;
	entry->len = 1;
	if (family)
		entry->family = at ? ADDR_V6 : ADDR_V4;
	return true;
}

/* How many addresses lead from `first` to `last`; 0: too many, or the wrong way. */
static uint32_t
count(const struct addr *first, const struct addr *last)
{
	size_t len = addr_len(first);
	uint32_t from = 0, to = 0;

	if (first->family != last->family || addr_cmp(first, last) > 0 ||
	    memcmp(first->bytes, last->bytes, len - 4) != 0)
		return 0;
	for (size_t i = len - 4; i < len; i++) {
		from = from << 8 | first->bytes[i];
		to = to << 8 | last->bytes[i];
	}
	return to - from < MODEL_GROUP_SERVICES_MAX ? to - from + 1 : 0;
}

/* What comes after the dash: an address, or the end of one: its last octet, of IPv6 its
 * last 16 bits (hexadecimal). */
static bool
parse_last(const char *text, const struct addr *first, struct addr *last)
{
	bool is_v6 = first->family == ADDR_V6;
	char *end;
	unsigned long value;

	if (addr_parse(text, last))
		return true;
	if (!*text ||
	    strspn(text, is_v6 ? "0123456789abcdefABCDEF" : "0123456789") !=
		strlen(text) ||
	    strlen(text) > 4)
		return false;
	value = strtoul(text, &end, is_v6 ? 16 : 10);
	*last = *first;
	if (is_v6)
		last->bytes[14] = (uint8_t)(value >> 8);
	last->bytes[is_v6 ? 15 : 3] = (uint8_t)value;
	return is_v6 || value <= UINT8_MAX;
}

/* The addresses of a prefix, all of them; its host bits must be zero. */
static bool
parse_prefix(const char *text, struct addr *first, struct addr *last)
{
	struct addr_prefix prefix;
	size_t bits;

	if (!addr_prefix_parse(text, &prefix))
		return false;
	*first = *last = prefix.addr;
	bits = 8 * addr_len(first);
	for (size_t bit = prefix.prefix_len; bit < bits; bit++) {
		uint8_t mask = (uint8_t)(0x80 >> bit % 8);

		if (first->bytes[bit / 8] & mask)
			return false;
		last->bytes[bit / 8] |= mask;
	}
	return true;
}

static bool
parse_range(const char *word, struct addr *first, struct addr *last)
{
	const char *dash = strchr(word, '-');
	char text[ADDR_TEXT_SIZE];
	size_t len = dash ? (size_t)(dash - word) : 0;

	if (strchr(word, '/'))
		return parse_prefix(word, first, last);
	if (!dash) {
		if (!addr_parse(word, first))
			return false;
		*last = *first;
		return true;
	}
	if (len >= sizeof(text))
		return false;
	memcpy(text, word, len);
	text[len] = '\0';
	return addr_parse(text, first) && parse_last(dash + 1, first, last);
}

static bool
read_addresses(struct conf_reader *reader, const struct conf_node *node,
    struct model_group_entry *entry)
{
	const struct conf_range ports = {0, UINT16_MAX, ""};
	struct addr last;
	int64_t port = 0;

	conf_no_more_words(reader, node, 2);
	if (!parse_range(conf_word(node, 0), &entry->first, &last)) {
		conf_error(reader, node, 0, "value",
		    "'%s' is no ADDRESS, ADDRESS-LAST, ADDRESS-ADDRESS, NETWORK/LENGTH "
		    "(its host bits zero) or fwmark N",
		    conf_word(node, 0));
		return false;
	}
	entry->family = entry->first.family;
	entry->len = count(&entry->first, &last);
	if (!entry->len) {
		conf_error(reader, node, 0, "range",
		    "a range ascends, and has at most %d addresses: each is a service "
		    "of the kernel with all real servers (a firewall mark is one)",
		    MODEL_GROUP_SERVICES_MAX);
		return false;
	}
	if (conf_word(node, 1) &&
	    !conf_value_number(reader, (struct conf_at){node, 1}, &ports, &port))
		return false;
	entry->port = (uint16_t)port;
	return true;
}

/* ---- the block ---- */

/* Its name is a part of an id, which is a part of a path and of a key of the store. */
static bool
name_is_fit(struct conf_reader *reader, const struct conf_node *node, const char *name)
{
	for (const char *c = name; *c; c++)
		if (*c == '/' || *c <= ' ' || *c == 0x7f) {
			conf_error(reader, node, 1, "value",
			    "the name of a virtual_server_group has no blank and no "
			    "'/'");
			return false;
		}
	return true;
}

static void
read_entry(struct conf_reader *reader, const struct conf_node *node,
    struct conf_items *entries, struct model_server_group *group)
{
	struct model_group_entry entry = {.begin = group->services_len};
	bool is_mark = strcmp(conf_word(node, 0), "fwmark") == 0;

	entry.place = conf_place((struct conf_at){node, 0});
	if (node->has_block) {
		conf_error(reader, node, 0, "extra_block", "an address has no block");
		return;
	}
	if (!(is_mark ? read_mark : read_addresses)(reader, node, &entry))
		return;
	group->services_len += entry.len;
	if (group->services_len > MODEL_GROUP_SERVICES_MAX) {
		conf_error(reader, node, 0, "range",
		    "a virtual_server_group has at most %d addresses and marks",
		    MODEL_GROUP_SERVICES_MAX);
		return;
	}
	*(struct model_group_entry *)arena_append(
	    reader->arena, &entries->items, &entries->len, sizeof(entry)) = entry;
}

void
conf_read_server_group(struct conf_reader *reader, const struct conf_node *node)
{
	struct conf_work *work = reader->work;
	struct model_server_group group = {.name = conf_block_name(reader, node)};
	struct conf_items entries = {0};

	if (!group.name || !name_is_fit(reader, node, group.name))
		return;
	group.place = conf_place((struct conf_at){node, 0});
	for (const struct conf_node *line = node->first; line; line = line->next)
		if (!line->ignored && line->words_len)
			read_entry(reader, line, &entries, &group);
	if (!node->first)
		conf_error(reader, node, 0, "empty",
		    "virtual_server_group %s has no address", group.name);
	group.entries = entries.items;
	group.entries_len = entries.len;
	*(struct model_server_group *)arena_append(reader->arena,
	    &work->server_groups.items, &work->server_groups.len, sizeof(group)) =
	    group;
	conf_single_add(reader, &work->server_group_lines, &work->server_groups, node);
}

void
conf_dump_server_groups(struct conf_writer *writer, const struct model *model)
{
	char text[MODEL_ENTRY_TEXT_SIZE], number[CONF_NUMBER_SIZE];

	for (size_t i = 0; i < model->server_groups_len; i++) {
		const struct model_server_group *group = &model->server_groups[i];

		conf_write_open(writer, "virtual_server_group", group->name, NULL);
		for (size_t e = 0; e < group->entries_len; e++) {
			const struct model_group_entry *entry = &group->entries[e];

			if (!entry->fwmark)
				conf_write(writer, model_entry_text(entry, text),
				    conf_number(number, entry->port), NULL);
			else
				conf_write(writer, "fwmark",
				    conf_number(number, entry->fwmark),
				    entry->family == ADDR_V6       ? "inet6"
					: entry->family == ADDR_V4 ? "inet"
								   : NULL,
				    NULL);
		}
		conf_write_close(writer);
	}
}

/* ---- whose group it is ---- */

/* The port that all addresses share, else 0. */
static uint16_t
shared_port(const struct model_server_group *group)
{
	for (size_t i = 0; i < group->entries_len; i++)
		if (group->entries[i].fwmark ||
		    group->entries[i].port != group->entries[0].port)
			return 0;
	return group->entries_len ? group->entries[0].port : 0;
}

bool
lvs_read_group(
    struct conf_reader *reader, const struct conf_node *node, struct raw_virtual *raw)
{
	const struct conf_names *names = &reader->work->server_group_names;
	const struct model_server_group *groups = reader->work->server_groups.items;
	const char *name = conf_word(node, 2);
	int index = name ? conf_names_find(names, name) : -1;

	conf_no_more_words(reader, node, 3);
	if (!name) {
		conf_error(reader, node, 2, "missing_name",
		    "virtual_server group needs the name of a virtual_server_group");
		return false;
	}
	if (index < 0) {
		conf_mistake(reader, (struct conf_at){node, 2}, "undefined",
		    "its block is left out", "there is no virtual_server_group '%s'",
		    name)
		    ->meant = conf_names_near(reader, names, name);
		return false;
	}
	raw->m.group = &groups[index];
	raw->m.port = shared_port(raw->m.group);
	/* A group without a usable line was reported: nothing of it can be served. */
	return raw->m.group->entries_len > 0;
}

uint8_t
lvs_group_family(const struct model_server_group *group)
{
	for (size_t i = 0; i < group->entries_len; i++)
		if (group->entries[i].family)
			return group->entries[i].family;
	return ADDR_NONE;
}

bool
lvs_is_by_mark(const struct model_virtual_server *vs)
{
	if (!vs->group)
		return vs->fwmark != 0;
	for (size_t i = 0; i < vs->group->entries_len; i++)
		if (!vs->group->entries[i].fwmark)
			return false;
	return true;
}

/* Whether any service has no port: then clients must be kept. */
bool
lvs_has_any_port(const struct model_virtual_server *vs)
{
	if (!vs->group)
		return !vs->fwmark && !vs->port;
	for (size_t i = 0; i < vs->group->entries_len; i++)
		if (!vs->group->entries[i].fwmark && !vs->group->entries[i].port)
			return true;
	return false;
}
