/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_ldap_talk.h"

#include <string.h>

enum { BEGIN, BOUND };
enum {
	SEQUENCE = 0x30,
	INTEGER = 0x02,
	ENUMERATED = 0x0a,
	OCTETS = 0x04,
	BIND_RESPONSE = 0x61,
	MESSAGE_ID = 1,
	MESSAGE_MAX = CHECK_TALK_ITEM_MAX - 6
};

/* Message 1: bind, version 3, an empty name, an empty simple password. */
static const uint8_t bind_request[] = {
    SEQUENCE, 12, INTEGER, 1, MESSAGE_ID, 0x60, 7, INTEGER, 1, 3, OCTETS, 0, 0x80, 0};
static const uint8_t unbind_request[] = {SEQUENCE, 5, INTEGER, 1, 2, 0x42, 0};

/* A length of X.690 8.1.3, in at most four bytes (which Active Directory always takes);
 * longer ones, and the indefinite, are too long for anything. */
static size_t
rd_length(struct rd *rd)
{
	uint8_t first = rd_u8(rd);
	size_t len = 0;

	if (first < 0x80)
		return first;
	if (first == 0x80 || first > 0x84)
		return SIZE_MAX;
	for (; first > 0x80; first--)
		len = len << 8 | rd_u8(rd);
	return len;
}

/* The content of the next element, which must be a `tag`; else *rd fails. */
static struct rd
rd_element(struct rd *rd, uint8_t tag)
{
	bool is_it = rd_u8(rd) == tag;
	size_t len = rd_length(rd);
	const uint8_t *content = rd_bytes(rd, len);

	if (!is_it)
		rd->failed = true;
	return content && is_it ? rd_init(content, len) : rd_init("", 0);
}

static void
not_ldap(struct check_talk *talk)
{
	check_talk_over(talk, CHECK_ANSWER_PROTOCOL, "not an answer to a bind of LDAP");
}

static void
hear_message(struct check_talk *talk, struct rd message)
{
	struct rd id = rd_element(&message, INTEGER);
	struct rd response = rd_element(&message, BIND_RESPONSE);
	struct rd result = rd_element(&response, ENUMERATED);
	struct rd text;
	char shown[CHECK_TALK_TEXT_SIZE];
	unsigned code = rd_u8(&result);

	(void)rd_element(&response, OCTETS); /* matchedDN */
	text = rd_element(&response, OCTETS);
	if (!rd_ok(&message) || !rd_ok(&response) || !rd_ok(&result) ||
	    rd_left(&result) || rd_u8(&id) != MESSAGE_ID || rd_left(&id)) {
		not_ldap(talk);
	} else if (code != 0) {
		check_talk_over(talk, CHECK_ANSWER_ERROR, "bind: result %u: %s", code,
		    check_talk_text(text.at, rd_left(&text), shown));
	} else {
		check_talk_say(talk, unbind_request, sizeof(unbind_request));
		check_talk_over(talk, CHECK_OK, "bound");
	}
}

static void
hear(struct check_talk *talk)
{
	struct rd rd = rd_init(talk->heard, talk->heard_len);
	bool is_sequence = rd_u8(&rd) == SEQUENCE;
	size_t len = rd_length(&rd);

	if (!is_sequence || len > MESSAGE_MAX) {
		not_ldap(talk);
		return;
	}
	if (!rd_ok(&rd) || rd_left(&rd) < len)
		return; /* more will come */
	talk->used = talk->heard_len - rd_left(&rd) + len;
	hear_message(talk, rd_init(rd.at, len));
}

void
check_ldap_talk(struct check_talk *talk)
{
	if (talk->step == BEGIN) {
		check_talk_say(talk, bind_request, sizeof(bind_request));
		talk->step = BOUND;
	} else if (talk->heard_len) {
		hear(talk);
	}
}
