/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "api/api_route.h"

#define VS "/api/v1/virtual-servers/"

TEST(every_route_is_found_by_its_own_path)
{
	size_t len;
	const struct api_route *routes = api_routes(&len);
	struct api_match match;

	for (size_t i = 0; i < len; i++) {
		assert_int_equal(
		    api_route_find(routes[i].method, routes[i].path, &match),
		    API_ROUTE_FOUND);
		assert_ptr_equal(match.route, &routes[i]);
	}
}

TEST(arguments_are_decoded)
{
	struct api_match match;

	assert_int_equal(
	    api_route_find(API_GET, VS "a%2Fb%20c/real-servers/2001:db8::7-80", &match),
	    API_ROUTE_FOUND);
	assert_int_equal(match.route->handler, API_RS_ONE);
	assert_string_equal(match.args[0], "a/b c");
	assert_string_equal(match.args[1], "2001:db8::7-80");
}

TEST(what_no_route_has_is_not_found_or_bad)
{
	static const struct {
		const char *path;
		enum api_route_found found;
	} cases[] = {
	    {"/",              API_ROUTE_NONE },
	    {"",               API_ROUTE_BAD  },
	    {"healthz",        API_ROUTE_BAD  },
	    {"/healthz/",      API_ROUTE_NONE },
	    {"//healthz",      API_ROUTE_NONE },
	    {"/HEALTHZ",       API_ROUTE_NONE },
	    {"/healthz%20",    API_ROUTE_NONE },
	    {VS,               API_ROUTE_NONE },
	    {VS "a/",          API_ROUTE_NONE },
	    {VS "a/b",         API_ROUTE_NONE },
	    {VS "%",           API_ROUTE_BAD  },
	    {VS "%4",          API_ROUTE_BAD  },
	    {VS "%4g",         API_ROUTE_BAD  },
	    {VS "%00",         API_ROUTE_BAD  },
	    {"/../healthz",    API_ROUTE_NONE },
	    {"/api/v1/config", API_ROUTE_FOUND},
	};
	struct api_match match;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    api_route_find(API_GET, cases[i].path, &match), cases[i].found);
}

/* VIEW_ID_SIZE is 160: 159 bytes fit. A path has at most API_PATH_MAX bytes. */
TEST(lengths_end_where_they_should)
{
	char path[API_PATH_MAX + 2];
	struct api_match match;

	memset(path, 'x', sizeof(path));
	memcpy(path, VS, strlen(VS));
	path[strlen(VS) + 159] = '\0';
	assert_int_equal(api_route_find(API_GET, path, &match), API_ROUTE_FOUND);
	path[strlen(VS) + 159] = 'x';
	path[strlen(VS) + 160] = '\0';
	assert_int_equal(api_route_find(API_GET, path, &match), API_ROUTE_NONE);
	path[strlen(VS) + 160] = 'x';
	path[API_PATH_MAX] = '\0';
	assert_int_equal(api_route_find(API_GET, path, &match), API_ROUTE_NONE);
	path[API_PATH_MAX] = 'x';
	path[API_PATH_MAX + 1] = '\0';
	assert_int_equal(api_route_find(API_GET, path, &match), API_ROUTE_BAD);
}

TEST(other_methods_are_told_which_there_are)
{
	struct api_match match;
	char allow[64];

	assert_int_equal(api_route_find(API_POST, VS "a/real-servers/b", &match),
	    API_ROUTE_NO_METHOD);
	api_route_allow(match.allow, allow, sizeof(allow));
	assert_string_equal(allow, "GET, HEAD, PUT, PATCH, DELETE");
	assert_int_equal(api_route_find(API_METHODS, VS "a/real-servers", &match),
	    API_ROUTE_NO_METHOD);
	api_route_allow(match.allow, allow, sizeof(allow));
	assert_string_equal(allow, "GET, HEAD, POST");
}

TEST(writes_need_an_operator_and_reads_a_viewer)
{
	size_t len;
	const struct api_route *routes = api_routes(&len);

	for (size_t i = 0; i < len; i++) {
		if (routes[i].handler == API_HEALTHZ)
			assert_int_equal(routes[i].role, API_NOBODY);
		else if (routes[i].handler == API_AUDIT)
			assert_int_equal(routes[i].role, API_ADMIN);
		else if (routes[i].method == API_GET)
			assert_int_equal(routes[i].role, API_VIEWER);
		else
			assert_true(routes[i].role >= API_OPERATOR);
	}
}

