/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of vrrp_instance that hold a list, one entry a line. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/lib/arena.h"
#include "agent/lib/mem.h"

/* RT_SCOPE_* of linux/rtnetlink.h, by the names of iproute2. */
struct scope {
	const char *word;
	uint8_t scope;
};
static const struct scope scopes[] = {
    {"global",  0  },
    {"site",    200},
    {"link",    253},
    {"host",    254},
    {"nowhere", 255}
};

static struct conf_items *
list_of(struct conf_reader *reader, const struct conf_node *node,
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

static bool
scope_of(const char *word, uint8_t *out)
{
	int64_t value;

	for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++)
		if (strcmp(scopes[i].word, word) == 0) {
			*out = scopes[i].scope;
			return true;
		}
	if (!conf_word_number(word, &value) || value < 0 || value > 255)
		return false;
	*out = (uint8_t)value;
	return true;
}

/* "+": all host bits set. "-": none. Else an address. */
static void
read_broadcast(
    struct conf_reader *reader, struct conf_at at, struct model_vrrp_address *address)
{
	const char *word = conf_word(at.node, at.word);
	uint8_t len = address->prefix.prefix_len;
	uint32_t host_bits = len < 32 ? UINT32_MAX >> len : 0;

	if (word && strcmp(word, "-") == 0)
		return;
	if (word && strcmp(word, "+") == 0)
		address->broadcast =
		    addr_v4(addr_to_v4(&address->prefix.addr) | host_bits);
	else if (conf_value_addr(reader, at, &address->broadcast) &&
	    address->broadcast.family != ADDR_V4)
		conf_error(reader, at.node, at.word, "value", "brd is an IPv4 address");
}

static void
read_scope(struct conf_reader *reader, struct conf_at at, uint8_t *scope)
{
	const char *word = conf_word(at.node, at.word);

	if (!word || !scope_of(word, scope))
		conf_error(reader, at.node, at.word, "value",
		    "scope is global, site, link, host, nowhere or 0..255");
}

/* Options that are known; how many words each takes. */
struct later_option {
	const char *word;
	size_t words;
};
static const struct later_option later_options[] = {
    {"peer",          2},
    {"home",          1},
    {"-nodad",        1},
    {"nodad",         1},
    {"mngtmpaddr",    1},
    {"noprefixroute", 1},
    {"autojoin",      1},
    {"preferred_lft", 2},
    {"track_group",   2}
};

static size_t
read_later_option(struct conf_reader *reader, struct conf_at at)
{
	const char *word = conf_word(at.node, at.word);

	for (size_t i = 0; i < sizeof(later_options) / sizeof(later_options[0]); i++)
		if (strcmp(word, later_options[i].word) == 0) {
			conf_warning(reader, at.node, at.word, "not_served",
			    "%s is not served yet: it is left out", word);
			return later_options[i].words;
		}
	conf_error(reader, at.node, at.word, "value",
	    "'%s' is no option of an address (one address a line)", word);
	return SIZE_MAX / 2; /* what follows would only be more of the same */
}

/* One option; returns how many words it took. */
static size_t
read_option(
    struct conf_reader *reader, struct conf_at at, struct model_vrrp_address *address)
{
	const char *word = conf_word(at.node, at.word);
	struct conf_at value = {at.node, at.word + 1};

	if (strcmp(word, "no_track") == 0) {
		address->no_track = true;
		return 1;
	}
	if (strcmp(word, "use_vmac") == 0) {
		address->use_vmac = true;
		return 1;
	}
	if (strcmp(word, "dev") == 0)
		(void)conf_value_ifname(reader, value, address->interface);
	else if (strcmp(word, "label") == 0)
		(void)conf_value_ifname(reader, value, address->label);
	else if (strcmp(word, "scope") == 0)
		read_scope(reader, value, &address->scope);
	else if (strcmp(word, "brd") == 0 || strcmp(word, "broadcast") == 0)
		read_broadcast(reader, value, address);
	else
		return read_later_option(reader, at);
	return 2;
}

