/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/conf_fake.h"

#include <stdio.h>

#include "agent/conf/conf_rows.h"

static const char *const modes[] = {"plain", "fancy", NULL};

static void
read_status(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_fake_url *url = into;
	const char *word = conf_word(node, 1);
	unsigned from = 0, to = 0;

	(void)key;
	if (!word || sscanf(word, "%3u-%3u", &from, &to) < 1 || from < 100) {
		conf_error(reader, node, 1, "value", "status_code wants N or A-B");
		return;
	}
	url->status_from = (uint16_t)from;
	url->status_to = (uint16_t)(to ? to : from);
}

static void
write_status(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct conf_fake_url *url = from;
	char text[16];

	(void)snprintf(text, sizeof(text), "%u-%u", (unsigned)url->status_from,
	    (unsigned)url->status_to);
	conf_write(writer, key->word, text, NULL);
}

static void
url_defaults(void *into)
{
	struct conf_fake_url *url = into;

	url->path = "/";
	url->status_from = 200;
	url->status_to = 299;
}

static const struct conf_key url_rows[] = {
    ROW("path", CONF_TEXT, struct conf_fake_url, path, "what to ask for"),
    ROW_BY("status_code", struct conf_fake_url, status_from, read_status, write_status,
	"what is fit"),
    ROW_OF(.word = "mode", .type = CONF_ENUM, .words = modes,
	.place = offsetof(struct conf_fake_url, mode), .help = "how"),
};

static const struct conf_block url_block = {
    ROWS(url_rows), .size = sizeof(struct conf_fake_url), .defaults = url_defaults};

static void
http_defaults(void *into)
{
	url_defaults(&((struct conf_fake_http *)into)->one);
}

static void
http_finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	if (!((const struct conf_fake_http *)into)->urls.len)
		conf_error(reader, node, 0, "missing_keyword", "no url");
}

static const struct conf_key http_rows[] = {
    ROW_OF(.word = "url", .type = CONF_LIST, .block = &url_block,
	.place = offsetof(struct conf_fake_http, urls), .help = "a page"),
    ROW_OF(.word = "fallback", .type = CONF_BLOCK, .block = &url_block,
	.place = offsetof(struct conf_fake_http, one), .help = "another page"),
    ROW("enable_sni", CONF_BOOL, struct conf_fake_http, sni, "name in TLS"),
};

static const struct conf_block http_block = {ROWS(http_rows),
    .size = sizeof(struct conf_fake_http), .defaults = http_defaults,
    .finish = http_finish};

static void
misc_defaults(void *into)
{
	((struct conf_fake_misc *)into)->timeout_ms = CONF_UNSET;
}

static const struct conf_key misc_rows[] = {
    ROW("misc_path", CONF_COMMAND, struct conf_fake_misc, command, "what to run"),
    ROW("misc_timeout", CONF_MS, struct conf_fake_misc, timeout_ms, "how long"),
    ROW("misc_dynamic", CONF_FLAG, struct conf_fake_misc, dynamic, "weight by status"),
};

static const struct conf_block misc_block = {
    ROWS(misc_rows), .size = sizeof(struct conf_fake_misc), .defaults = misc_defaults};

static const struct conf_block tcp_block = {0};

const struct conf_checker conf_fake_checkers[CONF_FAKE_CHECKERS] = {
    {.word = "TCP_CHECK",
     .block = &tcp_block,
     .default_retry = 1,
     .default_delay_before_retry_ms = 1000,
     .proxies = 1U << CHECK_PROXY_V1 | 1U << CHECK_PROXY_V2},
    {.word = "HTTP_GET",
     .block = &http_block,
     .default_retry = 1,
     .default_delay_before_retry_ms = 3000                   },
    {.word = "MISC_CHECK",
     .block = &misc_block,
     .default_retry = 0,
     .default_delay_before_retry_ms = 1000                   },
};