TEST(what_answers_with_objects_takes_fields_beside_its_own_words)
{
	static const char path[] = VS "a/real-servers/b";
	struct api_match match;
	char words[API_PARAMETERS_SIZE];

	(void)api_route_find(API_GET, path, &match);
	assert_string_equal(api_route_parameters(match.route, words), "fields");
	(void)api_route_find(API_DELETE, path, &match);
	assert_non_null(strstr(api_route_parameters(match.route, words), "force"));
	assert_null(strstr(words, "fields"));
	(void)api_route_find(API_GET, "/metrics", &match);
	assert_string_equal(api_route_parameters(match.route, words), "");
}

TEST(no_route_takes_more_words_than_there_is_room_for)
{
	size_t len;
	const struct api_route *routes = api_routes(&len);
	char words[API_PARAMETERS_SIZE];

	for (size_t i = 0; i < len; i++)
		assert_true(strlen(api_route_parameters(&routes[i], words)) <
		    sizeof(words) - 1);
}

TEST(words_of_methods_and_roles_are_exact)
{
	enum api_method method;
	enum api_role role = API_NOBODY;

	assert_true(api_method_from_word("HEAD", &method));
	assert_int_equal(method, API_GET);
	assert_true(api_method_from_word("DELETE", &method));
	assert_int_equal(method, API_DELETE);
	assert_false(api_method_from_word("get", &method));
	assert_true(api_role_from_word("admin", &role));
	assert_int_equal(role, API_ADMIN);
	assert_false(api_role_from_word("nobody", &role));
	assert_false(api_role_from_word("", &role));
}

TEST(a_query_is_taken_apart)
{
	struct api_query query[API_QUERY_MAX];
	size_t len;

	assert_int_equal(api_query_parse("force=true&&reason=a+b%26c&persist",
			     "force persist reason", query, &len),
	    API_QUERY_OK);
	assert_int_equal(len, 3);
	assert_string_equal(query[1].name, "reason");
	assert_string_equal(query[1].value, "a b&c");
	assert_string_equal(query[2].value, "");
	assert_int_equal(api_query_parse(NULL, NULL, query, &len), API_QUERY_OK);
	assert_int_equal(len, 0);
}

TEST(a_query_has_known_names_once_and_limits)
{
	struct api_query query[API_QUERY_MAX];
	char text[300] = "force=";
	size_t len;

	assert_int_equal(api_query_parse("x=1", NULL, query, &len), API_QUERY_UNKNOWN);
	assert_string_equal(query[len].name, "x");
	assert_int_equal(
	    api_query_parse("forc=1", "force", query, &len), API_QUERY_UNKNOWN);
	assert_int_equal(
	    api_query_parse("force&force", "force", query, &len), API_QUERY_TWICE);
	assert_int_equal(
	    api_query_parse("force=%0", "force", query, &len), API_QUERY_BAD);
	memset(text + 6, 'x', 255);
	assert_int_equal(api_query_parse(text, "force", query, &len), API_QUERY_OK);
	memset(text + 6, 'x', 256);
	assert_int_equal(api_query_parse(text, "force", query, &len), API_QUERY_BAD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_route_is_found_by_its_own_path),
	    cmocka_unit_test(arguments_are_decoded),
	    cmocka_unit_test(what_no_route_has_is_not_found_or_bad),
	    cmocka_unit_test(lengths_end_where_they_should),
	    cmocka_unit_test(other_methods_are_told_which_there_are),
	    cmocka_unit_test(writes_need_an_operator_and_reads_a_viewer),
	    cmocka_unit_test(
		what_answers_with_objects_takes_fields_beside_its_own_words),
	    cmocka_unit_test(no_route_takes_more_words_than_there_is_room_for),
	    cmocka_unit_test(words_of_methods_and_roles_are_exact),
	    cmocka_unit_test(a_query_is_taken_apart),
	    cmocka_unit_test(a_query_has_known_names_once_and_limits),
	};

	return cmocka_run_group_tests_name("api_route", tests, NULL, NULL);
}
