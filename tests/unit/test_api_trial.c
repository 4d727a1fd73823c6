/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/arena.h"
#include "agent/lib/buf.h"
#include "api/api_trial.h"

struct parsed {
	struct arena *arena;
	struct view_once_wanted wanted;
	struct api_faults faults;
};

static bool
parse(struct parsed *p, const char *text)
{
	*p = (struct parsed){.arena = arena_new()};
	return api_trial_parse(text, strlen(text), p->arena, &p->wanted, &p->faults);
}

/* "a b{c}" */
static void
expect_lines(const struct view_once_wanted *wanted, const char *expected)
{
	struct buf out = {0};

	for (size_t i = 0; i < wanted->lines_len; i++) {
		const struct view_once_line *line = &wanted->lines[i];

		for (size_t w = 0; w < line->len; w++)
			buf_printf(&out, "%s ", line->words[w]);
		buf_puts(&out,
		    line->kind == VIEW_ONCE_OPENS        ? "{"
			: line->kind == VIEW_ONCE_CLOSES ? "}"
							 : ";");
	}
	assert_string_equal(buf_text(&out), expected);
	buf_fini(&out);
}

#define HEAD "{\"type\":\"http\",\"address\":\"10.0.0.1\",\"port\":80"

TEST(members_become_the_lines_of_a_block)
{
	struct parsed p;

	assert_true(parse(&p,
	    HEAD ",\"timeout_ms\":2500,\"retry\":2,\"keepalive\":true,\"delay\":0.5,"
		 "\"weight\":[3,\"reverse\"],"
		 "\"url\":{\"path\":\"/a b\",\"status_code\":[[200],[301,302]]}}"));
	assert_string_equal(p.wanted.type, "http");
	assert_int_equal(addr_to_v4(&p.wanted.addr), 0x0a000001);
	assert_int_equal(p.wanted.port, 80);
	assert_int_equal(p.wanted.timeout_ms, 2500);
	expect_lines(&p.wanted,
	    "retry 2 ;keepalive true ;delay 0.5 ;weight 3 reverse ;"
	    "url {path /a b ;status_code 200 ;status_code 301 302 ;}");
	arena_free(p.arena);
	assert_true(parse(&p, HEAD ",\"url\":[{\"path\":\"/1\"},{\"path\":\"/2\"}]}"));
	expect_lines(&p.wanted, "url {path /1 ;}url {path /2 ;}");
	arena_free(p.arena);
}

TEST(what_is_no_definition_is_told_by_member)
{
	static const struct {
		const char *body, *pointer, *code;
	} cases[] = {
	    {"",						      "",            NULL     },
	    {"[]",						    "",            NULL     },
	    {"{\"address\":\"10.0.0.1\",\"port\":80}",                "/type",       "missing"},
	    {"{\"type\":1,\"address\":\"10.0.0.1\",\"port\":80}",     "/type",       "type"   },
	    {"{\"type\":\"tcp\",\"address\":\"host\",\"port\":80}",   "/address",
             "value"									  },
	    {"{\"type\":\"tcp\",\"address\":\"::1\",\"port\":0}",     "/port",       "range"  },
	    {"{\"type\":\"tcp\",\"address\":\"::1\",\"port\":65536}", "/port",       "range"  },
	    {HEAD ",\"timeout_ms\":0}",                               "/timeout_ms", "range"  },
	    {HEAD ",\"timeout_ms\":60001}",                           "/timeout_ms", "range"  },
	    {HEAD ",\"a b\":1}",				      "/a b",        "value"  },
	    {HEAD ",\"}\\nx\":1}",				    "/}\nx",       "value"  },
	    {HEAD ",\"\":1}",					 "/",           "value"  },
	    {HEAD ",\"a\":null}",				     "/a",          "type"   },
	    {HEAD ",\"a\":{\"b\":[1,{}]}}",                           "/a",          "type"   },
	    {HEAD ",\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}",       "/a",          "range"  },
	    {HEAD ",\"a\":[1,2,3,4,5,6,7,8,9,10,11,12]}",             "/a",          "range"  },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct parsed p;

		if (parse(&p, cases[i].body) || p.faults.len == 0)
			fail_msg("%s", cases[i].body);
		assert_string_equal(p.faults.items[0].pointer, cases[i].pointer);
		if (cases[i].code)
			assert_string_equal(p.faults.items[0].code, cases[i].code);
		arena_free(p.arena);
	}
}

TEST(a_definition_has_so_many_lines_and_no_more)
{
	struct buf text = {0};
	struct parsed p;

	for (unsigned lines = VIEW_ONCE_LINES_MAX; lines <= VIEW_ONCE_LINES_MAX + 1;
	     lines++) {
		buf_clear(&text);
		buf_puts(&text, HEAD);
		for (unsigned i = 0; i < lines; i++)
			buf_printf(&text, ",\"k%u\":1", i);
		buf_puts(&text, "}");
		assert_int_equal(
		    parse(&p, buf_text(&text)), lines == VIEW_ONCE_LINES_MAX);
		arena_free(p.arena);
	}
	buf_fini(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(members_become_the_lines_of_a_block),
	    cmocka_unit_test(what_is_no_definition_is_told_by_member),
	    cmocka_unit_test(a_definition_has_so_many_lines_and_no_more),
	};

	return cmocka_run_group_tests_name("api_trial", tests, NULL, NULL);
}
