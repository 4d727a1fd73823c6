/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/vrrp/vrrp_peer.h"

static const struct vrrp_spoken nothing = {0};
static const struct vrrp_spoken message = {true, VRRP_CHECKSUM_MESSAGE};
static const struct vrrp_spoken pseudo = {true, VRRP_CHECKSUM_PSEUDO};
static const struct vrrp_spoken old = {true, VRRP_CHECKSUM_GROUP};

static const struct vrrp_rules by_default = {0};
static const struct vrrp_rules as_rfc = {.message_checksum = true};
static const struct vrrp_rules follows = {.follow_checksum = true};
static const struct vrrp_rules rfc_but_follows = {
    .message_checksum = true, .follow_checksum = true};
static const struct vrrp_rules always_old = {
    .old_checksum = VRRP_OLD_ALWAYS, .follow_checksum = true};

TEST(what_is_sent_follows_from_the_rules_and_from_what_was_heard)
{
	static const struct {
		const struct vrrp_rules *rules;
		const struct vrrp_spoken *spoken;
		bool unicast;
		enum vrrp_checksum want;
	} cases[] = {
	    {&by_default,      &nothing, false, VRRP_CHECKSUM_PSEUDO },
	    {&by_default,      &message, false, VRRP_CHECKSUM_PSEUDO },
	    {&by_default,      &old,     true,  VRRP_CHECKSUM_GROUP  },
	    {&as_rfc,          &nothing, false, VRRP_CHECKSUM_MESSAGE},
	    {&as_rfc,          &pseudo,  true,  VRRP_CHECKSUM_MESSAGE},
	    {&follows,         &nothing, false, VRRP_CHECKSUM_PSEUDO },
	    {&follows,         &message, true,  VRRP_CHECKSUM_MESSAGE},
	    {&rfc_but_follows, &nothing, true,  VRRP_CHECKSUM_MESSAGE},
	    {&rfc_but_follows, &pseudo,  false, VRRP_CHECKSUM_PSEUDO },
	    {&always_old,      &nothing, true,  VRRP_CHECKSUM_GROUP  },
	    {&always_old,      &message, true,  VRRP_CHECKSUM_GROUP  },
	    {&always_old,      &nothing, false, VRRP_CHECKSUM_PSEUDO },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(vrrp_peer_checksum(
				     cases[i].rules, cases[i].spoken, cases[i].unicast),
		    cases[i].want);
}

TEST(a_reload_remembers_what_a_peer_speaks_wherever_it_stands)
{
	struct addr first = addr_v4(0x0a000001), second = addr_v4(0x0a000002);
	struct vrrp_peer was[] = {
	    {.addr = first, .spoken = message}
        };
	struct vrrp_peer young[] = {{.addr = second}, {.addr = first}};

	vrrp_peer_adopt(young, 2, was, 1);
	assert_false(young[0].spoken.is_known);
	assert_true(young[1].spoken.is_known);
	assert_int_equal(young[1].spoken.checksum, VRRP_CHECKSUM_MESSAGE);
	vrrp_peer_adopt(young, 1, was, 1); /* it left */
	assert_false(young[0].spoken.is_known);
}

TEST(who_is_no_peer_is_not_found)
{
	struct addr first = addr_v4(0x0a000001), second = addr_v4(0x0a000002);
	struct vrrp_peer peers[] = {{.addr = first}};

	assert_ptr_equal(vrrp_peer_find(peers, 1, &first), &peers[0]);
	assert_null(vrrp_peer_find(peers, 1, &second));
	assert_null(vrrp_peer_find(peers, 0, &first));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		what_is_sent_follows_from_the_rules_and_from_what_was_heard),
	    cmocka_unit_test(a_reload_remembers_what_a_peer_speaks_wherever_it_stands),
	    cmocka_unit_test(who_is_no_peer_is_not_found),
	};

	return cmocka_run_group_tests_name("vrrp_peer", tests, NULL, NULL);
}
