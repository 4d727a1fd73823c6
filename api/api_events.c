/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_events.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_history.h"
#include "api/api_problem.h"

#define VS_REF "virtual-servers/"

struct events {
	struct api_stream stream; /* the first */
	const struct history *history;
	struct api_events_want want;
	uint64_t next; /* the event that comes next */
	bool begun;
};

/* ---- which events ---- */

static bool
read_number(const char *text, int base, char ends_with, uint64_t *out)
{
	char *end;

	*out = strtoull(text, &end, base);
	return end != text && *text != '-' && *text != '+' && *text != ' ' &&
	    *end == ends_with;
}

bool
api_events_id(const char *text, uint64_t this_run, uint64_t *run, uint64_t *seq)
{
	const char *dash = strchr(text, '-');

	if (dash)
		return read_number(text, 16, '-', run) &&
		    read_number(dash + 1, 10, '\0', seq);
	*run = this_run;
	return read_number(text, 10, '\0', seq);
}

/* "vrrp.*" matches "vrrp.state", "rs.admin" itself only. */
static bool
matches(const char *pattern, size_t len, const char *word)
{
	if (len && pattern[len - 1] == '*')
		return strncmp(word, pattern, len - 1) == 0;
	return strlen(word) == len && memcmp(word, pattern, len) == 0;
}

static bool
type_is_listed(const char *types, const char *word)
{
	while (*types) {
		size_t len = strcspn(types, ",");

		if (matches(types, len, word))
			return true;
		types += len + (types[len] == ',');
	}
	return false;
}

bool
api_events_types_known(const char *types)
{
	while (*types) {
		size_t len = strcspn(types, ",");
		bool any = false;

		for (unsigned i = 0; i < HISTORY_TYPES && !any; i++)
			any = matches(
			    types, len, history_type_word((enum history_type)i));
		if (!any)
			return false;
		types += len + (types[len] == ',');
	}
	return true;
}

/* Whether `ref` is `path`, or below it. */
static bool
is_below(const char *ref, const char *path)
{
	size_t len = strlen(path);

	return strncmp(ref, path, len) == 0 && (!ref[len] || ref[len] == '/');
}

bool
api_events_wants(const struct api_events_want *want, const struct history_event *event)
{
	const char *ref = event->ref;

	if (*want->types &&
	    !type_is_listed(want->types, history_type_word(event->type)))
		return false;
	if (*want->ref && !is_below(ref, want->ref))
		return false;
	return !*want->vs ||
	    (strncmp(ref, VS_REF, strlen(VS_REF)) == 0 &&
		is_below(ref + strlen(VS_REF), want->vs));
}

/* ---- the stream ---- */

/* What is no event of the ring, but about the stream: the client's cursor means
 * nothing any more, or it was too slow. */
static void
put_notice(const struct events *events, const char *what, struct buf *out)
{
	if (!events->want.lines)
		buf_printf(out, "event: %s\ndata: ", what);
	buf_printf(out,
	    "{\"type\":\"stream.%s\",\"first\":%" PRIu64 ",\"next\":%" PRIu64 "}%s",
	    what, history_first(events->history), history_next(events->history),
	    events->want.lines ? "\n" : "\n\n");
}

static void
put_event(
    const struct events *events, const struct history_event *event, struct buf *out)
{
	struct json_out json = json_out_to(out);
	char id[40];

	(void)snprintf(id, sizeof(id), "%" PRIx64 "-%" PRIu64, events->want.run,
	    event->seq); /* 37 at most */
	if (!events->want.lines)
		buf_printf(out, "id: %s\nevent: %s\ndata: ", id,
		    history_type_word(event->type));
	api_row_event(&json, event, id);
	buf_puts(out, events->want.lines ? "\n" : "\n\n");
}

/* Where to begin; a cursor of another run, or from before the ring, is told. */
static void
begin(struct events *events, struct buf *out)
{
	const struct api_events_want *want = &events->want;
	uint64_t first = history_first(events->history);
	uint64_t next = history_next(events->history);
	bool is_lost = want->resumes &&
	    (want->after_run != want->run || want->after >= next ||
		want->after + 1 < first);

	events->begun = true;
	if (!want->lines)
		buf_printf(out, "retry: %d\n\n", API_EVENTS_RETRY_MS);
	if (is_lost)
		put_notice(events, "reset", out);
	events->next = want->resumes && !is_lost ? want->after + 1
	    : want->resumes || !want->follow     ? first
						 : next;
}

