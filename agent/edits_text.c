/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/edits_text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"

/* ---- reading ---- */

/* Take the text up to `end` (or all) from *at into out[size]. False when it is empty
 * or too long. */
static bool
take(const char **at, char end, char *out, size_t size)
{
	size_t len = 0;

	while ((*at)[len] && (*at)[len] != end)
		len++;
	if (len == 0 || len >= size)
		return false;
	memcpy(out, *at, len);
	out[len] = '\0';
	*at += len;
	if (**at)
		++*at;
	return true;
}

/* Exactly one number up to `max`, without sign or spaces. */
static bool
number(const char *text, int base, uint64_t max, uint64_t *out)
{
	char *end;

	if (!*text || strspn(text, "0123456789abcdef") != strlen(text) ||
	    strlen(text) > 20)
		return false;
	*out = strtoull(text, &end, base);
	/* What overflows reads as the greatest: only an equal `max` would let it by. */
	return *end == '\0' && *out <= max && *out != UINT64_MAX;
}

static bool
take_number(const char **at, uint64_t max, uint64_t *out)
{
	char text[24];

	return take(at, '/', text, sizeof(text)) && number(text, 10, max, out);
}

static bool
take_place(const char **at, struct addr *addr, uint16_t *port)
{
	char text[ADDR_TEXT_SIZE];
	uint64_t value;

	if (!take(at, '/', text, sizeof(text)) || !addr_parse(text, addr) ||
	    !take_number(at, UINT16_MAX, &value))
		return false;
	*port = (uint16_t)value;
	return true;
}

/* ---- edits ---- */

void
edits_key(const char *vs_id, const struct addr *addr, uint16_t port, char *out)
{
	char text[ADDR_TEXT_SIZE];

	(void)snprintf(out, EDITS_KEY_SIZE, "rs/%s/%s/%u", vs_id,
	    addr_format(addr, text), port); /* the size is the sum of its parts */
}

struct value {
	char *text;
	size_t size, len;
};

__attribute__((format(printf, 2, 3))) static void
put(struct value *value, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(value->text + value->len, value->size - value->len, fmt, args);
	va_end(args);
	assert(len >= 0 && value->len + (size_t)len < value->size);
	value->len += (size_t)len;
}

/* A text of people as one word: all bytes that could end it, and '%', as %20. */
static void
put_text(struct value *out, const char *word, const char *text)
{
	if (!*text)
		return;
	put(out, " %s=", word);
	for (; *text; text++)
		if ((unsigned char)*text <= ' ' || *text == '%' || *text == 0x7f)
			put(out, "%%%02x", (unsigned)(unsigned char)*text);
		else
			put(out, "%c", *text);
}

static void
put_drain(struct value *out, const struct edit_drain *drain)
{
	if (drain->begun_ms)
		put(out, " begun=%lld", (long long)drain->begun_ms);
	if (drain->deadline_ms)
		put(out, " deadline=%lld", (long long)drain->deadline_ms);
	if (drain->end != DRAIN_KEEP)
		put(out, " then=%s", drain_end_word(drain->end));
	if (drain->expires)
		put(out, " expires");
}

static void
put_override(struct value *out, const struct edit_override *override)
{
	if (override->health == OVERRIDE_NONE)
		return;
	put(out, " override=%s since=%lld", health_override_word(override->health),
	    (long long) override->begun_ms);
	if (override->end_ms)
		put(out, " until=%lld", (long long) override->end_ms);
	put_text(out, "actor", override->actor);
	put_text(out, "reason", override->reason);
}

void
edits_value(const struct edit *edit, char *out)
{
	/* At most 250 in all, and three for each byte of actor and reason. */
	struct value value = {.text = out, .size = EDITS_VALUE_SIZE};

	put(&value, "rev=%llu file=%llx admin=%s", (unsigned long long)edit->revision,
	    (unsigned long long)edit->file_print, admin_word(edit->admin));
	if (edit->has_weight)
		put(&value, " weight=%u", edit->weight);
	if (edit->has_forward)
		put(&value, " forward=%s", forward_word(edit->forward));
	put_drain(&value, &edit->drain);
	put_override(&value, &edit->override);
	put(&value, "%s%s", edit->removed ? " removed" : "",
	    edit->no_checks ? " no_checks" : "");
}

static bool
parse_key(const char *key, struct edit *edit)
{
	const char *at = key;
	char rs[4];

	return take(&at, '/', rs, sizeof(rs)) && strcmp(rs, "rs") == 0 &&
	    take(&at, '/', edit->vs_id, sizeof(edit->vs_id)) &&
	    take_place(&at, &edit->addr, &edit->port) && *at == '\0';
}

static bool
parse_flag(const char *word, struct edit *edit)
{
	if (strcmp(word, "removing") == 0) /* as older agents wrote it */
		edit->drain.end = DRAIN_REMOVE;
	else if (strcmp(word, "expires") == 0)
		edit->drain.expires = true;
	else if (strcmp(word, "removed") == 0)
		edit->removed = true;
	else if (strcmp(word, "no_checks") == 0)
		edit->no_checks = true;
	return true;
}

