/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_grant.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"

static const char *const kinds[] = {"vs", "vrrp", "group", "check"};

/* The words of the API's actions, and of what has a method of its own. A bit each. */
static const char *const verbs[] = {"drain", "ready", "maintenance", "check-now",
    "override", "add", "edit", "remove", "failover", "yield", "set-priority", "resume",
    "send-garp", "reset-stats", "run-now", "pause"};

enum { VERBS = sizeof(verbs) / sizeof(verbs[0]), ALL_VERBS = (1 << VERBS) - 1 };

/* Routes that a grant can open. */
static const struct {
	enum api_handler handler;
	enum api_kind kind;
	const char *verb; /* NULL: the body's action */
} wishes[] = {
    {API_RS_ADD,          API_KIND_VS,    "add"     },
    {API_RS_PUT,          API_KIND_VS,    "edit"    },
    {API_RS_PATCH,        API_KIND_VS,    "edit"    },
    {API_RS_REMOVE,       API_KIND_VS,    "remove"  },
    {API_RS_ACTION,       API_KIND_VS,    NULL      },
    {API_RS_OVERRIDE,     API_KIND_VS,    "override"},
    {API_RS_OVERRIDE_END, API_KIND_VS,    "override"},
    {API_VRRP_ACTION,     API_KIND_VRRP,  NULL      },
    {API_GROUP_ACTION,    API_KIND_GROUP, NULL      },
    {API_CHECK_ACTION,    API_KIND_CHECK, NULL      },
};

uint32_t
api_verb_find(const char *word)
{
	for (unsigned i = 0; i < VERBS; i++)
		if (strcmp(verbs[i], word) == 0)
			return 1u << i;
	return 0;
}

static bool
kind_find(const char *word, size_t len, enum api_kind *out)
{
	for (unsigned i = 0; i < API_KINDS; i++)
		if (strlen(kinds[i]) == len && strncmp(kinds[i], word, len) == 0) {
			*out = (enum api_kind)i;
			return true;
		}
	return false;
}

/* Bits of "drain,ready"; 0: a word is none. */
static uint32_t
verbs_of(const char *text)
{
	uint32_t all = 0;

	for (;;) {
		size_t len = strcspn(text, ",");
		char word[16];
		uint32_t bit = 0;

		if (len < sizeof(word)) {
			memcpy(word, text, len);
			word[len] = '\0';
			bit = strcmp(word, "*") == 0 ? (uint32_t)ALL_VERBS
						     : api_verb_find(word);
		}
		if (!bit)
			return 0;
		all |= bit;
		if (!text[len])
			return all;
		text += len + 1;
	}
}

const char *
api_grant_parse(const char *word, struct api_grant *grant)
{
	const char *equals = strchr(word, '='), *colon = strrchr(word, ':');
	size_t len;

	*grant = (struct api_grant){0};
	if (!equals || !colon || colon <= equals + 1)
		return "a grant is KIND=PATTERN:VERB[,VERB...], as in vs=web-*:drain";
	if (!kind_find(word, (size_t)(equals - word), &grant->kind))
		return "a grant is of vs, vrrp, group or check";
	len = (size_t)(colon - equals) - 1;
	if (len >= sizeof(grant->pattern))
		return "a grant's pattern is longer than 95 bytes";
	memcpy(grant->pattern, equals + 1, len);
	grant->verbs = verbs_of(colon + 1);
	return grant->verbs ? NULL
			    : "a grant's verbs are drain, ready, maintenance, "
			      "check-now, override, add, edit, remove, failover, "
			      "yield, set-priority, resume, send-garp, reset-stats, "
			      "run-now, pause, or *";
}

void
api_grant_put(struct buf *out, const struct api_grant *grant)
{
	char between = ':';

	buf_printf(out, "%s=%s", kinds[grant->kind], grant->pattern);
	if (grant->verbs == ALL_VERBS) {
		buf_puts(out, ":*");
		return;
	}
	for (unsigned i = 0; i < VERBS; i++)
		if (grant->verbs & 1u << i) {
			buf_printf(out, "%c%s", between, verbs[i]);
			between = ',';
		}
}

/* Upon a mismatch the last `*` takes one more; so the work is at most the product of
 * both lengths. */
static bool
matches(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;

	while (*text) {
		if (*pattern == '*') {
			star = ++pattern;
			resume = text;
		} else if (*pattern && (*pattern == '?' || *pattern == *text)) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star;
			text = ++resume;
		} else {
			return false;
		}
	}
	return pattern[strspn(pattern, "*")] == '\0';
}

bool
api_wish_of(const struct api_match *match, struct api_wish *wish)
{
	for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
		if (wishes[i].handler != match->route->handler)
			continue;
		*wish = (struct api_wish){
		    wishes[i].kind, match->args[0], "", wishes[i].verb};
		(void)snprintf(wish->object, sizeof(wish->object), "%s%s%s",
		    match->args[0], match->args[1][0] ? "/" : "",
		    match->args[1]); /* fits */
		return true;
	}
	return false;
}

uint32_t
api_grants_allow(const struct api_grants *grants, const struct api_wish *wish)
{
	uint32_t allowed = 0;

	for (size_t i = 0; i < grants->len; i++) {
		const struct api_grant *grant = &grants->items[i];
		bool whole = wish->kind == API_KIND_VS && strchr(grant->pattern, '/');

		if (grant->kind == wish->kind &&
		    matches(grant->pattern, whole ? wish->object : wish->id))
			allowed |= grant->verbs;
	}
	return allowed;
}

void
api_wish_put(struct buf *out, const struct api_wish *wish)
{
	buf_printf(out, "%s=%s:%s", kinds[wish->kind], wish->object,
	    wish->verb ? wish->verb : "...");
}
