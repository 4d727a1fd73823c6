/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_mysql_talk.h"

#include <string.h>

enum { GREETING, LOGGING_IN, SWITCHING };
enum {
	PACKET_OK = 0,
	PACKET_SWITCH = 0xfe,
	PACKET_ERROR = 0xff,
	GREETING_V10 = 10,
	COMMAND_QUIT = 1,
	UTF8 = 33,
	HEAD_BYTES = 4, /* the length, little endian, and the sequence number */
	PACKET_MAX = CHECK_TALK_ITEM_MAX - HEAD_BYTES
};
/* CLIENT_LONG_PASSWORD, PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH */
#define CAPABILITIES (0x00000001u | 0x00000200u | 0x00008000u | 0x00080000u)

static void
wr_le32(struct wr *wr, uint32_t value)
{
	for (unsigned shift = 0; shift < 32; shift += 8)
		wr_u8(wr, (uint8_t)(value >> shift));
}

static void
say_head(struct check_talk *talk, size_t len, uint8_t sequence)
{
	wr_le32(&talk->say, (uint32_t)len | (uint32_t)sequence << 24);
}

static void
log_in(struct check_talk *talk, const char *user, uint8_t sequence)
{
	static const char plugin[] = "mysql_native_password";
	static const uint8_t zeros[23];

	say_head(talk,
	    4 + 4 + 1 + sizeof(zeros) + strlen(user) + 1 + 1 + sizeof(plugin),
	    sequence);
	wr_le32(&talk->say, CAPABILITIES);
	wr_le32(&talk->say, PACKET_MAX);
	wr_u8(&talk->say, UTF8);
	wr_bytes(&talk->say, zeros, sizeof(zeros));
	wr_bytes(&talk->say, user, strlen(user) + 1);
	wr_u8(&talk->say, 0); /* bytes of the answer to the challenge: no password */
	wr_bytes(&talk->say, plugin, sizeof(plugin));
	talk->step = LOGGING_IN;
}

static void
not_mysql(struct check_talk *talk)
{
	check_talk_over(talk, CHECK_ANSWER_PROTOCOL, "not an answer of MySQL");
}

/* Its number, little endian; before the text a '#' and five bytes of SQL state, which
 * the greeting's error has not. */
static void
tell_error(struct check_talk *talk, struct rd rd)
{
	char text[CHECK_TALK_TEXT_SIZE];
	unsigned number = rd_u8(&rd);

	number |= (unsigned)rd_u8(&rd) << 8;
	if (!rd_ok(&rd)) {
		not_mysql(talk);
		return;
	}
	if (rd_left(&rd) >= 6 && *rd.at == '#')
		(void)rd_bytes(&rd, 6);
	check_talk_over(talk, CHECK_ANSWER_ERROR, "error %u: %s", number,
	    check_talk_text(rd.at, rd_left(&rd), text));
}

static void
hear_greeting(struct check_talk *talk, struct rd rd, uint8_t sequence)
{
	const struct check_mysql_spec *spec = talk->check->spec;
	char version[CHECK_TALK_TEXT_SIZE];

	if (rd_u8(&rd) != GREETING_V10 || !memchr(rd.at, 0, rd_left(&rd)))
		not_mysql(talk);
	else if (spec->user)
		log_in(talk, spec->user, (uint8_t)(sequence + 1));
	else
		check_talk_over(talk, CHECK_OK, "version %s",
		    check_talk_text(rd.at, rd_left(&rd), version));
}

static void
hear_login(struct check_talk *talk, struct rd rd, uint8_t sequence)
{
	switch (rd_u8(&rd)) {
	case PACKET_OK:
		say_head(talk, 1, 0);
		wr_u8(&talk->say, COMMAND_QUIT);
		check_talk_over(talk, CHECK_OK, "logged in");
		break;
	case PACKET_SWITCH:
		if (talk->step == SWITCHING) {
			not_mysql(talk);
			break;
		}
		say_head(
		    talk, 0, (uint8_t)(sequence + 1)); /* no password here either */
		talk->step = SWITCHING;
		break;
	default:
		not_mysql(talk);
	}
}

static void
hear(struct check_talk *talk, struct rd rd, uint8_t sequence)
{
	if (*rd.at == PACKET_ERROR) {
		(void)rd_u8(&rd);
		tell_error(talk, rd);
	} else if (talk->step == GREETING) {
		hear_greeting(talk, rd, sequence);
	} else {
		hear_login(talk, rd, sequence);
	}
}

void
check_mysql_talk(struct check_talk *talk)
{
	struct rd rd = rd_init(talk->heard, talk->heard_len);
	uint32_t len = rd_u8(&rd);
	uint8_t sequence;

	len |= (uint32_t)rd_u8(&rd) << 8;
	len |= (uint32_t)rd_u8(&rd) << 16;
	sequence = rd_u8(&rd);
	if (!rd_ok(&rd))
		return;
	if (len == 0 || len > PACKET_MAX - 1) {
		not_mysql(talk);
		return;
	}
	if (rd_left(&rd) < len)
		return;
	talk->used = HEAD_BYTES + len;
	hear(talk, rd_init(rd.at, len), sequence);
}
