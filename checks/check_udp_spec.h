/* SPDX-License-Identifier: Apache-2.0 */
/* What a datagram is sent, and which answer is wanted. P. */
#ifndef CHECKS_CHECK_UDP_SPEC_H
#define CHECKS_CHECK_UDP_SPEC_H

#include "checks/check.h"

enum {
	CHECK_UDP_BYTES_MAX = 1024, /* of a payload or pattern */
	CHECK_UDP_TEXT_SIZE = 2 * CHECK_UDP_BYTES_MAX + 1,
	CHECK_UDP_REPLY_MAX = 65535
};

/* Bytes, of which those bits count that are set in `mask`; NULL: all. */
struct check_udp_bytes {
	const uint8_t *bytes, *mask;
	size_t len;
};

struct check_udp_spec {
	struct check_udp_bytes payload;
	bool require_reply;
	struct check_udp_bytes reply; /* how it begins; len 0: anything */
	uint32_t min_reply_length, max_reply_length;
};

/* Hexadecimal digits, two a byte, to out[]; with a mask[], X stands for any digit. Each
 * has CHECK_UDP_BYTES_MAX bytes. False, *len untouched, for anything else. */
bool check_udp_parse(const char *text, uint8_t *out, uint8_t *mask, size_t *len);
/* The same again, into out[CHECK_UDP_TEXT_SIZE]; returns out. */
const char *check_udp_format(const struct check_udp_bytes *bytes, char *out);

bool check_udp_equal(const void *a, const void *b);

/* What a reply is worth; detail has CHECK_DETAIL_SIZE bytes. */
enum check_code check_udp_judge(
    const struct check_udp_spec *spec, const uint8_t *reply, size_t len, char *detail);

#endif
