/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_pgsql_talk.h"

#include <string.h>

enum { BEGIN, ASKED_TLS, ASKED_SESSION };
enum { SSL_REQUEST = 80877103, VERSION_3_0 = 3 << 16 };
enum { ERROR_MESSAGE_MAX = 30000, MESSAGE_MIN = 8 }; /* the latter as libpq has it */

static void
say_pair(struct check_talk *talk, const char *name, const char *value)
{
	check_talk_say(talk, name, strlen(name) + 1);
	check_talk_say(talk, value, strlen(value) + 1);
}

static void
ask_session(struct check_talk *talk, const struct check_pgsql_spec *spec)
{
	struct wr length = talk->say;

	wr_be32(&talk->say, 0); /* the length, when it is known */
	wr_be32(&talk->say, VERSION_3_0);
	say_pair(talk, "user", spec->user);
	if (spec->database)
		say_pair(talk, "database", spec->database);
	wr_u8(&talk->say, 0);
	wr_be32(&length, (uint32_t)(talk->say.at - length.at));
	talk->step = ASKED_SESSION;
}

static void
begin(struct check_talk *talk)
{
	const struct check_pgsql_spec *spec = talk->check->spec;

	if (spec->user) {
		ask_session(talk, spec);
		return;
	}
	wr_be32(&talk->say, 8);
	wr_be32(&talk->say, SSL_REQUEST);
	talk->step = ASKED_TLS;
}

/* Fields of an error: a type, a text that ends with NUL; M is for a person. */
static void
tell_error(struct check_talk *talk, struct rd fields)
{
	char text[CHECK_TALK_TEXT_SIZE] = "no reason given";

	while (rd_left(&fields) > 1 && *fields.at) {
		uint8_t type = rd_u8(&fields);
		const uint8_t *end = memchr(fields.at, 0, rd_left(&fields));
		size_t len = end ? (size_t)(end - fields.at) : rd_left(&fields);

		if (type == 'M')
			(void)check_talk_text(fields.at, len, text);
		(void)rd_bytes(&fields, len + (end != NULL));
	}
	check_talk_over(talk, CHECK_ANSWER_ERROR, "%s", text);
}

static void
not_postgres(struct check_talk *talk)
{
	check_talk_over(talk, CHECK_ANSWER_PROTOCOL, "not an answer of PostgreSQL");
}

/* A message: its type, its length with these four bytes, its body. */
static void
hear_message(struct check_talk *talk)
{
	struct rd rd = rd_init(talk->heard, talk->heard_len);
	uint8_t type = rd_u8(&rd);
	uint32_t len = rd_be32(&rd), method;

	if (type != 'R' && type != 'E') {
		not_postgres(talk);
		return;
	}
	if (!rd_ok(&rd))
		return; /* more will come */
	if (len < MESSAGE_MIN || len > ERROR_MESSAGE_MAX) {
		not_postgres(talk);
		return;
	}
	if (rd_left(&rd) < len - 4)
		return;
	rd = rd_init(rd.at, len - 4);
	talk->used = 1 + len;
	if (type == 'E') {
		tell_error(talk, rd);
		return;
	}
	method = rd_be32(&rd);
	check_talk_over(
	    talk, CHECK_OK, method ? "asks to authenticate" : "takes the user");
}

static void
hear_tls(struct check_talk *talk)
{
	switch (talk->heard[0]) {
	case 'S':
		check_talk_over(talk, CHECK_OK, "speaks TLS");
		break;
	case 'N':
		check_talk_over(talk, CHECK_OK, "speaks without TLS");
		break;
	default:
		hear_message(talk);
	}
}

void
check_pgsql_talk(struct check_talk *talk)
{
	if (talk->step == BEGIN)
		begin(talk);
	else if (talk->heard_len && talk->step == ASKED_TLS)
		hear_tls(talk);
	else if (talk->heard_len)
		hear_message(talk);
}
