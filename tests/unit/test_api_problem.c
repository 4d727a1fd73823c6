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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_problem_says_all_that_is_known),
	    cmocka_unit_test(a_short_problem_replaces_what_was_written_before),
	    cmocka_unit_test(pointers_are_escaped_and_end),
	    cmocka_unit_test(faults_past_the_room_are_left_out),
	    cmocka_unit_test(tags_are_found_in_lists),
	};

	return cmocka_run_group_tests_name("api_problem", tests, NULL, NULL);
}
