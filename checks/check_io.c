/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Sockets of a try: the driver closes what is left open. */
#include "checks/check_io.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/keeper.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "agent/sys/script_security.h"
#include "checks/check_proxy.h"
#include "checks/check_slot.h"
#include "checks/check_trace.h"

const struct model_check *
check_try_model(const struct check_try *try)
{
	return &try->probe->check;
}

const void *
check_try_spec(const struct check_try *try)
{
	return try->probe->check.spec;
}

void *
check_try_state(struct check_try *try)
{
	return try->state;
}

void *
check_try_memory(struct check_try *try, size_t bytes)
{
	try->memory = mem_new(1, bytes);
	return try->memory;
}

void
check_try_certificate(struct check_try *try, int64_t until_ms, bool near)
{
	try->certificate_until_ms = until_ms;
	try->certificate_near = near;
}

void
check_try_expect(struct check_try *try, enum check_code late)
{
	try->late = late;
}

void
check_done(struct check_try *try, enum check_code code, const char *fmt, ...)
{
	struct check_verdict verdict = {.code = code, .dynamic_weight = -1};
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(
	    verdict.detail, sizeof(verdict.detail), fmt, args); /* cut: for a person */
	va_end(args);
	check_done_verdict(try, &verdict);
}

void
check_done_weight(struct check_try *try, int32_t weight)
{
	struct check_verdict verdict = {.code = CHECK_OK, .dynamic_weight = weight};

	(void)snprintf(verdict.detail, sizeof(verdict.detail), "weight %d", weight);
	check_done_verdict(try, &verdict);
}

void
check_done_verdict(struct check_try *try, const struct check_verdict *verdict)
{
	check_run_finish(try, verdict);
}

static void
script_ended(void *ctx, const struct keeper_result *result)
{
	struct check_try *try = ctx;

	try->script = 0;
	try->script_ended(try, result);
}

void
check_script(struct check_try *try, const struct keeper_script *script,
    void (*ended)(struct check_try *try, const struct keeper_result *result))
{
	const struct script_policy *policy = check_run_script_policy(try->run);
	struct keeper_link *keeper = check_run_keeper(try->run);
	struct keeper_script asked = *script;
	char why[SCRIPT_WHY_SIZE];

	if (!keeper) {
		check_done(try, CHECK_NOT_STARTED, "there is no keeper to run it");
		return;
	}
	if (!script_allowed(policy, script->argv[0], script->user, why)) {
		check_done(try, CHECK_NOT_STARTED, "refused: %s", why);
		return;
	}
	asked.user = script_user(policy, script->user);
	asked.group = script_group(policy, script->user, script->group);
	try->script_ended = ended;
	try->script = keeper_link_run(keeper, &asked, script_ended, try);
}

void
check_keep_output(struct check_try *try, const char *output)
{
	struct check_probe *probe = try->probe;
	size_t bytes = strlen(output) + 1;

	probe->output = mem_grow(probe->output, bytes, 1);
	memcpy(probe->output, output, bytes);
}

struct check_curl *
check_try_curl(struct check_try *try)
{
	return check_run_curl(try->run);
}

/* ---- sockets ---- */

static socklen_t
fill_sockaddr(struct sockaddr_storage *out, const struct addr *addr, uint16_t port,
    const char *ifname)
{
	memset(out, 0, sizeof(*out));
	if (addr->family == ADDR_V4) {
		struct sockaddr_in *in = (struct sockaddr_in *)out;

		in->sin_family = AF_INET;
		in->sin_port = htons(port);
		memcpy(&in->sin_addr, addr->bytes, 4);
		return sizeof(*in);
	}
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)out;

	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons(port);
	memcpy(&in6->sin6_addr, addr->bytes, 16);
	if (*ifname && IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr))
		in6->sin6_scope_id = if_nametoindex(ifname);
	return sizeof(*in6);
}

