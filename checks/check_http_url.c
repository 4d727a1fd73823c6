/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a url { }. Runs on: control, while a configuration is read. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "agent/lib/arena.h"
#include "agent/lib/buf.h"
#include "checks/check_http_keys.h"
#include "checks/check_http_spec.h"
#include "checks/check_regex.h"

static void
read_status_code(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct check_http_url *url = into;
	struct buf want = {0};
	uint16_t from, to;

	(void)key;
	if (url->want)
		buf_puts(&want, url->want); /* the line before this one */
	for (size_t i = 1; i < conf_words_len(node); i++) {
		const char *word = conf_word(node, i);

		if (!check_http_range_parse(word, &from, &to)) {
			conf_error(reader, node, i, "range",
			    "status_code wants codes and ranges of them within "
			    "100-999, as 200 or 200-299; this is \"%s\"",
			    word);
			continue;
		}
		check_http_statuses_add(&url->statuses, from, to);
		buf_printf(&want, "%s%s", want.len ? " " : "", word);
	}
	if (conf_words_len(node) < 2)
		conf_error(reader, node, 0, "missing", "status_code wants a code");
	url->want = arena_strdup(conf_arena(reader), buf_text(&want));
	buf_fini(&want);
}

/* A line each: `want` is one text. */
static void
write_status_code(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct check_http_url *url = from;
	char word[8];

	for (const char *at = url->want; *at; at += *at == ' ') {
		size_t len = strcspn(at, " ");

		(void)snprintf(word, sizeof(word), "%.*s", (int)len, at);
		conf_write(writer, key->word, word, (char *)NULL);
		at += len;
	}
}

static void
write_digest(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct check_http_url *url = from;
	char text[CHECK_HTTP_DIGEST_TEXT_SIZE];

	if (url->has_digest)
		conf_write(writer, key->word,
		    check_http_digest_format(url->digest, text), (char *)NULL);
}

static void
write_regex_options(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct check_http_url *url = from;
	const char *word;

	for (size_t i = 0; (word = check_regex_option_word(url->regex.options, i)); i++)
		conf_write(writer, key->word, word, (char *)NULL);
}

static void
read_digest(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct check_http_url *url = into;
	const char *word = conf_word(node, 1);

	(void)key;
	if (!word || !check_http_digest_parse(word, url->digest)) {
		conf_error(reader, node, word ? 1 : 0, "value",
		    "digest wants the 32 hexadecimal digits of an MD5");
		return;
	}
	url->has_digest = true;
}

static void
read_regex_options(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct check_http_url *url = into;

	(void)key;
	for (size_t i = 1; i < conf_words_len(node); i++) {
		uint32_t bit = check_regex_option(conf_word(node, i));

		if (!bit)
			conf_error(reader, node, i, "value",
			    "regex_options does not know \"%s\"", conf_word(node, i));
		url->regex.options |= bit;
	}
}

static const char hidden[] = "***";

/* Where the value of a header that says who asks begins; NULL: it is another. */
static const char *
secret_of(const char *line)
{
	static const char *const names[] = {"Authorization", "Proxy-Authorization",
	    "Cookie", "X-Api-Key", "X-Auth-Token"};
	size_t len = strcspn(line, ":");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == len && strncasecmp(names[i], line, len) == 0)
			return line + len + strspn(line + len, ": ");
	return NULL;
}

static void
read_header(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct check_http_url *url = into;
	const char *line = conf_word(node, 1);
	const char *secret = line ? secret_of(line) : NULL;

	if (secret)
		conf_hide_line(reader, node);
	if (secret && strcmp(secret, hidden) == 0)
		conf_error(reader, node, 0, "hidden_key",
		    "a dump does not show secrets: say this one again");
	if (conf_words_len(node) != 2 || !check_http_header_ok(line)) {
		conf_error(reader, node, line ? 1 : 0, "value",
		    "%s wants one word \"Name: value\"", key->word);
		return;
	}
	if (url->headers.len == CHECK_HTTP_HEADERS_MAX) {
		conf_error(reader, node, 0, "range", "at most %d headers",
		    CHECK_HTTP_HEADERS_MAX);
		return;
	}
	*(const char **)arena_append(conf_arena(reader), &url->headers.items,
	    &url->headers.len, sizeof(line)) = arena_strdup(conf_arena(reader), line);
}

