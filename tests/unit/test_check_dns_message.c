/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/talk_bench.h"

#include "agent/lib/wire.h"
#include "checks/check_dns_message.h"

enum { ID = 0x1234, A = 0, NS = 1, CNAME = 2, SOA = 3, MX = 4, TXT = 5, AAAA = 6 };

/* "\3www\7example\0": at 12 of a message that asks for it. */
static const struct check_dns_spec www = {.type = A, .name = "www.Example."};

struct message {
	uint8_t bytes[512];
	size_t len;
};

/* An answer to the question for www.example of this type, with these records. */
static struct message
answer_to(
    uint16_t type, uint16_t flags, uint16_t count, const char *records, size_t len)
{
	struct message m = {0};
	struct wr wr = wr_init(m.bytes, sizeof(m.bytes));

	wr_be16(&wr, ID);
	wr_be16(&wr, flags);
	wr_be16(&wr, 1);
	wr_be16(&wr, count);
	wr_be32(&wr, 0);
	wr_bytes(&wr, "\3WWW\7example", 13);
	wr_be16(&wr, type);
	wr_be16(&wr, 1);
	wr_bytes(&wr, records, len);
	assert_true(wr_ok(&wr));
	m.len = wr_len(&wr);
	return m;
}

#define ANSWER(type, flags, count, records)                                            \
  answer_to(type, flags, count, records, sizeof(records) - 1)

/* A record of www.example (a pointer to byte 12): type, IN, a minute, length, data. */
#define RECORD(type, len, data) "\xc0\x0c\0" type "\0\1\0\0\0\x3c\0" len data

static struct check_dns_answer
judge(const struct check_dns_spec *spec, const struct message *m)
{
	return check_dns_judge(spec, ID, m->bytes, m->len);
}

TEST(the_question_is_as_the_rfc_has_it)
{
	static const char want[] = "\x12\x34\x01\0\0\1\0\0\0\0\0\0"
				   "\3www\7Example\0\0\1\0\1";
	uint8_t out[CHECK_DNS_QUERY_MAX];
	const struct check_dns_spec root = {.type = SOA, .name = "."};

	assert_int_equal(check_dns_query(&www, ID, out), sizeof(want) - 1);
	assert_memory_equal(out, want, sizeof(want) - 1);
	/* 12 + 1 + 4 */
	assert_int_equal(check_dns_query(&root, ID, out), 17);
	assert_int_equal(out[14], 6);
}

TEST(a_name_has_labels_within_their_limits)
{
	char label[65] = {0}, longest[256] = {0};
	static const char *const wrong[] = {"", "..", "a..b", ".a", "a.b.."};
	struct check_dns_spec spec = {.type = A, .name = longest};
	uint8_t out[CHECK_DNS_QUERY_MAX];

	assert_true(check_dns_name_ok("."));
	assert_true(check_dns_name_ok("a.b."));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(check_dns_name_ok(wrong[i]));
	memset(label, 'x', 64);
	assert_false(check_dns_name_ok(label));
	label[63] = '\0';
	assert_true(check_dns_name_ok(label));
	memset(longest, 'x', 254);
	for (size_t i = 1; i < 254; i += 2)
		longest[i] = '.';
	longest[253] = '\0'; /* 127 labels of one byte */
	assert_true(check_dns_name_ok(longest));
	assert_int_equal(check_dns_query(&spec, ID, out), CHECK_DNS_QUERY_MAX);
	longest[253] = '.';
	longest[254] = 'x';
	assert_false(check_dns_name_ok(longest));
}

TEST(noerror_is_fit_where_no_answer_is_wanted)
{
	struct message m = ANSWER(1, 0x8180, 0, "");
	struct check_dns_answer got = judge(&www, &m);

	assert_int_equal(got.kind, CHECK_DNS_JUDGED);
	assert_int_equal(got.code, CHECK_OK);
	assert_string_equal(got.detail, "NOERROR");
}

