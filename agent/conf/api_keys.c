/* SPDX-License-Identifier: Apache-2.0 */
/* api: where REST listens, and whom it lets in. P. */
#include <stdio.h>
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"
#include "agent/lib/arena.h"

enum { UNIX_PATH_MAX = 107, DEFAULT_MODE = 0660 };

static const char default_path[] = "/run/fairlead/api.sock";

static bool
octal(const char *word, uint32_t *out)
{
	uint32_t value = 0;

	if (!*word || strlen(word) > 4)
		return false;
	for (; *word; word++) {
		if (*word < '0' || *word > '7')
			return false;
		value = value * 8 + (uint32_t)(*word - '0');
	}
	*out = value;
	return value <= 0777;
}

/* unix:PATH [mode OCTAL] [group NAME] */
static void
read_unix(struct conf_reader *reader, const struct conf_node *node,
    struct model_listen *listen)
{
	const char *path = conf_word(node, 1) + strlen("unix:");

	if (path[0] != '/' || strlen(path) > UNIX_PATH_MAX)
		conf_error(reader, node, 1, "value",
		    "the path of a Unix socket is absolute and has at most %d bytes",
		    UNIX_PATH_MAX);
	listen->unix_path = arena_strdup(reader->arena, path);
	listen->unix_mode = DEFAULT_MODE;
	for (size_t i = 2; i < node->words_len; i += 2) {
		const char *word = conf_word(node, i), *value = conf_word(node, i + 1);

		if (value && strcmp(word, "group") == 0)
			listen->unix_group = arena_strdup(reader->arena, value);
		else if (!value || strcmp(word, "mode") != 0 ||
		    !octal(value, &listen->unix_mode))
			conf_error(reader, node, i, "value",
			    "expected 'mode OCTAL' (0..0777) or 'group NAME'");
	}
}

static bool
port_of(const char *text, uint16_t *out)
{
	int64_t port;

	if (!conf_word_number(text, &port) || port < 1 || port > UINT16_MAX)
		return false;
	*out = (uint16_t)port;
	return true;
}

/* ADDR:PORT, [ADDR]:PORT */
static bool
tcp_of(const char *word, struct model_listen *listen)
{
	const char *colon = strrchr(word, ':');
	size_t len = colon ? (size_t)(colon - word) : ADDR_TEXT_SIZE;
	char addr[ADDR_TEXT_SIZE];

	if (len >= 2 && word[0] == '[' && word[len - 1] == ']') {
		word++;
		len -= 2;
	}
	if (len >= sizeof(addr))
		return false;
	memcpy(addr, word, len);
	addr[len] = '\0';
	return addr_parse(addr, &listen->addr) && port_of(colon + 1, &listen->port);
}

static void
read_listen(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_items *listens = &((struct raw_api *)into)->listens;
	struct model_listen listen = {.place = conf_place((struct conf_at){node, 1})};
	const char *word = conf_word(node, 1);

	(void)key;
	if (word && strncmp(word, "unix:", 5) == 0) {
		read_unix(reader, node, &listen);
	} else if (word && tcp_of(word, &listen)) {
		conf_no_more_words(reader, node, 2);
	} else {
		conf_error(reader, node, 1, "value",
		    "listen takes unix:PATH or ADDRESS:PORT (IPv6: [ADDRESS]:PORT)");
		return;
	}
	*(struct model_listen *)arena_append(
	    reader->arena, &listens->items, &listens->len, sizeof(listen)) = listen;
}

static void
write_unix(struct conf_writer *writer, const struct model_listen *listen)
{
	char path[UNIX_PATH_MAX + 8], mode[CONF_NUMBER_SIZE];
	const char *words[] = {path, "mode", mode, "group", listen->unix_group};

	(void)snprintf(path, sizeof(path), "unix:%s", listen->unix_path);
	(void)snprintf(mode, sizeof(mode), "%04o", (unsigned)listen->unix_mode);
	conf_write_words(writer, "listen", words, listen->unix_group ? 5 : 3);
}

