/* SPDX-License-Identifier: Apache-2.0 */
/* How checks are called, and the list of all of them. */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/view/view_field.h"
#include "api/api_checks.h"

/* Two virtual servers; in each 10.0.0.1:80 has two checks and 10.0.0.2:80 has one. */
static struct view *
make_view(void)
{
	struct view *view = view_new(1);

	view->pools = mem_new(2, sizeof(struct view_pool *));
	view->pools_len = 2;
	for (unsigned p = 0; p < 2; p++) {
		struct view_pool *pool = view_pool_new(0, 3);

		(void)snprintf(pool->id, sizeof(pool->id), "10.1.0.%u-80-tcp", p + 1);
		for (unsigned c = 0; c < 3; c++) {
			struct view_check *check = &pool->checks[c];

			check->rs_addr = addr_v4(0x0a000001 + c / 2);
			check->rs_port = 80;
			check->index = (uint16_t)(c % 2);
			(void)snprintf(check->type, sizeof(check->type), "%s",
			    c == 1 ? "http" : "tcp");
			(void)snprintf(check->state, sizeof(check->state), "%s",
			    c == 2 ? "failing" : "passing");
		}
		view->pools[p] = pool;
	}
	return view;
}

static void
list_is(struct view *view, const char *vs_id, const struct api_want *want,
    const char *const *ids, const char *next)
{
	struct api_stream *stream = api_list_checks(view, vs_id, want);
	struct buf out = {0};
	const char *at;

	while (stream->next(stream, &out))
		continue;
	stream->free(stream);
	at = buf_text(&out);
	for (; *ids; ids++) {
		at = strstr(at, "\"id\":\"");
		assert_non_null(at);
		at += strlen("\"id\":\"");
		assert_memory_equal(at, *ids, strlen(*ids));
	}
	assert_null(strstr(at, "\"id\":"));
	if (next)
		assert_non_null(strstr(at, next));
	buf_fini(&out);
}

#define IDS(...) ((const char *const[]){__VA_ARGS__, NULL})

TEST(an_id_names_its_check_and_nothing_else_is_one)
{
	static const char *const wrong[] = {"", "a", "a,b", "a,10.0.0.1-80", "a,,0",
	    "a,10.0.0.1-80,", "a,10.0.0.1-80,x", "a,10.0.0.1-80,65536",
	    "a,10.0.0.1-65536,0"};
	struct view *view = make_view();
	char id[API_CHECK_ID_SIZE];
	struct api_check_name name;

	assert_string_equal(
	    api_check_id(view->pools[1], &view->pools[1]->checks[1], id),
	    "10.1.0.2-80-tcp,10.0.0.1-80,1");
	assert_true(api_check_id_parse(id, &name));
	assert_string_equal(name.vs_id, "10.1.0.2-80-tcp");
	assert_true(addr_equal(&name.rs_addr, &view->pools[1]->checks[1].rs_addr));
	assert_int_equal(name.rs_port, 80);
	assert_int_equal(name.index, 1);
	assert_true(api_check_id_parse("v,w,2001:db8::7-443,0", &name));
	assert_string_equal(name.vs_id, "v,w");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(api_check_id_parse(wrong[i], &name));
	view_unref(view);
}

TEST(all_checks_are_listed_or_those_of_one_virtual_server)
{
	const struct api_want all = {0};
	struct view *view = make_view();

	list_is(view, NULL, &all,
	    IDS("10.1.0.1-80-tcp,10.0.0.1-80,0", "10.1.0.1-80-tcp,10.0.0.1-80,1",
		"10.1.0.1-80-tcp,10.0.0.2-80,0", "10.1.0.2-80-tcp,10.0.0.1-80,0",
		"10.1.0.2-80-tcp,10.0.0.1-80,1", "10.1.0.2-80-tcp,10.0.0.2-80,0"),
	    NULL);
	list_is(view, "10.1.0.2-80-tcp", &all,
	    IDS("10.1.0.2-80-tcp,10.0.0.1-80,0", "10.1.0.2-80-tcp,10.0.0.1-80,1",
		"10.1.0.2-80-tcp,10.0.0.2-80,0"),
	    NULL);
	view_unref(view);
}

static const struct view_field *
field(const char *name)
{
	for (size_t i = 0; i < view_check_fields.len; i++)
		if (strcmp(view_check_fields.rows[i].name, name) == 0)
			return &view_check_fields.rows[i];
	return NULL;
}

TEST(filters_by_state_and_type_must_all_agree)
{
	struct api_want want = {.filters.len = 1};
	struct view *view = make_view();

	want.filters.items[0] =
	    (struct api_filter){.field = field("state"), .values = "failing"};
	list_is(view, NULL, &want,
	    IDS("10.1.0.1-80-tcp,10.0.0.2-80,0", "10.1.0.2-80-tcp,10.0.0.2-80,0"),
	    NULL);
	want.filters.items[1] =
	    (struct api_filter){.field = field("type"), .values = "http"};
	want.filters.len = 2;
	list_is(view, NULL, &want, (const char *const[]){NULL}, NULL);
	view_unref(view);
}

/* The third of six is the last of the first virtual server. */
TEST(pages_follow_each_other_from_check_to_check)
{
	struct api_want want = {.limit = 2};
	struct view *view = make_view();

	list_is(view, NULL, &want,
	    IDS("10.1.0.1-80-tcp,10.0.0.1-80,0", "10.1.0.1-80-tcp,10.0.0.1-80,1"),
	    "\"next_cursor\":\"10.1.0.1-80-tcp,10.0.0.1-80,1\"");
	want.cursor = "10.1.0.1-80-tcp,10.0.0.1-80,1";
	list_is(view, NULL, &want,
	    IDS("10.1.0.1-80-tcp,10.0.0.2-80,0", "10.1.0.2-80-tcp,10.0.0.1-80,0"),
	    "\"next_cursor\":\"10.1.0.2-80-tcp,10.0.0.1-80,0\"");
	want.cursor = "10.1.0.2-80-tcp,10.0.0.1-80,0";
	list_is(view, NULL, &want,
	    IDS("10.1.0.2-80-tcp,10.0.0.1-80,1", "10.1.0.2-80-tcp,10.0.0.2-80,0"),
	    "\"next_cursor\":null");
	view_unref(view);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_id_names_its_check_and_nothing_else_is_one),
	    cmocka_unit_test(all_checks_are_listed_or_those_of_one_virtual_server),
	    cmocka_unit_test(filters_by_state_and_type_must_all_agree),
	    cmocka_unit_test(pages_follow_each_other_from_check_to_check),
	};

	return cmocka_run_group_tests_name("api_checks", tests, NULL, NULL);
}
