/* SPDX-License-Identifier: Apache-2.0 */
/* How a real server gets its connections: NAT, DR, or TUN and what wraps it. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/lvs_words.h"

static const char *const forward_words[] = {"NAT", "DR", "TUN", NULL};
static const char *const type_words[] = {"ipip", "gue", "gre", NULL};
static const char *const checksum_words[] = {"nocsum", "csum", "remcsum", NULL};

const char *
lvs_forward_word(enum forward forward)
{
	return forward_words[forward];
}

/* A tunnel while its line is read. */
struct reading {
	struct tunnel tunnel;
	bool has_port, has_checksum;
	bool is_wrong; /* told already */
};

static size_t
read_type(
    struct conf_reader *reader, const struct conf_node *node, struct reading *reading)
{
	const char *word = conf_word(node, 3);
	int at = word ? conf_word_index(word, type_words) : -1;

	if (at < 0) {
		conf_error(reader, node, 3, "value",
		    "a tunnel's type is ipip, gue or gre, not '%s'", word ? word : "");
		reading->is_wrong = true;
	} else {
		reading->tunnel.type = (enum tunnel_type)at;
	}
	return 4;
}

static size_t
read_port(struct conf_reader *reader, struct conf_at at, struct reading *reading)
{
	const struct conf_range range = {1, UINT16_MAX, ""};
	int64_t port = 0;

	at.word++;
	if (conf_word(at.node, at.word) && conf_value_number(reader, at, &range, &port))
		reading->tunnel.port = (uint16_t)port;
	else
		reading->is_wrong = true;
	if (!conf_word(at.node, at.word))
		conf_error(
		    reader, at.node, at.word, "missing_value", "port needs a number");
	reading->has_port = true;
	return at.word + 1;
}

/* [type T] [port N] [nocsum|csum|remcsum], each once, the type first. */
static void
read_options(
    struct conf_reader *reader, const struct conf_node *node, struct reading *reading)
{
	size_t at = 2;

	if (conf_word(node, 2) && strcmp(conf_word(node, 2), "type") == 0)
		at = read_type(reader, node, reading);
	while (!reading->is_wrong && conf_word(node, at)) {
		int checksum = conf_word_index(conf_word(node, at), checksum_words);

		if (checksum >= 0 && !reading->has_checksum) {
			reading->tunnel.checksum = (enum tunnel_checksum)checksum;
			reading->has_checksum = true;
			at++;
		} else if (strcmp(conf_word(node, at), "port") == 0 &&
		    !reading->has_port) {
			at = read_port(reader, (struct conf_at){node, at}, reading);
		} else {
			conf_error(reader, node, at, "value",
			    "TUN takes: type ipip | gue port N [nocsum|csum|remcsum] | "
			    "gre [nocsum|csum]");
			reading->is_wrong = true;
		}
	}
}

/* What a type does not have is an error: it would silently mean nothing. */
static void
check_options(struct conf_reader *reader, const struct conf_node *node,
    const struct reading *reading)
{
	enum tunnel_type type = reading->tunnel.type;

	if (type == TUNNEL_GUE && !reading->has_port)
		conf_error(reader, node, 3, "missing_value",
		    "a gue tunnel needs the port that its other end listens on: type "
		    "gue port N");
	if (type != TUNNEL_GUE && reading->has_port)
		conf_error(reader, node, 2, "conflict", "only a gue tunnel has a port");
	if (type == TUNNEL_IPIP && reading->has_checksum)
		conf_error(reader, node, 2, "conflict",
		    "an ipip tunnel has no checksum to choose");
	if (type == TUNNEL_GRE && reading->tunnel.checksum == TUNNEL_REMCSUM)
		conf_error(
		    reader, node, 2, "conflict", "remcsum is for gue tunnels only");
}

void
lvs_read_forward(struct conf_reader *reader, const struct conf_node *node,
    enum forward *forward, struct tunnel *tunnel)
{
	const char *word = conf_word(node, 1);
	int at = word ? conf_word_index(word, forward_words) : -1;
	struct reading reading = {0};

	if (at < 0) {
		conf_mistake(reader, (struct conf_at){node, 1}, "value",
		    "left at its default", "%s is NAT, DR or TUN, not '%s'",
		    conf_word(node, 0), word ? word : "")
		    ->meant = word ? conf_near_word(word, forward_words) : NULL;
		return;
	}
	if (strcmp(word, forward_words[at]) != 0)
		conf_warning(reader, node, 1, "case", "%s is written %s", word,
		    forward_words[at]);
	*forward = (enum forward)at;
	if (*forward == FORWARD_TUN)
		read_options(reader, node, &reading);
	else
		conf_no_more_words(reader, node, 2);
	if (*forward == FORWARD_TUN && !reading.is_wrong)
		check_options(reader, node, &reading);
	*tunnel = reading.tunnel;
}

void
lvs_write_forward(struct conf_writer *writer, const char *word, enum forward forward,
    const struct tunnel *tunnel)
{
	const char *kind = forward_words[forward];
	const char *type = type_words[tunnel->type];
	const char *checksum = checksum_words[tunnel->checksum];
	char port[CONF_NUMBER_SIZE];

	if (forward != FORWARD_TUN || tunnel->type == TUNNEL_IPIP)
		conf_write(writer, word, kind, NULL);
	else if (tunnel->type == TUNNEL_GRE)
		conf_write(writer, word, kind, "type", type, checksum, NULL);
	else
		conf_write(writer, word, kind, "type", type, "port",
		    conf_number(port, tunnel->port), checksum, NULL);
}

/* The kernel refuses the rest with EINVAL (ip_vs_genl_set_cmd, Linux 6.1): its sync
 * protocol has no words for a connection of two families. */
void
lvs_check_family(struct conf_reader *reader, struct conf_at at,
    const struct model_virtual_server *vs, const struct model_real_server *m)
{
	if (!model_vs_differs(vs, m->addr.family))
		return;
	if (m->forward != FORWARD_TUN)
		conf_error(reader, at.node, at.word, "conflict",
		    "a real or sorry server's family is that of its virtual server, "
		    "unless the method is TUN");
	else if (reader->work->global.m.sync_daemon.interface[0])
		conf_error(reader, at.node, at.word, "conflict",
		    "with lvs_sync_daemon the kernel takes no server of another family "
		    "than its virtual server");
}
