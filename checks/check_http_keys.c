/* SPDX-License-Identifier: Apache-2.0 */
/* The words of HTTP_GET and SSL_GET. Runs on: control, while a configuration is read.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "agent/lib/arena.h"
#include "agent/lib/buf.h"
#include "checks/check_http.h"
#include "checks/check_http_spec.h"
#include "checks/check_regex.h"

static const char *const protocols[] = {"1.0", "1.0C", "1.1", NULL};

/* ---- url { } ---- */

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

static void
url_defaults(void *into)
{
	struct check_http_url *url = into;

	url->path = "/";
	url->regex.max_offset = CONF_UNSET;
}

static void
want_clean(struct conf_reader *reader, const struct conf_node *node, const char *word,
    const char *text)
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
	want_clean(reader, node, "path", url->path);
	want_clean(reader, node, "virtualhost", url->virtualhost);
	if (url->regex.pattern && !check_regex_compiles(&url->regex, why, &at))
		conf_error(reader, node, 0, "value", "regex \"%s\", at byte %zu: %s",
		    url->regex.pattern, at, why);
}

static const struct conf_key url_keys[] = {
    {.word = "path",
     .type = CONF_TEXT,
     .place = offsetof(struct check_http_url,						     path),
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
     .place = offsetof(struct check_http_url,									 virtualhost),
     .help = "Host header (the check's virtualhost)"},
    {.word = "regex",
     .type = CONF_TEXT,
     .place = offsetof(struct check_http_url,        regex.pattern),
     .help = "Perl expression that must match within the body (none)"},
    {.word = "regex_no_match",
     .type = CONF_FLAG,
     .place = offsetof(struct check_http_url,                                             regex.no_match),
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
     .place = offsetof(struct check_http_url,						     regex.max_offset),
     .max = INT32_MAX,
     .help = "last byte of the body where a match may start (any)"},
    {.word = "regex_stack",
     .type = CONF_OBSOLETE,
     .help = "PCRE2 needs no stack of its own"								 },
};

static const struct conf_block url_block = {
    .keys = url_keys,
    .keys_len = sizeof(url_keys) / sizeof(url_keys[0]),
    .size = sizeof(struct check_http_url),
    .defaults = url_defaults,
    .finish = url_finish,
};

/* ---- the block ---- */

static void
https_defaults(void *into)
{
	struct check_http_spec *spec = into;

	spec->tls = true;
}

static void
warn_without_tls(struct conf_reader *reader, const struct conf_node *node,
    const struct check_http_spec *spec)
{
	if (spec->enable_sni || spec->sni_name || spec->tls_verify || spec->tls_ca)
		conf_warning(reader, node, 0, "no_effect",
		    "HTTP_GET speaks no TLS: enable_sni, sni_name, tls_verify and "
		    "tls_ca mean nothing here");
}

static void
finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	const struct check_http_spec *spec = into;

	want_clean(reader, node, "sni_name", spec->sni_name);
	if (!spec->urls.len)
		conf_error(reader, node, 0, "missing", "at least one url is wanted");
	if (spec->urls.len > CHECK_HTTP_URLS_MAX)
		conf_error(reader, node, 0, "range", "at most %d urls, these are %zu",
		    CHECK_HTTP_URLS_MAX, spec->urls.len);
	if (spec->tls_ca && !spec->tls_verify && spec->tls)
		conf_warning(reader, node, 0, "no_effect",
		    "tls_ca means nothing without tls_verify");
	if (!spec->tls)
		warn_without_tls(reader, node, spec);
}

static const struct conf_key keys[] = {
    {.word = "url",
     .type = CONF_LIST,
     .place = offsetof(struct check_http_spec,                                         urls),
     .block = &url_block,
     .help = "what to fetch; all of them must be fit"},
    {.word = "http_protocol",
     .type = CONF_ENUM,
     .place = offsetof(struct check_http_spec,                               protocol),
     .words = protocols,
     .help = "1.0, 1.0C (with Connection: close) or 1.1 (1.0)"},
    {.word = "enable_sni",
     .type = CONF_BOOL,
     .place = offsetof(struct check_http_spec,enable_sni),
     .help = "say in TLS which name is wanted (off)"},
    {.word = "sni_name",
     .type = CONF_TEXT,
     .place = offsetof(struct check_http_spec, sni_name),
     .help = "that name (the virtualhost)"},
    {.word = "tls_verify",
     .type = CONF_BOOL,
     .place = offsetof(struct check_http_spec,                                  tls_verify),
     .help = "verify certificate and name; implies enable_sni (off)"},
    {.word = "tls_ca",
     .type = CONF_TEXT,
     .place = offsetof(struct check_http_spec,                                         tls_ca),
     .help = "file of the authorities to trust, PEM (the system's)"},
    {.word = "tls_compliant",
     .type = CONF_LATER,
     .help = "demand that TLS is closed as it should be"                    },
    {.word = "fast_recovery",
     .type = CONF_OBSOLETE,
     .help = "a server is back with its first success always"                 },
};

const struct conf_block check_http_block = {
    .keys = keys,
    .keys_len = sizeof(keys) / sizeof(keys[0]),
    .size = sizeof(struct check_http_spec),
    .finish = finish,
};

const struct conf_block check_https_block = {
    .keys = keys,
    .keys_len = sizeof(keys) / sizeof(keys[0]),
    .size = sizeof(struct check_http_spec),
    .defaults = https_defaults,
    .finish = finish,
};
