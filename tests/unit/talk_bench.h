/* SPDX-License-Identifier: Apache-2.0 */
/* What a server says, cut in pieces of every size, and what the talk makes of it. */
#ifndef TESTS_UNIT_TALK_BENCH_H
#define TESTS_UNIT_TALK_BENCH_H

#include "tests/unit/unit.h"

#include <string.h>

#include "checks/check_talk.h"

/* Bytes of a literal, its NULs included. */
#define TALK_HEARD(text) .heard = (text), .heard_len = sizeof(text) - 1

struct talk_case {
	const void *spec, *more;
	const char *heard;
	size_t heard_len;
	bool ended; /* the server closes then */
	enum check_code code;
	const char *detail; /* begins so */
	const char *said;   /* all that was said to it; NULL: not looked at */
	size_t said_len;    /* 0: strlen(said) */
};

struct talk_bench {
	struct check_talk talk;
	char said[4096];
	size_t said_len;
};

static inline void
talk_send(struct talk_bench *b)
{
	size_t len = wr_len(&b->talk.say);

	assert_true(b->said_len + len <= sizeof(b->said));
	memcpy(b->said + b->said_len, b->talk.said, len);
	b->said_len += len;
	check_talk_sent(&b->talk, len);
	assert_int_equal(wr_len(&b->talk.say), 0);
}

/* Hear the first `len` bytes of the case, `piece` at a time. */
static inline void
talk_hear(struct talk_bench *b, check_talk_fn *turn, const struct talk_case *c,
    size_t len, size_t piece)
{
	static struct model_check check;
	size_t at = 0, room;

	check = (struct model_check){.spec = c->spec};
	memset(b, 0, sizeof(*b));
	check_talk_begin(&b->talk, &check, turn, c->more);
	talk_send(b);
	while (at < len && !b->talk.over) {
		uint8_t *to = check_talk_room(&b->talk, &room);
		size_t next = len - at < piece ? len - at : piece;

		assert_true(room > 0);
		if (next > room)
			next = room;
		memcpy(to, c->heard + at, next);
		check_talk_hear(&b->talk, next);
		talk_send(b);
		at += next;
	}
}

static inline void
talk_expect(struct talk_bench *b, const struct talk_case *c)
{
	const struct check_verdict *verdict = &b->talk.verdict;
	size_t said_len = c->said && !c->said_len ? strlen(c->said) : c->said_len;

	if (!b->talk.over || verdict->code != c->code ||
	    strncmp(verdict->detail, c->detail, strlen(c->detail)) != 0)
		fail_msg("%s: %s, want %s: %s",
		    b->talk.over ? check_code_word(verdict->code) : "goes on",
		    verdict->detail, check_code_word(c->code), c->detail);
	if (!c->said)
		return;
	assert_int_equal(b->said_len, said_len);
	assert_memory_equal(b->said, c->said, said_len);
}

/* In pieces of every size; and cut at every length, a good answer is not complete:
 * closed then. What is no answer of the protocol may be seen early. */
static inline void
talk_play(check_talk_fn *turn, const struct talk_case *c)
{
	static struct talk_bench b;

	for (size_t piece = 1; piece <= c->heard_len + 1; piece++) {
		talk_hear(&b, turn, c, c->heard_len, piece);
		if (c->ended && !b.talk.over)
			check_talk_end(&b.talk);
		talk_expect(&b, c);
	}
	for (size_t len = 0; len < c->heard_len && c->code != CHECK_ANSWER_PROTOCOL;
	     len++) {
		talk_hear(&b, turn, c, len, 1);
		assert_false(b.talk.over);
		check_talk_end(&b.talk);
		assert_true(b.talk.over);
	}
}

#endif