static bool
parse_moment(const char *value, int64_t *out)
{
	uint64_t n;

	if (!number(value, 10, INT64_MAX, &n))
		return false;
	*out = (int64_t)n;
	return true;
}

/* The reverse of put_text. */
static bool
parse_text(const char *value, char *out, size_t size)
{
	size_t len = 0;

	while (*value && len + 1 < size) {
		char hex[3] = {0};
		uint64_t byte;

		if (*value != '%') {
			out[len++] = *value++;
			continue;
		}
		memcpy(hex, value + 1, strnlen(value + 1, 2));
		if (hex[1] == '\0' || !number(hex, 16, UINT8_MAX, &byte) || byte == 0)
			return false;
		out[len++] = (char)byte;
		value += 3;
	}
	out[len] = '\0';
	return *value == '\0';
}

static bool
parse_override(const char *word, const char *value, struct edit_override *override)
{
	if (strcmp(word, "override") == 0)
		return health_override_from_word(value, &override->health);
	if (strcmp(word, "since") == 0)
		return parse_moment(value, &override->begun_ms);
	if (strcmp(word, "until") == 0)
		return parse_moment(value, &override->end_ms);
	if (strcmp(word, "actor") == 0)
		return parse_text(value, override->actor, sizeof(override->actor));
	if (strcmp(word, "reason") == 0)
		return parse_text(value, override->reason, sizeof(override->reason));
	return true;
}

static bool
parse_drain(const char *word, const char *value, struct edit *edit)
{
	if (strcmp(word, "begun") == 0)
		return parse_moment(value, &edit->drain.begun_ms);
	if (strcmp(word, "deadline") == 0)
		return parse_moment(value, &edit->drain.deadline_ms);
	if (strcmp(word, "then") == 0)
		return drain_end_from_word(value, &edit->drain.end);
	return parse_override(word, value, &edit->override);
}

static bool
parse_word(char *word, struct edit *edit)
{
	char *value = strchr(word, '=');
	uint64_t n;

	if (!value)
		return parse_flag(word, edit);
	*value++ = '\0';
	if (strcmp(word, "rev") == 0)
		return number(value, 10, UINT64_MAX, &edit->revision);
	if (strcmp(word, "file") == 0)
		return number(value, 16, UINT64_MAX, &edit->file_print);
	if (strcmp(word, "admin") == 0)
		return admin_from_word(value, &edit->admin);
	if (strcmp(word, "forward") == 0)
		return edit->has_forward = forward_from_word(value, &edit->forward);
	if (strcmp(word, "weight") == 0) {
		edit->has_weight = number(value, 10, IPVS_WEIGHT_MAX, &n);
		edit->weight = edit->has_weight ? (uint32_t)n : 0;
		return edit->has_weight;
	}
	return parse_drain(word, value, edit);
}

bool
edits_parse(const char *key, const char *value, struct edit *out)
{
	struct edit edit = {.persisted = true, .saved = true};
	char word[EDITS_VALUE_SIZE];

	if (!parse_key(key, &edit))
		return false;
	while (*value)
		if (!take(&value, ' ', word, sizeof(word)) || !parse_word(word, &edit))
			return false;
	if (edit.revision == 0)
		return false;
	*out = edit;
	return true;
}

/* ---- what is ours ---- */

void
edits_own_key(const struct ipvs_key *key, const struct ipvs_dest *dest, char *out)
{
	char addr[ADDR_TEXT_SIZE];
	int len;

	len = snprintf(out, EDITS_OWN_SIZE, "own/%u/%s/%s/%u/%u", key->family,
	    protocol_word(key->protocol),
	    key->fwmark ? "-" : addr_format(&key->addr, addr), key->port, key->fwmark);
	if (dest)
		(void)snprintf(out + len, EDITS_OWN_SIZE - (size_t)len, "/%s/%u",
		    addr_format(&dest->addr, addr), dest->port);
}

static bool
parse_service(const char **at, struct ipvs_key *key)
{
	char own[4], protocol[8], addr[ADDR_TEXT_SIZE];
	uint64_t family, port, fwmark;

	if (!take(at, '/', own, sizeof(own)) || strcmp(own, "own") != 0 ||
	    !take_number(at, ADDR_V6, &family) ||
	    !take(at, '/', protocol, sizeof(protocol)) ||
	    !protocol_from_word(protocol, &key->protocol) ||
	    !take(at, '/', addr, sizeof(addr)) || !take_number(at, UINT16_MAX, &port) ||
	    !take_number(at, UINT32_MAX, &fwmark))
		return false;
	key->family = (uint8_t)family;
	key->port = (uint16_t)port;
	key->fwmark = (uint32_t)fwmark;
	if (family != ADDR_V4 && family != ADDR_V6)
		return false;
	if (fwmark)
		return strcmp(addr, "-") == 0;
	return addr_parse(addr, &key->addr) && key->addr.family == family;
}

bool
edits_own_parse(const char *text, struct ipvs_key *key, struct ipvs_dest *dest)
{
	struct ipvs_key found = {0};
	struct ipvs_dest there = {0};

	if (!parse_service(&text, &found))
		return false;
	if (*text && (!take_place(&text, &there.addr, &there.port) || *text))
		return false;
	*key = found;
	*dest = there;
	return true;
}