static void
write_header(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct check_http_url *url = from;
	const char *const *lines = url->headers.items;

	for (size_t i = 0; i < url->headers.len; i++) {
		char shown[40]; /* the longest of the names, and the stars */

		if (secret_of(lines[i])) {
			(void)snprintf(shown, sizeof(shown), "%.*s: %s",
			    (int)strcspn(lines[i], ":"), lines[i], hidden);
			conf_write(writer, key->word, shown, (char *)NULL);
		} else {
			conf_write(writer, key->word, lines[i], (char *)NULL);
		}
	}
}

static void
url_defaults(void *into)
{
	struct check_http_url *url = into;

	url->path = "/";
	url->regex.max_offset = CONF_UNSET;
}

void
check_http_want_clean(struct conf_reader *reader, const struct conf_node *node,
    const char *word, const char *text)
{
	if (text && !check_http_text_ok(text))
		conf_error(reader, node, 0, "value",
		    "%s has a control character: it would break the request", word);
}

static void
url_finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	struct check_http_url *url = into;
	char why[CHECK_REGEX_ERROR_SIZE];
	size_t at;

	if (!url->want) {
		check_http_statuses_add(&url->statuses, 200, 299);
		url->want = "200-299";
	}
	if (url->path[0] != '/' || strchr(url->path, ' '))
		conf_error(reader, node, 0, "value",
		    "path \"%s\" must begin with a slash and hold no blank", url->path);
	check_http_want_clean(reader, node, "path", url->path);
	check_http_want_clean(reader, node, "virtualhost", url->virtualhost);
	if (url->method && !check_http_token_ok(url->method))
		conf_error(reader, node, 0, "value",
		    "method \"%s\" is not a word of HTTP", url->method);
	if (url->body && url->method && strcmp(url->method, "HEAD") == 0)
		conf_error(reader, node, 0, "value", "HEAD sends no body");
	if (url->regex.pattern && !check_regex_compiles(&url->regex, why, &at))
		conf_error(reader, node, 0, "value", "regex \"%s\", at byte %zu: %s",
		    url->regex.pattern, at, why);
}

static const struct conf_key url_keys[] = {
    {.word = "path",
     .type = CONF_TEXT,
     .place = offsetof(struct check_http_url,							  path),
     .help = "what to ask for (/)"},
    {.word = "status_code",
     .type = CONF_FUNCTION,
     .read = read_status_code,
     .write = write_status_code,
     .help = "codes and ranges that are fit, as 200-299 301 (200-299)"},
    {.word = "digest",
     .type = CONF_FUNCTION,
     .read = read_digest,
     .write = write_digest,
     .help = "MD5 that the body must have, in hexadecimal (none)"},
    {.word = "virtualhost",
     .type = CONF_TEXT,
     .place = offsetof(struct check_http_url,									      virtualhost),
     .help = "Host header (the check's virtualhost)"},
    {.word = "method",
     .type = CONF_TEXT,
     .place = offsetof(struct check_http_url,             method),
     .help = "how to ask (GET, or POST when there is a body)"},
    {.word = "header",
     .type = CONF_FUNCTION,
     .read = read_header,
     .write = write_header,
     .help = "\"Name: value\": a line of the request; several (none)"},
    {.word = "body",
     .type = CONF_TEXT,
     .place = offsetof(struct check_http_url,							  body),
     .help =
	    "what to send, as application/octet-stream unless a header says (none)"},
    {.word = "regex",
     .type = CONF_TEXT,
     .place = offsetof(struct check_http_url,                      regex.pattern),
     .help = "Perl expression that must match within the body (none)"},
    {.word = "regex_no_match",
     .type = CONF_FLAG,
     .place = offsetof(struct check_http_url,                                 regex.no_match),
     .help = "the expression must not match"},
    {.word = "regex_options",
     .type = CONF_FUNCTION,
     .read = read_regex_options,
     .write = write_regex_options,
     .help = "caseless, multiline, dotall, utf and PCRE2's others (none)"},
    {.word = "regex_min_offset",
     .type = CONF_UINT,
     .place = offsetof(struct check_http_url, regex.min_offset),
     .max = INT32_MAX,
     .help = "byte of the body to start looking at (0)"},
    {.word = "regex_max_offset",
     .type = CONF_UINT,
     .place = offsetof(struct check_http_url,                                 regex.max_offset),
     .max = INT32_MAX,
     .help = "last byte of the body where a match may start (any)"},
    {.word = "regex_stack",
     .type = CONF_OBSOLETE,
     .help = "PCRE2 needs no stack of its own"							 },
};

const struct conf_block check_http_url_block = {
    .keys = url_keys,
    .keys_len = sizeof(url_keys) / sizeof(url_keys[0]),
    .size = sizeof(struct check_http_url),
    .defaults = url_defaults,
    .finish = url_finish,
};
