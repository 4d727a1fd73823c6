/* SPDX-License-Identifier: Apache-2.0 */
/* DNS_CHECK: fit is a name server that answers. Over UDP; over TCP when it is told so,
 * or when what is wanted was cut off. Runs on: control. */
#include "checks/check_dns.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "agent/sys/loop.h"
#include "checks/check_rows.h"
#include "checks/check_stream.h"
#include "checks/check_trace.h"

struct dns_try {
	struct check_stream stream; /* first: check_stream.h */
	uint16_t id;
};

static void
heard(struct check_try *try, int fd, unsigned events)
{
	struct dns_try *dns = check_try_state(try);
	uint8_t bytes[UINT16_MAX];
	ssize_t got = recv(fd, bytes, sizeof(bytes), 0);
	struct check_dns_answer answer;

	(void)events; /* readable, or an error: recv says which */
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got < 0) {
		check_fail(try, "no answer", errno);
		return;
	}
	check_trace(try, CHECK_STEP_RECEIVED, (size_t)got);
	answer = check_dns_judge(check_try_spec(try), dns->id, bytes, (size_t)got);
	switch (answer.kind) {
	case CHECK_DNS_JUDGED:
		check_done(try, answer.code, "%s", answer.detail);
		break;
	case CHECK_DNS_TRUNCATED:
		check_hang_up(try);
		check_stream_start(try, check_dns_talk, &dns->id);
		break;
	case CHECK_DNS_STRANGE: /* ours may follow */
		break;
	}
}

static void
connected(struct check_try *try, int fd)
{
	const struct dns_try *dns = check_try_state(try);
	uint8_t query[CHECK_DNS_QUERY_MAX];
	size_t len = check_dns_query(check_try_spec(try), dns->id, query);

	if (send(fd, query, len, MSG_NOSIGNAL) < 0) {
		check_fail(try, "sending", errno);
		return;
	}
	check_trace(try, CHECK_STEP_SENT, len);
	check_watch(try, LOOP_READ, heard);
}

static void
start(struct check_try *try)
{
	const struct check_dns_spec *spec = check_try_spec(try);
	struct dns_try *dns = check_try_state(try);

	if (getrandom(&dns->id, sizeof(dns->id), GRND_NONBLOCK) < 0)
		check_done(try, CHECK_INTERNAL, "no random numbers yet");
	else if (spec->tcp)
		check_stream_start(try, check_dns_talk, &dns->id);
	else
		check_dial(try, SOCK_DGRAM, 0, connected);
}

static bool
equal(const void *left, const void *right)
{
	const struct check_dns_spec *a = left, *b = right;

	return a->type == b->type && check_same_text(a->name, b->name) &&
	    a->rcode == b->rcode && check_same_text(a->answer, b->answer) &&
	    a->tcp == b->tcp;
}

const struct check_ops check_dns_ops = {
    .abi = CHECK_ABI,
    .name = "dns",
    .state_size = sizeof(struct dns_try),
    .start = start,
    .equal = equal,
    .in_flight_max = 1000,
};

/* ---- its words ---- */

static void
defaults(void *into)
{
	struct check_dns_spec *spec = into;

	spec->type = CHECK_DNS_SOA;
	spec->name = ".";
}

static void
finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	const struct check_dns_spec *spec = into;

	check_want_short(reader, node, "answer", spec->answer);
	if (!check_dns_name_ok(spec->name))
		conf_error(reader, node, 0, "value",
		    "name wants labels of 1 to 63 bytes, %d bytes in all",
		    CHECK_DNS_NAME_MAX);
}

static const struct conf_key keys[] = {
    {.word = "type",
     .type = CONF_ENUM,
     .place = offsetof(struct check_dns_spec, type),
     .words = check_dns_types,
     .help = "of record that is asked for (SOA)"},
    CHECK_ROW("name", CONF_TEXT, struct check_dns_spec, name,
	"name that is asked for (., the root)"),
    {.word = "rcode",
     .type = CONF_ENUM,
     .place = offsetof(struct check_dns_spec, rcode),
     .words = check_dns_rcodes,
     .help = "code that is fit (NOERROR)"       },
    CHECK_ROW("answer", CONF_TEXT, struct check_dns_spec, answer,
	"what one of the records must be: an address, a name (of MX and SOA the "
	"server's), a text (anything, or nothing at all)"),
    CHECK_ROW("tcp", CONF_FLAG, struct check_dns_spec, tcp,
	"ask over TCP (UDP first, and TCP if the wanted answer was cut off)"),
};

const struct conf_block check_dns_block = {CHECK_ROWS(keys),
    .size = sizeof(struct check_dns_spec), .defaults = defaults, .finish = finish};
