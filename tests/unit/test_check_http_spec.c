/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "checks/check_http_spec.h"

TEST(a_range_is_one_code_or_two_in_order)
{
	static const struct {
		const char *text;
		bool ok;
		uint16_t from, to;
	} cases[] = {
	    {"200",      true,  200, 200},
	    {"200-299",  true,  200, 299},
	    {"100-999",  true,  100, 999},
	    {"304-304",  true,  304, 304},
	    {"099",      false, 0,   0  },
	    {"1000",     false, 0,   0  },
	    {"299-200",  false, 0,   0  },
	    {"200-",     false, 0,   0  },
	    {"-200",     false, 0,   0  },
	    {"200-1000", false, 0,   0  },
	    {"20",       false, 0,   0  },
	    {"2xx",      false, 0,   0  },
	    {"200 ",     false, 0,   0  },
	    {"",         false, 0,   0  },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint16_t from = 0, to = 0;

		assert_int_equal(
		    check_http_range_parse(cases[i].text, &from, &to), cases[i].ok);
		assert_int_equal(from, cases[i].from);
		assert_int_equal(to, cases[i].to);
	}
}

TEST(a_set_of_codes_holds_what_was_put_in_and_nothing_beside)
{
	struct check_http_statuses set = {0};

	check_http_statuses_add(&set, 200, 299);
	check_http_statuses_add(&set, 301, 301);
	check_http_statuses_add(&set, 999, 999);
	for (long code = -1; code <= 1100; code++)
		assert_int_equal(check_http_statuses_has(&set, code),
		    (code >= 200 && code <= 299) || code == 301 || code == 999);
}

TEST(a_digest_is_32_digits_of_either_case)
{
	uint8_t digest[CHECK_HTTP_DIGEST_BYTES];
	char text[CHECK_HTTP_DIGEST_TEXT_SIZE];

	assert_true(
	    check_http_digest_parse("D41D8CD98f00b204e9800998ecf8427e", digest));
	assert_string_equal(
	    check_http_digest_format(digest, text), "d41d8cd98f00b204e9800998ecf8427e");
	assert_false(
	    check_http_digest_parse("d41d8cd98f00b204e9800998ecf8427", digest));
	assert_false(
	    check_http_digest_parse("d41d8cd98f00b204e9800998ecf8427g", digest));
	assert_false(
	    check_http_digest_parse("d41d8cd98f00b204e9800998ecf8427e0", digest));
}

TEST(a_text_that_could_end_a_header_is_refused)
{
	assert_true(check_http_text_ok("/a?b=c#d\xc3\xa9"));
	assert_false(check_http_text_ok("/a\r\nX: y"));
	assert_false(check_http_text_ok("a\tb"));
	assert_false(check_http_text_ok("a\x7f"));
}

static struct check_http_url
url_of(void)
{
	struct check_http_url url = {.path = "/", .want = "200-299"};

	check_http_statuses_add(&url.statuses, 200, 299);
	return url;
}

TEST(says_what_was_got_and_what_was_wanted)
{
	struct check_http_url url = url_of();
	const uint8_t digest[CHECK_HTTP_DIGEST_BYTES] = {0xab};
	struct check_http_answer answer = {.status = 503, .digest = digest};
	char detail[CHECK_DETAIL_SIZE];

	assert_int_equal(check_http_judge(&url, &answer, detail), CHECK_HTTP_STATUS);
	assert_string_equal(detail, "got 503, want 200-299");
	answer.status = 200;
	assert_int_equal(check_http_judge(&url, &answer, detail), CHECK_OK);
	url.has_digest = true;
	assert_int_equal(check_http_judge(&url, &answer, detail), CHECK_HTTP_DIGEST);
	assert_string_equal(detail,
	    "got digest ab000000000000000000000000000000, "
	    "want 00000000000000000000000000000000");
	url.digest[0] = 0xab;
	assert_int_equal(check_http_judge(&url, &answer, detail), CHECK_OK);
}

