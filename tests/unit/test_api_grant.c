/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_grant.h"

#define RS "/api/v1/virtual-servers/web-1/real-servers/192.0.2.7-80"

static struct api_grants
grants_of(const char *word)
{
	struct api_grants grants = {.len = 1};

	assert_null(api_grant_parse(word, &grants.items[0]));
	return grants;
}

/* The wish must stay beside its match, whose text it borrows. */
static struct api_wish
wish_of(enum api_method method, const char *path, struct api_match *match)
{
	struct api_wish wish;

	assert_int_equal(api_route_find(method, path, match), API_ROUTE_FOUND);
	assert_true(api_wish_of(match, &wish));
	return wish;
}

static bool
may_drain(const char *grant, const char *path)
{
	struct api_grants grants = grants_of(grant);
	struct api_match match;
	struct api_wish wish = wish_of(API_POST, path, &match);

	return api_grants_allow(&grants, &wish) & api_verb_find("drain");
}

TEST(a_grant_is_of_the_objects_that_its_pattern_matches)
{
	static const struct {
		const char *pattern;
		bool matches;
	} cases[] = {
	    {"web-1",             true },
	    {"web-*",             true },
	    {"*",                 true },
	    {"w?b-?",             true },
	    {"*b*1",              true },
	    {"**",                true },
	    {"web-1*",            true },
	    {"web-",              false},
	    {"web-??",            false},
	    {"WEB-1",             false},
	    {"eb-1",              false},
	    {"*2",                false},
	    {"web-1/*",           true },
	    {"web-1/192.0.2.7-*", true },
	    {"web-1/192.0.2.8-*", false},
	    {"*/192.0.2.7-80",    true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf grant = {0};

		buf_printf(&grant, "vs=%s:drain", cases[i].pattern);
		assert_int_equal(
		    may_drain(buf_text(&grant), RS "/actions"), cases[i].matches);
		buf_fini(&grant);
	}
}

TEST(a_grant_is_of_its_kind_and_its_verbs_only)
{
	assert_true(may_drain("vs=*:ready,drain", RS "/actions"));
	assert_true(may_drain("vs=*:*", RS "/actions"));
	assert_false(may_drain("vs=*:ready", RS "/actions"));
	assert_false(may_drain("vrrp=*:*", RS "/actions"));
	assert_false(may_drain("vs=*:*", "/api/v1/vrrp/instances/web-1/actions"));
}

/* A pattern with a slash names real servers: adding one is no matter of theirs. */
TEST(a_grant_of_real_servers_adds_none)
{
	struct api_grants grants = grants_of("vs=web-1/*:*");
	struct api_match match;
	struct api_wish wish =
	    wish_of(API_POST, "/api/v1/virtual-servers/web-1/real-servers", &match);

	assert_string_equal(wish.verb, "add");
	assert_int_equal(api_grants_allow(&grants, &wish), 0);
	grants = grants_of("vs=web-*:add");
	assert_int_equal(api_grants_allow(&grants, &wish), api_verb_find("add"));
}

TEST(what_is_of_no_object_is_opened_by_no_grant)
{
	struct api_match match;
	struct api_wish wish;

	assert_int_equal(api_route_find(API_POST, "/api/v1/config/actions", &match),
	    API_ROUTE_FOUND);
	assert_false(api_wish_of(&match, &wish));
}

TEST(a_grant_is_told_as_it_was_written)
{
	static const char *const words[] = {"vs=web-*:drain,ready", "vrrp=VI_*:yield",
	    "check=c?:*", "group=a:b:resume", "vs=2001:db8::1-80-tcp:drain"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct api_grants grants = grants_of(words[i]);
		struct buf told = {0};

		api_grant_put(&told, &grants.items[0]);
		assert_string_equal(buf_text(&told), words[i]);
		buf_fini(&told);
	}
}

TEST(a_word_that_is_no_grant_is_refused_with_a_reason)
{
	static const struct {
		const char *word, *says;
	} cases[] = {
	    {"web-*:drain",                   "KIND=PATTERN"},
	    {"vs=web-*",                      "KIND=PATTERN"},
	    {"vs=:drain",                     "KIND=PATTERN"},
	    {"v:s=drain",                     "KIND=PATTERN"},
	    {"pool=web-*:drain",              "vs, vrrp"    },
	    {"=web-*:drain",                  "vs, vrrp"    },
	    {"vs=web-*:",                     "verbs"       },
	    {"vs=web-*:drain,",               "verbs"       },
	    {"vs=web-*:drain,,ready",         "verbs"       },
	    {"vs=web-*:destroy",              "verbs"       },
	    {"vs=web-*:draindraindraindrain", "verbs"       },
	};
	char longest[128] = "vs=", room[API_GRANT_PATTERN_SIZE];
	struct api_grant grant;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_non_null(
		    strstr(api_grant_parse(cases[i].word, &grant), cases[i].says));
	/* 95 bytes fit, 96 do not */
	memset(room, 'a', sizeof(room));
	memcpy(longest + 3, room, 95);
	memcpy(longest + 98, ":drain", 7);
	assert_null(api_grant_parse(longest, &grant));
	memcpy(longest + 3, room, 96);
	memcpy(longest + 99, ":drain", 7);
	assert_non_null(api_grant_parse(longest, &grant));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_grant_is_of_the_objects_that_its_pattern_matches),
	    cmocka_unit_test(a_grant_is_of_its_kind_and_its_verbs_only),
	    cmocka_unit_test(a_grant_of_real_servers_adds_none),
	    cmocka_unit_test(what_is_of_no_object_is_opened_by_no_grant),
	    cmocka_unit_test(a_grant_is_told_as_it_was_written),
	    cmocka_unit_test(a_word_that_is_no_grant_is_refused_with_a_reason),
	};

	return cmocka_run_group_tests_name("api_grant", tests, NULL, NULL);
}
