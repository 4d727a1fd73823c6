/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <errno.h>

#include "agent/vrrp/vrrp_lease.h"

static const struct span six = {6000000000};
static const struct span none = {0};

static struct instant
ms(int64_t value)
{
	return (struct instant){value * 1000000};
}

/* Everything wanted and seen, when nothing has failed and no renewal is due. */
TEST(what_is_wanted_and_seen_decides)
{
	static const struct {
		enum vrrp_seen seen;
		bool ours, wanted;
		int64_t lease_ns;
		enum vrrp_lease_op want;
	} cases[] = {
	    {VRRP_SEEN_ABSENT,    false, true,  6000000000, VRRP_LEASE_ADD   },
	    {VRRP_SEEN_ABSENT,    false, true,  0,          VRRP_LEASE_ADD   },
	    {VRRP_SEEN_ABSENT,    false, false, 6000000000, VRRP_LEASE_NONE  },
 /* a dead predecessor's: taken over, or removed */
	    {VRRP_SEEN_LEASED,    false, true,  6000000000, VRRP_LEASE_RENEW },
	    {VRRP_SEEN_LEASED,    false, true,  0,          VRRP_LEASE_RENEW },
	    {VRRP_SEEN_LEASED,    false, false, 6000000000, VRRP_LEASE_REMOVE},
 /* somebody's own, as the owner's: never touched */
	    {VRRP_SEEN_PERMANENT, false, true,  6000000000, VRRP_LEASE_NONE  },
	    {VRRP_SEEN_PERMANENT, false, true,  0,          VRRP_LEASE_NONE  },
	    {VRRP_SEEN_PERMANENT, false, false, 6000000000, VRRP_LEASE_NONE  },
 /* ours */
	    {VRRP_SEEN_LEASED,    true,  false, 6000000000, VRRP_LEASE_REMOVE},
	    {VRRP_SEEN_PERMANENT, true,  false, 0,          VRRP_LEASE_REMOVE},
	    {VRRP_SEEN_PERMANENT, true,  true,  0,          VRRP_LEASE_NONE  },
	    {VRRP_SEEN_LEASED,    true,  true,  6000000000, VRRP_LEASE_RENEW },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vrrp_lease lease = {
		    .seen = cases[i].seen, .ours = cases[i].ours};

		assert_int_equal(vrrp_lease_plan(&lease, cases[i].wanted,
				     (struct span){cases[i].lease_ns}, ms(0)),
		    cases[i].want);
	}
}

TEST(a_lease_of_six_seconds_is_renewed_every_two)
{
	struct vrrp_lease lease = {0};

	vrrp_lease_done(&lease, VRRP_LEASE_ADD, 0, six, ms(0));
	assert_int_equal(vrrp_lease_due(&lease, true, six).ns, ms(2000).ns);
	assert_int_equal(vrrp_lease_plan(&lease, true, six, ms(1999)), VRRP_LEASE_NONE);
	assert_int_equal(
	    vrrp_lease_plan(&lease, true, six, ms(2000)), VRRP_LEASE_RENEW);
	vrrp_lease_done(&lease, VRRP_LEASE_RENEW, 0, six, ms(2001));
	assert_int_equal(vrrp_lease_due(&lease, true, six).ns, ms(4001).ns);
}

TEST(a_lease_is_given_up_at_once)
{
	struct vrrp_lease lease = {0};

	vrrp_lease_done(&lease, VRRP_LEASE_ADD, 0, six, ms(0));
	assert_int_equal(vrrp_lease_plan(&lease, false, six, ms(1)), VRRP_LEASE_REMOVE);
	vrrp_lease_done(&lease, VRRP_LEASE_REMOVE, 0, six, ms(1));
	assert_int_equal(vrrp_lease_plan(&lease, false, six, ms(2)), VRRP_LEASE_NONE);
	assert_false(lease.ours);
}

/* Who loses the role just after a renewal was refused gives the address up all the
 * same: the next master has it already. */
TEST(a_refused_renewal_does_not_hold_up_the_removal)
{
	struct vrrp_lease lease = {0};

	vrrp_lease_done(&lease, VRRP_LEASE_ADD, 0, six, ms(0));
	vrrp_lease_done(&lease, VRRP_LEASE_RENEW, EPERM, six, ms(2000));
	assert_int_equal(
	    vrrp_lease_plan(&lease, false, six, ms(2001)), VRRP_LEASE_REMOVE);
	assert_int_equal(vrrp_lease_due(&lease, false, six).ns, 0);
	/* A removal that was refused waits for its own next try. */
	vrrp_lease_done(&lease, VRRP_LEASE_REMOVE, EPERM, six, ms(2001));
	assert_int_equal(
	    vrrp_lease_plan(&lease, false, six, ms(2200)), VRRP_LEASE_NONE);
	assert_int_equal(
	    vrrp_lease_plan(&lease, false, six, ms(2201)), VRRP_LEASE_REMOVE);
}

