/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Reads a little in each turn of the loop, so that a server that
 * floods delays nobody; what is left unsent waits for the socket. */
#include "checks/check_stream.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/sys/loop.h"
#include "checks/check_trace.h"

static void
fail(struct check_try *try, const char *what, int err)
{
	enum check_code code =
	    err == ECONNRESET || err == EPIPE ? CHECK_CLOSED : check_connect_code(err);

	check_done(try, code, "%s: %s", what, strerrordesc_np(err));
}

/* The last words (QUIT and the like) are a courtesy: sent if they can be at once. */
static void
end(struct check_stream *stream, int fd)
{
	const struct check_verdict *verdict = &stream->talk->verdict;

	(void)send(fd, stream->talk->said, wr_len(&stream->talk->say),
	    MSG_NOSIGNAL | MSG_DONTWAIT);
	check_done_verdict(stream->try, verdict);
}

/* False when the try is over. */
static bool
send_said(struct check_stream *stream, int fd)
{
	size_t len = wr_len(&stream->talk->say);
	ssize_t sent = len ? send(fd, stream->talk->said, len, MSG_NOSIGNAL) : 0;

	if (sent < 0 && errno != EAGAIN && errno != EINTR) {
		fail(stream->try, "sending", errno);
		return false;
	}
	if (sent > 0)
		check_trace(stream->try, CHECK_STEP_SENT, (size_t)sent);
	check_talk_sent(stream->talk, sent > 0 ? (size_t)sent : 0);
	return true;
}

static void
go_on(struct check_stream *stream, int fd)
{
	if (stream->talk->over)
		end(stream, fd);
	else if (send_said(stream, fd))
		check_watch_events(stream->try,
		    wr_len(&stream->talk->say) ? LOOP_READ | LOOP_WRITE : LOOP_READ);
}

static void
ready(struct check_try *try, int fd, unsigned events)
{
	struct check_stream *stream = check_try_state(try);
	size_t room;
	uint8_t *to = check_talk_room(stream->talk, &room);
	ssize_t got = events & LOOP_READ ? recv(fd, to, room, 0) : -1;

	if (!(events & LOOP_READ))
		errno = EAGAIN;
	if (got > 0)
		check_trace(try, CHECK_STEP_RECEIVED, (size_t)got);
	if (got > 0)
		check_talk_hear(stream->talk, (size_t)got);
	else if (got == 0)
		check_talk_end(stream->talk);
	else if (errno != EAGAIN && errno != EINTR) {
		fail(try, "reading", errno);
		return;
	}
	go_on(stream, fd);
}

static void
connected(struct check_try *try, int fd)
{
	struct check_stream *stream = check_try_state(try);

	stream->talk = check_try_memory(try, sizeof(*stream->talk));
	check_talk_begin(
	    stream->talk, check_try_model(try), stream->turn, stream->more);
	check_watch(try, LOOP_READ, ready);
	go_on(stream, fd);
}

void
check_stream_start(struct check_try *try, check_talk_fn *turn, const void *more)
{
	struct check_stream *stream = check_try_state(try);

	stream->turn = turn;
	stream->more = more;
	stream->try = try;
	check_connect(try, connected);
}
