/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that go on: streams of events. While there is nothing to tell, the library
 * sets the connection aside; events, and every 15 s a sign of life, wake it. E, control
 * thread.
 *
 * A connection that is set aside is not watched: that its client has gone shows at the
 * next sign of life. One whose client takes nothing is cut by the sweep of deadlines.
 */
#ifndef API_API_LIVE_H
#define API_API_LIVE_H

#include <stdbool.h>

struct MHD_Connection;
struct api;
struct api_call;
struct api_conn;
struct api_listener;

enum {
	API_LIVES_MAX = 100,    /* at once, in all */
	API_LIVES_MAX_ONE = 32, /* of one address; of the Unix socket */
	API_LIVE_STUCK_S = 30   /* a client that takes nothing so long is cut */
};

/* One of them. Zeros: of no live stream, which all of these ignore. */
struct api_live {
	struct api_conn *conn;             /* borrowed; NULL: none */
	struct MHD_Connection *connection; /* borrowed */
	struct api_live *next, *prev;
	bool waits;   /* is set aside */
	bool is_beat; /* woken for a sign of life */
	bool is_over; /* the listener ends */
};

void api_live_begin(
    struct api_live *live, struct api_conn *conn, struct MHD_Connection *connection);
void api_live_end(struct api_live *live);

/* There is nothing to tell now; inside the library's call for more. */
void api_live_wait(struct api_live *live);

/* The client took something. */
void api_live_moved(struct api_live *live);

/* Refuses the stream that the call would answer with, if there are too many. */
void api_live_admit(struct api_call *call);

/* Before the listener's library is stopped: it must not have any set aside. */
void api_live_leave(struct api_listener *listener);

/* The tokens have changed: who streams over TCP has to show his again. */
void api_live_recheck(struct api *api);

void api_lives_begin(struct api *api);
void api_lives_end(struct api *api);

#endif