static void
write_listens(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_api *api = from;

	for (size_t i = 0; i < api->listens_len; i++) {
		const struct model_listen *listen = &api->listens[i];
		char addr[ADDR_TEXT_SIZE], text[ADDR_TEXT_SIZE + 16];

		if (listen->unix_path) {
			write_unix(writer, listen);
			continue;
		}
		(void)snprintf(text, sizeof(text),
		    listen->addr.family == ADDR_V6 ? "[%s]:%u" : "%s:%u",
		    addr_format(&listen->addr, addr), (unsigned)listen->port);
		conf_write(writer, key->word, text, NULL);
	}
}

static void
read_web(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	const char *word = conf_word(node, 1);

	(void)key;
	(void)into;
	conf_no_more_words(reader, node, 2);
	if (!word || (strcmp(word, "off") != 0 && strcmp(word, "on") != 0))
		conf_error(reader, node, 1, "value", "web wants on or off");
	else if (strcmp(word, "on") == 0)
		conf_warning(reader, node, 1, "not_served",
		    "web is not served yet: the line is left out");
}

/* Each word adds its names; said again, to those of the line before. */
static void
read_compat(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_api *api = &((struct raw_api *)into)->m;
	enum metrics_compat compat;

	(void)key;
	if (!conf_word(node, 1))
		conf_error(reader, node, 0, "value",
		    "metrics_compat wants mehdy, gen2brain, node, or several of them");
	for (size_t i = 1; i < conf_words_len(node); i++) {
		if (metrics_compat_from_word(conf_word(node, i), &compat))
			api->metrics_compat |= 1u << compat;
		else
			conf_error(reader, node, i, "value",
			    "metrics_compat knows mehdy, gen2brain and node");
	}
}

static void
write_compat(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_api *api = from;
	const char *words[COMPATS];
	size_t len = 0;

	for (unsigned i = 0; i < COMPATS; i++)
		if (api->metrics_compat & 1u << i)
			words[len++] = metrics_compat_word((enum metrics_compat)i);
	if (len)
		conf_write_words(writer, key->word, words, len);
}

static void
read_real_servers(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	const char *word = conf_word(node, 1);
	bool off = word && strcmp(word, "off") == 0;

	(void)key;
	conf_no_more_words(reader, node, 2);
	if (!off && (!word || strcmp(word, "on") != 0))
		conf_error(
		    reader, node, 1, "value", "metrics_real_servers wants on or off");
	((struct raw_api *)into)->m.metrics_without_real_servers = off;
}

static void
write_real_servers(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	if (((const struct model_api *)from)->metrics_without_real_servers)
		conf_write(writer, key->word, "off", NULL);
}

/* PREFIX ...; said again, to those of the line before. */
static void
read_targets(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_items *targets = &((struct raw_api *)into)->targets;
	struct addr_prefix prefix;

	if (!conf_word(node, 1))
		conf_missing_value(reader, node, "ADDRESS/BITS, or several of them");
	for (size_t i = 1; i < conf_words_len(node); i++) {
		if (addr_prefix_parse(conf_word(node, i), &prefix))
			*(struct addr_prefix *)arena_append(reader->arena,
			    &targets->items, &targets->len, sizeof(prefix)) = prefix;
		else
			conf_error(reader, node, i, "value",
			    "%s: '%s' is not ADDRESS/BITS", key->word,
			    conf_word(node, i));
	}
}

static void
write_targets(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_api *api = from;

	for (size_t i = 0; i < api->check_test_targets_len; i++) {
		const struct addr_prefix *prefix = &api->check_test_targets[i];
		char addr[ADDR_TEXT_SIZE], text[ADDR_TEXT_SIZE + 4];

		(void)snprintf(text, sizeof(text), "%s/%u",
		    addr_format(&prefix->addr, addr), (unsigned)prefix->prefix_len);
		conf_write(writer, key->word, text, NULL);
	}
}

