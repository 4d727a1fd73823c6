/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/conf/conf_subst.h"
#include "agent/lib/arena.h"
#include "agent/lib/buf.h"

struct bench {
	struct arena *arena;
	struct conf_diags diags;
	struct conf_lines out;
	struct conf_subst subst;
	struct buf text; /* what came out, a line each */
};

static const char *
fake_env(const char *name)
{
	return strcmp(name, "HERE") == 0 ? "there" : NULL;
}

static void
start(struct bench *b, const char *config_id)
{
	memset(b, 0, sizeof(*b));
	b->arena = arena_new();
	b->diags.arena = b->arena;
	b->subst.arena = b->arena;
	b->subst.diags = &b->diags;
	b->subst.config_id = config_id;
	b->subst.instance = config_id;
	b->subst.env = fake_env;
	b->subst.out = &b->out;
}

static void
finish(struct bench *b)
{
	buf_fini(&b->text);
	arena_free(b->arena);
}

static const char *
run(struct bench *b, const char *text)
{
	struct conf_cursor cursor = {.arena = b->arena, .diags = &b->diags};
	const struct conf_line *items;
	struct conf_line line;

	cursor.source =
	    conf_source_new(b->arena, "/etc/t.conf", "/etc", text, strlen(text));
	while (conf_lines_next(&cursor, &line))
		conf_subst_line(&b->subst, &line);
	items = b->out.items;
	for (size_t i = 0; i < b->out.len; i++) {
		buf_put(&b->text, items[i].text, items[i].len);
		buf_putc(&b->text, '\n');
	}
	return buf_text(&b->text);
}

struct subst_case {
	const char *in, *out;
};

static const struct subst_case fine[] = {
    {"a\nb",						     "a\nb\n"               },
    {"$A=1\nx $A y ${A}z",				       "x 1 y 1z\n"           },
    {"$A=\nx ${A}y",					     "x y\n"                },
 /* late: the value is looked at where it is used */
    {"$BASE=10.2.${SUB}\n$SUB=0\n${BASE}.1\n$SUB=10\n${BASE}.1",
     "10.2.0.1\n10.2.10.1\n"							    },
 /* $NAME needs a blank after it; what scripts say stays */
    {"$A=1\n\"$A/x $1 $\" $A.b",				 "\"$A/x $1 $\" $A.b\n" },
    {"$ALL= \\\n a \\\n b\nx {\n$ALL\n}",                        "x {\na\nb\n}\n"       },
    {"$IN= \\\n $N=2 \\\n v${N}\n$N=1\n$IN\nw${N}",              "v2\nw2\n"             },
    {"@main a\n@other b\n@^main c\n@^other d\n@main @^other e",  "a\nd\ne\n"            },
    {"@main $P=1\n@other $P=2\np $P",                            "p 1\n"                },
    {"$IF=@main\n$IF a\n$IF2=@other\n$IF2 b",                    "a\n"                  },
    {"~SEQ(N,3) a${N}",					  "a1\na2\na3\n"         },
    {"~SEQ(N,0,2) a${N}",					"a0\na1\na2\n"         },
    {"~SEQ(N, 2, -1, 0) a${N}",				  "a2\na1\na0\n"         },
    {"~SEQ(N,-2) a${N}",					 "a-1\na-2\n"           },
    {"~SEQ(N,5,5) a${N}",					"a5\n"                 },
    {"~SEQ(N,5,1,4) a${N}",				      ""                     },
    {"~SEQx(N, 0x90, 0x10, 0xb0) f:${N}",                        "f:90\nf:a0\nf:b0\n"   },
    {"$E=2\n~SEQ(N,1,${E}) a${N}",                               "a1\na2\n"             },
    {"~LST(N,x,y) a${N}",					"ax\nay\n"             },
    {"~LST({A,B},{1,2},{3,4}) ${A}.${B}",                        "1.2\n3.4\n"           },
    {"~LST(A,1,2) ~SEQ(B,3,4) ${A}.${B}",                        "1.3\n1.4\n2.3\n2.4\n" },
    {"a ${_PWD}/b ${_INSTANCE} ${_HASH}${_BANG} ${_ENV HERE}",
     "a /etc/b main #! there\n"							 },
    {"instance tag\na ${_INSTANCE}",                             "instance tag\na tag\n"},
};

TEST(lines_become_what_they_stand_for)
{
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
		struct bench b;

		start(&b, "main");
		assert_string_equal(run(&b, fine[i].in), fine[i].out);
		assert_int_equal(b.diags.len, 0);
		finish(&b);
	}
}

