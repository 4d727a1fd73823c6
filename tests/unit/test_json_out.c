/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/view/view.h"
#include "api/api_rows.h"
#include "api/json_out.h"

TEST(commas_and_brackets_nest)
{
	struct buf buf = {0};
	struct json_out out = json_out_to(&buf);

	json_out_open(&out, NULL, '{');
	json_out_uint(&out, "a", UINT64_MAX);
	json_out_open(&out, "b", '[');
	json_out_close(&out, ']');
	json_out_open(&out, "c", '[');
	json_out_int(&out, NULL, INT64_MIN);
	json_out_null(&out, NULL);
	json_out_open(&out, NULL, '{');
	json_out_close(&out, '}');
	json_out_close(&out, ']');
	json_out_bool(&out, "d", true);
	json_out_close(&out, '}');
	assert_string_equal(buf_text(&buf),
	    "{\"a\":18446744073709551615,\"b\":[],\"c\":[-9223372036854775808,null,{}],"
	    "\"d\":true}");
	buf_fini(&buf);
}

TEST(strings_are_escaped_and_always_utf8)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
	    {"",		     "\"\""				    },
	    {"a\"b\\c/",             "\"a\\\"b\\\\c/\""                        },
	    {"\b\t\n\v\f\r\x01\x1f", "\"\\b\\t\\n\\u000b\\f\\r\\u0001\\u001f\""},
	    {"\x7f",                 "\"\\u007f\""                             },
	    {"\xc3\xbc\xe2\x82\xac", "\"\xc3\xbc\xe2\x82\xac\""                },
	    {"\xf0\x9f\x98\x80",     "\"\xf0\x9f\x98\x80\""                    },
 /* overlong, surrogate, above U+10FFFF, cut, stray */
	    {"\xc0\xaf",             "\"\xef\xbf\xbd\xef\xbf\xbd\""            },
	    {"\xed\xa0\x80",         "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
	    {"\xf4\x90\x80\x80",
             "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""            },
	    {"\xe2\x82",             "\"\xef\xbf\xbd\xef\xbf\xbd\""            },
	    {"x\x80",                "\"x\xef\xbf\xbd\""                       },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf buf = {0};

		json_out_quote(&buf, cases[i].text);
		assert_string_equal(buf_text(&buf), cases[i].json);
		buf_fini(&buf);
	}
}

TEST(a_row_is_told_by_its_kinds)
{
	struct view_track track = {
	    .kind = "script", .name = "n", .weight = -90, .up = true};
	struct view_check check = {.type = "tcp", .latency_us = 12, .last_ms = 1};
	struct buf buf = {0};
	struct json_out out = json_out_to(&buf);

	json_out_object(&out, NULL, &view_track_fields, &track);
	assert_string_equal(buf_text(&buf),
	    "{\"kind\":\"script\",\"name\":\"n\",\"weight\":-90,\"up\":true,"
	    "\"reverse\":false,\"value\":0,\"contribution\":0,\"fault\":false,"
	    "\"known\":false,\"detail\":null}");
	buf_clear(&buf);
	out = json_out_to(&buf);
	json_out_object(&out, NULL, &view_check_fields, &check);
	assert_string_equal(buf_text(&buf),
	    "{\"state\":null,\"type\":\"tcp\",\"up\":false,\"known\":false,\"code\":"
	    "null,"
	    "\"detail\":null,\"runs\":0,\"failures\":0,\"latency_us\":12,"
	    "\"last_run_at\":\"1970-01-01T00:00:00.001Z\",\"since\":null,\"sharers\":"
	    "0,\"certificate_expires_at\":null}");
	buf_fini(&buf);
}

TEST(links_escape_what_a_path_cannot_hold)
{
	struct buf buf = {0};

	api_link_rs(&buf, "a/b \"%", "2001:db8::7-80");
	assert_string_equal(buf_text(&buf),
	    "/api/v1/virtual-servers/a%2Fb%20%22%25/real-servers/2001:db8::7-80");
	buf_fini(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(commas_and_brackets_nest),
	    cmocka_unit_test(strings_are_escaped_and_always_utf8),
	    cmocka_unit_test(a_row_is_told_by_its_kinds),
	    cmocka_unit_test(links_escape_what_a_path_cannot_hold),
	};

	return cmocka_run_group_tests_name("json_out", tests, NULL, NULL);
}
