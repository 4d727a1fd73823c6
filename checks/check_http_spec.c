/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_http_spec.h"

#include <stdio.h>
#include <string.h>

void
check_http_statuses_add(struct check_http_statuses *set, uint16_t from, uint16_t to)
{
	for (unsigned code = from; code <= to; code++) {
		unsigned bit = code - CHECK_HTTP_STATUS_MIN;

		set->bits[bit / 64] |= UINT64_C(1) << (bit % 64);
	}
}

bool
check_http_statuses_has(const struct check_http_statuses *set, long status)
{
	unsigned long bit;

	if (status < CHECK_HTTP_STATUS_MIN || status > CHECK_HTTP_STATUS_MAX)
		return false;
	bit = (unsigned long)status - CHECK_HTTP_STATUS_MIN;
	return set->bits[bit / 64] >> (bit % 64) & 1;
}

/* Three digits, 100..999; NULL when they are not, else what follows. */
static const char *
take_status(const char *text, uint16_t *status)
{
	unsigned value = 0;

	for (unsigned i = 0; i < 3; i++) {
		if (text[i] < '0' || text[i] > '9')
			return NULL;
		value = value * 10 + (unsigned)(text[i] - '0');
	}
	*status = (uint16_t)value;
	return value >= CHECK_HTTP_STATUS_MIN ? text + 3 : NULL;
}

bool
check_http_range_parse(const char *text, uint16_t *from, uint16_t *to)
{
	uint16_t low, high;
	const char *at = take_status(text, &low);

	if (!at)
		return false;
	high = low;
	if (*at == '-')
		at = take_status(at + 1, &high);
	if (!at || *at != '\0' || high < low)
		return false;
	*from = low;
	*to = high;
	return true;
}

static int
hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	char lower = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
	const char *at = c ? strchr(digits, lower) : NULL;

	return at ? (int)(at - digits) : -1;
}

bool
check_http_digest_parse(const char *text, uint8_t digest[CHECK_HTTP_DIGEST_BYTES])
{
	if (strlen(text) != 2 * CHECK_HTTP_DIGEST_BYTES)
		return false;
	for (size_t i = 0; i < CHECK_HTTP_DIGEST_BYTES; i++) {
		int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		digest[i] = (uint8_t)(high * 16 + low);
	}
	return true;
}

