/* SPDX-License-Identifier: Apache-2.0 */
/* TCP_CHECK against real sockets on the loopback. */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/check_io.h"
#include "checks/check_tcp.h"
#include "tests/fake/one_try.h"

static struct check_verdict
verdict_of(const struct model_check *check)
{
	return one_try(NULL, NULL, check).last;
}

static struct model_check
check_of(const char *addr, uint16_t port)
{
	struct model_check check = {.ops = &check_tcp_ops,
	    .connect_port = port,
	    .connect_timeout_ms = 200,
	    .delay_loop_ms = 60000};

	assert_true(addr_parse(addr, &check.connect_addr));
	return check;
}

/* A socket bound to a free port of the loopback: refuses until it listens. */
static int
bound(int family, uint16_t *port)
{
	struct sockaddr_in6 in6 = {
	    .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	struct sockaddr_in in = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr *sa =
	    family == AF_INET ? (struct sockaddr *)&in : (struct sockaddr *)&in6;
	socklen_t len = family == AF_INET ? sizeof(in) : sizeof(in6);
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, sa, len), 0);
	assert_int_equal(getsockname(fd, sa, &len), 0);
	*port = ntohs(family == AF_INET ? in.sin_port : in6.sin6_port);
	return fd;
}

/* What was sent before the reset, of the connection that waits. */
static size_t
heard(int listener, char *out, size_t room)
{
	int fd = accept(listener, NULL, NULL);
	ssize_t len;

	assert_true(fd >= 0);
	len = recv(fd, out, room - 1, 0);
	assert_true(len >= 0);
	out[len] = '\0';
	(void)close(fd);
	return (size_t)len;
}

TEST(begins_with_the_proxys_header_that_is_asked_for)
{
	uint16_t port, from, to;
	int fd = bound(AF_INET, &port);
	struct model_check check = check_of("127.0.0.1", port);
	char text[200];

	assert_int_equal(listen(fd, 8), 0);
	check.proxy_protocol = CHECK_PROXY_V1;
	assert_int_equal(verdict_of(&check).code, CHECK_OK);
	(void)heard(fd, text, sizeof(text));
	assert_int_equal(
	    sscanf(text, "PROXY TCP4 127.0.0.1 127.0.0.1 %hu %hu\r\n", &from, &to), 2);
	assert_int_equal(to, port);
	assert_int_not_equal(from, 0);
	check.proxy_protocol = CHECK_PROXY_V2;
	assert_int_equal(verdict_of(&check).code, CHECK_OK);
	assert_int_equal(heard(fd, text, sizeof(text)), 16);
	(void)close(fd);
}

TEST(passes_where_somebody_listens)
{
	static const struct {
		int family;
		const char *addr;
	} at[] = {
	    {AF_INET,  "127.0.0.1"},
            {AF_INET6, "::1"      }
        };

	for (size_t i = 0; i < 2; i++) {
		uint16_t port;
		int fd = bound(at[i].family, &port);
		struct model_check check = check_of(at[i].addr, port);

		assert_int_equal(listen(fd, 8), 0);
		assert_int_equal(verdict_of(&check).code, CHECK_OK);
		(void)close(fd);
	}
}

TEST(says_who_refused)
{
	uint16_t port;
	int fd = bound(AF_INET, &port);
	struct model_check check = check_of("127.0.0.1", port);
	struct check_verdict verdict = verdict_of(&check);
	char want[64];

	(void)snprintf(want, sizeof(want), "127.0.0.1:%u: Connection refused", port);
	assert_int_equal(verdict.code, CHECK_CONNECT_REFUSED);
	assert_string_equal(verdict.detail, want);
	(void)close(fd);
}

/* A full backlog: the kernel drops the SYN, as a dead host would. */
TEST(says_that_nobody_answered)
{
	uint16_t port;
	int fd = bound(AF_INET, &port);
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons(port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct model_check check = check_of("127.0.0.1", port);
	struct check_verdict verdict;
	int fill[4];

	assert_int_equal(listen(fd, 0), 0);
	for (size_t i = 0; i < 4; i++) {
		fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)connect(fill[i], (struct sockaddr *)&to, sizeof(to));
	}
	verdict = verdict_of(&check);
	assert_int_equal(verdict.code, CHECK_CONNECT_TIMEOUT);
	assert_non_null(strstr(verdict.detail, "no connection, timeout after 200 ms"));
	for (size_t i = 0; i < 4; i++)
		(void)close(fill[i]);
	(void)close(fd);
}

TEST(comes_from_the_address_and_port_that_bindto_says)
{
	uint16_t port, source_port;
	int fd = bound(AF_INET, &port), free_port = bound(AF_INET, &source_port), peer;
	struct model_check check = check_of("127.0.0.1", port);
	struct sockaddr_in from;
	socklen_t len = sizeof(from);

	(void)close(free_port);
	assert_int_equal(listen(fd, 8), 0);
	assert_true(addr_parse("127.0.0.9", &check.bind_addr));
	check.bind_port = source_port;
	assert_int_equal(verdict_of(&check).code, CHECK_OK);
	peer = accept(fd, (struct sockaddr *)&from, &len);
	assert_int_equal(ntohl(from.sin_addr.s_addr), 0x7f000009);
	assert_int_equal(ntohs(from.sin_port), source_port);
	(void)close(peer);
	(void)close(fd);
}

TEST(says_which_step_of_its_socket_failed)
{
	struct model_check check = check_of("127.0.0.1", 9);
	struct check_verdict verdict;

	assert_true(addr_parse("192.0.2.77", &check.bind_addr));
	verdict = verdict_of(&check);
	assert_int_equal(verdict.code, CHECK_CONNECT_FAILED);
	assert_string_equal(verdict.detail,
	    "cannot bind to 192.0.2.77: Cannot assign requested address");
	check = check_of("127.0.0.1", 9);
	memcpy(check.bind_if, "nosuchif0", 10);
	verdict = verdict_of(&check);
	assert_string_equal(
	    verdict.detail, "cannot bind to interface nosuchif0: No such device");
}

TEST(each_errno_of_a_connection_has_its_code)
{
	static const struct {
		int err;
		enum check_code code;
	} cases[] = {
	    {ECONNREFUSED, CHECK_CONNECT_REFUSED    },
            {ETIMEDOUT,    CHECK_CONNECT_TIMEOUT    },
	    {EHOSTUNREACH, CHECK_CONNECT_UNREACHABLE},
	    {ENETUNREACH,  CHECK_CONNECT_UNREACHABLE},
            {EMFILE,       CHECK_INTERNAL           },
	    {ECONNRESET,   CHECK_CONNECT_FAILED     }
        };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(check_connect_code(cases[i].err), cases[i].code);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(begins_with_the_proxys_header_that_is_asked_for),
	    cmocka_unit_test(passes_where_somebody_listens),
	    cmocka_unit_test(says_who_refused),
	    cmocka_unit_test(says_that_nobody_answered),
	    cmocka_unit_test(comes_from_the_address_and_port_that_bindto_says),
	    cmocka_unit_test(says_which_step_of_its_socket_failed),
	    cmocka_unit_test(each_errno_of_a_connection_has_its_code),
	};

	return cmocka_run_group_tests_name("check_tcp", tests, NULL, NULL);
}