static bool
next_slice(struct api_stream *stream, struct buf *out)
{
	struct events *events = (struct events *)stream;
	const struct history *history = events->history;
	const struct history_event *event;

	if (!events->begun)
		begin(events, out);
	if (events->next < history_first(history)) {
		put_notice(events, "overflow", out);
		return false;
	}
	while (out->len < API_SLICE_BYTES &&
	    (event = history_get(history, events->next)) != NULL) {
		events->next++;
		if (api_events_wants(&events->want, event))
			put_event(events, event, out);
	}
	return events->want.follow || events->next < history_next(history);
}

static void
idle(struct api_stream *stream, struct buf *out)
{
	const struct events *events = (const struct events *)stream;

	buf_puts(out, events->want.lines ? "\n" : ": still here\n\n");
}

static void
events_free(struct api_stream *stream)
{
	mem_free(stream);
}

struct api_stream *
api_events_new(const struct history *history, const struct api_events_want *want)
{
	struct events *events = mem_new(1, sizeof(*events));

	events->stream.next = next_slice;
	events->stream.free = events_free;
	events->stream.idle = want->follow ? idle : NULL;
	events->history = history;
	events->want = *want;
	return &events->stream;
}

/* ---- the route ---- */

static bool
bad(const struct api_request *request, struct api_response *response,
    const char *detail)
{
	api_refuse(request, response, 400, "query.value", detail);
	return false;
}

static bool
read_form(const struct api_request *request, struct api_events_want *want,
    struct api_response *response)
{
	const char *format = api_query_value(request, "format");
	const char *follow = api_query_value(request, "follow");

	want->lines =
	    request->accept && strstr(request->accept, "application/x-ndjson");
	if (format && strcmp(format, "ndjson") != 0 && strcmp(format, "sse") != 0)
		return bad(request, response, "format is sse or ndjson");
	if (format)
		want->lines = strcmp(format, "ndjson") == 0;
	if (follow && strcmp(follow, "true") != 0 && strcmp(follow, "false") != 0)
		return bad(request, response, "follow is true or false");
	want->follow = !follow || strcmp(follow, "true") == 0;
	return true;
}

/* What a browser says of its own accord goes before what its page asked for once. */
static bool
read_cursor(const struct api_request *request, struct api_events_want *want,
    struct api_response *response)
{
	const char *after = request->last_event_id;

	if (!after || !*after)
		after = api_query_value(request, "after");
	if (!after)
		return true;
	want->resumes = true;
	return api_events_id(after, want->run, &want->after_run, &want->after) ||
	    bad(request, response, "after and Last-Event-ID are an event's id or seq");
}

static bool
read_filter(const struct api_request *request, struct api_events_want *want,
    struct api_response *response)
{
	const char *types = api_query_value(request, "types");
	const char *ref = api_query_value(request, "ref");
	const char *vs = api_query_value(request, "vs");

	if (types && !api_events_types_known(types))
		return bad(request, response,
		    "types are those of events, as vrrp.state,rs.*: one of these is "
		    "none");
	if (!mem_copy_text(want->types, sizeof(want->types), types ? types : "") ||
	    !mem_copy_text(want->ref, sizeof(want->ref), ref ? ref : "") ||
	    !mem_copy_text(want->vs, sizeof(want->vs), vs ? vs : ""))
		return bad(request, response, "types, ref or vs is too long");
	return true;
}

void
api_events(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	const struct history *history = request->hooks->history(request->hooks->ctx);
	struct api_events_want want = {.run = (uint64_t)view->agent.started_ms};

	if (!read_form(request, &want, response) ||
	    !read_cursor(request, &want, response) ||
	    !read_filter(request, &want, response))
		return;
	response->status = 200;
	response->content_type =
	    want.lines ? "application/x-ndjson" : "text/event-stream";
	response->stream = api_events_new(history, &want);
}
