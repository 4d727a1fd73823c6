/* SPDX-License-Identifier: Apache-2.0 */
/* What the configuration says of a check, and what becomes of it. */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "agent/conf/conf.h"
#include "agent/lib/buf.h"
#include "checks/check_exec.h"
#include "checks/check_http_spec.h"
#include "checks/check_regex.h"
#include "checks/check_registry.h"

static struct model *
load(const char *text)
{
	struct conf_options options = {.host_name = "host"};

	options.checkers = check_registry(&options.checkers_len);
	return conf_load_text("test.conf", text, strlen(text), &options);
}

/* The model of one real server with this check. */
static struct model *
load_check(const char *check)
{
	char text[4096];

	(void)snprintf(text, sizeof(text),
	    "virtual_server 10.1.1.166 80 {\n delay_loop 6\n lb_algo rr\n lb_kind DR\n"
	    " protocol TCP\n real_server 10.1.1.163 80 {\n%s\n }\n}\n",
	    check);
	return load(text);
}

static const struct model_check *
check_of(const struct model *model)
{
	if (model->errors)
		fail_msg("%s", model->diagnostics[0].text);
	assert_int_equal(model->virtual_servers[0].real_servers[0].checks_len, 1);
	return &model->virtual_servers[0].real_servers[0].checks[0];
}

static bool
is_said(const struct model *model, const char *part)
{
	for (size_t i = 0; i < model->diagnostics_len; i++)
		if (strstr(model->diagnostics[i].text, part))
			return true;
	return false;
}

TEST(a_tcp_check_has_the_common_words_and_its_defaults)
{
	struct model *model = load_check("TCP_CHECK {\n connect_timeout 10\n"
					 " nb_get_retry 3\n delay_before_retry 3\n}");
	const struct model_check *check = check_of(model);

	assert_string_equal(check->ops->name, "tcp");
	assert_int_equal(check->connect_timeout_ms, 10000);
	assert_int_equal(check->retry, 3);
	assert_int_equal(check->delay_loop_ms, 6000);
	model_free(model);
	model = load_check("TCP_CHECK {\n}");
	assert_int_equal(check_of(model)->retry, 1);
	assert_int_equal(check_of(model)->delay_before_retry_ms, 1000);
	model_free(model);
}

static const char http_text[] = "HTTP_GET {\n"
				" virtualhost www\n"
				" http_protocol 1.1\n"
				" url {\n"
				"  path /a?b=c\n"
				"  status_code 200-204 301\n"
				"  status_code 404\n"
				"  digest eff5bc1ef8ec9d03e640fc4370f5eacd\n"
				" }\n"
				" url {\n"
				"  virtualhost other\n"
				"  regex \"^ok\"\n"
				"  regex_options caseless multiline\n"
				"  regex_no_match\n"
				"  regex_min_offset 3\n"
				"  regex_max_offset 9\n"
				"  method PUT\n"
				"  header \"X-One: 1\"\n"
				"  header \"X-Two: b c\"\n"
				"  body \"a=b\\\"c\"\n"
				" }\n"
				" follow_redirects 3\n"
				" keepalive\n"
				"}";

TEST(every_word_of_http_get_is_read)
{
	struct model *model = load_check(http_text);
	const struct model_check *check = check_of(model);
	const struct check_http_spec *spec = check->spec;
	const struct check_http_url *url = spec->urls.items;

	assert_string_equal(check->ops->name, "http");
	assert_string_equal(check->virtualhost, "www");
	assert_int_equal(check->delay_before_retry_ms, 3000);
	assert_false(spec->tls);
	assert_int_equal(spec->protocol, CHECK_HTTP_1_1);
	assert_int_equal(spec->urls.len, 2);
	assert_string_equal(url[0].path, "/a?b=c");
	assert_string_equal(url[0].want, "200-204 301 404");
	assert_true(check_http_statuses_has(&url[0].statuses, 204));
	assert_false(check_http_statuses_has(&url[0].statuses, 205));
	assert_true(check_http_statuses_has(&url[0].statuses, 404));
	assert_true(url[0].has_digest);
	assert_int_equal(url[0].digest[0], 0xef);
	assert_null(url[0].regex.pattern);
	assert_int_equal(url[0].regex.max_offset, CONF_UNSET);
	assert_string_equal(url[1].path, "/");
	assert_string_equal(url[1].virtualhost, "other");
	assert_string_equal(url[1].want, "200-299");
	assert_string_equal(url[1].regex.pattern, "^ok");
	assert_int_equal(url[1].regex.options,
	    check_regex_option("caseless") | check_regex_option("multiline"));
	assert_true(url[1].regex.no_match);
	assert_int_equal(url[1].regex.min_offset, 3);
	assert_int_equal(url[1].regex.max_offset, 9);
	assert_string_equal(url[1].method, "PUT");
	assert_int_equal(url[1].headers.len, 2);
	assert_string_equal(
	    ((const char *const *)url[1].headers.items)[1], "X-Two: b c");
	assert_string_equal(url[1].body, "a=b\"c");
	assert_int_equal(spec->redirects, 3);
	assert_true(spec->keep);
	assert_int_equal(model->warnings, 0);
	model_free(model);
}

