/* SPDX-License-Identifier: Apache-2.0 */
/* virtual_ipaddress, static_ipaddress: an address a line, in the words of
 * `ip address`. P. */
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_option.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"
#include "agent/lib/arena.h"

static const struct conf_named scope_words[] = {
    {"global",  RT_SCOPE_UNIVERSE},
    {"site",    RT_SCOPE_SITE    },
    {"link",    RT_SCOPE_LINK    },
    {"host",    RT_SCOPE_HOST    },
    {"nowhere", RT_SCOPE_NOWHERE }
};
static const struct conf_known_words scope_names = {ROWS(scope_words), "rt_scopes"};

/* "+": all host bits set. "-": none. Else an address. */
static size_t
read_broadcast(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	struct model_vrrp_address *address = into;
	struct conf_at value = {at.node, at.word + 1};
	const char *word = conf_word(value.node, value.word);
	uint8_t len = address->prefix.prefix_len;
	uint32_t host_bits = len < 32 ? UINT32_MAX >> len : 0;

	(void)option;
	if (word && strcmp(word, "-") == 0)
		return 2;
	if (word && strcmp(word, "+") == 0)
		address->broadcast =
		    addr_v4(addr_to_v4(&address->prefix.addr) | host_bits);
	else if (conf_value_addr(reader, value, &address->broadcast) &&
	    address->broadcast.family != ADDR_V4)
		conf_error(
		    reader, value.node, value.word, "value", "brd is an IPv4 address");
	return 2;
}

static void
write_broadcast(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	const struct model_vrrp_address *address = from;
	char text[ADDR_TEXT_SIZE];

	if (!addr_is_set(&address->broadcast))
		return;
	conf_words_add(words, option->word);
	conf_words_add(words, addr_format(&address->broadcast, text));
}

/* A bit of the kernel's flags. */
static size_t
read_bit(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	struct model_vrrp_address *address = into;

	if (option->max && address->prefix.addr.family != option->max)
		conf_error(reader, at.node, at.word, "value",
		    "%s is for IPv6 addresses", option->word);
	address->flags |= (uint32_t)option->min;
	return 1;
}

static void
write_bit(struct conf_words *words, const struct conf_option *option, const void *from)
{
	if (((const struct model_vrrp_address *)from)->flags & option->min)
		conf_words_add(words, option->word);
}

/* Seconds, or "forever"; 0: deprecated from the first. */
static size_t
read_preferred(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	struct model_vrrp_address *address = into;
	struct conf_at value = {at.node, at.word + 1};
	const char *word = conf_word(value.node, value.word);
	uint64_t seconds = 0;

	address->deprecated = false;
	address->preferred_s = UINT32_MAX;
	if (word && strcmp(word, "forever") == 0)
		return 2;
	if (conf_option_number(reader, value, option, &seconds)) {
		address->deprecated = seconds == 0;
		address->preferred_s = (uint32_t)seconds;
	}
	return 2;
}

static void
write_preferred(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	const struct model_vrrp_address *address = from;

	if (address->preferred_s == UINT32_MAX) {
		conf_words_add(words, option->word);
		conf_words_add(words, "forever");
	} else if (address->deprecated || address->preferred_s) {
		conf_words_number(words, option->word, address->preferred_s);
	}
}

#define PLACE(member) offsetof(struct model_vrrp_address, member)
#define BIT(w, flag, family, other)                                                    \
  {                                                                                    \
    .word = (w), .type = OPTION_FUNCTION, .min = (flag), .max = (family),              \
    .read = read_bit, .write = write_bit, .alias = (other)                             \
  }

