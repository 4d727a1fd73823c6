/* SPDX-License-Identifier: Apache-2.0 */
/* One request, from its first line to its answer. Runs on: control. */
#include "api/api_call.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "agent/sys/now.h"
#include "api/api_gate.h"
#include "api/api_live.h"
#include "api/api_problem.h"
#include "api/api_server.h"
#include "api/api_shape.h"

enum { SWALLOW_MAX_BYTES = 8 * 1024 * 1024 }; /* of a refused body: then hang up */

/* ---- answers ---- */

/* What a stream has made and the library has not taken yet. */
struct slice {
	struct api_stream *stream; /* owned */
	struct api_live live;      /* of a live stream: where it waits */
	struct buf made;
	size_t taken;
	bool ended;
};

/* Make more. False: there is nothing, now or for good. */
static bool
make_slice(struct slice *slice)
{
	buf_clear(&slice->made);
	slice->taken = 0;
	if (slice->ended)
		return false;
	slice->ended = !slice->stream->next(slice->stream, &slice->made);
	if (slice->made.len == 0 && slice->live.is_beat)
		slice->stream->idle(slice->stream, &slice->made);
	slice->live.is_beat = false;
	return slice->made.len > 0;
}

static ssize_t
slice_read(void *cls, uint64_t position, char *out, size_t size)
{
	struct slice *slice = cls;
	size_t left;

	(void)position; /* it only grows: nobody reads backwards */
	if (slice->live.is_over)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (slice->taken == slice->made.len && !make_slice(slice)) {
		if (slice->ended || !slice->stream->idle)
			return MHD_CONTENT_READER_END_OF_STREAM;
		api_live_wait(&slice->live);
		return 0;
	}
	api_live_moved(&slice->live);
	left = slice->made.len - slice->taken;
	left = left < size ? left : size;
	memcpy(out, slice->made.bytes + slice->taken, left);
	slice->taken += left;
	return (ssize_t)left;
}

static void
slice_free(void *cls)
{
	struct slice *slice = cls;

	api_live_end(&slice->live);
	slice->stream->free(slice->stream);
	buf_fini(&slice->made);
	mem_free(slice);
}

static struct MHD_Response *
make_response(struct api_call *call, struct MHD_Connection *connection)
{
	struct api_response *response = &call->response;
	struct slice *slice;
	size_t len = response->body.len;

	if (!response->stream)
		return MHD_create_response_from_buffer_with_free_callback(
		    len, buf_take(&response->body), mem_free);
	slice = mem_new(1, sizeof(*slice));
	slice->stream = response->stream;
	response->stream = NULL;
	if (slice->stream->idle)
		api_live_begin(&slice->live, call->conn, connection);
	return MHD_create_response_from_callback(
	    MHD_SIZE_UNKNOWN, API_SLICE_BYTES, slice_read, slice, slice_free);
}

static void
put_header(struct MHD_Response *response, const char *name, const char *value)
{
	if (value && *value)
		(void)MHD_add_response_header(
		    response, name, value); /* NO: no memory; better without */
}

static void
put_number(struct MHD_Response *response, const char *name, uint64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRIu64, value); /* 20 digits at most */
	put_header(response, name, text);
}

static void
put_headers(struct MHD_Response *to, const struct api_call *call)
{
	const struct api_response *response = &call->response;

	put_header(to, "Content-Type", response->content_type);
	put_header(to, "Request-Id", call->id);
	put_header(to, "Cache-Control", "no-store");
	put_header(to, "X-Content-Type-Options", "nosniff");
	put_header(to, "Content-Security-Policy",
	    "default-src 'none'; frame-ancestors 'none'"); /* no page is served */
	put_header(to, "Cross-Origin-Resource-Policy", "same-origin");
	put_header(to, "Referrer-Policy", "no-referrer");
	put_header(to, "ETag", response->etag);
	put_header(to, "Location", response->location);
	put_header(to, "Allow", response->allow);
	put_header(to, "Link", buf_text(&response->link));
	if (response->challenge)
		put_header(to, "WWW-Authenticate", "Bearer realm=\"fairlead\"");
	if (response->retry_after_s)
		put_number(to, "Retry-After", response->retry_after_s);
	if (response->replayed)
		put_header(to, "Idempotent-Replay", "true");
	if (response->dry_run)
		put_header(to, "Dry-Run", "true");
	if (response->is_write) {
		put_header(
		    to, "Fairlead-Persisted", response->persisted ? "true" : "false");
		put_number(to, "Fairlead-Revision", response->revision);
	}
}

