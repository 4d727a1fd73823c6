/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "api/api_live.h"

#include "agent/sys/loop.h"
#include "api/api_call.h"
#include "api/api_events.h"
#include "api/api_problem.h"
#include "api/api_server.h"

static struct api *
api_of(const struct api_live *live)
{
	return live->conn->listener->api;
}

static void
wake(struct api_live *live, bool is_beat)
{
	if (!live->waits)
		return;
	live->waits = false;
	live->is_beat = is_beat;
	MHD_resume_connection(live->connection);
	loop_timer_after(live->conn->listener->again, span_ms(0));
}

static void
wake_all(struct api *api, bool is_beat)
{
	for (struct api_live *live = api->lives; live; live = live->next)
		wake(live, is_beat);
}

static void
tell(void *ctx)
{
	struct api *api = ctx;

	api->stirred = false;
	wake_all(api, false);
}

/* Many events in one turn of the loop are told together. */
void
api_stir(void *ctx)
{
	struct api *api = ctx;

	if (api->lives && !api->stirred) {
		api->stirred = true;
		loop_timer_after(api->stir, span_ms(0));
	}
}

static void
start_beat(struct api *api)
{
	loop_timer_after(api->beat, span_s(API_EVENTS_HEARTBEAT_S));
}

static void
beat(void *ctx)
{
	struct api *api = ctx;

	wake_all(api, true);
	if (api->lives)
		start_beat(api);
}

void
api_live_begin(
    struct api_live *live, struct api_conn *conn, struct MHD_Connection *connection)
{
	struct api *api = conn->listener->api;

	*live = (struct api_live){.conn = conn, .connection = connection};
	if (!api->lives)
		start_beat(api);
	live->next = api->lives;
	if (live->next)
		live->next->prev = live;
	api->lives = live;
}

void
api_live_end(struct api_live *live)
{
	if (!live->conn)
		return;
	if (live->next)
		live->next->prev = live->prev;
	if (live->prev)
		live->prev->next = live->next;
	else
		api_of(live)->lives = live->next;
	live->conn = NULL;
}

void
api_live_wait(struct api_live *live)
{
	live->waits = true;
	MHD_suspend_connection(live->connection);
}

void
api_live_moved(struct api_live *live)
{
	if (live->conn)
		live->conn->deadline =
		    instant_add(loop_now(api_of(live)->loop), span_s(API_LIVE_STUCK_S));
}

void
api_live_admit(struct api_call *call)
{
	struct api_response *response = &call->response;
	unsigned all = 0, of_one = 0;

	if (!response->stream || !response->stream->idle)
		return;
	for (const struct api_live *live = call->api->lives; live; live = live->next) {
		all++;
		of_one += addr_equal(&live->conn->addr, &call->conn->addr);
	}
	if (all < API_LIVES_MAX && of_one < API_LIVES_MAX_ONE)
		return;
	response->stream->free(response->stream);
	response->stream = NULL;
	response->retry_after_s = API_EVENTS_HEARTBEAT_S;
	api_refuse(&call->request, response, 503, "streams.full",
	    "there are as many streams of events as are allowed: end one, or ask "
	    "again");
}

void
api_live_leave(struct api_listener *listener)
{
	for (struct api_live *live = listener->api->lives; live; live = live->next) {
		if (live->conn->listener != listener)
			continue;
		live->is_over = true;
		if (live->waits)
			MHD_resume_connection(live->connection);
		live->waits = false;
	}
}

void
api_live_recheck(struct api *api)
{
	struct api_listener *listener = api->listeners;

	for (; listener; listener = listener->next) {
		if (listener->listen.unix_path)
			continue;
		api_live_leave(listener);
		loop_timer_after(listener->again, span_ms(0));
	}
}

void
api_lives_begin(struct api *api)
{
	api->stir = loop_timer_new(api->loop, tell, api);
	api->beat = loop_timer_new(api->loop, beat, api);
}

void
api_lives_end(struct api *api)
{
	loop_timer_free(api->stir);
	loop_timer_free(api->beat);
}
