/* SPDX-License-Identifier: Apache-2.0 */
/* garp_group: interfaces that share a rate of announcements. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"
#include "agent/lib/arena.h"

struct raw_garp_group {
	struct model_garp_group m;
	struct conf_items interfaces; /* const char * */
};

static void
append_interface(
    struct conf_reader *reader, struct conf_at at, struct raw_garp_group *raw)
{
	char name[MODEL_IFNAME_SIZE];

	if (!conf_value_ifname(reader, at, name))
		return;
	*(const char **)arena_append(reader->arena, &raw->interfaces.items,
	    &raw->interfaces.len, sizeof(const char *)) =
	    arena_strdup(reader->arena, name);
}

static void
read_interface(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	(void)key;
	append_interface(reader, (struct conf_at){node, 1}, into);
	conf_no_more_words(reader, node, 2);
}

static void
read_interfaces(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	if (!node->has_block)
		conf_missing_value(reader, node, "a block of interfaces");
	(void)key;
	for (const struct conf_node *line = node->first; line; line = line->next)
		for (size_t i = 0; i < line->words_len; i++)
			append_interface(reader, (struct conf_at){line, i}, into);
}

static void
write_interfaces(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_garp_group *m = from;

	conf_write_open(writer, key->word, NULL);
	for (size_t i = 0; i < m->interfaces_len; i++)
		conf_write(writer, m->interfaces[i], NULL);
	conf_write_close(writer);
}

void
conf_write_us(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const uint32_t *us = (const void *)((const char *)from + key->place);
	char text[CONF_NUMBER_SIZE];

	conf_write(writer, key->word, conf_seconds(text, *us, 1000000), NULL);
}

void
conf_read_extra_if(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_vrrp_garp *garp = (void *)((char *)into + key->place);
	const struct conf_range range = {0, 86400, " s"};
	const char *word = conf_word(node, 1);
	bool all = word && strcmp(word, "all") == 0;
	size_t at = all ? 2 : 1;
	int64_t value;

	conf_no_more_words(reader, node, at + 1);
	if (!conf_value_number(reader, (struct conf_at){node, at}, &range, &value))
		return;
	garp->extra_if_s = (uint32_t)value;
	garp->extra_if_all = all;
}

void
conf_write_extra_if(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_garp *garp =
	    (const void *)((const char *)from + key->place);
	char seconds[CONF_NUMBER_SIZE];

	if (!garp->extra_if_s)
		return;
	(void)conf_number(seconds, garp->extra_if_s);
	if (garp->extra_if_all)
		conf_write(writer, key->word, "all", seconds, NULL);
	else
		conf_write(writer, key->word, seconds, NULL);
}

static const struct conf_key group_rows[] = {
    ROW_BY("interface", struct raw_garp_group, interfaces, read_interface, NULL,
	"IF: one that shares the rate"),
    ROW_BY("interfaces", struct raw_garp_group, interfaces, read_interfaces,
	write_interfaces, "{ IF ... }: those that do"),
    ROW_BY("garp_interval", struct raw_garp_group, m.interval_us, conf_read_us,
	conf_write_us, "seconds between gratuitous ARP of all of them (default 0)"),
    ROW_BY("gna_interval", struct raw_garp_group, m.gna_interval_us, conf_read_us,
	conf_write_us,
	"seconds between neighbour advertisements of all of them (default 0)"),
};

const struct conf_block garp_group_block = {
    ROWS(group_rows), .size = sizeof(struct raw_garp_group)};

/* One rate an interface: the first group that names it is its own. */
static void
refuse_doubles(struct conf_reader *reader, const struct conf_node *node,
    const struct model_garp_group *group)
{
	const struct conf_items *groups = &reader->work->garp_groups;
	const struct model_garp_group *others = groups->items;

	for (size_t i = 0; i < groups->len; i++)
		for (size_t j = 0; j < others[i].interfaces_len; j++)
			for (size_t k = 0; k < group->interfaces_len; k++)
				if (strcmp(others[i].interfaces[j],
					group->interfaces[k]) == 0)
					conf_error(reader, node, 0, "conflict",
					    "interface %s is in another garp_group",
					    group->interfaces[k]);
}

void
conf_read_garp_group(struct conf_reader *reader, const struct conf_node *node)
{
	struct conf_items *groups = &reader->work->garp_groups;
	struct raw_garp_group raw = {0};
	const struct conf_target target = {&garp_group_block, &raw};

	conf_no_more_words(reader, node, 1);
	raw.m.place = conf_place((struct conf_at){node, 0});
	conf_read_lines(reader, node, &target, 1);
	raw.m.interfaces = raw.interfaces.items;
	raw.m.interfaces_len = raw.interfaces.len;
	if (!raw.m.interfaces_len)
		conf_error(reader, node, 0, "missing_keyword",
		    "garp_group needs interface or interfaces");
	if (!raw.m.interval_us && !raw.m.gna_interval_us)
		conf_error(reader, node, 0, "missing_keyword",
		    "garp_group needs garp_interval or gna_interval");
	refuse_doubles(reader, node, &raw.m);
	*(struct model_garp_group *)arena_append(
	    reader->arena, &groups->items, &groups->len, sizeof(raw.m)) = raw.m;
}
