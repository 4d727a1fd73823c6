/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of vrrp_instance that hold a list, one entry a line. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/lib/arena.h"

bool
conf_has_block(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key)
{
	if (node->has_block)
		conf_no_more_words(reader, node, 1);
	else
		conf_mistake(reader, (struct conf_at){node, 1}, "missing_block",
		    "ignored", "%s needs a block: %s { ... }", key->word, key->word);
	return node->has_block;
}

struct conf_items *
vrrp_list_of(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	(void)conf_has_block(reader, node, key); /* else it has no lines either */
	return (void *)((char *)into + key->place);
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
