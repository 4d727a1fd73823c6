/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_redis_talk.h"

#include <stdio.h>
#include <string.h>

enum { BEGIN, AUTH, PING };

/* A bulk string: its length, then its bytes, whatever they are. */
static void
say_word(struct check_talk *talk, const char *word)
{
	char head[24];
	int len = snprintf(head, sizeof(head), "$%zu\r\n", strlen(word));

	check_talk_say(talk, head, (size_t)len);
	check_talk_say(talk, word, strlen(word));
	check_talk_say(talk, "\r\n", 2);
}

static void
say_ping(struct check_talk *talk)
{
	check_talk_say(talk, "*1\r\n", 4);
	say_word(talk, "PING");
	talk->step = PING;
}

static void
begin(struct check_talk *talk)
{
	const struct check_redis_spec *spec = talk->check->spec;

	if (!spec->password) {
		say_ping(talk);
		return;
	}
	check_talk_say(talk, spec->user ? "*3\r\n" : "*2\r\n", 4);
	say_word(talk, "AUTH");
	if (spec->user)
		say_word(talk, spec->user);
	say_word(talk, spec->password);
	talk->step = AUTH;
}

static void
hear(struct check_talk *talk, size_t len)
{
	const uint8_t *line = talk->heard;
	char text[CHECK_TALK_TEXT_SIZE];

	(void)check_talk_text(line + 1, len - 1, text);
	if (line[0] == '-')
		check_talk_over(talk, CHECK_ANSWER_ERROR, "%s: %s",
		    talk->step == AUTH ? "AUTH" : "PING", text);
	else if (line[0] != '+')
		check_talk_over(talk, CHECK_ANSWER_PROTOCOL, "not an answer of Redis");
	else if (talk->step == AUTH)
		say_ping(talk);
	else if (strcmp(text, "PONG") == 0)
		check_talk_over(talk, CHECK_OK, "PONG");
	else
		check_talk_over(talk, CHECK_ANSWER, "PING: got %s, want PONG", text);
}

void
check_redis_talk(struct check_talk *talk)
{
	if (talk->step == BEGIN) {
		begin(talk);
		return;
	}
	talk->used = check_talk_line(talk);
	if (talk->used)
		hear(talk, talk->used);
}
