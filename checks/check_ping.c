/* SPDX-License-Identifier: Apache-2.0 */
/* PING_CHECK: fit is what answers an echo. Runs on: control. Over a ping socket where
 * net.ipv4.ping_group_range lets us have one; else over a raw one, of which each hears
 * what answers the others, too. */
#include "checks/check_ping.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/sys/loop.h"
#include "checks/check_io.h"
#include "checks/check_ping_echo.h"
#include "checks/check_trace.h"

struct ping {
	uint8_t cookie[CHECK_PING_COOKIE];
	bool raw;
};

static bool
is_v6(const struct check_try *try)
{
	return check_try_model(try)->connect_addr.family == ADDR_V6;
}

static void
fail(struct check_try *try, const char *what, int err)
{
	char text[ADDR_TEXT_SIZE];

	check_done(try, check_connect_code(err), "%s: %s: %s",
	    addr_format(&check_try_model(try)->connect_addr, text), what,
	    strerrordesc_np(err));
}

static void
heard(struct check_try *try, int fd, unsigned events)
{
	const struct ping *ping = check_try_state(try);
	uint8_t bytes[CHECK_PING_HEADER_MAX + CHECK_PING_BYTES];
	ssize_t got = recv(fd, bytes, sizeof(bytes), 0);
	size_t from = 0;

	(void)events; /* readable, or an error: recv says which */
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got < 0) {
		fail(try, "no echo", errno);
		return;
	}
	check_trace(try, CHECK_STEP_RECEIVED, (size_t)got);
	if (ping->raw && !is_v6(try))
		from = check_ping_header(bytes, (size_t)got);
	if (check_ping_is_reply(
		is_v6(try), ping->cookie, bytes + from, (size_t)got - from))
		check_done(try, CHECK_OK, "echo");
	/* else: an older one's, or somebody's invention; ours may follow */
}

static void
connected(struct check_try *try, int fd)
{
	struct ping *ping = check_try_state(try);
	uint8_t bytes[CHECK_PING_BYTES];

	if (getrandom(ping->cookie, sizeof(ping->cookie), GRND_NONBLOCK) < 0) {
		check_done(try, CHECK_INTERNAL, "no random numbers yet");
		return;
	}
	check_ping_encode(is_v6(try), ping->cookie, bytes);
	if (send(fd, bytes, sizeof(bytes), MSG_NOSIGNAL) < 0) {
		fail(try, "sending", errno);
		return;
	}
	check_trace(try, CHECK_STEP_SENT, sizeof(bytes));
	check_watch(try, LOOP_READ, heard);
}

static bool
may_ping(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_ICMP);

	if (fd < 0)
		return false;
	(void)close(fd); /* never used */
	return true;
}

static void
start(struct check_try *try)
{
	struct ping *ping = check_try_state(try);

	ping->raw = !may_ping();
	check_dial(try, ping->raw ? SOCK_RAW : SOCK_DGRAM,
	    is_v6(try) ? (int)IPPROTO_ICMPV6 : (int)IPPROTO_ICMP, connected);
}

const struct check_ops check_ping_ops = {
    .abi = CHECK_ABI,
    .name = "ping",
    .state_size = sizeof(struct ping),
    .start = start,
    .in_flight_max = 2000,
};

/* Nothing but the words that every checker has. */
const struct conf_block check_ping_block = {0};
