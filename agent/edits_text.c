/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/edits_text.h"

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

void
edits_value(const struct edit *edit, char *out)
{
	size_t at;

	at = (size_t)snprintf(out, EDITS_VALUE_SIZE, "rev=%llu file=%llx admin=%s",
	    (unsigned long long)edit->revision, (unsigned long long)edit->file_print,
	    admin_word(edit->admin));
	if (edit->has_weight)
		at += (size_t)snprintf(
		    out + at, EDITS_VALUE_SIZE - at, " weight=%u", edit->weight);
	if (edit->has_forward)
		at += (size_t)snprintf(out + at, EDITS_VALUE_SIZE - at, " forward=%s",
		    forward_word(edit->forward));
	if (edit->deadline_ms)
		at += (size_t)snprintf(out + at, EDITS_VALUE_SIZE - at,
		    " deadline=%lld", (long long)edit->deadline_ms);
	(void)snprintf(out + at, EDITS_VALUE_SIZE - at, "%s%s%s",
	    edit->removing ? " removing" : "", edit->removed ? " removed" : "",
	    edit->no_checks ? " no_checks" : ""); /* at most 150 in all */
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
	if (strcmp(word, "removing") == 0)
		edit->removing = true;
	else if (strcmp(word, "removed") == 0)
		edit->removed = true;
	else if (strcmp(word, "no_checks") == 0)
		edit->no_checks = true;
	return true;
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
	if (strcmp(word, "deadline") == 0) {
		bool fits = number(value, 10, INT64_MAX, &n);

		edit->deadline_ms = fits ? (int64_t)n : 0;
		return fits;
	}
	return true;
}

bool
edits_parse(const char *key, const char *value, struct edit *out)
{
	struct edit edit = {.persisted = true, .saved = true};
	char word[64];

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