TEST(what_is_refused_is_tried_again_after_200_ms)
{
	struct vrrp_lease lease = {0};

	vrrp_lease_done(&lease, VRRP_LEASE_ADD, EPERM, six, ms(0));
	assert_true(lease.failed);
	assert_int_equal(vrrp_lease_plan(&lease, true, six, ms(199)), VRRP_LEASE_NONE);
	assert_int_equal(vrrp_lease_plan(&lease, true, six, ms(200)), VRRP_LEASE_ADD);
	vrrp_lease_done(&lease, VRRP_LEASE_ADD, 0, six, ms(200));
	assert_false(lease.failed);
}

TEST(an_address_that_goes_with_its_interface_needs_no_removal)
{
	static const int errors[] = {0, EADDRNOTAVAIL, ENODEV};

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		struct vrrp_lease lease = {0};

		vrrp_lease_done(&lease, VRRP_LEASE_ADD, 0, six, ms(0));
		vrrp_lease_done(&lease, VRRP_LEASE_REMOVE, errors[i], six, ms(1));
		assert_int_equal(
		    vrrp_lease_plan(&lease, false, six, ms(1)), VRRP_LEASE_NONE);
	}
}

TEST(a_loss_by_another_hand_is_noticed_and_mended_at_once)
{
	struct vrrp_lease lease = {0};

	assert_false(vrrp_lease_observe(&lease, VRRP_SEEN_ABSENT, ms(0)));
	vrrp_lease_done(&lease, VRRP_LEASE_ADD, 0, six, ms(0));
	assert_false(vrrp_lease_observe(&lease, VRRP_SEEN_LEASED, ms(1)));
	assert_true(vrrp_lease_observe(&lease, VRRP_SEEN_ABSENT, ms(2)));
	assert_int_equal(vrrp_lease_plan(&lease, true, six, ms(2)), VRRP_LEASE_ADD);
}

TEST(a_lifetime_that_somebody_took_away_is_set_again)
{
	struct vrrp_lease lease = {0};

	vrrp_lease_done(&lease, VRRP_LEASE_ADD, 0, six, ms(0));
	(void)vrrp_lease_observe(&lease, VRRP_SEEN_PERMANENT, ms(5));
	assert_int_equal(vrrp_lease_plan(&lease, true, six, ms(5)), VRRP_LEASE_RENEW);
}

TEST(an_address_that_was_there_unseen_is_somebodys_own)
{
	struct vrrp_lease lease = {0};

	vrrp_lease_done(&lease, VRRP_LEASE_ADD, EEXIST, six, ms(0));
	assert_int_equal(vrrp_lease_plan(&lease, true, six, ms(9000)), VRRP_LEASE_NONE);
	assert_int_equal(
	    vrrp_lease_plan(&lease, false, six, ms(9000)), VRRP_LEASE_NONE);
}

TEST(without_a_lease_nothing_is_ever_due)
{
	struct vrrp_lease lease = {0};

	vrrp_lease_done(&lease, VRRP_LEASE_ADD, 0, none, ms(0));
	assert_int_equal(vrrp_lease_due(&lease, true, none).ns, INSTANT_NEVER.ns);
	/* Taken over from one who had leases: once, to make it permanent. */
	lease = (struct vrrp_lease){.seen = VRRP_SEEN_LEASED};
	assert_int_equal(vrrp_lease_plan(&lease, true, none, ms(0)), VRRP_LEASE_RENEW);
	vrrp_lease_done(&lease, VRRP_LEASE_RENEW, 0, none, ms(0));
	assert_int_equal(vrrp_lease_plan(&lease, true, none, ms(1)), VRRP_LEASE_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_wanted_and_seen_decides),
	    cmocka_unit_test(a_lease_of_six_seconds_is_renewed_every_two),
	    cmocka_unit_test(a_lease_is_given_up_at_once),
	    cmocka_unit_test(a_refused_renewal_does_not_hold_up_the_removal),
	    cmocka_unit_test(what_is_refused_is_tried_again_after_200_ms),
	    cmocka_unit_test(an_address_that_goes_with_its_interface_needs_no_removal),
	    cmocka_unit_test(a_loss_by_another_hand_is_noticed_and_mended_at_once),
	    cmocka_unit_test(a_lifetime_that_somebody_took_away_is_set_again),
	    cmocka_unit_test(an_address_that_was_there_unseen_is_somebodys_own),
	    cmocka_unit_test(without_a_lease_nothing_is_ever_due),
	};

	return cmocka_run_group_tests_name("vrrp_lease", tests, NULL, NULL);
}
