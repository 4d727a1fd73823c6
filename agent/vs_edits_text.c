/* SPDX-License-Identifier: Apache-2.0 */
/* An edit of a virtual server as the text that a store keeps. Words that are not known
 * are skipped: a newer agent may have written them. P. */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/vs_edits.h"

void
vs_edit_key(const char *vs_id, char *out)
{
	(void)snprintf(out, VS_EDIT_KEY_SIZE, "vs/%s", vs_id); /* fits */
}

/* ---- writing ---- */

__attribute__((format(printf, 3, 4))) static void
put(char *out, size_t *at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	/* Fits: VS_EDIT_VALUE_SIZE is the sum of all words and more. */
	*at += (size_t)vsnprintf(out + *at, VS_EDIT_VALUE_SIZE - *at, fmt, args);
	va_end(args);
}

static void
put_identity(char *out, size_t *at, const struct command_vs *wants)
{
	char text[ADDR_TEXT_SIZE];

	if (wants->fwmark)
		put(out, at, " fwmark=%u family=%u", wants->fwmark, wants->family);
	else
		put(out, at, " address=%s port=%u protocol=%s",
		    addr_format(&wants->addr, text), wants->port,
		    protocol_word(wants->protocol));
}

static void
put_members(char *out, size_t *at, const struct command_vs *wants)
{
	char text[ADDR_TEXT_SIZE];

	if (wants->given & COMMAND_VS_SCHEDULER)
		put(out, at, " scheduler=%s", wants->scheduler);
	if (wants->given & COMMAND_VS_FORWARD)
		put(out, at, " forward=%s", forward_word(wants->forward));
	if (wants->given & COMMAND_VS_PERSISTENCE)
		put(out, at, " persistence=%u", wants->persistence_s);
	if (wants->given & COMMAND_VS_QUORUM)
		put(out, at, " quorum=%u", wants->quorum);
	if (wants->given & COMMAND_VS_HYSTERESIS)
		put(out, at, " hysteresis=%u", wants->hysteresis);
	if (!(wants->given & COMMAND_VS_SORRY))
		return;
	if (addr_is_set(&wants->sorry_addr))
		put(out, at, " sorry=%s sorry_port=%u",
		    addr_format(&wants->sorry_addr, text), wants->sorry_port);
	else
		put(out, at, " sorry=none");
}

void
vs_edit_value(const struct vs_edit *edit, char *out)
{
	size_t at = 0;

	put(out, &at, "rev=%llu file=%llx", (unsigned long long)edit->revision,
	    (unsigned long long)edit->file_print);
	put_identity(out, &at, &edit->wants);
	put_members(out, &at, &edit->wants);
	if (edit->removed)
		put(out, &at, " removed");
}

/* ---- reading ---- */

static bool
number(const char *text, int base, uint64_t max, uint64_t *out)
{
	char *end;

	if (!*text || strspn(text, "0123456789abcdef") != strlen(text) ||
	    strlen(text) > 20)
		return false;
	*out = strtoull(text, &end, base);
	/* What overflows reads as the greatest. */
	return *end == '\0' && *out <= max && *out != UINT64_MAX;
}

static bool
parse_sorry(const char *value, struct command_vs *wants)
{
	wants->given |= COMMAND_VS_SORRY;
	return strcmp(value, "none") == 0 || addr_parse(value, &wants->sorry_addr);
}

static bool
parse_scheduler(const char *value, struct command_vs *wants)
{
	wants->given |= COMMAND_VS_SCHEDULER;
	return mem_copy_text(wants->scheduler, sizeof(wants->scheduler), value);
}

static bool
parse_forward(const char *value, struct command_vs *wants)
{
	wants->given |= COMMAND_VS_FORWARD;
	return forward_from_word(value, &wants->forward);
}

