/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. libcurl says which descriptors and which timer it wants; the loop
 * gives them. */
#include "checks/check_curl_loop.h"

#include "agent/lib/mem.h"
#include "agent/sys/loop.h"

/* Connections that wait for their next request; beyond, the oldest is closed. */
#define KEPT_MAX 10000L

struct watch;

struct check_curl_loop {
	struct loop *loop; /* borrowed */
	CURLM *multi;      /* NULL: libcurl has none for us */
	struct loop_timer *timer;
	struct watch *acting; /* whose descriptor is ready; NULL: it has gone */
};

static struct check_curl_transfer *
transfer_of(CURL *easy)
{
	struct check_curl_transfer *transfer = NULL;

	(void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&transfer);
	return transfer;
}

static void
collect(struct check_curl_loop *curl)
{
	const CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(curl->multi, &left))) {
		CURLcode result = message->data.result;
		struct check_curl_transfer *transfer;

		if (message->msg != CURLMSG_DONE)
			continue;
		transfer = transfer_of(message->easy_handle);
		transfer->done(transfer->ctx, result);
	}
}

static void
act(struct check_curl_loop *curl, curl_socket_t fd, int what)
{
	int running;

	/* A failure is reported in the transfer's message. */
	(void)curl_multi_socket_action(curl->multi, fd, what, &running);
	collect(curl);
}

static void
on_timer(void *ctx)
{
	act(ctx, CURL_SOCKET_TIMEOUT, 0);
}

static int
want_timer(CURLM *multi, long timeout_ms, void *ctx)
{
	struct check_curl_loop *curl = ctx;

	(void)multi;
	if (timeout_ms < 0)
		loop_timer_stop(curl->timer);
	else
		loop_timer_after(curl->timer, span_ms(timeout_ms));
	return 0;
}

struct watch {
	struct check_curl_loop *curl;
	curl_socket_t fd;
	struct loop_fd *fd_watch;
	bool again;
};

static void
on_ready(void *ctx, unsigned events)
{
	struct watch *watch = ctx;
	struct check_curl_loop *curl = watch->curl;
	int what = 0;

	if (events & LOOP_READ)
		what |= CURL_CSELECT_IN;
	if (events & LOOP_WRITE)
		what |= CURL_CSELECT_OUT;
	curl->acting = watch;
	act(curl, watch->fd, what); /* may free the watch */
	/* 7.88 may leave frames of HTTP/2 unread that OpenSSL has taken from the socket
	 * already, and then waits for a socket that has no more. */
	if (curl->acting && watch->again)
		act(curl, watch->fd, CURL_CSELECT_IN);
	curl->acting = NULL;
}

/* While it connects, libcurl waits to write; CURLINFO_CONNECT_TIME stays 0 during the
 * TLS handshake too (7.88), so it does not tell. */
static void
note_connected(CURL *easy)
{
	struct check_curl_transfer *transfer = transfer_of(easy);

	if (transfer)
		transfer->connected = true;
}

static int
want_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *socket_ctx)
{
	struct check_curl_loop *curl = ctx;
	struct watch *watch = socket_ctx;
	unsigned events = 0;

	if (what == CURL_POLL_REMOVE) {
		if (watch)
			loop_fd_free(watch->fd_watch);
		if (curl->acting == watch)
			curl->acting = NULL;
		mem_free(watch);
		return 0;
	}
	if (what & CURL_POLL_IN) {
		events |= LOOP_READ;
		note_connected(easy);
	}
	if (what & CURL_POLL_OUT)
		events |= LOOP_WRITE;
	if (watch) {
		loop_fd_events(watch->fd_watch, events);
		return 0;
	}
	watch = mem_new(1, sizeof(*watch));
	watch->curl = curl;
	watch->fd = fd;
	watch->again = transfer_of(easy) && transfer_of(easy)->again;
	watch->fd_watch = loop_fd_new(curl->loop, fd, events, on_ready, watch);
	(void)curl_multi_assign(curl->multi, fd, watch); /* fails for unknown fds */
	return 0;
}

struct check_curl_loop *
check_curl_loop_new(struct loop *loop)
{
	struct check_curl_loop *curl = mem_new(1, sizeof(*curl));

	curl->loop = loop;
	curl->timer = loop_timer_new(loop, on_timer, curl);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		curl->multi = curl_multi_init();
	if (!curl->multi)
		return curl; /* each transfer will say so */
	/* These fail for unknown options only, and are as old as the interface. */
	(void)curl_multi_setopt(curl->multi, CURLMOPT_SOCKETFUNCTION, want_socket);
	(void)curl_multi_setopt(curl->multi, CURLMOPT_SOCKETDATA, curl);
	(void)curl_multi_setopt(curl->multi, CURLMOPT_TIMERFUNCTION, want_timer);
	(void)curl_multi_setopt(curl->multi, CURLMOPT_TIMERDATA, curl);
	(void)curl_multi_setopt(curl->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
	(void)curl_multi_setopt(curl->multi, CURLMOPT_MAXCONNECTS, KEPT_MAX);
	return curl;
}

void
check_curl_loop_free(struct check_curl_loop *curl)
{
	if (!curl)
		return;
	if (curl->multi)
		(void)curl_multi_cleanup(curl->multi); /* no transfer is left in it */
	curl_global_cleanup();
	loop_timer_free(curl->timer);
	mem_free(curl);
}

bool
check_curl_loop_add(
    struct check_curl_loop *curl, CURL *easy, struct check_curl_transfer *transfer)
{
	return curl->multi &&
	    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer) == CURLE_OK &&
	    curl_multi_add_handle(curl->multi, easy) == CURLM_OK;
}

void
check_curl_loop_remove(struct check_curl_loop *curl, CURL *easy)
{
	(void)curl_multi_remove_handle(curl->multi, easy); /* it is in */
}
