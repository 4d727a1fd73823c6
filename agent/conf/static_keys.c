/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses, routes and rules: blocks of an instance, and those that exist in every
 * state, with the groups of instances that need these. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/vrrp_route_keys.h"
#include "agent/lib/arena.h"

enum { STATIC_ADDRESSES_MAX = 4096, FIRST_RULE_PREFERENCE = 16384 };

/* ---- of an instance ---- */

static void
warn_group(
    struct conf_reader *reader, const struct conf_node *block, const char *track_group)
{
	if (track_group)
		conf_warning(reader, block, 0, "conflict",
		    "track_group is for static ones: %s is ignored", track_group);
}

void
vrrp_read_routes(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_items *items = vrrp_list_of(reader, node, key, into);
	struct model_route *routes;

	vrrp_read_route_lines(reader, node, items);
	routes = items->items;
	for (size_t i = 0; i < items->len; i++)
		warn_group(reader, node, routes[i].track_group);
}

void
vrrp_read_rules(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_items *items = vrrp_list_of(reader, node, key, into);
	struct model_rule *rules;

	vrrp_read_rule_lines(reader, node, items);
	rules = items->items;
	for (size_t i = 0; i < items->len; i++)
		warn_group(reader, node, rules[i].track_group);
}

static void
write_route_lines(struct conf_writer *writer, const char *word,
    const struct model_route *routes, size_t len)
{
	if (!len)
		return;
	conf_write_open(writer, word, NULL);
	for (size_t i = 0; i < len; i++) {
		struct conf_words words = {.arena = writer->arena};

		vrrp_route_words(&routes[i], &words);
		conf_write_words(
		    writer, words.words[0], words.words + 1, words.len - 1);
	}
	conf_write_close(writer);
}

static void
write_rule_lines(struct conf_writer *writer, const char *word,
    const struct model_rule *rules, size_t len)
{
	if (!len)
		return;
	conf_write_open(writer, word, NULL);
	for (size_t i = 0; i < len; i++) {
		struct conf_words words = {.arena = writer->arena};

		vrrp_rule_words(&rules[i], &words);
		conf_write_words(
		    writer, words.words[0], words.words + 1, words.len - 1);
	}
	conf_write_close(writer);
}

void
vrrp_write_routes(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;

	write_route_lines(writer, key->word, m->routes, m->routes_len);
}

void
vrrp_write_rules(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;

	write_rule_lines(writer, key->word, m->rules, m->rules_len);
}

/* ---- in every state ---- */

static void
read_addresses(struct conf_reader *reader, const struct conf_node *node)
{
	struct conf_items *items = &reader->work->static_addresses;
	struct model_vrrp_address *addresses;
	size_t before = items->len;

	conf_no_more_words(reader, node, 1);
	vrrp_read_address_lines(reader, node, STATIC_ADDRESSES_MAX, items);
	addresses = items->items;
	for (size_t i = before; i < items->len; i++) {
		if (!addresses[i].interface[0])
			memcpy(addresses[i].interface,
			    reader->work->global.default_interface, MODEL_IFNAME_SIZE);
		if (!addresses[i].interface[0])
			conf_error(reader, node, 0, "missing_value",
			    "a static address needs its interface: dev IF");
		else if (addresses[i].use_vmac)
			conf_error(reader, node, 0, "conflict",
			    "a static address is on no virtual MAC: no use_vmac");
	}
}

static void
read_routes(struct conf_reader *reader, const struct conf_node *node)
{
	conf_no_more_words(reader, node, 1);
	vrrp_read_route_lines(reader, node, &reader->work->static_routes);
}

static void
read_rules(struct conf_reader *reader, const struct conf_node *node)
{
	conf_no_more_words(reader, node, 1);
	vrrp_read_rule_lines(reader, node, &reader->work->static_rules);
}

/* ---- track_group ---- */

static void
add_member(struct conf_reader *reader, struct conf_at at, struct conf_items *members)
{
	const struct conf_names *instances = &reader->work->instance_names;
	const char *name = conf_word(at.node, at.word);
	int index = conf_names_find(instances, name);

	if (index < 0) {
		conf_mistake(reader, at, "undefined", "ignored",
		    "there is no vrrp_instance '%s'", name)
		    ->meant = conf_names_near(reader, instances, name);
		return;
	}
	*(uint32_t *)arena_append(reader->arena, &members->items, &members->len,
	    sizeof(uint32_t)) = (uint32_t)index;
}

static void
read_members(struct conf_reader *reader, const struct conf_node *block,
    struct conf_items *members)
{
	for (const struct conf_node *line = block->first; line; line = line->next)
		for (size_t i = 0; i < line->words_len; i++)
			add_member(reader, (struct conf_at){line, i}, members);
}