static void
count_answer(struct api_call *call)
{
	struct api *api = call->api;

	api->totals.requests++;
	if (call->response.status >= 400)
		api->totals.refused++;
	metrics_count(&api->requests, call->match.route, call->response.status,
	    instant_since(now_monotonic(), call->begun_at).ns / 1000);
}

static enum MHD_Result
answer(struct api_call *call, struct MHD_Connection *connection, bool hang_up)
{
	struct MHD_Response *response;
	unsigned status = call->response.status;
	enum MHD_Result queued;

	if (!status) {
		log_bug("api", "%s %s: no answer", call->method, call->path);
		status = 500;
	}
	response = make_response(call, connection);
	if (!response)
		return MHD_NO; /* no memory: the connection is closed */
	call->answered = true;
	count_answer(call);
	put_headers(response, call);
	if (hang_up)
		put_header(response, "Connection", "close");
	call->conn->deadline =
	    instant_add(loop_now(call->api->loop), span_s(API_ANSWER_DEADLINE_S));
	queued = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return queued;
}

/* ---- requests ---- */

static void
next_id(struct api *api, char *out, size_t size)
{
	(void)snprintf(out, size, "%08" PRIx32 "-%06" PRIu32, api->run_id,
	    ++api->next_id); /* fits */
}

void *
api_call_new(void *cls, const char *uri, struct MHD_Connection *connection)
{
	struct api_listener *listener = cls;
	struct api_call *call = mem_new(1, sizeof(*call));
	char *query;

	(void)connection;
	call->api = listener->api;
	call->begun_at = now_monotonic();
	call->path = mem_strdup(uri);
	query = strchr(call->path, '?');
	if (query) {
		*query = '\0';
		call->query_text = query + 1;
	}
	next_id(call->api, call->id, sizeof(call->id));
	call->api->totals.in_flight++;
	call->api->requests.in_flight++;
	return call;
}

void
api_call_done(void *cls, struct MHD_Connection *connection, void **req_cls,
    enum MHD_RequestTerminationCode why)
{
	struct api_call *call = *req_cls;

	(void)cls;
	(void)connection;
	(void)why; /* a client that left has not to be told */
	if (!call)
		return;
	*req_cls = NULL;
	call->api->totals.in_flight--;
	call->api->requests.in_flight--;
	if (call->conn) {
		call->conn->deadline =
		    instant_add(loop_now(call->api->loop), span_s(API_IDLE_DEADLINE_S));
		call->conn->idle = true;
	}
	if (call->response.stream)
		call->response.stream->free(call->response.stream);
	buf_fini(&call->response.body);
	buf_fini(&call->response.link);
	buf_fini(&call->body);
	mem_free(call->path);
	mem_free(call);
}

static const char *
header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static uint64_t
declared_bytes(struct MHD_Connection *connection)
{
	const char *text = header(connection, "Content-Length");

	/* The library has refused what is no number. */
	return text ? strtoull(text, NULL, 10) : 0;
}

static void
find_person(struct api_call *call, struct MHD_Connection *connection)
{
	const struct api_listener *listener = call->conn->listener;
	const union MHD_ConnectionInfo *info;

	call->person = call->conn->person;
	if (!listener->tls.client_ca)
		return;
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	if (info &&
	    !api_tls_person(info->tls_session, &call->person, &call->bad_certificate))
		call->person = (struct api_identity){0};
}

