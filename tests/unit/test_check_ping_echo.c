/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/lib/checksum.h"
#include "checks/check_ping_echo.h"

static const uint8_t cookie[CHECK_PING_COOKIE] = "0123456789abcde";

/* What the kernel, or a peer, makes of the request. */
static void
answer(bool v6, uint8_t *bytes)
{
	check_ping_encode(v6, cookie, bytes);
	assert_int_equal(bytes[0], v6 ? 128 : 8);
	bytes[0] = v6 ? 129 : 0;
	bytes[4] = 7; /* the identifier is the kernel's */
}

TEST(a_request_of_version_4_has_its_checksum)
{
	uint8_t bytes[CHECK_PING_BYTES];

	check_ping_encode(false, cookie, bytes);
	assert_int_equal(checksum_inet(bytes, sizeof(bytes)), 0);
	check_ping_encode(true, cookie, bytes);
	assert_int_equal(bytes[2] | bytes[3], 0);
}

TEST(only_a_reply_with_the_cookie_is_one)
{
	for (int v6 = 0; v6 <= 1; v6++) {
		uint8_t bytes[CHECK_PING_BYTES + 1] = {0};

		answer(v6, bytes);
		assert_true(check_ping_is_reply(v6, cookie, bytes, CHECK_PING_BYTES));
		assert_true(
		    check_ping_is_reply(v6, cookie, bytes, CHECK_PING_BYTES + 1));
		assert_false(check_ping_is_reply(!v6, cookie, bytes, CHECK_PING_BYTES));
		for (size_t len = 0; len < CHECK_PING_BYTES; len++)
			assert_false(check_ping_is_reply(v6, cookie, bytes, len));
		bytes[CHECK_PING_BYTES - 1] ^= 1;
		assert_false(check_ping_is_reply(v6, cookie, bytes, CHECK_PING_BYTES));
		answer(v6, bytes);
		bytes[1] = 1;
		assert_false(check_ping_is_reply(v6, cookie, bytes, CHECK_PING_BYTES));
		check_ping_encode(
		    v6, cookie, bytes); /* our own request, on a loopback */
		assert_false(check_ping_is_reply(v6, cookie, bytes, CHECK_PING_BYTES));
	}
}

TEST(the_ip_header_is_as_long_as_it_says_within_the_datagram)
{
	uint8_t bytes[60] = {0x45};

	assert_int_equal(check_ping_header(bytes, 60), 20);
	assert_int_equal(check_ping_header(bytes, 19), 19);
	bytes[0] = 0x4f;
	assert_int_equal(check_ping_header(bytes, 60), 60);
	assert_int_equal(check_ping_header(bytes, 59), 59);
	bytes[0] = 0x44;
	assert_int_equal(check_ping_header(bytes, 60), 60);
	assert_int_equal(check_ping_header(bytes, 0), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_request_of_version_4_has_its_checksum),
	    cmocka_unit_test(only_a_reply_with_the_cookie_is_one),
	    cmocka_unit_test(the_ip_header_is_as_long_as_it_says_within_the_datagram),
	};

	return cmocka_run_group_tests_name("check_ping_echo", tests, NULL, NULL);
}
