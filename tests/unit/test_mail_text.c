/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/lib/buf.h"
#include "agent/mail_text.h"

static const char *const two[] = {"Ops <ops@example.net>", "boss@example.net"};

static struct mail_text
sample(void)
{
	return (struct mail_text){.host = "d1",
	    .from = "fairlead@d1",
	    .to = two,
	    .to_len = 2,
	    .router_id = "LVS_1",
	    .subject = "VRRP Instance VI_1 - Entering MASTER state",
	    .body = "VI_1: Entering MASTER STATE (master_down)\nsecond line\n",
	    .date = "Thu, 01 Jan 1970 00:00:00 +0000",
	    .serial = 2,
	    .at_ms = 0x1f};
}

TEST(a_mail_has_a_header_the_reason_the_time_and_the_host)
{
	struct mail_text text = sample();
	struct buf out = {0};

	mail_text_compose(&text, &out);
	assert_string_equal(buf_text(&out),
	    "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n"
	    "From: fairlead@d1\r\n"
	    "To: Ops <ops@example.net>,\r\n boss@example.net\r\n"
	    "Subject: [LVS_1] VRRP Instance VI_1 - Entering MASTER state\r\n"
	    "Message-ID: <1f.2@d1>\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=us-ascii\r\n"
	    "\r\n"
	    "VI_1: Entering MASTER STATE (master_down)\r\n"
	    "second line\r\n"
	    "\r\n"
	    "Time: Thu, 01 Jan 1970 00:00:00 +0000\r\n"
	    "Host: d1\r\n"
	    "Router: LVS_1\r\n");
	buf_fini(&out);
}

/* How often `what` begins a line. */
static unsigned
lines_with(const char *text, const char *what)
{
	unsigned found = 0;

	for (const char *at = text; (at = strstr(at, what)); at++)
		found += at == text || at[-1] == '\n' || at[-1] == '\r';
	return found;
}

TEST(nothing_said_elsewhere_can_add_a_header_or_end_it)
{
	static const char evil[] =
	    "x\r\nBcc: y@z\n\rBcc: y\r\n\r\nBcc: body\x7f\xc3\xa9";
	static const char *const evil_to[] = {evil, evil};
	struct mail_text text = {.host = evil,
	    .from = evil,
	    .to = evil_to,
	    .to_len = 2,
	    .router_id = evil,
	    .subject = evil,
	    .body = "fine\n",
	    .date = "now"};
	struct buf out = {0};
	const char *end;

	mail_text_compose(&text, &out);
	assert_int_equal(lines_with(buf_text(&out), "Bcc"), 0);
	end = strstr(buf_text(&out), "\r\n\r\n");
	assert_int_equal(strncmp(end + 4, "fine\r\n", 6), 0);
	for (size_t i = 0; i < out.len; i++) {
		unsigned char c = (unsigned char)out.bytes[i];

		assert_true(c == '\r' || c == '\n' || (c >= ' ' && c < 0x7f));
		if (c == '\n')
			assert_int_equal(out.bytes[i - 1], '\r');
		if (c == '\r')
			assert_int_equal(out.bytes[i + 1], '\n');
	}
	buf_fini(&out);
}

TEST(no_line_is_longer_than_a_mail_may_have)
{
	char longest[3000];
	const char *const to[] = {longest};
	struct mail_text text = sample();
	struct buf out = {0};
	size_t since = 0;

	memset(longest, 'x', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	text.host = text.from = text.router_id = text.subject = text.body = longest;
	text.to = to;
	text.to_len = 1;
	mail_text_compose(&text, &out);
	for (size_t i = 0; i < out.len; i++, since++) {
		if (out.bytes[i] != '\n')
			continue;
		assert_true(since <= 998); /* RFC 5322 2.1.1 */
		since = 0;
	}
	buf_fini(&out);
}

TEST(an_address_is_found_bare_or_in_angle_brackets)
{
	static const struct {
		const char *said, *address;
	} cases[] = {
	    {"a@b.example",              "a@b.example"  },
	    {"root",		     "root"         },
	    {"<a@b>",                    "a@b"          },
	    {"Ops Team <ops@b.example>", "ops@b.example"},
	    {"a@[192.0.2.1]",            "a@[192.0.2.1]"},
	};
	char out[MAIL_ADDRESS_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(mail_text_address(cases[i].said, out));
		assert_string_equal(out, cases[i].address);
	}
}

TEST(what_an_smtp_command_cannot_carry_is_no_address)
{
	static const char *const cases[] = {"", "<>", "a b", "a@b\r\nRCPT", "<a@b\r\n>",
	    "<a@b", "<a@b> c", "a@b>", "<a@b><c@d", "a@b,c@d", "\xc3\xa9@b", "a\"b@c"};
	char out[MAIL_ADDRESS_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_false(mail_text_address(cases[i], out));
}

TEST(an_address_of_254_bytes_is_taken_and_one_of_255_is_not)
{
	char said[256], out[MAIL_ADDRESS_SIZE];

	memset(said, 'a', sizeof(said));
	said[255] = '\0';
	assert_false(mail_text_address(said, out));
	said[254] = '\0'; /* 256 with <> */
	assert_true(mail_text_address(said, out));
	assert_int_equal(strlen(out), 254);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_mail_has_a_header_the_reason_the_time_and_the_host),
	    cmocka_unit_test(nothing_said_elsewhere_can_add_a_header_or_end_it),
	    cmocka_unit_test(no_line_is_longer_than_a_mail_may_have),
	    cmocka_unit_test(an_address_is_found_bare_or_in_angle_brackets),
	    cmocka_unit_test(what_an_smtp_command_cannot_carry_is_no_address),
	    cmocka_unit_test(an_address_of_254_bytes_is_taken_and_one_of_255_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