static void
fill_request(struct api_call *call, struct MHD_Connection *connection)
{
	struct api_request *request = &call->request;

	call->host = header(connection, "Host");
	call->origin = header(connection, "Origin");
	call->authorization = header(connection, "Authorization");
	(void)mem_copy_text(call->source, sizeof(call->source), "unix");
	if (addr_is_set(&call->conn->addr))
		(void)addr_format(&call->conn->addr, call->source);
	request->path = call->path;
	request->request_id = call->id;
	request->source = call->source;
	request->if_match = header(connection, "If-Match");
	request->if_none_match = header(connection, "If-None-Match");
	request->content_type = header(connection, "Content-Type");
	request->accept = header(connection, "Accept");
	request->last_event_id = header(connection, "Last-Event-ID");
	request->require_if_match = call->api->require_if_match;
	request->hooks = &call->api->hooks;
	request->requests = &call->api->requests;
	request->metrics = &call->api->metrics;
}

/* The headers are there, the body is not. A client whose body is refused is heard to
 * the end if that is near: one that writes into a closed connection never reads why. */
static enum MHD_Result
begin(struct api_call *call, struct MHD_Connection *connection, const char *method)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	uint64_t declared = declared_bytes(connection);

	call->begun = true;
	call->conn = info ? info->socket_context : NULL;
	if (!call->conn)
		return MHD_NO; /* cannot be: each connection was announced */
	call->method = method;
	call->conn->idle = false;
	call->conn->deadline =
	    instant_add(loop_now(call->api->loop), span_s(API_BODY_DEADLINE_S));
	find_person(call, connection);
	fill_request(call, connection);
	call->refused = !api_gate(call, declared);
	if (!call->refused ||
	    (declared <= SWALLOW_MAX_BYTES && !header(connection, "Expect")))
		return MHD_YES;
	return answer(call, connection, true);
}

static enum MHD_Result
take_piece(struct api_call *call, const char *bytes, size_t *len)
{
	/* Without a Content-Length (chunked) the end is known only when it comes. */
	if (!call->refused && call->body.len + *len > API_BODY_MAX_BYTES) {
		call->refused = true;
		api_refuse(&call->request, &call->response, 413, "body.too_large",
		    "a body has at most 1 MiB");
		buf_clear(&call->body);
	}
	if (!call->refused)
		buf_put(&call->body, bytes, *len);
	*len = 0;
	return MHD_YES;
}

/* A POST with a key that was answered before is not done again. */
static void
read_once(struct api_call *call, struct MHD_Connection *connection)
{
	const char *key = call->match.route->method == API_POST
	    ? header(connection, "Idempotency-Key")
	    : NULL;
	struct api_replays *replays = &call->api->replays;
	struct instant now = loop_now(call->api->loop);
	uint64_t print;

	if (!key) {
		api_read(&call->request, &call->response);
		return;
	}
	print = api_replay_print(&call->request, call->query_text);
	if (api_replay_find(replays, &call->request, key, print, now, &call->response))
		return;
	api_read(&call->request, &call->response);
	api_replay_keep(replays, &call->request, key, print, now, &call->response);
}

enum MHD_Result
api_call_piece(void *cls, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *bytes, size_t *len,
    void **req_cls)
{
	struct api_call *call = *req_cls;

	(void)cls;
	(void)url; /* decoded, and thus ambiguous: call->path is as it was sent */
	(void)version;
	if (!call)
		return MHD_NO;
	if (!call->begun)
		return begin(call, connection, method);
	if (*len)
		return take_piece(call, bytes, len);
	if (call->answered)
		return MHD_YES;
	call->request.body = call->body.bytes;
	call->request.body_len = call->body.len;
	call->refused = call->refused || !api_granted_body(call);
	if (!call->refused) {
		read_once(call, connection);
		api_shape(&call->request, &call->response);
		api_live_admit(call);
	}
	return answer(call, connection, false);
}