TEST(a_pattern_must_be_there_or_must_not)
{
	struct check_http_url url = url_of();
	struct check_http_answer answer = {.status = 200};
	char detail[CHECK_DETAIL_SIZE];

	url.regex.pattern = "ok";
	assert_int_equal(check_http_judge(&url, &answer, detail), CHECK_HTTP_REGEX);
	assert_string_equal(detail, "regex /ok/ is not in the body");
	url.regex.no_match = true;
	assert_int_equal(check_http_judge(&url, &answer, detail), CHECK_OK);
	answer.regex_found = true;
	assert_int_equal(check_http_judge(&url, &answer, detail), CHECK_HTTP_REGEX);
	answer.regex_failed = "no memory";
	assert_int_equal(check_http_judge(&url, &answer, detail), CHECK_HTTP_REGEX);
	assert_string_equal(detail, "regex /ok/: no memory");
}

TEST(the_nearest_virtualhost_counts_and_sni_falls_back_to_it)
{
	struct model_check check = {0};
	struct check_http_spec spec = {0};
	struct check_http_url url = url_of();

	assert_null(check_http_host(&check, &url));
	check.virtualhost = "rs";
	assert_string_equal(check_http_host(&check, &url), "rs");
	url.virtualhost = "url";
	assert_string_equal(check_http_host(&check, &url), "url");
	assert_null(check_http_tls_name(&check, &spec, &url));
	spec.trust.verify = true;
	assert_string_equal(check_http_tls_name(&check, &spec, &url), "url");
	spec.trust.verify = false;
	spec.enable_sni = true;
	spec.sni_name = "sni";
	assert_string_equal(check_http_tls_name(&check, &spec, &url), "sni");
}

TEST(equal_specs_ask_for_the_same_and_each_member_counts)
{
	struct check_http_url url = url_of(), changed[10];
	struct check_http_spec a =
				   {
				       .urls = {&url, 1}
        },
			       b[11];
	const char *header[] = {"X: 1"};
	const size_t urls = sizeof(changed) / sizeof(changed[0]);

	for (size_t i = 0; i < urls; i++) {
		changed[i] = url;
		b[i] = a;
		b[i].urls.items = &changed[i];
	}
	assert_true(check_http_spec_equal(&a, &b[0]));
	changed[0].path = "/other";
	changed[1].virtualhost = "x";
	check_http_statuses_add(&changed[2].statuses, 404, 404);
	changed[3].has_digest = true;
	changed[4].digest[15] = 1;
	changed[5].regex.pattern = "x";
	changed[6].regex.max_offset = 9;
	changed[7].method = "HEAD";
	changed[8].body = "x";
	changed[9].headers = (struct conf_items){header, 1};
	for (size_t i = 0; i < urls; i++)
		assert_false(check_http_spec_equal(&a, &b[i]));
	for (size_t i = 0; i < 11; i++)
		b[i] = a;
	b[0].tls = true;
	b[1].protocol = CHECK_HTTP_1_1;
	b[2].trust.verify = true;
	b[3].enable_sni = true;
	b[4].sni_name = "x";
	b[5].trust.ca = "x";
	b[6].urls.len = 0;
	b[7].keep = true;
	b[8].redirects = 1;
	b[9].trust.certificate = "x";
	b[10].trust.warn_days = 1;
	for (size_t i = 0; i < 11; i++)
		assert_false(check_http_spec_equal(&a, &b[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_range_is_one_code_or_two_in_order),
	    cmocka_unit_test(a_set_of_codes_holds_what_was_put_in_and_nothing_beside),
	    cmocka_unit_test(a_digest_is_32_digits_of_either_case),
	    cmocka_unit_test(a_text_that_could_end_a_header_is_refused),
	    cmocka_unit_test(says_what_was_got_and_what_was_wanted),
	    cmocka_unit_test(a_pattern_must_be_there_or_must_not),
	    cmocka_unit_test(the_nearest_virtualhost_counts_and_sni_falls_back_to_it),
	    cmocka_unit_test(equal_specs_ask_for_the_same_and_each_member_counts),
	};

	return cmocka_run_group_tests_name("check_http_spec", tests, NULL, NULL);
}