struct mistake_case {
	const char *in, *code;
	enum conf_grade grade;
};

static const struct mistake_case mistakes[] = {
    {"a ${NO}",               "undefined_parameter", CONF_GRADE_MISTAKE},
    {"a $NO",		 "undefined_parameter", CONF_GRADE_MISTAKE},
    {"a \"${NO}\"",           "undefined_parameter", CONF_GRADE_WARNING},
    {"a ${NO:-1}",            "template_leftover",   CONF_GRADE_MISTAKE},
    {"a ${NO",		"template_leftover",   CONF_GRADE_MISTAKE},
    {"a ${_ENV NOWHERE}",     "template_leftover",   CONF_GRADE_MISTAKE},
    {"a ${_PWD x}",           "template_leftover",   CONF_GRADE_MISTAKE},
    {"$A=$B\n$B=$A\n$A",      "too_deep",            CONF_GRADE_ERROR  },
    {"~SEQ(N,1,2000000) a",   "too_large",           CONF_GRADE_ERROR  },
    {"~SEQ(N) a",             "generator",           CONF_GRADE_ERROR  },
    {"~SEQ(1,2) a",           "generator",           CONF_GRADE_ERROR  },
    {"~SEQ(N,1,0,2) a",       "generator",           CONF_GRADE_ERROR  },
    {"~SEQ(N,1",              "generator",           CONF_GRADE_ERROR  },
    {"~LST(N) a",             "generator",           CONF_GRADE_ERROR  },
    {"~LST({A,B},{1}) a",     "generator",           CONF_GRADE_ERROR  },
    {"~LST({A,B},{1,2,3}) a", "generator",           CONF_GRADE_ERROR  },
    {"~X(N) a",               "generator",           CONF_GRADE_ERROR  },
};

TEST(what_stands_for_nothing_is_told)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		const struct conf_diag *diag;
		struct bench b;

		start(&b, "main");
		(void)run(&b, mistakes[i].in);
		assert_int_equal(b.diags.len, 1);
		diag = b.diags.items;
		assert_string_equal(diag->code, mistakes[i].code);
		assert_int_equal(diag->grade, mistakes[i].grade);
		finish(&b);
	}
}

/* 2^40 bytes from forty lines. */
TEST(text_that_doubles_and_doubles_is_stopped)
{
	const struct conf_diag *diag;
	struct buf text = {0};
	struct bench b;

	buf_puts(&text, "$A0=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n");
	for (int i = 1; i < 30; i++)
		buf_printf(&text, "$A%d=${A%d}${A%d}\n", i, i - 1, i - 1);
	buf_puts(&text, "$A29\n");
	start(&b, "main");
	(void)run(&b, buf_text(&text));
	assert_int_equal(b.diags.len, 1);
	diag = b.diags.items;
	assert_string_equal(diag->code, "too_large");
	finish(&b);
	buf_fini(&text);
}

TEST(random_numbers_keep_to_their_range_and_come_again)
{
	char first[64];
	struct bench b;

	for (int i = 0; i < 2; i++) {
		unsigned value = 0;

		start(&b, "main");
		(void)run(&b, "${_RANDOM 10 12}");
		for (const char *at = buf_text(&b.text); *at != '\n'; at++)
			value = value * 10 + (unsigned)(*at - '0');
		assert_in_range(value, 10, 12);
		if (i)
			assert_string_equal(first, buf_text(&b.text));
		(void)memcpy(first, buf_text(&b.text), b.text.len + 1);
		finish(&b);
	}
}

TEST(what_is_replaced_is_placed_where_it_was_used)
{
	const struct conf_line *line;
	struct conf_spot spot;
	struct bench b;

	start(&b, "main");
	(void)run(&b, "$A=long value\nxy ${A} z");
	line = b.out.items;
	assert_int_equal(b.out.len, 1);
	spot = conf_line_spot(line, 3 + 5); /* "xy long value z": the v */
	assert_int_equal(conf_spot_place(&spot).line, 2);
	assert_int_equal(conf_spot_place(&spot).column, 4);
	spot = conf_line_spot(line, line->len - 1);
	assert_int_equal(conf_spot_place(&spot).column, 9);
	finish(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_become_what_they_stand_for),
	    cmocka_unit_test(what_stands_for_nothing_is_told),
	    cmocka_unit_test(text_that_doubles_and_doubles_is_stopped),
	    cmocka_unit_test(random_numbers_keep_to_their_range_and_come_again),
	    cmocka_unit_test(what_is_replaced_is_placed_where_it_was_used),
	};

	return cmocka_run_group_tests_name("conf_subst", tests, NULL, NULL);
}