/* A number of at most `max`, and the member that it says. */
static bool
parse_count(const char *word, const char *value, struct command_vs *wants)
{
	static const struct {
		const char *word;
		unsigned given;
		size_t offset;
	} rows[] = {
	    {"fwmark",      0,                      offsetof(struct command_vs, fwmark)       },
	    {"persistence", COMMAND_VS_PERSISTENCE,
             offsetof(struct command_vs,                                        persistence_s)},
	    {"quorum",      COMMAND_VS_QUORUM,      offsetof(struct command_vs, quorum)       },
	    {"hysteresis",  COMMAND_VS_HYSTERESIS,
             offsetof(struct command_vs,                                        hysteresis)   },
	};
	uint64_t n;
	uint32_t small;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(word, rows[i].word) != 0)
			continue;
		if (!number(value, 10, UINT32_MAX, &n))
			return false;
		small = (uint32_t)n;
		memcpy((char *)wants + rows[i].offset, &small, sizeof(small));
		wants->given |= rows[i].given;
	}
	return true;
}

static bool
parse_port(const char *value, uint16_t *out)
{
	uint64_t n;

	if (!number(value, 10, UINT16_MAX, &n))
		return false;
	*out = (uint16_t)n;
	return true;
}

static bool
parse_member(const char *word, const char *value, struct vs_edit *edit)
{
	struct command_vs *wants = &edit->wants;
	uint64_t n = 0;

	if (strcmp(word, "rev") == 0)
		return number(value, 10, UINT64_MAX, &edit->revision);
	if (strcmp(word, "file") == 0)
		return number(value, 16, UINT64_MAX, &edit->file_print);
	if (strcmp(word, "address") == 0)
		return addr_parse(value, &wants->addr);
	if (strcmp(word, "protocol") == 0)
		return protocol_from_word(value, &wants->protocol);
	if (strcmp(word, "port") == 0)
		return parse_port(value, &wants->port);
	if (strcmp(word, "sorry_port") == 0)
		return parse_port(value, &wants->sorry_port);
	if (strcmp(word, "scheduler") == 0)
		return parse_scheduler(value, wants);
	if (strcmp(word, "forward") == 0)
		return parse_forward(value, wants);
	if (strcmp(word, "sorry") == 0)
		return parse_sorry(value, wants);
	if (strcmp(word, "family") != 0)
		return parse_count(word, value, wants);
	wants->family = number(value, 10, ADDR_V6, &n) ? (uint8_t)n : 0;
	return n == ADDR_V4 || n == ADDR_V6;
}

static bool
parse_words(char *words, struct vs_edit *edit)
{
	char *save = NULL;

	for (char *word = strtok_r(words, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		char *value = strchr(word, '=');

		if (!value) {
			edit->removed |= strcmp(word, "removed") == 0;
			continue;
		}
		*value++ = '\0';
		if (!parse_member(word, value, edit))
			return false;
	}
	return true;
}

/* The id says again who it is: a text that contradicts itself is nobody's. */
static bool
is_whole(struct vs_edit *edit)
{
	struct command_vs *wants = &edit->wants;
	struct model_virtual_server vs;
	char id[MODEL_ID_SIZE];

	if (!wants->fwmark)
		wants->family = wants->addr.family;
	vs = (struct model_virtual_server){.family = wants->family,
	    .protocol = wants->protocol,
	    .addr = wants->addr,
	    .port = wants->port,
	    .fwmark = wants->fwmark};
	if (!edit->revision || (!wants->fwmark && !addr_is_set(&wants->addr)))
		return false;
	model_vs_id(&vs, id);
	return strcmp(id, edit->vs_id) == 0;
}

bool
vs_edit_parse(const char *key, const char *value, struct vs_edit *out)
{
	struct vs_edit edit = {.persisted = true, .saved = true};
	char words[VS_EDIT_VALUE_SIZE];

	if (strncmp(key, "vs/", 3) != 0 ||
	    !mem_copy_text(edit.vs_id, sizeof(edit.vs_id), key + 3) ||
	    !mem_copy_text(words, sizeof(words), value) || !parse_words(words, &edit) ||
	    !is_whole(&edit))
		return false;
	*out = edit;
	return true;
}
