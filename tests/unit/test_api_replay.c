/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "api/api_replay.h"

static const struct api_route post = {.method = API_POST, .path = "/x"};
static const struct api_match match = {.route = &post};

static struct api_request
request_of(const char *actor, const char *body)
{
	return (struct api_request){.match = &match,
	    .path = "/x",
	    .request_id = "r",
	    .actor = actor,
	    .body = body,
	    .body_len = strlen(body)};
}

static struct instant
hours(int64_t count)
{
	return instant_add((struct instant){0}, span_s(count * 3600));
}

static void
keep(struct api_replays *replays, const struct api_request *request, unsigned status)
{
	struct api_response response = {.status = status, .revision = 7};

	buf_puts(&response.body, "made\n");
	api_replay_keep(replays, request, "k", api_replay_print(request, NULL),
	    hours(0), &response);
	buf_fini(&response.body);
}

/* The status that is answered without doing it; 0: it is to be done. */
static unsigned
status_at(const struct api_replays *replays, const struct api_request *request,
    struct instant now)
{
	struct api_response response = {0};
	unsigned status;

	(void)api_replay_find(
	    replays, request, "k", api_replay_print(request, NULL), now, &response);
	status = response.status;
	buf_fini(&response.body);
	return status;
}

TEST(an_answer_is_kept_for_a_day_and_not_longer)
{
	const struct api_request request = request_of("uid 0", "{}");
	struct api_replays replays = {0};
	struct instant day = hours(24);

	assert_int_equal(status_at(&replays, &request, hours(0)), 0);
	keep(&replays, &request, 201);
	assert_int_equal(status_at(&replays, &request, hours(0)), 201);
	day.ns--;
	assert_int_equal(status_at(&replays, &request, day), 201);
	assert_int_equal(status_at(&replays, &request, hours(24)), 0);
	api_replays_fini(&replays);
}

TEST(a_key_is_its_senders_and_stands_for_one_request)
{
	const struct api_request request = request_of("uid 0", "{}");
	const struct api_request changed = request_of("uid 0", "{ }");
	const struct api_request other = request_of("uid 1", "{}");
	struct api_replays replays = {0};

	keep(&replays, &request, 201);
	assert_int_equal(status_at(&replays, &changed, hours(0)), 422);
	assert_int_equal(status_at(&replays, &other, hours(0)), 0);
	api_replays_fini(&replays);
}

/* What moves from the query into the body is another request. */
TEST(the_parts_of_a_request_do_not_run_together)
{
	const struct api_request whole = request_of("uid 0", "ab");
	const struct api_request half = request_of("uid 0", "b");

	assert_int_not_equal(
	    api_replay_print(&whole, ""), api_replay_print(&half, "a"));
}

TEST(what_failed_for_now_is_not_kept)
{
	const struct api_request request = request_of("uid 0", "{}");
	struct api_replays replays = {0};

	keep(&replays, &request, 500);
	assert_int_equal(status_at(&replays, &request, hours(0)), 0);
	keep(&replays, &request, 499);
	assert_int_equal(status_at(&replays, &request, hours(0)), 499);
	api_replays_fini(&replays);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_answer_is_kept_for_a_day_and_not_longer),
	    cmocka_unit_test(a_key_is_its_senders_and_stands_for_one_request),
	    cmocka_unit_test(the_parts_of_a_request_do_not_run_together),
	    cmocka_unit_test(what_failed_for_now_is_not_kept),
	};

	return cmocka_run_group_tests_name("api_replay", tests, NULL, NULL);
}