static const struct conf_key api_rows[] = {
    ROW_BY("listen", struct raw_api, listens, read_listen, write_listens,
	"unix:PATH [mode OCTAL] [group NAME] or ADDRESS:PORT (default "
	"unix:/run/fairlead/api.sock mode 0660)"),
    ROW("tls_certificate", CONF_TEXT, struct raw_api, m.tls_certificate,
	"PEM file for ADDRESS:PORT (default: no TLS, loopback only)"),
    ROW("tls_key", CONF_TEXT, struct raw_api, m.tls_key, "PEM file of its key"),
    ROW("client_ca", CONF_TEXT, struct raw_api, m.client_ca,
	"PEM file: who signs clients' certificates (default: none wanted)"),
    ROW("token_file", CONF_TEXT, struct raw_api, m.token_file,
	"tokens and what they may (default: none; ADDRESS:PORT needs them)"),
    ROW_BY("metrics_compat", struct raw_api, m, read_compat, write_compat,
	"mehdy (of keepalived-exporter), gen2brain (of keepalived_exporter), node (of "
	"node_exporter's ipvs): metrics have these names besides (default: none)"),
    ROW_BY("metrics_real_servers", struct raw_api, m, read_real_servers,
	write_real_servers,
	"off: no series of each real server and its checks (default on)"),
    ROW("require_if_match", CONF_FLAG, struct raw_api, m.require_if_match,
	"PUT, PATCH and DELETE need If-Match (or If-None-Match): else 428"),
    ROW_BY("check_test_targets", struct raw_api, targets, read_targets, write_targets,
	"ADDRESS/BITS ...: loopback addresses that POST /api/v1/checks/test may be "
	"aimed "
	"at (default: none)"),
    ROW_BY("web", struct raw_api, m, read_web, NULL, "serve the page (default off)"),
};

const struct conf_block api_keys_block = {
    ROWS(api_rows), .size = sizeof(struct raw_api)};

/* What listens beyond this host must know whom it talks to, and hide it. */
static void
check_listen(struct conf_reader *reader, const struct conf_node *line)
{
	const struct model_api *api = &reader->work->api.m;
	struct model_listen listen = {0};
	const char *word = conf_word(line, 1);

	if (!word || !tcp_of(word, &listen))
		return; /* a socket's path, or refused already */
	if (!api->token_file && !api->client_ca)
		conf_error(reader, line, 1, "api_open",
		    "an api that listens on ADDRESS:PORT needs token_file (or "
		    "client_ca)");
	if (!addr_is_loopback(&listen.addr) && !api->tls_certificate)
		conf_error(reader, line, 1, "api_open",
		    "an api that listens beyond this host needs tls_certificate and "
		    "tls_key");
}

static void
check_listens(struct conf_reader *reader, const struct conf_node *node)
{
	const struct model_api *api = &reader->work->api.m;

	if (!api->tls_certificate != !api->tls_key)
		conf_error(reader, node, 0, "missing_keyword",
		    "tls_certificate and tls_key come together");
	for (const struct conf_node *line = node->first; line; line = line->next)
		if (line->words_len && strcmp(line->words[0].text, "listen") == 0)
			check_listen(reader, line);
}

void
conf_read_api(struct conf_reader *reader, const struct conf_node *node)
{
	const struct conf_target target = {&api_keys_block, &reader->work->api};

	conf_no_more_words(reader, node, 1);
	conf_read_lines(reader, node, &target, 1);
	check_listens(reader, node);
}

void
conf_api_finish(struct conf_reader *reader)
{
	struct raw_api *raw = &reader->work->api;
	struct model_listen *listen;

	if (!raw->listens.len) {
		listen = arena_append(reader->arena, &raw->listens.items,
		    &raw->listens.len, sizeof(*listen));
		listen->unix_path = arena_strdup(reader->arena, default_path);
		listen->unix_mode = DEFAULT_MODE;
	}
	raw->m.listens = raw->listens.items;
	raw->m.listens_len = raw->listens.len;
	raw->m.check_test_targets = raw->targets.items;
	raw->m.check_test_targets_len = raw->targets.len;
}