TEST(the_block_ssl_is_of_the_checks_that_have_no_files_of_their_own)
{
	struct model *model = load("SSL {\n ca /ca\n certificate /cert\n key /key\n"
				   " password pw\n}\n"
				   "virtual_server 10.0.0.1 80 {\n lb_kind DR\n"
				   " protocol TCP\n real_server 10.0.0.2 80 {\n"
				   "SSL_GET {\n url {\n path /\n }\n}\n}\n}\n");
	const struct model_check *check = check_of(model);
	const struct check_tls own = {.certificate = "/mine"};
	struct check_tls trust = check_http_trust(check, &(struct check_tls){0});

	assert_string_equal(trust.ca, "/ca");
	assert_string_equal(trust.certificate, "/cert");
	assert_string_equal(trust.key, "/key");
	assert_string_equal(trust.password, "pw");
	trust = check_http_trust(check, &own);
	assert_string_equal(trust.ca, "/ca");
	assert_string_equal(trust.certificate, "/mine");
	assert_null(trust.key);
	model_free(model);
}

TEST(ssl_get_speaks_tls_and_verifies_when_asked)
{
	struct model *model =
	    load_check("SSL_GET {\n url {\n path /\n }\n enable_sni\n"
		       " sni_name www.example.org\n tls_verify\n tls_ca /etc/ca.pem\n"
		       " tls_certificate /c\n tls_key /k\n tls_key_password p\n"
		       " certificate_warn 30\n http_protocol 2\n}");
	const struct check_http_spec *spec = check_of(model)->spec;

	assert_string_equal(check_of(model)->ops->name, "https");
	assert_true(spec->tls);
	assert_true(spec->enable_sni);
	assert_true(spec->trust.verify);
	assert_string_equal(spec->sni_name, "www.example.org");
	assert_string_equal(spec->trust.ca, "/etc/ca.pem");
	assert_string_equal(spec->trust.certificate, "/c");
	assert_string_equal(spec->trust.key, "/k");
	assert_string_equal(spec->trust.password, "p");
	assert_int_equal(spec->trust.warn_days, 30);
	assert_int_equal(spec->protocol, CHECK_HTTP_2);
	model_free(model);
	model = load_check("SSL_GET {\n url {\n path /\n }\n}");
	spec = check_of(model)->spec;
	assert_false(spec->trust.verify);
	assert_false(spec->enable_sni);
	model_free(model);
}

TEST(every_word_of_misc_check_is_read)
{
	struct model *model = load_check("MISC_CHECK {\n user nobody nogroup\n"
					 " misc_path \"/usr/bin/check 'a b' c\"\n"
					 " misc_timeout 2.5\n misc_dynamic\n}");
	const struct check_exec_spec *spec = check_of(model)->spec;

	assert_string_equal(check_of(model)->ops->name, "misc");
	assert_int_equal(check_of(model)->retry, 0);
	assert_string_equal(spec->command.argv[0], "/usr/bin/check");
	assert_string_equal(spec->command.argv[1], "a b");
	assert_string_equal(spec->command.argv[2], "c");
	assert_null(spec->command.argv[3]);
	assert_string_equal(spec->user, "nobody");
	assert_string_equal(spec->group, "nogroup");
	assert_int_equal(spec->timeout_ms, 2500);
	assert_true(spec->dynamic);
	assert_int_equal(check_exec_ops.deadline_ms(check_of(model)), 2500);
	model_free(model);
	model = load_check("MISC_CHECK {\n misc_path /bin/true\n}");
	assert_int_equal(check_exec_ops.deadline_ms(check_of(model)), 6000);
	model_free(model);
}

TEST(mistakes_are_errors_that_say_what_is_wanted)
{
	static const struct {
		const char *check, *part;
	} cases[] = {
	    {"HTTP_GET {\n}",				    "at least one url"       },
	    {"HTTP_GET {\n url {\n status_code 99\n }\n}",       "this is \"99\""         },
	    {"HTTP_GET {\n url {\n status_code\n }\n}",          "wants a code"           },
	    {"HTTP_GET {\n url {\n digest abc\n }\n}",           "32 hexadecimal digits"  },
	    {"HTTP_GET {\n url {\n path x\n }\n}",               "must begin with a slash"},
	    {"HTTP_GET {\n url {\n path \"/a b\"\n }\n}",        "hold no blank"          },
	    {"HTTP_GET {\n url {\n regex \"a(b\"\n }\n}",
             "missing closing parenthesis"						},
	    {"HTTP_GET {\n url {\n regex_options xyz\n }\n}",    "does not know \"xyz\""  },
	    {"HTTP_GET {\n url {\n header X\n }\n}",             "Name: value"            },
	    {"HTTP_GET {\n url {\n header \"X: a\\nb\"\n }\n}",  "Name: value"            },
	    {"HTTP_GET {\n url {\n method \"A B\"\n }\n}",       "not a word of HTTP"     },
	    {"HTTP_GET {\n url {\n method HEAD\n body x\n }\n}", "sends no body"          },
	    {"HTTP_GET {\n follow_redirects 21\n url {\n }\n}",  "outside 0..20"          },
	    {"MISC_CHECK {\n}",				  "misc_path is wanted"    },
	    {"MISC_CHECK {\n misc_path /bin/true\n user\n}",     "USER [GROUP]"           },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct model *model = load_check(cases[i].check);

		assert_true(model->errors > 0);
		if (!is_said(model, cases[i].part))
			fail_msg("%s: %s", cases[i].part, model->diagnostics[0].text);
		model_free(model);
	}
}