static const struct model_track_group *
group_named(const struct conf_work *work, const char *name)
{
	const struct model_track_group *groups = work->track_groups.items;

	for (size_t i = 0; i < work->track_groups.len; i++)
		if (strcmp(groups[i].name, name) == 0)
			return &groups[i];
	return NULL;
}

static void
read_group(struct conf_reader *reader, const struct conf_node *node)
{
	struct conf_items *groups = &reader->work->track_groups, members = {0};
	const char *name = conf_block_name(reader, node);
	struct model_track_group *group;

	if (!name)
		return;
	if (group_named(reader->work, name)) {
		conf_error(reader, node, 1, "duplicate",
		    "there is a track_group '%s' already", name);
		return;
	}
	for (const struct conf_node *line = node->first; line; line = line->next)
		if (line->words_len && strcmp(conf_word(line, 0), "group") == 0 &&
		    line->has_block)
			read_members(reader, line, &members);
		else if (line->words_len)
			conf_error(reader, line, 0, "unknown_keyword",
			    "track_group holds group { INSTANCE ... }, not '%s'",
			    conf_word(line, 0));
	group =
	    arena_append(reader->arena, &groups->items, &groups->len, sizeof(*group));
	group->name = name;
	group->instances = members.items;
	group->instances_len = members.len;
	group->place = conf_place((struct conf_at){node, 0});
}

/* Each static item that names a group, by its block. */
static void
check_group(struct conf_reader *reader, enum conf_part part, const char *name)
{
	const struct conf_node **blocks = reader->work->parts[part].items;

	if (name && !group_named(reader->work, name))
		conf_mistake(reader, (struct conf_at){blocks[0], 0}, "undefined",
		    "not tracked", "there is no track_group '%s'", name);
}

static void
check_groups(struct conf_reader *reader)
{
	const struct conf_work *work = reader->work;
	const struct model_vrrp_address *addresses = work->static_addresses.items;
	const struct model_route *routes = work->static_routes.items;
	const struct model_rule *rules = work->static_rules.items;

	for (size_t i = 0; i < work->static_addresses.len; i++)
		check_group(
		    reader, CONF_PART_STATIC_ADDRESSES, addresses[i].track_group);
	for (size_t i = 0; i < work->static_routes.len; i++)
		check_group(reader, CONF_PART_STATIC_ROUTES, routes[i].track_group);
	for (size_t i = 0; i < work->static_rules.len; i++)
		check_group(reader, CONF_PART_STATIC_RULES, rules[i].track_group);
}

void
conf_statics_start(struct conf_work *work)
{
	work->next_rule_preference = FIRST_RULE_PREFERENCE;
}

void
conf_statics_read(struct conf_reader *reader)
{
	conf_read_part(reader, CONF_PART_STATIC_ADDRESSES, read_addresses);
	conf_read_part(reader, CONF_PART_STATIC_ROUTES, read_routes);
	conf_read_part(reader, CONF_PART_STATIC_RULES, read_rules);
	conf_read_part(reader, CONF_PART_TRACK_GROUP, read_group);
	check_groups(reader);
}

void
conf_statics_fill(const struct conf_work *work, struct model_static *out)
{
	*out = (struct model_static){.addresses = work->static_addresses.items,
	    .addresses_len = work->static_addresses.len,
	    .routes = work->static_routes.items,
	    .routes_len = work->static_routes.len,
	    .rules = work->static_rules.items,
	    .rules_len = work->static_rules.len,
	    .groups = work->track_groups.items,
	    .groups_len = work->track_groups.len};
}

static void
write_group(struct conf_writer *writer, const struct model_track_group *group)
{
	conf_write_open(writer, "track_group", group->name, NULL);
	conf_write_open(writer, "group", NULL);
	for (size_t i = 0; i < group->instances_len; i++)
		conf_write(
		    writer, writer->model->instances[group->instances[i]].name, NULL);
	conf_write_close(writer);
	conf_write_close(writer);
}

void
conf_statics_dump(struct conf_writer *writer)
{
	const struct model_static *fixed = &writer->model->fixed;

	vrrp_write_address_lines(
	    writer, "static_ipaddress", fixed->addresses, fixed->addresses_len);
	write_route_lines(writer, "static_routes", fixed->routes, fixed->routes_len);
	write_rule_lines(writer, "static_rules", fixed->rules, fixed->rules_len);
	for (size_t i = 0; i < fixed->groups_len; i++)
		write_group(writer, &fixed->groups[i]);
}
