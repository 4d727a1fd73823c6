/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/vrrp/vrrp_auth.h"

static const struct vrrp_auth_key none = {.type = VRRP_AUTH_NONE};
static const struct vrrp_auth_key pass = {
    VRRP_AUTH_PASS, {'1', '1', '1', '1'}
};

static struct vrrp_advert
advert(uint8_t type, const uint8_t *octets)
{
	return (struct vrrp_advert){.auth_type = type, .auth = octets};
}

TEST(types_are_looked_at_before_passwords)
{
	static const uint8_t octets[VRRP_AUTH_BYTES] = {'2'};
	const struct {
		const struct vrrp_auth_key *ours;
		uint8_t theirs;
		enum vrrp_refusal want;
	} cases[] = {
	    {&none, 0,   VRRP_ACCEPTED          },
	    {&none, 1,   VRRP_AUTH_TYPE_MISMATCH},
	    {&none, 3,   VRRP_BAD_AUTH_TYPE     },
	    {&pass, 0,   VRRP_AUTH_TYPE_MISMATCH},
	    {&pass, 2,   VRRP_AUTH_TYPE_MISMATCH},
	    {&pass, 3,   VRRP_BAD_AUTH_TYPE     },
	    {&pass, 255, VRRP_BAD_AUTH_TYPE     },
	    {&pass, 1,   VRRP_BAD_AUTH          },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vrrp_advert ad = advert(cases[i].theirs, octets);

		assert_int_equal(vrrp_auth_check(cases[i].ours, &ad), cases[i].want);
	}
}

TEST(every_octet_of_the_password_counts)
{
	for (size_t i = 0; i < VRRP_AUTH_BYTES; i++) {
		uint8_t octets[VRRP_AUTH_BYTES] = {'1', '1', '1', '1'};
		struct vrrp_advert ad = advert(VRRP_AUTH_PASS, octets);

		assert_int_equal(vrrp_auth_check(&pass, &ad), VRRP_ACCEPTED);
		octets[i] ^= 1;
		assert_int_equal(vrrp_auth_check(&pass, &ad), VRRP_BAD_AUTH);
	}
}

/* RFC 3768: with type 0 the octets are ignored on receipt. */
TEST(without_authentication_the_octets_do_not_matter)
{
	static const uint8_t octets[VRRP_AUTH_BYTES] = {1, 2, 3, 4, 5, 6, 7, 8};
	struct vrrp_advert ad = advert(VRRP_AUTH_NONE, octets);

	assert_int_equal(vrrp_auth_check(&none, &ad), VRRP_ACCEPTED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(types_are_looked_at_before_passwords),
	    cmocka_unit_test(every_octet_of_the_password_counts),
	    cmocka_unit_test(without_authentication_the_octets_do_not_matter),
	};

	return cmocka_run_group_tests_name("vrrp_auth", tests, NULL, NULL);
}