static int
bind_source(int fd, const struct model_check *check, char *step)
{
	struct addr any = {.family = check->connect_addr.family};
	const struct addr *source = &check->bind_addr;
	char text[ADDR_TEXT_SIZE];
	struct sockaddr_storage sa;
	socklen_t len;
	int on = 1;

	if (!addr_is_set(source) && !check->bind_port)
		return 0;
	if (!addr_is_set(source))
		source = &any;
	if (check->bind_port)
		(void)snprintf(step, CHECK_DETAIL_SIZE, "bind to %s port %u",
		    addr_format(source, text), check->bind_port);
	else
		(void)snprintf(
		    step, CHECK_DETAIL_SIZE, "bind to %s", addr_format(source, text));
	/* So that a fixed port can be used by the next try; bind tells if not. */
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* Without a port, let connect() choose it: else 28,000 sources at most. */
	if (!check->bind_port)
		(void)setsockopt(
		    fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
	len = fill_sockaddr(&sa, source, check->bind_port, check->bind_if);
	return bind(fd, (struct sockaddr *)&sa, len) < 0 ? -errno : 0;
}

static int
prepare(int fd, const struct model_check *check, char *step)
{
	if (*check->bind_if) {
		(void)snprintf(
		    step, CHECK_DETAIL_SIZE, "bind to interface %s", check->bind_if);
		if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, check->bind_if,
			(socklen_t)strlen(check->bind_if)) < 0)
			return -errno;
	}
	if (check->fwmark) {
		(void)snprintf(step, CHECK_DETAIL_SIZE, "set fwmark %u", check->fwmark);
		if (setsockopt(fd, SOL_SOCKET, SO_MARK, &check->fwmark,
			sizeof(check->fwmark)) < 0)
			return -errno;
	}
	return bind_source(fd, check, step);
}

static int
socket_of(const struct model_check *check, int type, int protocol, char *step)
{
	int family = check->connect_addr.family == ADDR_V6 ? AF_INET6 : AF_INET;
	int fd = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
	int rc;

	(void)snprintf(step, CHECK_DETAIL_SIZE, "open a socket");
	if (fd < 0)
		return -errno;
	rc = prepare(fd, check, step);
	if (rc < 0) {
		(void)close(fd); /* nothing was sent on it */
		return rc;
	}
	return fd;
}

int
check_socket(const struct model_check *check, int type, char *step)
{
	return socket_of(check, type, 0, step);
}

const char *
check_peer(const struct model_check *check, char *out)
{
	char text[ADDR_TEXT_SIZE];
	bool v6 = check->connect_addr.family == ADDR_V6;

	(void)snprintf(out, CHECK_PEER_SIZE, v6 ? "[%s]:%u" : "%s:%u",
	    addr_format(&check->connect_addr, text), check->connect_port);
	return out;
}

enum check_code
check_socket_code(int err)
{
	switch (err) {
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		return CHECK_INTERNAL;
	default:
		return CHECK_CONNECT_FAILED;
	}
}

enum check_code
check_connect_code(int err)
{
	switch (err) {
	case ECONNREFUSED:
		return CHECK_CONNECT_REFUSED;
	case ETIMEDOUT:
		return CHECK_CONNECT_TIMEOUT;
	case EHOSTUNREACH:
	case ENETUNREACH:
	case EHOSTDOWN:
	case ENETDOWN:
		return CHECK_CONNECT_UNREACHABLE;
	case EADDRNOTAVAIL: /* no local port is left */
		return CHECK_INTERNAL;
	default:
		return check_socket_code(err);
	}
}

void
check_fail(struct check_try *try, const char *what, int err)
{
	char peer[CHECK_PEER_SIZE];

	check_done(try, check_connect_code(err), "%s: %s%s%s",
	    check_peer(&try->probe->check, peer), what ? what : "", what ? ": " : "",
	    strerrordesc_np(err));
}

static void
read_sockaddr(const struct sockaddr_storage *from, struct addr *addr, uint16_t *port)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)from;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)from;
	bool v6 = from->ss_family == AF_INET6;

	*addr = (struct addr){.family = v6 ? ADDR_V6 : ADDR_V4};
	memcpy(addr->bytes, v6 ? (const void *)&in6->sin6_addr : &in->sin_addr,
	    v6 ? 16 : 4);
	*port = ntohs(v6 ? in6->sin6_port : in->sin_port);
}

static size_t
proxy_header(const struct check_try *try, unsigned char out[CHECK_PROXY_SIZE])
{
	const struct model_check *check = &try->probe->check;
	struct sockaddr_storage sa = {0};
	socklen_t len = sizeof(sa);
	struct addr own;
	uint16_t port;

	if (check->proxy_protocol == CHECK_PROXY_V2)
		return check_proxy_local(out);
	/* It is connected: there is nothing to fail, and zeros would be a valid line.
	 */
	(void)getsockname(try->fd, (struct sockaddr *)&sa, &len);
	read_sockaddr(&sa, &own, &port);
	return check_proxy_line(
	    &own, port, &check->connect_addr, check->connect_port, (char *)out);
}

