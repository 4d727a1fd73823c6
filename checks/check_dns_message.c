/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_dns_message.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/addr.h"

enum {
	HEADER_BYTES = 12,
	RECURSION_DESIRED = 0x0100,
	RESPONSE = 0x8000,
	TRUNCATED = 0x0200,
	RCODE_MASK = 0x000f,
	CLASS_IN = 1,
	LABEL_MAX = 63,
	TEXT_SIZE = 256 /* of a name, or of a TXT that is compared */
};

const char *const check_dns_types[] = {
    "A", "NS", "CNAME", "SOA", "MX", "TXT", "AAAA", "PTR", NULL};
const char *const check_dns_rcodes[] = {
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", NULL};

enum { RCODES = sizeof(check_dns_rcodes) / sizeof(check_dns_rcodes[0]) - 1 };

/* A message, and how far it is read. */
struct message {
	const uint8_t *bytes;
	size_t len, at;
};

typedef bool text_fn(const struct message *message, size_t at, size_t len, char *out);

/* ---- the question ---- */

bool
check_dns_name_ok(const char *name)
{
	size_t len = strlen(name);

	if (strcmp(name, ".") == 0)
		return true;
	if (len && name[len - 1] == '.')
		len--;
	if (len == 0 || len > CHECK_DNS_NAME_MAX)
		return false;
	for (size_t at = 0, label; at <= len; at += label + 1) {
		label = strcspn(name + at, ".");
		if (label == 0 || label > LABEL_MAX)
			return false;
	}
	return true;
}

static void
put_name(struct wr *wr, const char *name)
{
	while (*name && strcmp(name, ".") != 0) {
		size_t label = strcspn(name, ".");

		wr_u8(wr, (uint8_t)label);
		wr_bytes(wr, name, label);
		name += label + (name[label] == '.');
	}
	wr_u8(wr, 0);
}

static uint16_t type_number(int type);

size_t
check_dns_query(const struct check_dns_spec *spec, uint16_t id, uint8_t *out)
{
	struct wr wr = wr_init(out, CHECK_DNS_QUERY_MAX);

	wr_be16(&wr, id);
	wr_be16(&wr, RECURSION_DESIRED);
	wr_be16(&wr, 1); /* questions */
	wr_be16(&wr, 0);
	wr_be16(&wr, 0);
	wr_be16(&wr, 0);
	put_name(&wr, spec->name);
	wr_be16(&wr, type_number(spec->type));
	wr_be16(&wr, CLASS_IN);
	return wr_len(&wr);
}

/* ---- names of an answer ---- */

static char
lower(uint8_t c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Append a label, with a dot before all but the first. */
static bool
add_label(char *out, const uint8_t *label, size_t len)
{
	size_t at = strlen(out);

	if (at + 1 + len >= TEXT_SIZE)
		return false;
	if (at)
		out[at++] = '.';
	for (size_t i = 0; i < len; i++)
		out[at++] = label[i] ? lower(label[i]) : '?';
	out[at] = '\0';
	return true;
}

/* The name at message->at, in lower case and without a last dot, into out[TEXT_SIZE];
 * the message is read past it. A pointer leads backwards only, so this ends. */
static bool
get_name(struct message *message, char *out)
{
	size_t at = message->at, back = message->at;
	bool jumped = false;

	out[0] = '\0';
	while (at < message->len) {
		uint8_t len = message->bytes[at];

		if (len > LABEL_MAX) {
			if (len < 0xc0 || at + 2 > message->len)
				return false;
			message->at = jumped ? message->at : at + 2;
			jumped = true;
			at = (len & 0x3fu) << 8 | message->bytes[at + 1];
			if (at >= back)
				return false;
			back = at;
			continue;
		}
		if (at + 1 + len > message->len ||
		    (len && !add_label(out, message->bytes + at + 1, len)))
			return false;
		at += 1u + len;
		if (len == 0) {
			message->at = jumped ? message->at : at;
			return true;
		}
	}
	return false;
}

/* ---- records, as texts; each false when it is malformed ---- */

static bool
text_of_addr(const struct message *message, size_t at, size_t len, char *out)
{
	struct addr addr = {.family = len == 4 ? ADDR_V4 : ADDR_V6};

	if (len != 4 && len != 16)
		return false;
	memcpy(addr.bytes, message->bytes + at, len);
	(void)addr_format(&addr, out);
	return true;
}

static bool
text_of_name(const struct message *message, size_t at, size_t len, char *out)
{
	struct message name = {message->bytes, message->len, at};

	return get_name(&name, out) && name.at <= at + len;
}

static bool
text_of_mx(const struct message *message, size_t at, size_t len, char *out)
{
	return len > 2 && text_of_name(message, at + 2, len - 2, out);
}

/* Its strings, one after the other; cut where `out` ends, which no wanted one is. */
static bool
text_of_txt(const struct message *message, size_t at, size_t len, char *out)
{
	size_t end = at + len, put = 0;

	while (at < end) {
		size_t part = message->bytes[at++];

		if (part > end - at)
			return false;
		for (; part; part--, at++)
			if (put < TEXT_SIZE - 1)
				out[put++] = (char)message->bytes[at];
	}
	out[put] = '\0';
	return true;
}

static const struct {
	uint16_t number;
	text_fn *text;
	bool is_name;
} types[] = {
    {1,  text_of_addr, false},
    {2,  text_of_name, true },
    {5,  text_of_name, true },
    {6,  text_of_name, true }, /* the primary server */
    {15, text_of_mx,   true },
    {16, text_of_txt,  false},
    {28, text_of_addr, false},
    {12, text_of_name, true },
};

static uint16_t
type_number(int type)
{
	return types[type].number;
}

/* ---- what it is worth ---- */

static bool
same_name(const char *got, const char *want)
{
	size_t len = strlen(want);

	if (len && want[len - 1] == '.')
		len--;
	if (strlen(got) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (got[i] != lower((uint8_t)want[i]))
			return false;
	return true;
}

static bool
is_wanted(const struct check_dns_spec *spec, const char *got)
{
	struct addr addr;
	char text[ADDR_TEXT_SIZE];

	if (types[spec->type].is_name)
		return same_name(got, spec->answer);
	if (types[spec->type].text == text_of_addr && addr_parse(spec->answer, &addr))
		return strcmp(got, addr_format(&addr, text)) == 0;
	return strcmp(got, spec->answer) == 0;
}

static uint16_t
get_be16(struct message *message)
{
	struct rd rd =
	    rd_init(message->bytes + message->at, message->len - message->at);
	uint16_t value = rd_be16(&rd);

	message->at += rd_ok(&rd) ? 2 : 0;
	return value;
}

enum found { FOUND, NOT_FOUND, MALFORMED };

/* One record. */
static enum found
look_at_record(const struct check_dns_spec *spec, struct message *message)
{
	char text[TEXT_SIZE];
	uint16_t type, len;
	size_t at;

	if (!get_name(message, text) || message->len - message->at < 10)
		return MALFORMED;
	type = get_be16(message);
	message->at += 6; /* class, time to live */
	len = get_be16(message);
	at = message->at;
	if (message->len - at < len)
		return MALFORMED;
	message->at += len;
	if (type != type_number(spec->type))
		return NOT_FOUND;
	if (!types[spec->type].text(message, at, len, text))
		return MALFORMED;
	return is_wanted(spec, text) ? FOUND : NOT_FOUND;
}

static struct check_dns_answer
judged(enum check_code code, const char *text, const char *which)
{
	struct check_dns_answer answer = {.kind = CHECK_DNS_JUDGED, .code = code};

	(void)snprintf(answer.detail, sizeof(answer.detail), "%s%.80s", text, which);
	return answer;
}

static struct check_dns_answer
look_for(const struct check_dns_spec *spec, struct message *message, unsigned records,
    bool truncated)
{
	enum found found = NOT_FOUND;

	for (unsigned i = 0; i < records && found == NOT_FOUND; i++)
		found = look_at_record(spec, message);
	if (found == FOUND)
		return judged(CHECK_OK, "answered ", spec->answer);
	if (truncated)
		return (struct check_dns_answer){.kind = CHECK_DNS_TRUNCATED};
	if (found == MALFORMED)
		return judged(CHECK_ANSWER_PROTOCOL, "a malformed answer", "");
	return judged(CHECK_ANSWER, "no record is ", spec->answer);
}

static const char *
rcode_word(unsigned rcode)
{
	return rcode < RCODES ? check_dns_rcodes[rcode] : "an unknown code";
}

/* A server that does not understand may leave the question out (RFC 1035 4.1.1). */
static bool
is_our_question(
    const struct check_dns_spec *spec, struct message *message, unsigned questions)
{
	char name[TEXT_SIZE];

	if (questions == 0)
		return true;
	return questions == 1 && get_name(message, name) &&
	    same_name(name, spec->name) && message->len - message->at >= 4 &&
	    get_be16(message) == type_number(spec->type) &&
	    get_be16(message) == CLASS_IN;
}

struct check_dns_answer
check_dns_judge(
    const struct check_dns_spec *spec, uint16_t id, const uint8_t *bytes, size_t len)
{
	static const struct check_dns_answer strange = {.kind = CHECK_DNS_STRANGE};
	struct message message = {bytes, len, HEADER_BYTES};
	struct rd rd = rd_init(bytes, len);
	uint16_t got_id = rd_be16(&rd), bits = rd_be16(&rd);
	unsigned questions = rd_be16(&rd), records = rd_be16(&rd);
	unsigned rcode = bits & RCODE_MASK;
	struct check_dns_answer answer;

	(void)rd_be32(&rd); /* authorities, additional records */
	if (!rd_ok(&rd) || got_id != id || !(bits & RESPONSE))
		return strange;
	if (!is_our_question(spec, &message, questions) ||
	    (questions == 0 && rcode == 0))
		return strange;
	if (rcode != (unsigned)spec->rcode) {
		answer = judged(CHECK_DNS_RCODE, "got ", rcode_word(rcode));
		(void)snprintf(answer.detail + strlen(answer.detail), 32, ", want %s",
		    rcode_word((unsigned)spec->rcode));
		return answer;
	}
	if (spec->answer)
		return look_for(spec, &message, records, bits & TRUNCATED);
	return judged(CHECK_OK, "", rcode_word(rcode));
}

/* ---- over TCP: two bytes of length before each message ---- */

static void
ask(struct check_talk *talk, uint16_t id)
{
	uint8_t query[CHECK_DNS_QUERY_MAX];
	size_t len = check_dns_query(talk->check->spec, id, query);

	wr_be16(&talk->say, (uint16_t)len);
	check_talk_say(talk, query, len);
	talk->step = 1;
}

void
check_dns_talk(struct check_talk *talk)
{
	uint16_t id = *(const uint16_t *)talk->more;
	struct rd rd = rd_init(talk->heard, talk->heard_len);
	struct check_dns_answer answer;
	const uint8_t *bytes;
	size_t len;

	if (talk->step == 0) {
		ask(talk, id);
		return;
	}
	len = rd_be16(&rd);
	bytes = rd_bytes(&rd, len);
	if (!rd_ok(&rd) || !bytes)
		return;
	talk->used = 2 + len;
	answer = check_dns_judge(talk->check->spec, id, bytes, len);
	if (answer.kind == CHECK_DNS_JUDGED)
		check_talk_over(talk, answer.code, "%s", answer.detail);
	else
		check_talk_over(
		    talk, CHECK_ANSWER_PROTOCOL, "not an answer to the question");
}
