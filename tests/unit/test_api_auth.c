/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "api/api_auth.h"

/* printf %s secret | sha256sum */
#define SECRET "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"
/* printf %s other | sha256sum */
#define OTHER  "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa"

static struct api_tokens
tokens_of(const char *text)
{
	struct api_tokens tokens;
	char why[200];

	assert_true(api_tokens_parse(text, &tokens, why, sizeof(why)));
	return tokens;
}

TEST(a_token_is_known_by_its_hash)
{
	struct api_tokens tokens = tokens_of("# a comment\n\n"
					     "deploy operator " SECRET "\r\n"
					     "  watch\tviewer  " OTHER "\n");
	struct api_identity who;

	assert_int_equal(tokens.len, 2);
	assert_int_equal(
	    api_auth_token(&tokens, "Bearer secret", 0, &who), API_TOKEN_GOOD);
	assert_int_equal(who.role, API_OPERATOR);
	assert_string_equal(who.actor, "token deploy");
	assert_int_equal(
	    api_auth_token(&tokens, "bearer   other", 0, &who), API_TOKEN_GOOD);
	assert_int_equal(who.role, API_VIEWER);
	api_tokens_fini(&tokens);
}

TEST(what_is_no_token_is_nobody)
{
	static const struct {
		const char *header;
		enum api_token_check check;
	} cases[] = {
	    {NULL,             API_TOKEN_ABSENT},
            {"",               API_TOKEN_ABSENT},
	    {"Basic c2VjcmV0", API_TOKEN_ABSENT},
            {"Bearer",         API_TOKEN_ABSENT},
	    {"Bearer ",        API_TOKEN_WRONG },
            {"Bearer Secret",  API_TOKEN_WRONG },
	    {"Bearer secret ", API_TOKEN_WRONG },
	    {"Bearer " SECRET, API_TOKEN_WRONG }, /* the hash is no token */
	};
	struct api_tokens tokens = tokens_of("deploy admin " SECRET);
	struct api_identity who;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    api_auth_token(&tokens, cases[i].header, 0, &who), cases[i].check);
		assert_int_equal(who.role, API_NOBODY);
	}
	api_tokens_fini(&tokens);
}

/* 2026-12-31 ends at 1798761600000 ms; 2026-12-31T08:00:00Z is 1798704000000. */
TEST(a_token_is_good_until_its_last_millisecond)
{
	struct api_tokens tokens = tokens_of("a admin " SECRET " 2026-12-31\n"
					     "b admin " OTHER " 2026-12-31T08:00:00Z");
	struct api_identity who;

	assert_int_equal(api_auth_token(&tokens, "Bearer secret", 1798761599999, &who),
	    API_TOKEN_GOOD);
	assert_int_equal(api_auth_token(&tokens, "Bearer secret", 1798761600000, &who),
	    API_TOKEN_EXPIRED);
	assert_int_equal(who.role, API_NOBODY);
	assert_int_equal(api_auth_token(&tokens, "Bearer other", 1798703999999, &who),
	    API_TOKEN_GOOD);
	assert_int_equal(api_auth_token(&tokens, "Bearer other", 1798704000000, &who),
	    API_TOKEN_EXPIRED);
	api_tokens_fini(&tokens);
}

TEST(a_bad_line_refuses_the_file)
{
	static const char *const lines[] = {"a", "a viewer", "a root " SECRET,
	    "a nobody " SECRET, "a viewer 00", "a viewer " SECRET "0",
	    "a viewer x" SECRET, "a viewer " SECRET " 2026-13-01",
	    "a viewer " SECRET " 2026-12-32",
	    "a viewer " SECRET " 2026-12-31T25:00:00Z",
	    "a viewer " SECRET " 2026-12-31T08:00:00", "a viewer " SECRET " never",
	    "a viewer " SECRET " 2026-12-31 x"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct api_tokens tokens;
		char text[200] = "good viewer " SECRET "\n", why[200];

		strncat(text, lines[i], sizeof(text) - strlen(text) - 1);
		assert_false(api_tokens_parse(text, &tokens, why, sizeof(why)));
		assert_memory_equal(why, "line 2: ", 8);
		assert_int_equal(tokens.len, 0);
	}
}