TEST(another_code_is_told_and_may_be_what_is_wanted)
{
	struct message m = ANSWER(1, 0x8183, 0, "");
	struct check_dns_spec nx = www;
	struct check_dns_answer got = judge(&www, &m);

	assert_int_equal(got.code, CHECK_DNS_RCODE);
	assert_string_equal(got.detail, "got NXDOMAIN, want NOERROR");
	nx.rcode = 3;
	assert_int_equal(judge(&nx, &m).code, CHECK_OK);
	m.bytes[3] = 0x8f;
	assert_string_equal(
	    judge(&www, &m).detail, "got an unknown code, want NOERROR");
}

TEST(what_answers_another_question_is_passed_over)
{
	struct message m = ANSWER(1, 0x8180, 0, "");

	assert_int_equal(
	    check_dns_judge(&www, ID + 1, m.bytes, m.len).kind, CHECK_DNS_STRANGE);
	m.bytes[2] = 0x01; /* a question */
	assert_int_equal(judge(&www, &m).kind, CHECK_DNS_STRANGE);
	m = ANSWER(28, 0x8180, 0, "");
	assert_int_equal(judge(&www, &m).kind, CHECK_DNS_STRANGE);
	m = ANSWER(1, 0x8180, 0, "");
	m.bytes[13] = 'x'; /* of another name */
	assert_int_equal(judge(&www, &m).kind, CHECK_DNS_STRANGE);
	m.bytes[5] = 0; /* without a question */
	assert_int_equal(judge(&www, &m).kind, CHECK_DNS_STRANGE);
	m.bytes[3] = 0x81; /* which is right for FORMERR */
	assert_int_equal(judge(&www, &m).code, CHECK_DNS_RCODE);
}

static const char cname_and_two[] = RECORD("\5", "\6", "\3alt\xc0\x10")
    RECORD("\1", "\4", "\x0a\0\0\1") RECORD("\1", "\4", "\x0a\0\0\2");

TEST(one_of_the_records_must_be_the_wanted_one)
{
	struct message m = ANSWER(1, 0x8180, 3, cname_and_two);
	struct check_dns_spec spec = www;

	spec.answer = "10.0.0.2";
	assert_int_equal(judge(&spec, &m).code, CHECK_OK);
	assert_string_equal(judge(&spec, &m).detail, "answered 10.0.0.2");
	spec.answer = "10.0.0.3";
	assert_int_equal(judge(&spec, &m).code, CHECK_ANSWER);
	assert_string_equal(judge(&spec, &m).detail, "no record is 10.0.0.3");
	m.bytes[7] = 2; /* as many as it says */
	spec.answer = "10.0.0.2";
	assert_int_equal(judge(&spec, &m).code, CHECK_ANSWER);
	m.bytes[2] |= 0x02;
	assert_int_equal(judge(&spec, &m).kind, CHECK_DNS_TRUNCATED);
	spec.answer = "10.0.0.1"; /* is in it all the same */
	assert_int_equal(judge(&spec, &m).code, CHECK_OK);
}

TEST(every_type_is_compared_as_what_it_is)
{
	static const char v6[] = "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1";
	char aaaa[12 + 16 + 1] = RECORD("\x1c", "\x10", "");
	static const struct {
		int type;
		uint16_t number;
		const char *answer;
		const char *record;
		size_t len;
	} cases[] = {
	    {NS,    2,  "Alt.example.", RECORD("\2",   "\6",   "\3ALT\xc0\x10"),    18},
	    {CNAME, 5,  "www.example",  RECORD("\5",   "\2",   "\xc0\x0c"),         14},
	    {SOA,   6,  "example",      RECORD("\6",   "\4",   "\xc0\x10\0\0"),     16},
	    {MX,    15, "mx.example",   RECORD("\x0f", "\7",   "\0\5\2mx\xc0\x10"), 19},
	    {TXT,   16, "one two",      RECORD("\x10", "\x09", "\4one \3two"),      21},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct message m = answer_to(
		    cases[i].number, 0x8180, 1, cases[i].record, cases[i].len);
		struct check_dns_spec spec = {.type = cases[i].type,
		    .name = "www.example",
		    .answer = cases[i].answer};

		assert_string_equal(check_code_word(judge(&spec, &m).code), "ok");
		spec.answer = "other";
		assert_int_equal(judge(&spec, &m).code, CHECK_ANSWER);
	}
	memcpy(aaaa + 12, v6, 16);
	struct message m = answer_to(28, 0x8180, 1, aaaa, 28);
	struct check_dns_spec spec = {
	    .type = AAAA, .name = "www.example", .answer = "2001:DB8:0::1"};

	assert_int_equal(judge(&spec, &m).code, CHECK_OK);
}