static bool
is_listed(const struct conf_items *items, const struct model_vrrp_address *address)
{
	const struct model_vrrp_address *listed = items->items;

	for (size_t i = 0; i < items->len; i++)
		if (addr_equal(&listed[i].prefix.addr, &address->prefix.addr))
			return true;
	return false;
}

enum { EXCLUDED_MAX = 4096 };

static void
read_address(struct conf_reader *reader, const struct conf_node *line, size_t most,
    struct conf_items *items)
{
	struct model_vrrp_address address = {0};
	size_t at = 1;

	if (!addr_prefix_parse(conf_word(line, 0), &address.prefix)) {
		conf_error(reader, line, 0, "value",
		    "'%s' is not an address, or an address with its prefix length",
		    conf_word(line, 0));
		return;
	}
	while (at < line->words_len)
		at += read_option(reader, (struct conf_at){line, at}, &address);
	if (is_listed(items, &address)) {
		conf_warning(reader, line, 0, "repeated",
		    "%s is listed already: once is enough", conf_word(line, 0));
		return;
	}
	if (items->len == most) {
		conf_error(reader, line, 0, "range", "more than %zu addresses", most);
		return;
	}
	*(struct model_vrrp_address *)arena_append(
	    reader->arena, &items->items, &items->len, sizeof(address)) = address;
}

void
vrrp_read_addresses(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_items *items = list_of(reader, node, key, into);
	bool excluded = key->place == offsetof(struct raw_instance, excluded);
	size_t most = excluded ? EXCLUDED_MAX : MODEL_VRRP_ADDRESSES_MAX;

	for (const struct conf_node *line = node->first; line; line = line->next)
		if (line->words_len)
			read_address(reader, line, most, items);
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
	struct conf_items *items = list_of(reader, node, key, into);

	for (const struct conf_node *line = node->first; line; line = line->next)
		if (line->words_len)
			read_track_script(reader, line, items);
}

void
vrrp_read_track_interfaces(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_items *items = list_of(reader, node, key, into);

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
	struct conf_items *items = list_of(reader, node, key, into);

	for (const struct conf_node *line = node->first; line; line = line->next)
		if (line->words_len)
			read_peer(reader, line, items);
}

static void
write_address(struct conf_writer *writer, const struct model_vrrp_address *address)
{
	const char *words[10];
	char text[ADDR_TEXT_SIZE + 4], brd[ADDR_TEXT_SIZE], scope[CONF_NUMBER_SIZE];
	char len_text[CONF_NUMBER_SIZE];
	size_t len = 0, at;

	addr_format(&address->prefix.addr, text);
	at = strlen(text);
	text[at++] = '/';
	(void)mem_copy_text(text + at, sizeof(text) - at,
	    conf_number(len_text, address->prefix.prefix_len));
	if (addr_is_set(&address->broadcast)) {
		words[len++] = "brd";
		words[len++] = addr_format(&address->broadcast, brd);
	}
	if (address->interface[0]) {
		words[len++] = "dev";
		words[len++] = address->interface;
	}
	if (address->scope) {
		words[len++] = "scope";
		words[len++] = conf_number(scope, address->scope);
	}
	if (address->label[0]) {
		words[len++] = "label";
		words[len++] = address->label;
	}
	if (address->no_track)
		words[len++] = "no_track";
	if (address->use_vmac)
		words[len++] = "use_vmac";
	conf_write_words(writer, text, words, len);
}

static void
write_addresses(struct conf_writer *writer, const char *word,
    const struct model_vrrp_address *addresses, size_t len)
{
	if (!len)
		return;
	conf_write_open(writer, word, NULL);
	for (size_t i = 0; i < len; i++)
		write_address(writer, &addresses[i]);
	conf_write_close(writer);
}

void
vrrp_write_addresses(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;

	write_addresses(writer, key->word, m->addresses, m->addresses_len);
}

void
vrrp_write_excluded(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;

	write_addresses(writer, key->word, m->excluded, m->excluded_len);
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
