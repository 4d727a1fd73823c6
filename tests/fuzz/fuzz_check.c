/* SPDX-License-Identifier: Apache-2.0 */
/* What servers answer to checks: the first byte says which check, the second in pieces
 * of which size the rest comes, where it is a stream. */
#include <assert.h>
#include <string.h>

#include "checks/check_agent_talk.h"
#include "checks/check_dns_message.h"
#include "checks/check_grpc_wire.h"
#include "checks/check_ldap_talk.h"
#include "checks/check_mysql_talk.h"
#include "checks/check_pgsql_talk.h"
#include "checks/check_ping_echo.h"
#include "checks/check_redis_talk.h"
#include "checks/check_smtp_talk.h"
#include "checks/check_udp_spec.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const uint16_t dns_id = 0x1234;
static const struct check_agent_spec agent;
static const struct check_redis_spec redis = {.password = "secret"};
static const struct check_pgsql_spec pgsql = {.user = "mon"};
static const struct check_mysql_spec mysql = {.user = "mon"};
static const struct check_smtp_spec smtp;
static const struct check_dns_spec dns = {
    .type = 6, .name = "www.example", .answer = "2001:db8::1"};

static const struct {
	check_talk_fn *turn;
	const void *spec, *more;
} talks[] = {
    {check_agent_talk, &agent, NULL   },
    {check_redis_talk, &redis, NULL   },
    {check_pgsql_talk, &pgsql, NULL   },
    {check_mysql_talk, &mysql, NULL   },
    {check_smtp_talk,  &smtp,  "host" },
    {check_ldap_talk,  NULL,   NULL   },
    {check_dns_talk,   &dns,   &dns_id},
};
enum { TALKS = sizeof(talks) / sizeof(talks[0]) };

static void
talk(size_t which, size_t piece, const uint8_t *bytes, size_t len)
{
	static struct check_talk heard;
	const struct model_check check = {.spec = talks[which].spec};
	size_t at = 0, room;

	check_talk_begin(&heard, &check, talks[which].turn, talks[which].more);
	while (at < len && !heard.over) {
		uint8_t *to = check_talk_room(&heard, &room);
		size_t next = len - at < piece ? len - at : piece;

		assert(room > 0);
		next = next < room ? next : room;
		memcpy(to, bytes + at, next);
		check_talk_sent(&heard, wr_len(&heard.say));
		check_talk_hear(&heard, next);
		at += next;
	}
	if (!heard.over)
		check_talk_end(&heard);
	assert(heard.over);
	assert(heard.verdict.code < CHECK_CODES);
	assert(strlen(heard.verdict.detail) < CHECK_DETAIL_SIZE);
}

/* The body of an answer; what was made of it has a word or is said by its number. */
static void
grpc(const uint8_t *bytes, size_t len)
{
	uint32_t serving = UINT32_MAX;

	if (!check_grpc_answer(bytes, len, &serving)) {
		assert(serving == UINT32_MAX);
		return;
	}
	assert(len >= 5 && serving <= INT32_MAX);
	assert(!check_grpc_serving_word(serving) == (serving > 3));
}

static void
datagram(const uint8_t *bytes, size_t len)
{
	static const uint8_t cookie[CHECK_PING_COOKIE];
	struct check_dns_answer answer = check_dns_judge(&dns, dns_id, bytes, len);
	size_t header = check_ping_header(bytes, len);
	struct check_udp_spec spec = {
	    .require_reply = true,
	    .reply = {cookie, NULL, sizeof(cookie)},
	    .max_reply_length = 255
        };
	char detail[CHECK_DETAIL_SIZE];

	assert(answer.kind != CHECK_DNS_JUDGED || answer.code < CHECK_CODES);
	assert(header <= len);
	(void)check_ping_is_reply(false, cookie, bytes + header, len - header);
	if (check_udp_judge(&spec, bytes, len, detail) == CHECK_OK)
		assert(len >= sizeof(cookie) && len <= 255);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	if (len < 2)
		return 0;
	size_t which = bytes[0] % (TALKS + 2);

	if (which < TALKS)
		talk(which, 1u + bytes[1], bytes + 2, len - 2);
	else if (which == TALKS)
		datagram(bytes + 2, len - 2);
	else
		grpc(bytes + 2, len - 2);
	return 0;
}