TEST(cut_at_every_length_it_is_nothing_or_malformed_and_never_fit)
{
	struct message m = ANSWER(1, 0x8180, 3, cname_and_two);
	struct check_dns_spec spec = www;

	spec.answer = "10.0.0.2";
	for (size_t len = 0; len < m.len; len++) {
		struct check_dns_answer got = check_dns_judge(&spec, ID, m.bytes, len);

		assert_true(
		    got.kind == CHECK_DNS_STRANGE || got.code == CHECK_ANSWER_PROTOCOL);
	}
}

TEST(a_name_that_leads_in_circles_or_ahead_is_malformed)
{
	/* The record's name is at byte 29 = 0x1d. */
	struct check_dns_spec spec = www;
	struct message m = ANSWER(1, 0x8180, 1, "\xc0\x1d\0\1\0\1\0\0\0\0\0\0");

	spec.answer = "10.0.0.1";
	assert_int_equal(judge(&spec, &m).code, CHECK_ANSWER_PROTOCOL);
	m = ANSWER(1, 0x8180, 1, "\xc0\x20\0\1\0\1\0\0\0\0\0\0");
	assert_int_equal(judge(&spec, &m).code, CHECK_ANSWER_PROTOCOL);
	m = ANSWER(1, 0x8180, 1, "\x80\x0c\0\1\0\1\0\0\0\0\0\0");
	assert_int_equal(judge(&spec, &m).code, CHECK_ANSWER_PROTOCOL);
	m = ANSWER(1, 0x8180, 1, "\1a\xc0\x1d\0\1\0\1\0\0\0\0\0\0");
	assert_int_equal(judge(&spec, &m).code, CHECK_ANSWER_PROTOCOL);
	m = ANSWER(1, 0x8180, 1, RECORD("\1", "\5", "\x0a\0\0\1\0"));
	assert_int_equal(judge(&spec, &m).code, CHECK_ANSWER_PROTOCOL);
}

TEST(over_tcp_a_length_comes_before_each_message)
{
	static const uint16_t id = ID;
	struct message m = ANSWER(1, 0x8180, 0, "");
	char heard[600];
	struct talk_case c = {.spec = &www,
	    .more = &id,
	    .heard = heard,
	    .heard_len = m.len + 2,
	    .code = CHECK_OK,
	    .detail = "NOERROR",
	    .said = "\0\x1d\x12\x34\x01\0\0\1\0\0\0\0\0\0\3www\7Example\0\0\1\0\1",
	    .said_len = 31};

	heard[0] = 0;
	heard[1] = (char)m.len;
	memcpy(heard + 2, m.bytes, m.len);
	talk_play(check_dns_talk, &c);
	heard[3] ^= 1; /* another id */
	c.code = CHECK_ANSWER_PROTOCOL;
	c.detail = "not an answer to the question";
	talk_play(check_dns_talk, &c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_question_is_as_the_rfc_has_it),
	    cmocka_unit_test(a_name_has_labels_within_their_limits),
	    cmocka_unit_test(noerror_is_fit_where_no_answer_is_wanted),
	    cmocka_unit_test(another_code_is_told_and_may_be_what_is_wanted),
	    cmocka_unit_test(what_answers_another_question_is_passed_over),
	    cmocka_unit_test(one_of_the_records_must_be_the_wanted_one),
	    cmocka_unit_test(every_type_is_compared_as_what_it_is),
	    cmocka_unit_test(
		cut_at_every_length_it_is_nothing_or_malformed_and_never_fit),
	    cmocka_unit_test(a_name_that_leads_in_circles_or_ahead_is_malformed),
	    cmocka_unit_test(over_tcp_a_length_comes_before_each_message),
	};

	return cmocka_run_group_tests_name("check_dns_message", tests, NULL, NULL);
}
