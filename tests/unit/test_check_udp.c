/* SPDX-License-Identifier: Apache-2.0 */
/* UDP_CHECK against a socket of the loopback that answers on the same loop. */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/sys/loop.h"
#include "checks/check_udp.h"
#include "tests/fake/one_try.h"

struct server {
	int fd;
	uint16_t port;
	const char *reply; /* NULL: never */
	char heard[64];
	size_t heard_len;
};

static void
serve(void *ctx, unsigned events)
{
	struct server *server = ctx;
	struct sockaddr_in from;
	socklen_t len = sizeof(from);
	ssize_t got = recvfrom(server->fd, server->heard, sizeof(server->heard), 0,
	    (struct sockaddr *)&from, &len);

	(void)events;
	assert_true(got >= 0);
	server->heard_len = (size_t)got;
	if (server->reply)
		assert_true(sendto(server->fd, server->reply, strlen(server->reply), 0,
				(struct sockaddr *)&from, len) >= 0);
}

static void
open_server(struct server *server)
{
	struct sockaddr_in in = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(in);

	server->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_true(server->fd >= 0);
	assert_int_equal(bind(server->fd, (struct sockaddr *)&in, sizeof(in)), 0);
	assert_int_equal(getsockname(server->fd, (struct sockaddr *)&in, &len), 0);
	server->port = ntohs(in.sin_port);
}

static struct check_verdict
ask(const struct check_udp_spec *spec, struct server *server, bool is_open)
{
	struct loop *loop = loop_new();
	struct loop_fd *watch;
	struct model_check check = {.ops = &check_udp_ops,
	    .spec = spec,
	    .connect_addr = addr_v4(0x7f000001),
	    .connect_timeout_ms = 200,
	    .delay_loop_ms = 60000};
	struct check_verdict verdict;

	open_server(server);
	check.connect_port = server->port;
	watch = loop_fd_new(loop, server->fd, LOOP_READ, serve, server);
	if (!is_open) {
		loop_fd_free(watch);
		watch = NULL;
		(void)close(server->fd);
	}
	verdict = one_try(loop, NULL, &check).last;
	if (is_open) {
		loop_fd_free(watch);
		(void)close(server->fd);
	}
	loop_free(loop);
	return verdict;
}

TEST(an_answer_is_fit_when_it_is_the_one_that_is_wanted)
{
	static const uint8_t payload[] = "hi", want[] = "ye";
	const struct check_udp_spec spec = {
	    .payload = {payload, NULL, 2},
	    .require_reply = true,
	    .reply = {want,    NULL, 2},
	    .max_reply_length = 255
        };
	struct server yes = {.reply = "yes"}, no = {.reply = "no"};

	assert_int_equal(ask(&spec, &yes, true).code, CHECK_OK);
	assert_int_equal(yes.heard_len, 2);
	assert_memory_equal(yes.heard, "hi", 2);
	assert_int_equal(ask(&spec, &no, true).code, CHECK_ANSWER);
}

TEST(silence_is_a_failure_only_where_a_reply_is_wanted)
{
	const struct check_udp_spec any = {.max_reply_length = 255};
	const struct check_udp_spec wants = {
	    .require_reply = true, .max_reply_length = 255};
	struct server silent = {.heard_len = 99};
	struct check_verdict verdict = ask(&any, &silent, true);

	assert_int_equal(verdict.code, CHECK_OK);
	assert_string_equal(verdict.detail, "nothing came back for 200 ms");
	assert_int_equal(silent.heard_len, 0); /* an empty datagram came */
	assert_int_equal(ask(&wants, &silent, true).code, CHECK_TIMEOUT);
}

TEST(a_closed_port_is_refused_by_icmp)
{
	const struct check_udp_spec any = {.max_reply_length = 255};
	struct server closed = {0};

	assert_int_equal(ask(&any, &closed, false).code, CHECK_CONNECT_REFUSED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_answer_is_fit_when_it_is_the_one_that_is_wanted),
	    cmocka_unit_test(silence_is_a_failure_only_where_a_reply_is_wanted),
	    cmocka_unit_test(a_closed_port_is_refused_by_icmp),
	};

	return cmocka_run_group_tests_name("check_udp", tests, NULL, NULL);
}
