/* SPDX-License-Identifier: Apache-2.0 */
/* Long lists, made slice by slice while they are sent: {"items":[...]}. P. */
#ifndef API_API_LIST_H
#define API_API_LIST_H

#include "api/api_http.h"

/* Each takes a reference to the view; the caller owns the stream (stream->free). */
struct api_stream *api_list_vrrp(struct view *view);
struct api_stream *api_list_groups(struct view *view);
struct api_stream *api_list_tracking(struct view *view);
struct api_stream *api_list_ipvs(struct view *view);

/* `expand`: each with its real servers. */
struct api_stream *api_list_vs(struct view *view, bool expand);

/* One virtual server as an object, with its real servers in it. */
struct api_stream *api_list_vs_one(struct view *view, const struct view_pool *pool);

/* `states`: a bit per enum rs_state; only those are listed. */
struct api_stream *api_list_rs(
    struct view *view, const struct view_pool *pool, unsigned states);

#endif
