/* SPDX-License-Identifier: Apache-2.0 */
/* encap of a route or a nexthop: mpls LABEL[/LABEL...] [ttl N] |
 * ip|ip6 [id N] [dst A] [src A] [tos|tc N] [ttl|hoplimit N]. P. */
#include <linux/lwtunnel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/conf/conf_rows.h"
#include "agent/conf/vrrp_route_keys.h"

#define PLACE(member) offsetof(struct model_encap, member)

static size_t
read_id(struct conf_reader *reader, struct conf_at at, const struct conf_option *option,
    void *into)
{
	const char *word = conf_word(at.node, at.word + 1);

	if (!word ||
	    !conf_option_text_number(
		word, (uint64_t *)(void *)((char *)into + option->place)))
		conf_error(reader, at.node, at.word + 1, "value", "id needs a number");
	return 2;
}

static void
write_id(struct conf_words *words, const struct conf_option *option, const void *from)
{
	uint64_t id = ((const struct model_encap *)from)->id;

	if (id)
		conf_words_number(words, option->word, id);
}

static const struct conf_option ip_rows[] = {
    ROW_OF(.word = "id", .type = OPTION_FUNCTION, .place = PLACE(id), .read = read_id,
	.write = write_id),
    ROW_OF(.word = "dst", .type = OPTION_ADDR, .place = PLACE(destination)),
    ROW_OF(.word = "src", .type = OPTION_ADDR, .place = PLACE(source)),
    ROW_OF(.word = "tos", .type = OPTION_U8, .place = PLACE(tos)),
    ROW_OF(.word = "tc", .type = OPTION_U8, .place = PLACE(tos), .alias = true),
    ROW_OF(.word = "ttl", .type = OPTION_U8, .place = PLACE(ttl), .min = 1),
    ROW_OF(.word = "hoplimit", .type = OPTION_U8, .place = PLACE(ttl), .min = 1,
	.alias = true),
};
static const struct conf_options_table ip_table = {"encap ip", ROWS(ip_rows)};

static const struct conf_option mpls_rows[] = {
    ROW_OF(.word = "ttl", .type = OPTION_U8, .place = PLACE(ttl), .min = 1),
};
static const struct conf_options_table mpls_table = {"encap mpls", ROWS(mpls_rows)};

/* Labels have 20 bits (RFC 3032 2.1). */
static bool
read_labels(const char *word, struct model_encap *encap)
{
	char *end;

	encap->labels_len = 0;
	for (;;) {
		unsigned long label;

		if (*word < '0' || *word > '9' || encap->labels_len == MODEL_LABELS_MAX)
			return false;
		label = strtoul(word, &end, 10);
		if (label >= 1ul << 20)
			return false;
		encap->labels[encap->labels_len++] = (uint32_t)label;
		if (!*end)
			return true;
		if (*end != '/')
			return false;
		word = end + 1;
	}
}

static size_t
read_options(struct conf_reader *reader, struct conf_at at,
    const struct conf_options_table *table, struct model_encap *encap)
{
	size_t took = 0;

	while (at.word + took < at.node->words_len) {
		struct conf_at next = {at.node, at.word + took};
		const struct conf_option *row =
		    conf_option_find(table, conf_word(next.node, next.word));

		if (!row)
			break;
		took += conf_option_read(reader, next, row, encap);
	}
	return took;
}

size_t
vrrp_read_encap(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	struct model_encap *encap = (void *)((char *)into + option->place);
	const char *kind = conf_word(at.node, at.word + 1);
	const char *labels = conf_word(at.node, at.word + 2);

	if (kind && strcmp(kind, "mpls") == 0) {
		encap->type = LWTUNNEL_ENCAP_MPLS;
		if (!labels || !read_labels(labels, encap))
			conf_error(reader, at.node, at.word + 2, "value",
			    "encap mpls needs 1..%d labels: LABEL[/LABEL...], each "
			    "below 1048576",
			    MODEL_LABELS_MAX);
		return 3 +
		    read_options(reader, (struct conf_at){at.node, at.word + 3},
			&mpls_table, encap);
	}
	if (!kind || (strcmp(kind, "ip") != 0 && strcmp(kind, "ip6") != 0)) {
		conf_error(reader, at.node, at.word + 1, "not_supported",
		    "encap knows mpls, ip and ip6, not '%s'", kind ? kind : "");
		return SIZE_MAX / 2;
	}
	encap->type = strcmp(kind, "ip") == 0 ? LWTUNNEL_ENCAP_IP : LWTUNNEL_ENCAP_IP6;
	return 2 +
	    read_options(
		reader, (struct conf_at){at.node, at.word + 2}, &ip_table, encap);
}

static void
write_labels(struct conf_words *words, const struct model_encap *encap)
{
	char text[MODEL_LABELS_MAX * 8 + 1];
	size_t at = 0;

	for (size_t i = 0; i < encap->labels_len; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%u",
		    i ? "/" : "", (unsigned)encap->labels[i]);
	conf_words_add(words, text);
}

void
vrrp_write_encap(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	const struct model_encap *encap =
	    (const void *)((const char *)from + option->place);

	if (!encap->type)
		return;
	conf_words_add(words, option->word);
	if (encap->type == LWTUNNEL_ENCAP_MPLS) {
		conf_words_add(words, "mpls");
		write_labels(words, encap);
		conf_option_write(words, &mpls_table, encap);
		return;
	}
	conf_words_add(words, encap->type == LWTUNNEL_ENCAP_IP ? "ip" : "ip6");
	conf_option_write(words, &ip_table, encap);
}
