/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP on the control loop. Runs on: control.
 *
 * libmicrohttpd brings an epoll descriptor per listener, which the loop watches; it is
 * edge-triggered inside, so whenever MHD_get_timeout says 0 it must be run again, or a
 * request would hang with its bytes unread. That is done by a timer of 0 ms rather than
 * in place: so other work of the loop gets its turn between two slices of a long
 * answer.
 *
 * The library's timeout counts inactivity only: a client that sends one byte a second
 * would hold its connection for ever. Each connection therefore has a deadline of ours,
 * looked at once a second; past it the socket is shut down, which the library sees. */
#include "api/api.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "agent/sys/now.h"
#include "api/api_call.h"
#include "api/api_gate.h"
#include "api/api_live.h"
#include "api/api_server.h"

enum {
	CONNECTIONS_MAX = 128,
	CONNECTIONS_PER_ADDRESS_MAX = 64, /* or Unix user */
	CONNECTION_BYTES = 32 * 1024      /* its headers must fit */
};

/* ---- connections ---- */

static struct addr
from_sockaddr(const struct sockaddr *from)
{
	struct addr addr = {0};

	if (from->sa_family == AF_INET) {
		addr.family = ADDR_V4;
		memcpy(addr.bytes, &((const struct sockaddr_in *)from)->sin_addr, 4);
	} else if (from->sa_family == AF_INET6) {
		addr.family = ADDR_V6;
		memcpy(addr.bytes, &((const struct sockaddr_in6 *)from)->sin6_addr, 16);
	}
	return addr;
}

static void
cut(struct api_conn *conn, enum api_refusal refusal, const char *detail)
{
	char source[ADDR_TEXT_SIZE];

	if (conn->cut)
		return;
	conn->cut = true;
	(void)shutdown(conn->fd, SHUT_RDWR); /* or is gone: the library sees both */
	if (conn->listener->listen.unix_path)
		(void)snprintf(source, sizeof(source), "uid %u", (unsigned)conn->uid);
	else
		(void)addr_format(&conn->addr, source);
	if (!conn->idle)
		api_note_refusal(conn->listener->api, refusal, source, detail);
}

/* One client leaves room for others. Root is not held to it: so that he can still see
 * who takes all the rest. */
static void
limit(struct api_conn *conn)
{
	const struct api_listener *listener = conn->listener;
	unsigned same = 0;

	if (listener->listen.unix_path && conn->uid == 0)
		return;
	for (const struct api_conn *other = listener->conns; other; other = other->next)
		same +=
		    addr_equal(&other->addr, &conn->addr) && other->uid == conn->uid;
	if (same >= CONNECTIONS_PER_ADDRESS_MAX)
		cut(conn, API_REFUSED_CROWD,
		    "as many connections are open as one may have");
}

static struct api_conn *
conn_new(struct api_listener *listener, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *fd =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	const union MHD_ConnectionInfo *from =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct api_conn *conn = mem_new(1, sizeof(*conn));
	struct api_peer peer;

	conn->listener = listener;
	conn->fd = fd ? fd->connect_fd : -1;
	conn->deadline =
	    instant_add(loop_now(listener->api->loop), span_s(API_HEAD_DEADLINE_S));
	if (!listener->listen.unix_path) {
		if (from && from->client_addr)
			conn->addr = from_sockaddr(from->client_addr);
	} else if (api_auth_peer(conn->fd, listener->socket.group, &peer) == 0) {
		conn->uid = peer.uid;
		conn->person = api_auth_unix(&peer, geteuid());
	}
	limit(conn);
	conn->next = listener->conns;
	if (conn->next)
		conn->next->prev = conn;
	listener->conns = conn;
	return conn;
}

static void
conn_free(struct api_conn *conn)
{
	if (conn->next)
		conn->next->prev = conn->prev;
	if (conn->prev)
		conn->prev->next = conn->next;
	else
		conn->listener->conns = conn->next;
	mem_free(conn);
}

static void
start_sweep(struct api *api)
{
	if (!api->sweeping) /* else new connections would put it off for ever */
		loop_timer_after(api->sweep, span_s(1));
	api->sweeping = true;
}

static void
connection_event(void *cls, struct MHD_Connection *connection, void **context,
    enum MHD_ConnectionNotificationCode what)
{
	struct api_listener *listener = cls;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		*context = conn_new(listener, connection);
		start_sweep(listener->api);
	} else if (*context) {
		conn_free(*context);
		*context = NULL;
		listener->made_room = true;
	}
}

static bool
sweep_list(struct api_listener *listener, struct instant now)
{
	bool any = false;

	for (; listener; listener = listener->next)
		for (struct api_conn *conn = listener->conns; conn; conn = conn->next) {
			any = true;
			if (instant_reached(conn->deadline, now))
				cut(conn, API_REFUSED_SLOW,
				    "its request did not come in time, or it did "
				    "not take the answer");
		}
	return any;
}

