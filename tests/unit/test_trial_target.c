/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/trial_target.h"

static const char *
refusal(const char *text, const char *prefix)
{
	struct addr_prefix allowed;
	struct addr addr;

	if (!addr_parse(text, &addr))
		fail_msg("%s", text);
	if (!prefix)
		return trial_target_refusal(&addr, NULL, 0);
	assert_true(addr_prefix_parse(prefix, &allowed));
	return trial_target_refusal(&addr, &allowed, 1);
}

TEST(what_only_this_host_or_its_cloud_reaches_is_refused)
{
	static const char *const bad[] = {"127.0.0.1", "127.255.255.255", "::1",
	    "0.0.0.0", "0.255.255.255", "::", "169.254.0.0", "169.254.169.254",
	    "169.254.255.255", "fe80::1", "febf::1", "224.0.0.0", "239.255.255.255",
	    "ff02::1", "255.255.255.255", "fd00:ec2::254", "100.100.100.200",
	    /* the same in other clothes */
	    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::2",
	    "64:ff9b::169.254.169.254", "64:ff9b::127.0.0.1", "2002:7f00:1::1",
	    "2002:a9fe:a9fe::"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!refusal(bad[i], NULL))
			fail_msg("%s", bad[i]);
}

TEST(their_neighbours_may_be_aimed_at)
{
	static const char *const good[] = {"126.255.255.255", "128.0.0.0", "1.0.0.0",
	    "169.253.255.255", "169.255.0.0", "223.255.255.255", "240.0.0.1",
	    "10.0.0.1", "192.168.1.1", "fe7f::1", "fec0::1", "feff::1", "fd00:ec2::253",
	    "2001:db8::1", "64:ff9b::10.0.0.1", "::ffff:10.0.0.1", "2002:a00:1::1"};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (refusal(good[i], NULL))
			fail_msg("%s: %s", good[i], refusal(good[i], NULL));
}

TEST(loopback_is_allowed_within_its_prefix_only)
{
	assert_null(refusal("127.0.0.1", "127.0.0.0/8"));
	assert_null(refusal("127.0.0.1", "127.0.0.1"));
	assert_non_null(refusal("127.0.0.2", "127.0.0.1"));
	/* /29: 127.0.0.0 to 127.0.0.7 */
	assert_null(refusal("127.0.0.7", "127.0.0.0/29"));
	assert_non_null(refusal("127.0.0.8", "127.0.0.0/29"));
	assert_null(refusal("::1", "::1"));
	assert_non_null(refusal("::1", "127.0.0.0/8"));
	assert_null(refusal("::ffff:127.0.0.1", "127.0.0.0/8"));
}

TEST(no_prefix_allows_what_is_never_a_target)
{
	assert_non_null(refusal("169.254.169.254", "0.0.0.0/0"));
	assert_non_null(refusal("169.254.1.1", "169.254.0.0/16"));
	assert_non_null(refusal("224.0.0.1", "0.0.0.0/0"));
	assert_non_null(refusal("fd00:ec2::254", "::/0"));
	assert_non_null(refusal("fe80::1", "::/0"));
	assert_non_null(refusal("::", "::/0"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_only_this_host_or_its_cloud_reaches_is_refused),
	    cmocka_unit_test(their_neighbours_may_be_aimed_at),
	    cmocka_unit_test(loopback_is_allowed_within_its_prefix_only),
	    cmocka_unit_test(no_prefix_allows_what_is_never_a_target),
	};

	return cmocka_run_group_tests_name("trial_target", tests, NULL, NULL);
}
