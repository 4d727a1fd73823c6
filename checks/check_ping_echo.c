/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_ping_echo.h"

#include <string.h>

#include "agent/lib/checksum.h"
#include "agent/lib/wire.h"

enum { ECHO_REQUEST = 8, ECHO_REPLY = 0, ECHO_REQUEST_V6 = 128, ECHO_REPLY_V6 = 129 };

void
check_ping_encode(bool v6, const uint8_t *cookie, uint8_t *out)
{
	struct wr wr = wr_init(out, CHECK_PING_BYTES), checksum;

	wr_u8(&wr, v6 ? ECHO_REQUEST_V6 : ECHO_REQUEST);
	wr_u8(&wr, 0); /* code */
	checksum = wr;
	wr_be16(&wr, 0); /* until it is known */
	wr_be16(&wr, 0); /* identifier */
	wr_be16(&wr, 1); /* sequence */
	wr_bytes(&wr, cookie, CHECK_PING_COOKIE);
	if (!v6) /* of version 6 the kernel sets it: it counts the addresses, too */
		wr_be16(&checksum, checksum_inet(out, CHECK_PING_BYTES));
}

size_t
check_ping_header(const uint8_t *bytes, size_t len)
{
	size_t header = len ? (bytes[0] & 0x0fu) * 4u : 0;

	return header < 20 || header > len ? len : header;
}

bool
check_ping_is_reply(bool v6, const uint8_t *cookie, const uint8_t *bytes, size_t len)
{
	struct rd rd = rd_init(bytes, len);
	uint8_t type = rd_u8(&rd), code = rd_u8(&rd);
	const uint8_t *got;

	(void)rd_be32(&rd); /* checksum, identifier: the kernel has looked */
	(void)rd_be16(&rd); /* sequence: a try sends one */
	got = rd_bytes(&rd, CHECK_PING_COOKIE);
	return got && type == (v6 ? ECHO_REPLY_V6 : ECHO_REPLY) && code == 0 &&
	    memcmp(got, cookie, CHECK_PING_COOKIE) == 0;
}
