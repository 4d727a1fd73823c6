/* SPDX-License-Identifier: Apache-2.0 */
/* Lists: {"items":[...],"next_cursor":...}, whole ones made slice by slice while they
 * are sent, pages at once. P. */
#ifndef API_API_LIST_H
#define API_API_LIST_H

#include "api/api_filter.h"
#include "api/api_http.h"

/* Of which rows, and how many. */
struct api_want {
	struct api_filters filters;
	bool expand;        /* virtual servers: each with its real servers */
	uint32_t limit;     /* 0: all of them */
	const char *cursor; /* of the row before the first; NULL: from the start */
};

enum {
	API_PAGE_DEFAULT = 100, /* a cursor without a limit */
	API_PAGE_MAX = 1000,
	API_CURSOR_SIZE = 2 * VIEW_ID_SIZE + 1
};

/* ?limit= and ?cursor=. False after answering 400. */
bool api_page_read(const struct api_request *request, struct api_want *want,
    struct api_response *response);

/* Each takes a reference to the view; the caller owns the stream (stream->free). NULL:
 * the cursor names a row that is gone, in a list without an order of its own. */
struct api_stream *api_list_vrrp(struct view *view, const struct api_want *want);
struct api_stream *api_list_groups(struct view *view, const struct api_want *want);
struct api_stream *api_list_vs(struct view *view, const struct api_want *want);

/* Real servers of one virtual server; or, `pool` NULL, of all of them. */
struct api_stream *api_list_rs(
    struct view *view, const struct view_pool *pool, const struct api_want *want);

/* Without pages. */
struct api_stream *api_list_tracking(struct view *view);
struct api_stream *api_list_ipvs(struct view *view);

/* One virtual server as an object, with its real servers in it. */
struct api_stream *api_list_vs_one(struct view *view, const struct view_pool *pool);

/* Answer with such a list (taken; NULL: 410): a page whole, with a link to the next
 * one; else slice by slice. */
void api_list_answer(const struct api_request *request, struct api_response *response,
    struct api_stream *list_take, const struct api_want *want);

#endif
