/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_shape.h"

#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_pick.h"

/* A long answer of which only some members are wanted. */
struct picked {
	struct api_stream stream; /* first: a stream is its picked */
	struct api_stream *whole; /* owned */
	struct api_pick pick;
	char *fields; /* owned: the request is gone before the answer is sent */
	struct buf text;
};

static bool
picked_next(struct api_stream *stream, struct buf *out)
{
	struct picked *picked = (struct picked *)stream;
	bool more;

	do { /* a slice of which nothing is left is not the end */
		buf_clear(&picked->text);
		more = picked->whole->next(picked->whole, &picked->text);
		api_pick(&picked->pick, buf_text(&picked->text), picked->text.len, out);
	} while (more && out->len == 0);
	return more;
}

static void
picked_free(struct api_stream *stream)
{
	struct picked *picked = (struct picked *)stream;

	picked->whole->free(picked->whole);
	buf_fini(&picked->text);
	mem_free(picked->fields);
	mem_free(picked);
}

static struct api_stream *
picked_new(struct api_stream *whole_take, const char *fields)
{
	struct picked *picked = mem_new(1, sizeof(*picked));

	picked->stream = (struct api_stream){picked_next, picked_free, NULL};
	picked->whole = whole_take;
	picked->fields = mem_strdup(fields);
	picked->pick.fields = picked->fields;
	return &picked->stream;
}

void
api_shape(const struct api_request *request, struct api_response *response)
{
	const char *fields = api_query_value(request, "fields");
	struct api_pick pick = {.fields = fields};
	struct buf out = {0};

	if (!fields || response->status != 200 || !response->content_type ||
	    strcmp(response->content_type, "application/json") != 0)
		return;
	if (response->stream) {
		response->stream = picked_new(response->stream, fields);
		return;
	}
	api_pick(&pick, buf_text(&response->body), response->body.len, &out);
	buf_fini(&response->body);
	response->body = out;
}
