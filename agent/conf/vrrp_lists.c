/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of vrrp_instance that hold a list, one entry a line. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/lib/arena.h"

struct conf_items *
vrrp_list_of(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	if (!node->has_block) {
		conf_mistake(reader, (struct conf_at){node, 1}, "missing_block",
		    "ignored", "%s needs a block: %s { ... }", key->word, key->word);
	} else {
		conf_no_more_words(reader, node, 1);
	}
	return (void *)((char *)into + key->place);
}

/* [weight N] [reverse|noreverse] after the name. */
static void
read_track_options(
    struct conf_reader *reader, const struct conf_node *line, struct model_track *track)
{
	const struct conf_range range = {-253, 253, ""};
	int64_t weight;

	for (size_t i = 1; i < line->words_len; i++) {
		const char *word = conf_word(line, i);

		if (strcmp(word, "weight") == 0) {
			if (conf_value_number(
				reader, (struct conf_at){line, ++i}, &range, &weight))
				track->weight = (int16_t)weight;
		} else if (strcmp(word, "reverse") == 0) {
			track->reverse = true;
		} else if (strcmp(word, "noreverse") == 0) {
			track->reverse = false;
		} else {
			conf_error(reader, line, i, "value",
			    "expected 'weight N' or 'reverse', not '%s' (one entry a "
			    "line)",
			    word);
			return;
		}
	}
}

static void
append_track(struct conf_reader *reader, struct conf_items *items,
    const struct model_track *track)
{
	*(struct model_track *)arena_append(
	    reader->arena, &items->items, &items->len, sizeof(*track)) = *track;
}

static const char *
nearest_script(const struct conf_reader *reader, const char *name)
{
	const struct conf_work *work = reader->work;
	const struct model_vrrp_script *scripts = work->scripts.items;
	const char *nearest = NULL;
	size_t best = SIZE_MAX;

	if (reader->diags->len >= CONF_DIAGS_MAX)
		return NULL; /* nobody would see it */
	for (size_t i = 0; i < work->scripts.len && i < 1000; i++)
		nearest = conf_near(name, scripts[i].name, nearest, &best);
	return nearest;
}

static void
read_track_script(
    struct conf_reader *reader, const struct conf_node *line, struct conf_items *items)
{
	const char *name = conf_word(line, 0);
	const struct model_vrrp_script *scripts = reader->work->scripts.items;
	int index = conf_script_find(reader->work, name);
	struct model_track track = {0};

	if (index < 0) {
		conf_mistake(reader, (struct conf_at){line, 0}, "undefined",
		    "not tracked", "there is no vrrp_script '%s'", name)
		    ->meant = nearest_script(reader, name);
		return;
	}
	track.index = (uint32_t)index;
	track.weight = scripts[index].weight;
	track.reverse = scripts[index].reverse;
	read_track_options(reader, line, &track);
	append_track(reader, items, &track);
}

void
vrrp_read_track_scripts(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_items *items = vrrp_list_of(reader, node, key, into);

	for (const struct conf_node *line = node->first; line; line = line->next)
		if (line->words_len)
			read_track_script(reader, line, items);
}

void
vrrp_read_track_interfaces(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_items *items = vrrp_list_of(reader, node, key, into);

	for (const struct conf_node *line = node->first; line; line = line->next) {
		struct model_track track = {0};

		if (!line->words_len ||
		    !conf_value_ifname(
			reader, (struct conf_at){line, 0}, track.interface))
			continue;
		read_track_options(reader, line, &track);
		append_track(reader, items, &track);
	}
}

static bool
read_peer_option(
    struct conf_reader *reader, struct conf_at at, struct model_vrrp_peer *peer)
{
	const char *word = conf_word(at.node, at.word);
	const struct conf_range range = {0, 255, ""};
	bool is_min = strcmp(word, "min_ttl") == 0;
	int64_t value;

	if (!is_min && strcmp(word, "max_ttl") != 0) {
		conf_mistake(reader, at, "value", "ignored",
		    "'%s' is no option of a peer: min_ttl, max_ttl", word);
		return false;
	}
	if (!conf_value_number(
		reader, (struct conf_at){at.node, at.word + 1}, &range, &value))
		return false;
	*(is_min ? &peer->min_ttl : &peer->max_ttl) = (uint8_t)value;
	return true;
}

static void
read_peer(
    struct conf_reader *reader, const struct conf_node *line, struct conf_items *items)
{
	struct model_vrrp_peer peer = {.max_ttl = 255};

	if (!conf_value_addr(reader, (struct conf_at){line, 0}, &peer.addr))
		return;
	for (size_t at = 1; at < line->words_len; at += 2)
		if (!read_peer_option(reader, (struct conf_at){line, at}, &peer))
			break;
	if (peer.min_ttl > peer.max_ttl)
		conf_error(reader, line, 1, "conflict",
		    "min_ttl %u is over max_ttl %u: no advert would do",
		    (unsigned)peer.min_ttl, (unsigned)peer.max_ttl);
	*(struct model_vrrp_peer *)arena_append(
	    reader->arena, &items->items, &items->len, sizeof(peer)) = peer;
}

void
vrrp_read_peers(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_items *items = vrrp_list_of(reader, node, key, into);

	for (const struct conf_node *line = node->first; line; line = line->next)
		if (line->words_len)
			read_peer(reader, line, items);
}

static void
write_track(
    struct conf_writer *writer, const char *name, const struct model_track *track)
{
	char weight[CONF_NUMBER_SIZE];

	conf_write(writer, name, "weight", conf_number(weight, track->weight),
	    track->reverse ? "reverse" : "noreverse", NULL);
}

void
vrrp_write_track_scripts(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;

	if (!m->track_scripts_len)
		return;
	conf_write_open(writer, key->word, NULL);
	for (size_t i = 0; i < m->track_scripts_len; i++)
		write_track(writer,
		    writer->model->vrrp_scripts[m->track_scripts[i].index].name,
		    &m->track_scripts[i]);
	conf_write_close(writer);
}

void
vrrp_write_track_interfaces(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;

	if (!m->track_interfaces_len)
		return;
	conf_write_open(writer, key->word, NULL);
	for (size_t i = 0; i < m->track_interfaces_len; i++)
		write_track(
		    writer, m->track_interfaces[i].interface, &m->track_interfaces[i]);
	conf_write_close(writer);
}

static void
write_peer(struct conf_writer *writer, const struct model_vrrp_peer *peer)
{
	char text[ADDR_TEXT_SIZE], min[CONF_NUMBER_SIZE], max[CONF_NUMBER_SIZE];
	const char *words[4];
	size_t len = 0;

	if (peer->min_ttl > 0) {
		words[len++] = "min_ttl";
		words[len++] = conf_number(min, peer->min_ttl);
	}
	if (peer->max_ttl < 255) {
		words[len++] = "max_ttl";
		words[len++] = conf_number(max, peer->max_ttl);
	}
	conf_write_words(writer, addr_format(&peer->addr, text), words, len);
}

void
vrrp_write_peers(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;

	if (!m->unicast_peers_len)
		return;
	conf_write_open(writer, key->word, NULL);
	for (size_t i = 0; i < m->unicast_peers_len; i++)
		write_peer(writer, &m->unicast_peers[i]);
	conf_write_close(writer);
}