TEST(what_has_no_effect_is_a_warning)
{
	struct model *model =
	    load_check("HTTP_GET {\n url {\n path /\n }\n tls_verify\n}");

	assert_int_equal(model->errors, 0);
	assert_true(is_said(model, "speaks no TLS"));
	model_free(model);
	model = load_check("SSL_GET {\n url {\n path /\n }\n tls_ca /x\n}");
	assert_true(is_said(model, "means nothing without tls_verify"));
	model_free(model);
	model = load_check("SSL_GET {\n url {\n path /\n }\n fast_recovery\n}");
	assert_int_equal(model->errors, 0);
	assert_int_equal(model->warnings, 1);
	model_free(model);
}

TEST(what_is_dumped_reads_back_equal)
{
	static const char *const checks[] = {http_text, "TCP_CHECK {\n}",
	    "SSL_GET {\n url {\n path /\n }\n enable_sni\n tls_verify\n tls_ca /x\n"
	    " tls_certificate /c\n tls_key /k\n"
	    " certificate_warn 30\n http_protocol 2\n}",
	    "MISC_CHECK {\n user nobody nogroup\n misc_path \"/usr/bin/check 'a b'\"\n"
	    " misc_timeout 2.5\n misc_dynamic\n}"};

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		struct model *model = load_check(checks[i]), *again;
		struct buf dump = {0};

		conf_dump(model, &dump);
		again = load(buf_text(&dump));
		if (!check_equal(check_of(model), check_of(again)))
			fail_msg("%s", buf_text(&dump));
		buf_fini(&dump);
		model_free(model);
		model_free(again);
	}
}

TEST(a_check_is_shown_by_its_own_words_but_for_its_secrets)
{
	static const struct {
		const char *said, *shown;
	} cases[] = {
	    {"TCP_CHECK {\n retry 2\n}",                             ""},
	    {"REDIS_CHECK {\n user u\n password \"never shown\"\n}",
             "password ***\nuser u\n"                                  },
	    {"REDIS_CHECK {\n retry 2\n}",                           ""},
	    {"PGSQL_CHECK {\n user u\n database \"a b\"\n}",
             "user u\ndatabase \"a b\"\n"                              },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct model *model = load_check(cases[i].said);
		struct buf shown = {0};

		conf_dump_check(check_of(model), &shown);
		assert_string_equal(buf_text(&shown), cases[i].shown);
		buf_fini(&shown);
		model_free(model);
	}
}

TEST(a_header_that_says_who_asks_is_a_secret)
{
	struct model *model =
	    load_check("HTTP_GET {\n url {\n header \"cookie: never shown\"\n"
		       " header \"X-One: 1\"\n }\n}");
	struct buf shown = {0};

	conf_dump_check(check_of(model), &shown);
	assert_non_null(strstr(buf_text(&shown), "header \"cookie: ***\"\n"));
	assert_non_null(strstr(buf_text(&shown), "header \"X-One: 1\"\n"));
	buf_fini(&shown);
	model_free(model);
	model = load_check("HTTP_GET {\n url {\n header \"Cookie: ***\"\n }\n}");
	assert_int_equal(model->errors, 1);
	assert_string_equal(model->diagnostics[0].code, "hidden_key");
	model_free(model);
	model = load_check("HTTP_GET {\n url {\n header \"Cookie: x\" never\n }\n}");
	assert_int_equal(model->errors, 1);
	assert_null(strstr(model->diagnostics[0].source, "never"));
	model_free(model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_tcp_check_has_the_common_words_and_its_defaults),
	    cmocka_unit_test(every_word_of_http_get_is_read),
	    cmocka_unit_test(
		the_block_ssl_is_of_the_checks_that_have_no_files_of_their_own),
	    cmocka_unit_test(ssl_get_speaks_tls_and_verifies_when_asked),
	    cmocka_unit_test(every_word_of_misc_check_is_read),
	    cmocka_unit_test(mistakes_are_errors_that_say_what_is_wanted),
	    cmocka_unit_test(what_has_no_effect_is_a_warning),
	    cmocka_unit_test(what_is_dumped_reads_back_equal),
	    cmocka_unit_test(a_check_is_shown_by_its_own_words_but_for_its_secrets),
	    cmocka_unit_test(a_header_that_says_who_asks_is_a_secret),
	};

	return cmocka_run_group_tests_name("check_keys", tests, NULL, NULL);
}
