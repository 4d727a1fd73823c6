/* SPDX-License-Identifier: Apache-2.0 */
/* A question to a name server, and what its answer is worth. P.
 * Source: RFC 1035 3.2, 4.1; RFC 3596 2.1; RFC 7766 (over TCP). */
#ifndef CHECKS_CHECK_DNS_MESSAGE_H
#define CHECKS_CHECK_DNS_MESSAGE_H

#include "checks/check_talk.h"

enum {
	CHECK_DNS_NAME_MAX = 253, /* bytes of a name as text, without the last dot */
	CHECK_DNS_QUERY_MAX = 12 + 255 + 4
};

struct check_dns_spec {
	int type;           /* index into check_dns_types */
	const char *name;   /* "." is the root */
	int rcode;          /* that is wanted; index into check_dns_rcodes */
	const char *answer; /* that one of the records must be; NULL: any or none */
	bool tcp;           /* ask over TCP at once */
};

extern const char *const check_dns_types[];  /* NULL-terminated */
extern const char *const check_dns_rcodes[]; /* the same; the index is the code */
enum { CHECK_DNS_SOA = 3 };                  /* in check_dns_types */

/* Whether it can be asked for: labels of 1 to 63 bytes, CHECK_DNS_NAME_MAX in all. */
bool check_dns_name_ok(const char *name);

/* The question, into out[CHECK_DNS_QUERY_MAX]; returns its bytes. The name is right. */
size_t check_dns_query(const struct check_dns_spec *spec, uint16_t id, uint8_t *out);

enum check_dns_kind {
	CHECK_DNS_JUDGED,
	CHECK_DNS_STRANGE,  /* not an answer to this question: ours may follow */
	CHECK_DNS_TRUNCATED /* what was wanted is not in it: ask over TCP */
};

struct check_dns_answer {
	enum check_dns_kind kind;
	enum check_code code;           /* if judged */
	char detail[CHECK_DETAIL_SIZE]; /* likewise */
};

struct check_dns_answer check_dns_judge(
    const struct check_dns_spec *spec, uint16_t id, const uint8_t *bytes, size_t len);

/* The same over TCP; `more` is the id, a const uint16_t *. */
check_talk_fn check_dns_talk;

#endif
