/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "api/api_problem.h"

static const struct api_request request = {.path = "/api/v1/x\"y", .request_id = "0-1"};

TEST(a_problem_says_all_that_is_known)
{
	struct api_faults faults = {0};
	struct api_response response = {.etag = "\"r7\"",
	    .retry_after_s = 5,
	    .is_write = true,
	    .persisted = true,
	    .revision = 9};
	const struct api_problem problem = {.status = 507,
	    .code = "kernel.refused",
	    .detail = "no room",
	    .faults = &faults,
	    .kernel_op = "IPVS_CMD_NEW_DEST",
	    .kernel_errno = "ENOMEM"};

	api_fault_add(&faults, "/weight", "range", "%d..%d", 0, 65535);
	api_problem(&request, &response, &problem);
	assert_int_equal(response.status, 507);
	assert_string_equal(response.content_type, "application/problem+json");
	assert_string_equal(buf_text(&response.body),
	    "{\"type\":\"about:blank\",\"title\":\"Insufficient "
	    "Storage\",\"status\":507,"
	    "\"code\":\"kernel.refused\",\"detail\":\"no room\","
	    "\"instance\":\"/api/v1/x\\\"y\",\"request_id\":\"0-1\","
	    "\"errors\":[{\"pointer\":\"/weight\",\"code\":\"range\","
	    "\"detail\":\"0..65535\"}],"
	    "\"kernel\":{\"op\":\"IPVS_CMD_NEW_DEST\",\"errno\":\"ENOMEM\"},"
	    "\"current_etag\":\"\\\"r7\\\"\",\"retry_after_ms\":5000,"
	    "\"persisted\":true,\"revision\":9}\n");
	buf_fini(&response.body);
}

TEST(a_short_problem_replaces_what_was_written_before)
{
	struct api_response response = {0};

	buf_puts(&response.body, "half an answer");
	api_refuse(&request, &response, 404, "vs.not_found", "none");
	assert_string_equal(buf_text(&response.body),
	    "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
	    "\"code\":\"vs.not_found\",\"detail\":\"none\","
	    "\"instance\":\"/api/v1/x\\\"y\",\"request_id\":\"0-1\"}\n");
	buf_fini(&response.body);
}

TEST(pointers_are_escaped_and_end)
{
	char out[API_POINTER_SIZE], name[2 * API_POINTER_SIZE];

	assert_string_equal(api_pointer("a~/b", out), "/a~0~1b");
	assert_string_equal(api_pointer("", out), "/");
	memset(name, '~', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_true(strlen(api_pointer(name, out)) < API_POINTER_SIZE);
}

TEST(faults_past_the_room_are_left_out)
{
	struct api_faults faults = {0};

	for (unsigned i = 0; i < API_FAULTS_MAX + 1; i++)
		api_fault_add(&faults, "/x", "value", "%u", i);
	assert_int_equal(faults.len, API_FAULTS_MAX);
	assert_string_equal(faults.items[API_FAULTS_MAX - 1].detail, "15");
}

TEST(tags_are_found_in_lists)
{
	assert_true(api_etag_listed("\"r1\"", "\"r1\"", false));
	assert_true(api_etag_listed("\"x\", \"r1\" ,\"y\"", "\"r1\"", false));
	assert_true(api_etag_listed("*", "\"r1\"", false));
	assert_true(api_etag_listed("W/\"r1\"", "\"r1\"", true));
	assert_false(api_etag_listed("W/\"r1\"", "\"r1\"", false));
	assert_false(api_etag_listed("\"r12\"", "\"r1\"", false));
	assert_false(api_etag_listed("r1", "\"r1\"", false));
	assert_false(api_etag_listed("", "\"r1\"", false));
	assert_false(api_etag_listed(",,", "\"r1\"", true));
}

TEST(numbers_have_a_limit_and_nothing_beside)
{
	static const struct {
		const char *text;
		uint64_t max;
		bool good;
		uint64_t number;
	} cases[] = {
	    {"0",		    0,          true,  0         },
	    {"65535",                65535,      true,  65535     },
	    {"65536",                65535,      false, 0         },
	    {"7",		    6,          false, 0         },
	    {"18446744073709551615", UINT64_MAX, true,  UINT64_MAX},
	    {"18446744073709551616", UINT64_MAX, false, 0         },
	    {"",		     9,          false, 0         },
	    {"-1",		   9,          false, 0         },
	    {"1x",		   99,         false, 0         },
	    {" 1",		   99,         false, 0         },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t number = 0;

		assert_int_equal(api_uint_parse(cases[i].text, cases[i].max, &number),
		    cases[i].good);
		assert_int_equal(number, cases[i].number);
	}
}

TEST(the_id_of_a_real_server_is_address_and_port)
{
	struct addr addr;
	uint16_t port;

	assert_true(api_rs_id_parse("2001:db8::7-8080", &addr, &port));
	assert_int_equal(addr.family, ADDR_V6);
	assert_int_equal(port, 8080);
	assert_true(api_rs_id_parse("192.0.2.7-0", &addr, &port));
	assert_false(api_rs_id_parse("192.0.2.7", &addr, &port));
	assert_false(api_rs_id_parse("192.0.2.7-65536", &addr, &port));
	assert_false(api_rs_id_parse("-80", &addr, &port));
	assert_false(api_rs_id_parse("", &addr, &port));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_problem_says_all_that_is_known),
	    cmocka_unit_test(a_short_problem_replaces_what_was_written_before),
	    cmocka_unit_test(pointers_are_escaped_and_end),
	    cmocka_unit_test(faults_past_the_room_are_left_out),
	    cmocka_unit_test(tags_are_found_in_lists),
	    cmocka_unit_test(numbers_have_a_limit_and_nothing_beside),
	    cmocka_unit_test(the_id_of_a_real_server_is_address_and_port),
	};

	return cmocka_run_group_tests_name("api_problem", tests, NULL, NULL);
}
