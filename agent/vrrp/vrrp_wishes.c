/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_wishes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"

void
vrrp_wishes_fini(struct vrrp_wishes *wishes)
{
	mem_free(wishes->items);
	*wishes = (struct vrrp_wishes){0};
}

static size_t
place_of(const struct vrrp_wishes *wishes, const char *instance)
{
	size_t i = 0;

	while (i < wishes->len && strcmp(wishes->items[i].instance, instance) != 0)
		i++;
	return i;
}

void
vrrp_wishes_put(struct vrrp_wishes *wishes, const struct vrrp_wished *wished)
{
	size_t at = place_of(wishes, wished->instance);

	if (at == wishes->len && wished->kind == VRRP_WISH_NONE)
		return;
	if (wished->kind == VRRP_WISH_NONE) {
		wishes->items[at] = wishes->items[--wishes->len];
		return;
	}
	if (at == wishes->len)
		wishes->items =
		    mem_grow(wishes->items, ++wishes->len, sizeof(*wishes->items));
	wishes->items[at] = *wished;
}

const struct vrrp_wished *
vrrp_wishes_of(const struct vrrp_wishes *wishes, const char *instance)
{
	size_t at = place_of(wishes, instance);

	return at < wishes->len ? &wishes->items[at] : NULL;
}

/* ---- as a text: numbers first, then the two texts, each after a tab ---- */

static void
put_printable(char *to, const char *from)
{
	for (; *from; from++)
		*to++ = (unsigned char)*from < 0x20 || *from == 0x7f ? ' ' : *from;
	*to = '\0';
}

void
vrrp_wish_text(const struct vrrp_wished *wished, char *out)
{
	char actor[VRRP_WISH_ACTOR_SIZE], reason[VRRP_WISH_REASON_SIZE];

	put_printable(actor, wished->actor);
	put_printable(reason, wished->reason);
	(void)snprintf(out, VRRP_WISH_TEXT_SIZE, "%s %u %lld %lld\t%s\t%s",
	    vrrp_wish_word(wished->kind), wished->priority, (long long)wished->begun_ms,
	    (long long)wished->end_ms, actor,
	    reason); /* fits: 16 + 4 + 2 x 21 + the two texts */
}

/* The next word of the numbers; false: there is none, or it is too long. */
static bool
next_number(const char **at, int64_t max, int64_t *out)
{
	char *end;

	if (**at != ' ')
		return false;
	++*at;
	if (**at < '0' || **at > '9')
		return false;
	*out = strtoll(*at, &end, 10);
	*at = end;
	return *out <= max;
}

static bool
next_word(const char **at, char *out, size_t size)
{
	size_t len = strcspn(*at, " \t");

	if (len == 0 || len >= size)
		return false;
	memcpy(out, *at, len);
	out[len] = '\0';
	*at += len;
	return true;
}

static bool
next_text(const char **at, char *out, size_t size)
{
	size_t len;

	if (**at != '\t')
		return false;
	++*at;
	len = strcspn(*at, "\t");
	if (len >= size)
		return false;
	memcpy(out, *at, len);
	out[len] = '\0';
	*at += len;
	return true;
}

static bool
is_sound(const struct vrrp_wished *wished)
{
	if (wished->kind == VRRP_WISH_PRIORITY)
		return wished->priority >= 1 && wished->priority <= 254;
	return wished->kind == VRRP_WISH_YIELD;
}

bool
vrrp_wish_parse(const char *text, struct vrrp_wished *out)
{
	struct vrrp_wished read = {.persisted = true};
	int64_t priority;
	char word[16];

	if (!next_word(&text, word, sizeof(word)) ||
	    !vrrp_wish_from_word(word, &read.kind) ||
	    !next_number(&text, 254, &priority) ||
	    !next_number(&text, INT64_MAX, &read.begun_ms) ||
	    !next_number(&text, INT64_MAX, &read.end_ms) ||
	    !next_text(&text, read.actor, sizeof(read.actor)) ||
	    !next_text(&text, read.reason, sizeof(read.reason)) || *text)
		return false;
	read.priority = (uint8_t)priority;
	if (!is_sound(&read))
		return false;
	*out = read;
	return true;
}
