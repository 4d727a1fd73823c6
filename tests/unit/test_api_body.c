/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "api/api_body.h"

enum { ALL = 0x1f00fff };

static bool
parse(const char *text, unsigned allowed, unsigned required, struct api_body *body,
    struct api_faults *faults)
{
	*faults = (struct api_faults){0};
	return api_body_parse(text, strlen(text), allowed, required, body, faults);
}

TEST(every_member_is_read)
{
	struct api_faults faults;
	struct api_body body;
	char text[ADDR_TEXT_SIZE];

	assert_true(parse(
	    "{\"id\":\"a\",\"address\":\"2001:db8::7\",\"port\":65535,"
	    "\"weight\":65535,\"forward\":\"TUN\",\"admin\":\"drain\","
	    "\"inherit_checks\":false,\"action\":\"drain\","
	    "\"timeout_ms\":604800000,\"duration_ms\":604800000,"
	    "\"priority\":254,\"on_timeout\":\"remove\","
	    "\"persistence\":\"expire\",\"force\":true,"
	    "\"health\":\"down\",\"ttl_ms\":604800000,\"reason\":\"CHG-1 \\u00fc\"}",
	    ALL, ALL, &body, &faults));
	assert_int_equal(body.given, ALL);
	assert_string_equal(addr_format(&body.address, text), "2001:db8::7");
	assert_int_equal(body.port, 65535);
	assert_int_equal(body.weight, API_WEIGHT_MAX);
	assert_int_equal(body.forward, FORWARD_TUN);
	assert_int_equal(body.admin, ADMIN_DRAIN);
	assert_false(body.inherit_checks);
	assert_int_equal(body.timeout_ms, API_TIMEOUT_MAX_MS);
	assert_int_equal(body.duration_ms, API_TIMEOUT_MAX_MS);
	assert_int_equal(body.priority, 254);
	assert_int_equal(body.on_timeout, DRAIN_REMOVE);
	assert_true(body.drain_expires && body.force);
	assert_int_equal(body.health, OVERRIDE_DOWN);
	assert_int_equal(body.ttl_ms, API_TIMEOUT_MAX_MS);
	assert_string_equal(body.reason, "CHG-1 \xc3\xbc");
}

TEST(nothing_given_is_nothing_said)
{
	struct api_faults faults;
	struct api_body body;

	assert_true(parse("{}", ALL, 0, &body, &faults));
	assert_int_equal(body.given, 0);
}

TEST(each_fault_has_its_place_and_word)
{
	static const struct {
		const char *text, *pointer, *code;
	} cases[] = {
	    {"",				  "",           "syntax"          },
	    {"null",			      "",           "syntax"          },
	    {"[]",				"",           "type"            },
	    {"{} {}",			     "",           "syntax"          },
	    {"{\"weight\":1,}",                   "",           "syntax"          },
	    {"{\"weight\":65536}",                "/weight",    "value"           },
	    {"{\"weight\":-1}",                   "/weight",    "value"           },
	    {"{\"weight\":1.0}",                  "/weight",    "value"           },
	    {"{\"weight\":true}",                 "/weight",    "value"           },
	    {"{\"weight\":99999999999999999999}", "",           "syntax"          },
	    {"{\"address\":\"10.1.1.1/32\"}",     "/address",   "value"           },
	    {"{\"address\":\"\"}",                "/address",   "value"           },
	    {"{\"action\":\"\"}",                 "/action",    "value"           },
	    {"{\"action\":\"a\\u0000\"}",         "",           "syntax"          },
	    {"{\"Weight\":1}",                    "/Weight",    "unknown_member"  },
	    {"{\"effective\":{}}",                "/effective", "read_only"       },
	    {"{\"weight\":1,\"weight\":1}",       "/weight",    "duplicate_member"},
	};
	struct api_faults faults;
	struct api_body body;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_false(parse(cases[i].text, ALL, 0, &body, &faults));
		assert_int_equal(faults.len, 1);
		assert_string_equal(faults.items[0].pointer, cases[i].pointer);
		assert_string_equal(faults.items[0].code, cases[i].code);
	}
}

TEST(a_member_that_belongs_elsewhere_is_unknown_here)
{
	struct api_faults faults;
	struct api_body body;

	assert_false(parse("{\"action\":\"x\"}", API_M_WEIGHT, 0, &body, &faults));
	assert_string_equal(faults.items[0].code, "unknown_member");
}

TEST(what_must_be_there_is_missed)
{
	struct api_faults faults;
	struct api_body body;

	assert_false(
	    parse("{\"weight\":1}", ALL, API_M_ADDRESS | API_M_PORT, &body, &faults));
	assert_int_equal(faults.len, 2);
	assert_string_equal(faults.items[0].pointer, "/address");
	assert_string_equal(faults.items[0].code, "required");
}

/* One level is the object itself. Brackets within strings do not count. */
TEST(depth_ends_at_sixteen)
{
	struct api_faults faults;
	struct api_body body;

	assert_false(
	    parse("{\"x\":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]}", ALL, 0, &body, &faults));
	assert_string_equal(faults.items[0].code, "unknown_member");
	assert_false(
	    parse("{\"x\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}", ALL, 0, &body, &faults));
	assert_string_equal(faults.items[0].code, "too_deep");
	assert_true(parse(
	    "{\"reason\":\"[[[[[[[[[[[[[[[[[[[\\\"[[\"}", ALL, 0, &body, &faults));
}

TEST(a_text_cut_anywhere_is_refused)
{
	const char *text = "{\"weight\":1,\"reason\":\"x\"}";
	struct api_faults faults;
	struct api_body body;

	for (size_t len = 0; len < strlen(text); len++) {
		faults = (struct api_faults){0};
		assert_false(api_body_parse(text, len, ALL, 0, &body, &faults));
		assert_int_equal(faults.len, 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_member_is_read),
	    cmocka_unit_test(nothing_given_is_nothing_said),
	    cmocka_unit_test(each_fault_has_its_place_and_word),
	    cmocka_unit_test(a_member_that_belongs_elsewhere_is_unknown_here),
	    cmocka_unit_test(what_must_be_there_is_missed),
	    cmocka_unit_test(depth_ends_at_sixteen),
	    cmocka_unit_test(a_text_cut_anywhere_is_refused),
	};

	return cmocka_run_group_tests_name("api_body", tests, NULL, NULL);
}