TEST(the_kernel_says_who_is_at_the_socket)
{
	static const struct {
		struct api_peer peer;
		enum api_role role;
	} cases[] = {
	    {{.uid = 0},                       API_ADMIN   },
	    {{.uid = 107},                     API_ADMIN   }, /* the agent's own */
	    {{.uid = 1000, .in_group = true},  API_OPERATOR},
	    {{.uid = 1000, .in_group = false}, API_VIEWER  },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    api_auth_unix(&cases[i].peer, 107).role, cases[i].role);
	assert_string_equal(api_auth_unix(&cases[2].peer, 107).actor, "uid 1000");
}

TEST(only_our_own_names_are_hosts)
{
	static const char *const ours[] = {"localhost", "LOCALHOST:80", "127.0.0.1",
	    "10.1.1.160:8080", "[::1]", "[2001:db8::1]:80", "director1", "Director1:80",
	    "director1.example.org"};
	static const char *const others[] = {"evil.example", "director1evil.example",
	    "localhost.evil.example", "", ":80", "[evil]", "[::1",
	    "127.0.0.1.evil.example"};

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		assert_true(api_host_allowed(ours[i], "director1"));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]) - 2; i++)
		assert_false(api_host_allowed(others[i], "director1"));
	assert_false(api_host_allowed("127.0.0.1.evil.example", "director1"));
	assert_false(api_host_allowed(NULL, "director1"));
	assert_false(api_host_allowed("x", ""));
}

TEST(the_sixth_wrong_token_makes_its_source_wait)
{
	struct api_backoff backoff = {0};
	struct addr one = addr_v4(1), two = addr_v4(2);
	struct instant now = {1000000000};

	for (unsigned i = 0; i < API_BACKOFF_FREE; i++)
		api_backoff_failed(&backoff, &one, now);
	assert_int_equal(api_backoff_wait_s(&backoff, &one, now), 0);
	api_backoff_failed(&backoff, &one, now);
	assert_int_equal(api_backoff_wait_s(&backoff, &one, now), 2); /* 1 s, and up */
	assert_int_equal(
	    api_backoff_wait_s(&backoff, &one, instant_add(now, span_ms(999))), 1);
	assert_int_equal(
	    api_backoff_wait_s(&backoff, &one, instant_add(now, span_ms(1000))), 0);
	assert_int_equal(api_backoff_wait_s(&backoff, &two, now), 0);
	for (unsigned i = 0; i < 100; i++)
		api_backoff_failed(&backoff, &one, now);
	assert_int_equal(
	    api_backoff_wait_s(&backoff, &one, now), API_BACKOFF_MAX_S + 1);
	api_backoff_passed(&backoff, &one);
	assert_int_equal(api_backoff_wait_s(&backoff, &one, now), 0);
}

TEST(when_the_table_is_full_the_quietest_source_goes)
{
	struct api_backoff backoff = {0};

	for (uint32_t i = 0; i <= API_BACKOFF_SOURCES; i++)
		for (unsigned j = 0; j <= API_BACKOFF_FREE; j++) {
			struct addr addr = addr_v4(i + 1);

			api_backoff_failed(&backoff, &addr, (struct instant){i + 1});
		}
	assert_int_equal(api_backoff_wait_s(&backoff,
			     &(struct addr){
				 ADDR_V4, {0, 0, 0, 1}
        },
			     (struct instant){0}),
	    0);
	assert_int_not_equal(api_backoff_wait_s(&backoff,
				 &(struct addr){
				     ADDR_V4, {0, 0, 0, 2}
        },
				 (struct instant){0}),
	    0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_token_is_known_by_its_hash),
	    cmocka_unit_test(what_is_no_token_is_nobody),
	    cmocka_unit_test(a_token_is_good_until_its_last_millisecond),
	    cmocka_unit_test(a_bad_line_refuses_the_file),
	    cmocka_unit_test(the_kernel_says_who_is_at_the_socket),
	    cmocka_unit_test(only_our_own_names_are_hosts),
	    cmocka_unit_test(the_sixth_wrong_token_makes_its_source_wait),
	    cmocka_unit_test(when_the_table_is_full_the_quietest_source_goes),
	};

	return cmocka_run_group_tests_name("api_auth", tests, NULL, NULL);
}