/* The header, where one is wanted; then the checker's turn. */
static void
connected(struct check_try *try)
{
	unsigned char header[CHECK_PROXY_SIZE];
	ssize_t len;

	check_trace(try, CHECK_STEP_CONNECTED, 0);
	if (try->probe->check.proxy_protocol != CHECK_PROXY_NONE) {
		len = (ssize_t)proxy_header(try, header);
		/* The first bytes of a connection: its buffer has room for all. */
		if (send(try->fd, header, (size_t)len, MSG_NOSIGNAL) != len) {
			check_done(try, CHECK_CLOSED,
			    "closed before the PROXY header was sent");
			return;
		}
	}
	try->connected(try, try->fd);
}

static void
connect_ended(void *ctx, unsigned events)
{
	struct check_try *try = ctx;
	socklen_t len = sizeof(int);
	int err = 0;

	(void)events; /* readable, writable or broken: SO_ERROR says which */
	loop_fd_free(try->watch);
	try->watch = NULL;
	if (getsockopt(try->fd, SOL_SOCKET, SO_ERROR, &err, &len) < 0)
		err = errno;
	if (err) {
		check_fail(try, NULL, err);
		return;
	}
	try->late = CHECK_TIMEOUT;
	connected(try);
}

void
check_dial(struct check_try *try, int type, int protocol,
    void (*then)(struct check_try *try, int fd))
{
	const struct model_check *check = &try->probe->check;
	char step[CHECK_DETAIL_SIZE];
	struct sockaddr_storage sa;
	socklen_t len = fill_sockaddr(
	    &sa, &check->connect_addr, check->connect_port, check->bind_if);

	try->fd = socket_of(check, type, protocol, step);
	if (try->fd < 0) {
		int err = -try->fd;

		try->fd = -1;
		check_done(try, check_socket_code(err), "cannot %.80s: %s", step,
		    strerrordesc_np(err));
		return;
	}
	try->connected = then;
	try->late = CHECK_CONNECT_TIMEOUT;
	check_trace(try, CHECK_STEP_CONNECTING, 0);
	if (connect(try->fd, (struct sockaddr *)&sa, len) == 0) {
		try->late = CHECK_TIMEOUT;
		connected(try);
		return;
	}
	if (errno != EINPROGRESS) {
		check_fail(try, NULL, errno);
		return;
	}
	try->watch = loop_fd_new(try->loop, try->fd, LOOP_WRITE, connect_ended, try);
}

static void
can_read(void *ctx, unsigned events)
{
	struct check_try *try = ctx;

	(void)events; /* it was to be read alone */
	loop_fd_events(try->watch, 0);
	try->ready(try, try->fd);
}

void
check_await(struct check_try *try, void (*ready)(struct check_try *try, int fd))
{
	try->ready = ready;
	if (try->watch)
		loop_fd_events(try->watch, LOOP_READ);
	else
		try->watch = loop_fd_new(try->loop, try->fd, LOOP_READ, can_read, try);
}

void
check_connect(struct check_try *try, void (*then)(struct check_try *try, int fd))
{
	check_dial(try, SOCK_STREAM, 0, then);
}

void
check_hang_up(struct check_try *try)
{
	loop_fd_free(try->watch);
	try->watch = NULL;
	(void)close(try->fd); /* whatever was sent on it is of no more interest */
	try->fd = -1;
}

static void
on_event(void *ctx, unsigned events)
{
	struct check_try *try = ctx;

	try->heard(try, try->fd, events);
}

void
check_watch(struct check_try *try, unsigned events,
    void (*heard)(struct check_try *try, int fd, unsigned events))
{
	try->heard = heard;
	try->watch = loop_fd_new(try->loop, try->fd, events, on_event, try);
}

void
check_watch_events(struct check_try *try, unsigned events)
{
	loop_fd_events(try->watch, events);
}

void
check_reset_on_close(int fd)
{
	struct linger reset = {.l_onoff = 1, .l_linger = 0};

	/* Refused: the connection ends with a FIN, which is right too. */
	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
}
