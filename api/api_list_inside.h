/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the lists share; nobody else includes this. P.
 *   api_list.c        slices and pages
 *   api_list_vrrp.c   instances, sync groups, what they track
 *   api_list_checks.c checks
 *   api_list_lvs.c    virtual servers, real servers, the kernel's table */
#ifndef API_API_LIST_INSIDE_H
#define API_API_LIST_INSIDE_H

#include "agent/view/view.h"
#include "api/api_list.h"
#include "api/json_out.h"

struct list {
	struct api_stream stream;     /* first: a stream is its list */
	struct view *view;            /* owned reference */
	const struct view_pool *pool; /* of view; of one virtual server */
	/* Write the next item, or pass it over. False: there is none. */
	bool (*item)(struct list *list, struct json_out *out);
	/* What a page that ended before the next item says of the last one it has;
	 * NULL: the list has no pages. Into out[API_CURSOR_SIZE]. */
	void (*cursor)(const struct list *list, char *out);
	const char *head, *tail;
	uint32_t at;   /* the next row: of view.vrrp, view.pools, view.foreign */
	uint32_t part; /* of a pool: 0 its head, then its real servers */
	struct api_filters filters;
	bool expand;
	bool begun, comma;
	bool is_page;
	uint32_t left;              /* of the page */
	char next[API_CURSOR_SIZE]; /* "": this was the last page */
};

/* Holds a reference to the view. */
struct list *api_list_new(
    struct view *view, bool (*item)(struct list *list, struct json_out *out));
void api_list_free(struct api_stream *stream);

/* Filters, page and expansion. */
void api_list_want(struct list *list, const struct api_want *want,
    void (*cursor)(const struct list *list, char *out));

#endif