static void
sweep(void *ctx)
{
	struct api *api = ctx;
	struct instant now = loop_now(api->loop);
	bool staying = sweep_list(api->listeners, now);
	bool leaving = sweep_list(api->leaving, now);

	api->sweeping = false;
	if (staying || leaving)
		start_sweep(api);
}

/* ---- listeners ---- */

/* At its limit the library stops listening, and begins again only when it is run after
 * a connection has ended; but it does not ask for that run. */
static void
run(struct api_listener *listener)
{
	MHD_UNSIGNED_LONG_LONG wait_ms;

	listener->made_room = false;
	(void)MHD_run(listener->daemon); /* NO only for a daemon of another kind */
	if (listener->made_room)
		loop_timer_after(listener->again, span_ms(0));
	else if (MHD_get_timeout(listener->daemon, &wait_ms) != MHD_YES)
		loop_timer_stop(listener->again);
	else
		loop_timer_after(listener->again,
		    span_ms(wait_ms < 60000 ? (int64_t)wait_ms : 60000));
}

static void
run_again(void *ctx)
{
	run(ctx);
}

static void
run_ready(void *ctx, unsigned events)
{
	(void)events;
	run(ctx);
}

__attribute__((format(printf, 2, 0))) static void
library_log(void *cls, const char *fmt, va_list args)
{
	char text[256];

	(void)cls;
	(void)vsnprintf(text, sizeof(text), fmt, args);
	text[strcspn(text, "\n")] = '\0';
	log_debug("api", "libmicrohttpd: %s", text);
}

static struct MHD_Daemon *
start_daemon(struct api_listener *listener, int fd)
{
	const struct api_tls *tls = &listener->tls;
	struct MHD_OptionItem more[4];
	unsigned flags = MHD_USE_EPOLL | MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME;
	unsigned len = 0;

	if (tls->certificate) {
		flags |= MHD_USE_TLS;
		more[len++] = (struct MHD_OptionItem){
		    MHD_OPTION_HTTPS_MEM_CERT, 0, tls->certificate};
		more[len++] =
		    (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, tls->key};
	}
	if (tls->client_ca)
		more[len++] = (struct MHD_OptionItem){
		    MHD_OPTION_HTTPS_MEM_TRUST, 0, tls->client_ca};
	more[len] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
	return MHD_start_daemon(flags, 0, NULL, NULL, api_call_piece, listener,
	    MHD_OPTION_EXTERNAL_LOGGER, library_log, NULL, /* first: others may log */
	    MHD_OPTION_LISTEN_SOCKET, fd,                  /* taken */
	    MHD_OPTION_URI_LOG_CALLBACK, api_call_new, listener,
	    MHD_OPTION_NOTIFY_COMPLETED, api_call_done, NULL,
	    MHD_OPTION_NOTIFY_CONNECTION, connection_event, listener,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)API_IDLE_DEADLINE_S,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, more, MHD_OPTION_END);
}

int
api_listener_start(struct api_listener *listener, char *why, size_t why_size)
{
	const union MHD_DaemonInfo *info;
	char name[API_LISTEN_NAME_SIZE];
	int fd = dup(listener->socket.fd);

	if (fd < 0) {
		int rc = -errno;

		(void)snprintf(why, why_size, "listen %s: %s",
		    api_listen_name(&listener->listen, name), strerror(-rc));
		return rc;
	}
	listener->daemon = start_daemon(listener, fd);
	if (!listener->daemon) {
		(void)close(fd);
		(void)snprintf(why, why_size, "listen %s: HTTP server not started%s",
		    api_listen_name(&listener->listen, name),
		    listener->tls.certificate
			? ": do tls_certificate and tls_key hold a matching pair, in "
			  "PEM form?"
			: "");
		return -EINVAL;
	}
	info = MHD_get_daemon_info(listener->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	listener->again = loop_timer_new(listener->api->loop, run_again, listener);
	listener->watch = loop_fd_new(
	    listener->api->loop, info->epoll_fd, LOOP_READ, run_ready, listener);
	return 0;
}

void
api_listener_quiesce(struct api_listener *listener)
{
	int fd = MHD_quiesce_daemon(listener->daemon);

	if (fd >= 0)
		(void)close(fd); /* our dup of it */
}

void
api_listener_stop(struct api_listener *listener)
{
	if (!listener->daemon)
		return;
	loop_fd_free(listener->watch);
	loop_timer_free(listener->again);
	api_live_leave(listener);
	MHD_stop_daemon(listener->daemon);
	listener->daemon = NULL;
}

void
api_begin(struct api *api)
{
	if (gethostname(api->hostname, sizeof(api->hostname) - 1) != 0)
		api->hostname[0] = '\0'; /* then its name is not taken as Host */
	if (getrandom(&api->run_id, sizeof(api->run_id), GRND_NONBLOCK) < 0)
		api->run_id = (uint32_t)now_wall_ms(); /* it need only differ */
	api->sweep = loop_timer_new(api->loop, sweep, api);
	api_lives_begin(api);
}

void
api_end(struct api *api)
{
	loop_timer_free(api->sweep);
	api_lives_end(api);
}
