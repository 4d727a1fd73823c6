/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_talk.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
forget_used(struct check_talk *talk)
{
	talk->heard_len -= talk->used;
	memmove(talk->held, talk->held + talk->used, talk->heard_len);
}

/* Turns, until one waits for more. */
static void
go_on(struct check_talk *talk)
{
	do {
		talk->used = 0;
		talk->turn(talk);
		forget_used(talk);
	} while (!talk->over && talk->used);
	if (!talk->over && !wr_ok(&talk->say))
		check_talk_over(talk, CHECK_INTERNAL, "more to say than fits");
}

void
check_talk_begin(struct check_talk *talk, const struct model_check *check,
    check_talk_fn *turn, const void *more)
{
	talk->check = check;
	talk->turn = turn;
	talk->more = more;
	talk->heard = talk->held;
	talk->heard_len = talk->heard_all = 0;
	talk->ended = talk->over = false;
	talk->step = 0;
	talk->say = wr_init(talk->said, sizeof(talk->said));
	go_on(talk);
}

uint8_t *
check_talk_room(struct check_talk *talk, size_t *len)
{
	*len = sizeof(talk->held) - talk->heard_len;
	return talk->held + talk->heard_len;
}

void
check_talk_hear(struct check_talk *talk, size_t len)
{
	talk->heard_len += len;
	talk->heard_all += len;
	go_on(talk);
	if (talk->over)
		return;
	if (talk->heard_len == sizeof(talk->held))
		check_talk_over(
		    talk, CHECK_TOO_LARGE, "%zu bytes without an end", talk->heard_len);
	else if (talk->heard_all > CHECK_TALK_ALL_MAX)
		check_talk_over(
		    talk, CHECK_TOO_LARGE, "more than %d bytes", CHECK_TALK_ALL_MAX);
}

void
check_talk_end(struct check_talk *talk)
{
	talk->ended = true;
	go_on(talk);
	if (!talk->over)
		check_talk_over(talk, CHECK_CLOSED,
		    "closed by the server after %zu bytes", talk->heard_all);
}

void
check_talk_sent(struct check_talk *talk, size_t len)
{
	size_t left = wr_len(&talk->say) - len;

	memmove(talk->said, talk->said + len, left);
	talk->say = wr_init(talk->said, sizeof(talk->said));
	talk->say.at += left;
	talk->say.left -= left;
}

void
check_talk_over(struct check_talk *talk, enum check_code code, const char *fmt, ...)
{
	va_list args;

	talk->over = true;
	talk->verdict = (struct check_verdict){.code = code, .dynamic_weight = -1};
	va_start(args, fmt);
	(void)vsnprintf(talk->verdict.detail, sizeof(talk->verdict.detail), fmt,
	    args); /* cut: for a person */
	va_end(args);
}

void
check_talk_say(struct check_talk *talk, const void *bytes, size_t len)
{
	wr_bytes(&talk->say, bytes, len);
}

size_t
check_talk_line(const struct check_talk *talk)
{
	const uint8_t *end = memchr(talk->heard, '\n', talk->heard_len);

	return end ? (size_t)(end - talk->heard) + 1 : 0;
}

const char *
check_talk_text(const uint8_t *bytes, size_t len, char *out)
{
	size_t at = 0;

	for (; at < len && at < CHECK_TALK_TEXT_SIZE - 1; at++) {
		if (bytes[at] == '\r' || bytes[at] == '\n' || bytes[at] == '\0')
			break;
		out[at] = bytes[at] >= ' ' && bytes[at] < 0x7f ? (char)bytes[at] : '?';
	}
	out[at] = '\0';
	return out;
}
