/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "agent/edits_text.h"

TEST(an_edit_comes_back_as_it_was)
{
	struct edit full = {
	    .vs_id = "10.1.1.166-80-tcp",
	    .addr = addr_v4(0x0a0101a3),
	    .port = 65535,
	    .revision = UINT64_MAX - 1,
	    .file_print = UINT64_C(0x8000000200000001),
	    .removed = true,
	    .has_weight = true,
	    .weight = 65535,
	    .has_forward = true,
	    .forward = FORWARD_TUN,
	    .no_checks = true,
	    .admin = ADMIN_MAINTENANCE,
	    .drain.end = DRAIN_REMOVE,
	    .drain.begun_ms = INT64_MAX,
	    .drain.deadline_ms = INT64_MAX,
	    .drain.expires = true,
	    .override = {.health = OVERRIDE_DOWN,
			 .begun_ms = INT64_MAX,
			 .end_ms = INT64_MAX,
			 .actor = "uid 0",
			 .reason = "CHG-1: 100% = \xc3\xa4"},
	    .persisted = true,
	    .saved = true
        };
	char key[EDITS_KEY_SIZE], value[EDITS_VALUE_SIZE], again[EDITS_VALUE_SIZE];
	struct edit back;

	_Static_assert(EDITS_VALUE_SIZE >= EDITS_KEY_SIZE, "`again` takes both");
	edits_key(full.vs_id, &full.addr, full.port, key);
	edits_value(&full, value);
	assert_string_equal(key, "rs/10.1.1.166-80-tcp/10.1.1.163/65535");
	assert_string_equal(value,
	    "rev=18446744073709551614 file=8000000200000001 admin=maintenance "
	    "weight=65535 forward=tun begun=9223372036854775807 "
	    "deadline=9223372036854775807 then=remove expires override=down "
	    "since=9223372036854775807 until=9223372036854775807 actor=uid%200 "
	    "reason=CHG-1:%20100%25%20=%20\xc3\xa4 removed no_checks");
	assert_true(edits_parse(key, value, &back));
	assert_true(back.persisted && back.saved);
	edits_key(back.vs_id, &back.addr, back.port, again);
	assert_string_equal(again, key);
	edits_value(&back, again);
	assert_string_equal(again, value);
}

TEST(the_longest_id_fits)
{
	struct edit edit = {.revision = 1}, back;
	char key[EDITS_KEY_SIZE], value[EDITS_VALUE_SIZE];

	memset(edit.vs_id, 'x', sizeof(edit.vs_id) - 1);
	assert_true(addr_parse("1111:2222:3333:4444:5555:6666:7777:8888", &edit.addr));
	edits_key(edit.vs_id, &edit.addr, 65535, key);
	edits_value(&edit, value);
	assert_true(edits_parse(key, value, &back));
	assert_string_equal(back.vs_id, edit.vs_id);
	assert_true(addr_equal(&back.addr, &edit.addr));
}

TEST(the_longest_words_of_people_fit)
{
	struct edit edit = {
	    .vs_id = "v",
	    .addr = addr_v4(1),
	    .revision = UINT64_MAX - 1,
	    .file_print = UINT64_MAX - 1,
	    .has_weight = true,
	    .weight = 65535,
	    .admin = ADMIN_MAINTENANCE,
	    .drain = {INT64_MAX,  INT64_MAX, DRAIN_MAINTENANCE, true},
	    .override = { OVERRIDE_DOWN, INT64_MAX, INT64_MAX,                "",   ""},
	    .removed = true,
	    .no_checks = true
        };
	char value[EDITS_VALUE_SIZE];
	struct edit back;

	memset(edit.override.actor, '\n', sizeof(edit.override.actor) - 1);
	memset(edit.override.reason, ' ', sizeof(edit.override.reason) - 1);
	edits_value(&edit, value);
	assert_true(edits_parse("rs/v/0.0.0.1/0", value, &back));
	assert_string_equal(back.override.actor, edit.override.actor);
	assert_string_equal(back.override.reason, edit.override.reason);
}

TEST(what_an_older_agent_wrote_of_a_removal_is_understood)
{
	struct edit edit;

	assert_true(edits_parse(
	    "rs/v/0.0.0.1/0", "rev=1 admin=drain deadline=7 removing", &edit));
	assert_int_equal(edit.drain.end, DRAIN_REMOVE);
	assert_int_equal(edit.drain.deadline_ms, 7);
}

TEST(words_of_people_that_are_cut_or_too_long_are_refused)
{
	static const char *const bad[] = {"reason=%", "reason=%2", "reason=%00",
	    "reason=%zz", "override=none", "override=sideways", "then=", "until=x"};
	char value[EDITS_VALUE_SIZE] = "rev=1 actor=", line[64];
	struct edit edit;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(line, sizeof(line), "rev=1 %s", bad[i]);
		assert_false(edits_parse("rs/v/0.0.0.1/0", line, &edit));
	}
	memset(value + strlen(value), 'a', sizeof(edit.override.actor));
	assert_false(edits_parse("rs/v/0.0.0.1/0", value, &edit));
	value[12 + sizeof(edit.override.actor) - 1] = '\0';
	assert_true(edits_parse("rs/v/0.0.0.1/0", value, &edit));
}

TEST(words_of_a_newer_agent_are_skipped)
{
	struct edit edit;

	assert_true(
	    edits_parse("rs/v/::1/0", "rev=1 tier=3 file=0 admin=ready frozen", &edit));
	assert_int_equal(edit.revision, 1);
}

