/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_history.h"

#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/story.h"
#include "api/api_problem.h"

enum { CHANGES_SHOWN = 20, CHANGES_MAX = 500 };

static void
put_word(struct json_out *out, const char *name, const char *word)
{
	if (*word)
		json_out_text(out, name, word);
	else
		json_out_null(out, name);
}

/* The members of an event, into the object that is open. */
static void
put_event(struct json_out *out, const struct history_event *event)
{
	bool has_numbers = event->before || event->after;
	char date[VIEW_DATE_SIZE];

	json_out_uint(out, "seq", event->seq);
	json_out_text(out, "type", history_type_word(event->type));
	json_out_text(out, "at", view_date(event->at_ms, date));
	json_out_text(out, "ref", event->ref);
	put_word(out, "from", event->from);
	put_word(out, "to", event->to);
	put_word(out, "reason", event->reason);
	put_word(out, "actor", event->actor);
	if (has_numbers) {
		json_out_int(out, "before", event->before);
		json_out_int(out, "after", event->after);
	}
	if (event->revision)
		json_out_uint(out, "revision", event->revision);
	json_out_text(out, "text", event->text);
}

void
api_row_event(struct json_out *out, const struct history_event *event, const char *id)
{
	json_out_open(out, NULL, '{');
	if (id)
		json_out_text(out, "id", id);
	put_event(out, event);
	json_out_close(out, '}');
}

static void
put_change(struct json_out *out, const struct story_change *change)
{
	json_out_open(out, NULL, '{');
	put_event(out, change->change);
	json_out_open(out, "causes", '[');
	for (size_t i = 0; i < change->causes_len; i++)
		api_row_event(out, change->causes[i], NULL);
	json_out_close(out, ']');
	json_out_close(out, '}');
}

static void
put_story(struct json_out *out, const struct history *history, const struct view *view,
    const struct view_vrrp *vrrp, size_t limit)
{
	struct story_change *story = mem_new(limit, sizeof(*story));
	const struct story_of of = story_of_row(view, vrrp);
	size_t len = story_tell(history, &of, story, limit);

	json_out_open(out, NULL, '{');
	json_out_text(out, "instance", vrrp->name);
	json_out_text(out, "state", vrrp_state_word(vrrp->state));
	json_out_uint(out, "events_lost", history_first(history) - 1);
	json_out_open(out, "items", '[');
	for (size_t i = 0; i < len; i++)
		put_change(out, &story[i]);
	json_out_close(out, ']');
	json_out_close(out, '}');
	mem_free(story);
}

/* 0: it is no number of changes. */
static size_t
limit_of(const struct api_request *request)
{
	const char *value = api_query_value(request, "limit");
	unsigned long limit;
	char *end;

	if (!value)
		return CHANGES_SHOWN;
	limit = strtoul(value, &end, 10);
	if (*value < '0' || *value > '9' || *end || limit > CHANGES_MAX)
		return 0;
	return limit;
}

void
api_history(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	const struct view_vrrp *vrrp = view_find_vrrp(view, request->match->args[0]);
	const struct history *history = request->hooks->history(request->hooks->ctx);
	struct json_out out = json_out_to(&response->body);
	size_t limit = limit_of(request);

	if (!vrrp) {
		api_refuse(request, response, 404, "vrrp.not_found",
		    "there is no VRRP instance of this name");
		return;
	}
	if (!limit) {
		api_refuse(request, response, 400, "query.value",
		    "limit is a whole number, 1..500");
		return;
	}
	response->status = 200;
	response->content_type = "application/json";
	put_story(&out, history, view, vrrp, limit);
	buf_putc(&response->body, '\n');
}
