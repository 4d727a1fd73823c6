/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_list_inside.h"

#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_problem.h"

/* Between two items, and not inside of a long one. */
static bool
is_between(const struct list *list)
{
	return !list->expand || list->part == 0;
}

/* The page is full: it ends here if anything is left. */
static bool
page_ends(struct list *list)
{
	if (!list->is_page || list->left > 0 || !is_between(list))
		return false;
	list->cursor(list, list->next);
	return true;
}

static void
put_tail(const struct list *list, struct buf *buf)
{
	if (!list->is_page) {
		buf_puts(buf, list->tail);
	} else if (!list->next[0]) {
		buf_puts(buf, "],\"next_cursor\":null}\n");
	} else {
		buf_puts(buf, "],\"next_cursor\":");
		json_out_quote(buf, list->next);
		buf_puts(buf, "}\n");
	}
}

static bool
list_next(struct api_stream *stream, struct buf *buf)
{
	struct list *list = (struct list *)stream;
	struct json_out out = {.buf = buf, .comma = list->comma};
	bool more = true;

	if (!list->begun)
		buf_puts(buf, list->head);
	list->begun = true;
	while (more && buf->len < API_SLICE_BYTES) {
		size_t len = buf->len;

		more = !page_ends(list) && list->item(list, &out);
		if (buf->len > len && is_between(list))
			list->left -= list->is_page;
	}
	list->comma = out.comma;
	if (!more)
		put_tail(list, buf);
	return more;
}

void
api_list_free(struct api_stream *stream)
{
	struct list *list = (struct list *)stream;

	view_unref(list->view);
	mem_free(list);
}

struct list *
api_list_new(struct view *view, bool (*item)(struct list *list, struct json_out *out))
{
	struct list *list = mem_new(1, sizeof(*list));

	list->stream = (struct api_stream){list_next, api_list_free, NULL};
	list->view = view_ref(view);
	list->item = item;
	list->head = "{\"items\":[";
	list->tail = "]}\n";
	return list;
}

void
api_list_want(struct list *list, const struct api_want *want,
    void (*cursor)(const struct list *list, char *out))
{
	list->filters = want->filters;
	list->expand = want->expand;
	list->is_page = want->limit > 0;
	list->left = want->limit;
	list->cursor = cursor;
}

/* ---- answering with one ---- */

bool
api_page_read(const struct api_request *request, struct api_want *want,
    struct api_response *response)
{
	const char *limit = api_query_value(request, "limit");
	uint64_t number = 0;

	want->cursor = api_query_value(request, "cursor");
	want->limit = want->cursor ? API_PAGE_DEFAULT : 0;
	if (!limit)
		return true;
	if (api_uint_parse(limit, API_PAGE_MAX, &number) && number > 0) {
		want->limit = (uint32_t)number;
		return true;
	}
	api_refuse(request, response, 400, "query.value",
	    "limit is a whole number, 1..1000; without it the whole list is sent");
	return false;
}

/* The same request with the next cursor: RFC 8288. */
static void
put_link(const struct api_request *request, const char *cursor, struct buf *link)
{
	buf_printf(link, "<%s?", request->path);
	for (size_t i = 0; i < request->query_len; i++) {
		if (strcmp(request->query[i].name, "cursor") == 0)
			continue;
		buf_puts(link, request->query[i].name);
		buf_putc(link, '=');
		api_put_escaped(link, request->query[i].value);
		buf_putc(link, '&');
	}
	buf_puts(link, "cursor=");
	api_put_escaped(link, cursor);
	buf_puts(link, ">; rel=\"next\"");
}

void
api_list_answer(const struct api_request *request, struct api_response *response,
    struct api_stream *list_take, const struct api_want *want)
{
	struct list *list = (struct list *)list_take;
	struct buf slice = {0};
	bool more = true;

	if (!list) {
		api_refuse(request, response, 410, "cursor.expired",
		    "the row that the cursor names is gone: begin anew");
		return;
	}
	response->status = 200;
	response->content_type = "application/json";
	response->stream = list_take;
	if (!want->limit)
		return;
	for (; more; buf_clear(&slice)) { /* 1,000 rows at most */
		more = list_next(list_take, &slice);
		buf_put(&response->body, buf_text(&slice), slice.len);
	}
	buf_fini(&slice);
	response->stream = NULL;
	if (list->next[0])
		put_link(request, list->next, &response->link);
	api_list_free(list_take);
}
