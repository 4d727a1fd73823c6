/* SPDX-License-Identifier: Apache-2.0 */
/* A conversation over a connection, as bytes: who talks to a server says in a function
 * what to send, what to wait for, and what the answer is worth. Bounded: a server that
 * says more than CHECK_TALK_ITEM_MAX bytes without an end, or CHECK_TALK_ALL_MAX in
 * all, has failed. P; check_stream carries the bytes. */
#ifndef CHECKS_CHECK_TALK_H
#define CHECKS_CHECK_TALK_H

#include "agent/lib/wire.h"
#include "checks/check.h"

enum {
	CHECK_TALK_ITEM_MAX = 4096,
	CHECK_TALK_ALL_MAX = 65536,
	CHECK_TALK_SAY_MAX = 1024
};

struct check_talk;

/* One turn: called once when the connection is made (with nothing heard), then whenever
 * more was heard, and once when the server has closed (`ended`). It may say something,
 * sets `used` to how many of the heard bytes it is done with, and is called again
 * until it uses none. check_talk_over ends it. Bytes that come in many pieces must mean
 * what they mean in one. */
typedef void check_talk_fn(struct check_talk *talk);

struct check_talk {
	const struct model_check *check; /* borrowed */
	check_talk_fn *turn;
	const void *more; /* borrowed: what else the turns must know; NULL: nothing */
	const uint8_t *heard;
	size_t heard_len;
	bool ended;    /* nothing will come after what was heard */
	uint32_t step; /* the turns' own; 0 at first */
	size_t used;
	struct wr say; /* what to send; into said[] */
	bool over;
	struct check_verdict verdict; /* when it is over */
	size_t heard_all;
	uint8_t held[CHECK_TALK_ITEM_MAX];
	uint8_t said[CHECK_TALK_SAY_MAX];
};

/* Begin: the first turn. Its memory is the caller's; nothing is to be released. */
void check_talk_begin(struct check_talk *talk, const struct model_check *check,
    check_talk_fn *turn, const void *more);

/* Room for the next bytes: where, and how many fit (at least 1 until it is over). */
uint8_t *check_talk_room(struct check_talk *talk, size_t *len);
/* `len` bytes were put there. */
void check_talk_hear(struct check_talk *talk, size_t len);
/* The server closed: over after this, CHECK_CLOSED unless the turn says otherwise. */
void check_talk_end(struct check_talk *talk);

/* What was said and is not sent yet: wr_len(&talk->say) bytes of said[]; the first
 * `len` of them are gone. */
void check_talk_sent(struct check_talk *talk, size_t len);

/* For turns. */
void check_talk_over(struct check_talk *talk, enum check_code code, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));
void check_talk_say(struct check_talk *talk, const void *bytes, size_t len);
/* Bytes of the first line of what was heard, its line end counted; 0: not whole. */
size_t check_talk_line(const struct check_talk *talk);
/* A server's text for a person: at most `len` bytes to the line's end, what cannot be
 * printed as '?', into out[CHECK_TALK_TEXT_SIZE]; returns out. */
enum { CHECK_TALK_TEXT_SIZE = 81 };
const char *check_talk_text(const uint8_t *bytes, size_t len, char *out);

#endif