const char *
check_http_digest_format(const uint8_t *digest, char *out)
{
	for (size_t i = 0; i < CHECK_HTTP_DIGEST_BYTES; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", digest[i]);
	return out;
}

bool
check_http_text_ok(const char *text)
{
	for (const char *at = text; *at; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			return false;
	return true;
}

/* RFC 9110 5.6.2: what a token is made of. */
static size_t
token_len(const char *text)
{
	return strspn(text,
	    "!#$%&'*+-.^_`|~0123456789"
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

bool
check_http_token_ok(const char *text)
{
	size_t len = token_len(text);

	return len > 0 && text[len] == '\0';
}

bool
check_http_header_ok(const char *line)
{
	size_t len = token_len(line);

	return len > 0 && line[len] == ':' && line[len + 1] != '\0' &&
	    check_http_text_ok(line);
}

static enum check_code
judge_regex(const struct check_http_regex *regex,
    const struct check_http_answer *answer, char *detail)
{
	if (answer->regex_failed) {
		(void)snprintf(detail, CHECK_DETAIL_SIZE, "regex /%.40s/: %s",
		    regex->pattern, answer->regex_failed);
		return CHECK_HTTP_REGEX;
	}
	if (answer->regex_found != regex->no_match)
		return CHECK_OK;
	(void)snprintf(detail, CHECK_DETAIL_SIZE, "regex /%.60s/ %s", regex->pattern,
	    regex->no_match ? "is in the body, and must not be" : "is not in the body");
	return CHECK_HTTP_REGEX;
}

enum check_code
check_http_judge(const struct check_http_url *url,
    const struct check_http_answer *answer, char *detail)
{
	char got[CHECK_HTTP_DIGEST_TEXT_SIZE], want[CHECK_HTTP_DIGEST_TEXT_SIZE];

	*detail = '\0';
	if (!check_http_statuses_has(&url->statuses, answer->status)) {
		(void)snprintf(detail, CHECK_DETAIL_SIZE, "got %ld, want %s",
		    answer->status, url->want);
		return CHECK_HTTP_STATUS;
	}
	if (url->has_digest && answer->digest &&
	    memcmp(url->digest, answer->digest, CHECK_HTTP_DIGEST_BYTES) != 0) {
		(void)snprintf(detail, CHECK_DETAIL_SIZE, "got digest %s, want %s",
		    check_http_digest_format(answer->digest, got),
		    check_http_digest_format(url->digest, want));
		return CHECK_HTTP_DIGEST;
	}
	if (url->regex.pattern)
		return judge_regex(&url->regex, answer, detail);
	return CHECK_OK;
}

const char *
check_http_host(const struct model_check *check, const struct check_http_url *url)
{
	return url->virtualhost ? url->virtualhost : check->virtualhost;
}

const char *
check_http_tls_name(const struct model_check *check, const struct check_http_spec *spec,
    const struct check_http_url *url)
{
	if (!spec->enable_sni && !spec->trust.verify)
		return NULL;
	return spec->sni_name ? spec->sni_name : check_http_host(check, url);
}

struct check_tls
check_http_trust(const struct model_check *check, const struct check_tls *own)
{
	struct check_tls trust = *own;

	if (!check->ssl)
		return trust;
	if (!trust.ca)
		trust.ca = check->ssl->ca;
	if (trust.certificate)
		return trust; /* and its own key, or the one in it */
	trust.certificate = check->ssl->certificate;
	trust.key = check->ssl->key;
	trust.password = check->ssl->password;
	return trust;
}

static bool
same_regex(const struct check_http_regex *a, const struct check_http_regex *b)
{
	return check_same_text(a->pattern, b->pattern) && a->options == b->options &&
	    a->min_offset == b->min_offset && a->max_offset == b->max_offset &&
	    a->no_match == b->no_match;
}

static bool
same_headers(const struct conf_items *a, const struct conf_items *b)
{
	const char *const *a_lines = a->items, *const *b_lines = b->items;

	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++)
		if (strcmp(a_lines[i], b_lines[i]) != 0)
			return false;
	return true;
}

bool
check_tls_equal(const struct check_tls *a, const struct check_tls *b)
{
	return a->verify == b->verify && a->warn_days == b->warn_days &&
	    check_same_text(a->ca, b->ca) &&
	    check_same_text(a->certificate, b->certificate) &&
	    check_same_text(a->key, b->key) &&
	    check_same_text(a->password, b->password);
}

static bool
same_url(const struct check_http_url *a, const struct check_http_url *b)
{
	return check_same_text(a->path, b->path) &&
	    check_same_text(a->virtualhost, b->virtualhost) &&
	    check_same_text(a->method, b->method) &&
	    check_same_text(a->body, b->body) &&
	    same_headers(&a->headers, &b->headers) &&
	    memcmp(&a->statuses, &b->statuses, sizeof(a->statuses)) == 0 &&
	    a->has_digest == b->has_digest &&
	    memcmp(a->digest, b->digest, sizeof(a->digest)) == 0 &&
	    same_regex(&a->regex, &b->regex);
}

bool
check_http_spec_equal(const void *left, const void *right)
{
	const struct check_http_spec *a = left, *b = right;
	const struct check_http_url *a_urls = a->urls.items, *b_urls = b->urls.items;

	if (a->tls != b->tls || a->protocol != b->protocol ||
	    a->enable_sni != b->enable_sni || a->keep != b->keep ||
	    a->redirects != b->redirects || a->urls.len != b->urls.len ||
	    !check_same_text(a->sni_name, b->sni_name) ||
	    !check_tls_equal(&a->trust, &b->trust))
		return false;
	for (size_t i = 0; i < a->urls.len; i++)
		if (!same_url(&a_urls[i], &b_urls[i]))
			return false;
	return true;
}