TEST(what_is_not_an_edit_is_refused)
{
	static const char *const rows[][2] = {
	    {"",		    "rev=1"			     },
	    {"rs",                  "rev=1"			     },
	    {"rs/v/10.1.1.1",       "rev=1"                             },
	    {"rs/v/10.1.1.1/",      "rev=1"                             },
	    {"rs//10.1.1.1/80",     "rev=1"                             },
	    {"xx/v/10.1.1.1/80",    "rev=1"                             },
	    {"rs/v/10.1.1/80",      "rev=1"                             },
	    {"rs/v/10.1.1.1/65536", "rev=1"                             },
	    {"rs/v/10.1.1.1/-1",    "rev=1"                             },
	    {"rs/v/10.1.1.1/80/x",  "rev=1"                             },
	    {"rs/v/10.1.1.1/80",    ""                                  },
	    {"rs/v/10.1.1.1/80",    "rev=0"                             },
	    {"rs/v/10.1.1.1/80",    "rev="                              },
	    {"rs/v/10.1.1.1/80",    "rev=x"                             },
	    {"rs/v/10.1.1.1/80",    "rev=18446744073709551616"          },
	    {"rs/v/10.1.1.1/80",    "rev=1  weight=1"                   },
	    {"rs/v/10.1.1.1/80",    "rev=1 weight=65536"                },
	    {"rs/v/10.1.1.1/80",    "rev=1 weight=-1"                   },
	    {"rs/v/10.1.1.1/80",    "rev=1 weight="                     },
	    {"rs/v/10.1.1.1/80",    "rev=1 forward=up"                  },
	    {"rs/v/10.1.1.1/80",    "rev=1 admin=gone"                  },
	    {"rs/v/10.1.1.1/80",    "rev=1 deadline=9223372036854775808"},
	};
	struct edit edit = {.weight = 42};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (edits_parse(rows[i][0], rows[i][1], &edit))
			fail_msg("%s %s", rows[i][0], rows[i][1]);
	assert_int_equal(edit.weight, 42);
}

static void
comes_back(const struct ipvs_key *key, const struct ipvs_dest *dest, const char *text)
{
	char out[EDITS_OWN_SIZE];
	struct ipvs_key key_back;
	struct ipvs_dest dest_back;

	edits_own_key(key, dest, out);
	assert_string_equal(out, text);
	assert_true(edits_own_parse(out, &key_back, &dest_back));
	assert_int_equal(key_back.family, key->family);
	assert_int_equal(key_back.protocol, key->protocol);
	assert_int_equal(key_back.port, key->port);
	assert_int_equal(key_back.fwmark, key->fwmark);
	assert_true(addr_equal(&key_back.addr, &key->addr));
	assert_int_equal(addr_is_set(&dest_back.addr), dest != NULL);
	if (dest) {
		assert_true(addr_equal(&dest_back.addr, &dest->addr));
		assert_int_equal(dest_back.port, dest->port);
	}
}

TEST(what_is_ours_comes_back_as_it_was)
{
	struct ipvs_key by_addr = {.family = ADDR_V4,
	    .protocol = PROTOCOL_UDP,
	    .addr = addr_v4(0x0a0101a6),
	    .port = 53};
	struct ipvs_key by_mark = {.family = ADDR_V6, .fwmark = UINT32_MAX};
	struct ipvs_dest dest = {.port = 65535};

	assert_true(addr_parse("2001:db8::1", &dest.addr));
	comes_back(&by_addr, NULL, "own/4/udp/10.1.1.166/53/0");
	comes_back(&by_mark, NULL, "own/6/tcp/-/0/4294967295");
	comes_back(&by_mark, &dest, "own/6/tcp/-/0/4294967295/2001:db8::1/65535");
	assert_true(
	    addr_parse("1111:2222:3333:4444:5555:6666:7777:8888", &by_addr.addr));
	by_addr.family = ADDR_V6;
	by_addr.protocol = PROTOCOL_SCTP;
	by_addr.port = 65535;
	dest.addr = by_addr.addr;
	comes_back(&by_addr, &dest,
	    "own/6/sctp/1111:2222:3333:4444:5555:6666:7777:8888/65535/0/"
	    "1111:2222:3333:4444:5555:6666:7777:8888/65535");
}

TEST(what_is_not_a_service_or_destination_is_refused)
{
	static const char *const texts[] = {
	    "",
	    "own",
	    "own/4",
	    "own/5/tcp/10.0.0.1/80/0",
	    "own/4/xxx/10.0.0.1/80/0",
	    "own/6/tcp/10.0.0.1/80/0",
	    "own/4/tcp/-/80/0",
	    "own/4/tcp/10.0.0.1/0/7",
	    "own/4/tcp/10.0.0.1/80",
	    "own/4/tcp/10.0.0.1/65536/0",
	    "own/4/tcp/10.0.0.1/80/4294967296",
	    "own/4/tcp/10.0.0.1/80/0/10.0.0.2",
	    "own/4/tcp/10.0.0.1/80/0/10.0.0.2/80/x",
	};
	struct ipvs_key key;
	struct ipvs_dest dest;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (edits_own_parse(texts[i], &key, &dest))
			fail_msg("%s", texts[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_edit_comes_back_as_it_was),
	    cmocka_unit_test(the_longest_id_fits),
	    cmocka_unit_test(the_longest_words_of_people_fit),
	    cmocka_unit_test(what_an_older_agent_wrote_of_a_removal_is_understood),
	    cmocka_unit_test(words_of_people_that_are_cut_or_too_long_are_refused),
	    cmocka_unit_test(words_of_a_newer_agent_are_skipped),
	    cmocka_unit_test(what_is_not_an_edit_is_refused),
	    cmocka_unit_test(what_is_ours_comes_back_as_it_was),
	    cmocka_unit_test(what_is_not_a_service_or_destination_is_refused),
	};

	return cmocka_run_group_tests_name("edits_text", tests, NULL, NULL);
}