static const struct conf_option address_rows[] = {
    ROW_OF(.word = "brd", .type = OPTION_FUNCTION, .read = read_broadcast,
	.write = write_broadcast),
    ROW_OF(.word = "broadcast", .type = OPTION_FUNCTION, .read = read_broadcast,
	.alias = true),
    ROW_OF(.word = "peer", .type = OPTION_PREFIX, .place = PLACE(peer)),
    ROW_OF(.word = "dev", .type = OPTION_IFNAME, .place = PLACE(interface)),
    ROW_OF(.word = "scope", .type = OPTION_U8, .place = PLACE(scope),
	.names = &scope_names),
    ROW_OF(.word = "label", .type = OPTION_IFNAME, .place = PLACE(label)),
    BIT("home", IFA_F_HOMEADDRESS, ADDR_V6, false),
    BIT("-nodad", IFA_F_NODAD, 0, false),
    BIT("nodad", IFA_F_NODAD, 0, true),
    BIT("mngtmpaddr", IFA_F_MANAGETEMPADDR, ADDR_V6, false),
    BIT("noprefixroute", IFA_F_NOPREFIXROUTE, 0, false),
    BIT("autojoin", IFA_F_MCAUTOJOIN, 0, false),
    ROW_OF(.word = "preferred_lft", .type = OPTION_FUNCTION, .max = UINT32_MAX - 1,
	.read = read_preferred, .write = write_preferred),
    ROW_OF(.word = "no_track", .type = OPTION_FLAG, .place = PLACE(no_track)),
    ROW_OF(.word = "use_vmac", .type = OPTION_FLAG, .place = PLACE(use_vmac)),
    ROW_OF(.word = "track_group", .type = OPTION_TEXT, .place = PLACE(track_group)),
};
static const struct conf_options_table address_table = {
    "an address", ROWS(address_rows)};

/* ---- a line ---- */

static bool
is_listed(const struct conf_items *items, const struct model_vrrp_address *address)
{
	const struct model_vrrp_address *listed = items->items;

	for (size_t i = 0; i < items->len; i++)
		if (addr_equal(&listed[i].prefix.addr, &address->prefix.addr))
			return true;
	return false;
}

static void
read_options(struct conf_reader *reader, const struct conf_node *line,
    struct model_vrrp_address *address)
{
	for (size_t at = 1; at < line->words_len;) {
		const char *word = conf_word(line, at);
		const struct conf_option *row = conf_option_find(&address_table, word);

		if (!row) {
			conf_error(reader, line, at, "value",
			    "'%s' is no option of an address (one address a line)",
			    word);
			return;
		}
		at +=
		    conf_option_read(reader, (struct conf_at){line, at}, row, address);
	}
	if (addr_is_set(&address->peer.addr) &&
	    address->peer.addr.family != address->prefix.addr.family)
		conf_error(reader, line, 0, "conflict",
		    "the family of peer is not that of the address");
}

static const char *
text_of(struct conf_reader *reader, const struct model_vrrp_address *address)
{
	struct conf_words words = {.arena = reader->scratch};

	conf_words_prefix(&words, &address->prefix);
	conf_option_write(&words, &address_table, address);
	return conf_words_join(&words, reader->arena);
}

static void
read_address(struct conf_reader *reader, const struct conf_node *line, size_t most,
    struct conf_items *items)
{
	struct model_vrrp_address address = {0};

	if (!addr_prefix_parse(conf_word(line, 0), &address.prefix)) {
		conf_error(reader, line, 0, "value",
		    "'%s' is not an address, or an address with its prefix length",
		    conf_word(line, 0));
		return;
	}
	read_options(reader, line, &address);
	address.text = text_of(reader, &address);
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
vrrp_read_address_lines(struct conf_reader *reader, const struct conf_node *block,
    size_t most, struct conf_items *items)
{
	for (const struct conf_node *line = block->first; line; line = line->next)
		if (line->words_len)
			read_address(reader, line, most, items);
}

enum { EXCLUDED_MAX = 4096 };

void
vrrp_read_addresses(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_items *items = vrrp_list_of(reader, node, key, into);
	bool excluded = key->place == offsetof(struct raw_instance, excluded);

	vrrp_read_address_lines(
	    reader, node, excluded ? EXCLUDED_MAX : MODEL_VRRP_ADDRESSES_MAX, items);
}

/* ---- the dump ---- */

static void
write_address(struct conf_writer *writer, const struct model_vrrp_address *address)
{
	struct conf_words words = {.arena = writer->arena};

	conf_words_prefix(&words, &address->prefix);
	conf_option_write(&words, &address_table, address);
	conf_write_words(writer, words.words[0], words.words + 1, words.len - 1);
}

void
vrrp_write_address_lines(struct conf_writer *writer, const char *word,
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

	vrrp_write_address_lines(writer, key->word, m->addresses, m->addresses_len);
}

void
vrrp_write_excluded(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;

	vrrp_write_address_lines(writer, key->word, m->excluded, m->excluded_len);
}
