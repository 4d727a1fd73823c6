/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in checkers' own words: read, dumped, read again. */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/lib/buf.h"
#include "checks/check_registry.h"
#include "tests/unit/conf_bench.h"

static const char text[] =
    "global_defs {\n enable_script_security\n}\n"
    "virtual_server 10.0.0.1 443 {\n lb_kind NAT\n protocol TCP\n"
    " real_server 10.0.0.2 443 {\n"
    "  TCP_CHECK {\n   connect_timeout 2\n  }\n"
    "  HTTP_GET {\n   url {\n    path /a\n    status_code 200-204 301\n"
    "    digest 9b3a0c85a887a256d6939da88aabd8cd\n   }\n"
    "   url {\n    path /b\n    regex \"^o(k|kay) \\\\d{2}$\"\n"
    "    regex_options caseless\n   }\n"
    "   http_protocol 1.1\n   nb_get_retry 2\n  }\n"
    "  SSL_GET {\n   url {\n    path /c\n   }\n   enable_sni\n"
    "   sni_name www.example.net\n  }\n"
    "  MISC_CHECK {\n   misc_path \"/bin/check 'a b' c\" nobody\n"
    "   misc_timeout 4\n   misc_dynamic\n  }\n"
    "  MISC_CHECK {\n   misc_path /bin/true\n  }\n"
    " }\n}\n";

static struct model *
load(const char *bytes, size_t len)
{
	struct conf_options options = conf_bench_options();

	options.checkers = check_registry(&options.checkers_len);
	return conf_load_text("test", bytes, len, &options);
}

TEST(what_the_built_in_checkers_are_told_dumps_and_reads_back)
{
	struct model *model = load(text, strlen(text)), *again;
	struct buf diagnostics = {0}, first = {0}, second = {0};

	conf_print_diagnostics(model, &diagnostics);
	assert_string_equal(buf_text(&diagnostics), "");
	assert_int_equal(model->virtual_servers[0].real_servers[0].checks_len, 5);
	conf_dump(model, &first);
	again = load(first.bytes, first.len);
	assert_int_equal(again->errors, 0);
	conf_dump(again, &second);
	assert_string_equal(buf_text(&first), buf_text(&second));
	assert_non_null(strstr(buf_text(&first), "status_code 200-204\n"));
	assert_non_null(
	    strstr(buf_text(&first), "digest 9b3a0c85a887a256d6939da88aabd8cd"));
	assert_non_null(strstr(buf_text(&first), "regex_options caseless"));
	assert_non_null(strstr(buf_text(&first), "misc_path \"/bin/check 'a b' c\""));
	model_free(model);
	model_free(again);
	buf_fini(&diagnostics);
	buf_fini(&first);
	buf_fini(&second);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_the_built_in_checkers_are_told_dumps_and_reads_back),
	};

	return cmocka_run_group_tests_name("conf_registry", tests, NULL, NULL);
}
