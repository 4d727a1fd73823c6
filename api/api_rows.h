/* SPDX-License-Identifier: Apache-2.0 */
/* The objects of the REST tree as JSON, from the rows of a view. P. */
#ifndef API_API_ROWS_H
#define API_API_ROWS_H

#include "agent/view/view.h"
#include "api/json_out.h"

/* Each writes one object: an item of a list, or the whole answer. */
void api_row_group(
    struct json_out *out, const struct view *view, const struct view_sync_group *group);
void api_row_info(struct json_out *out, const struct view *view);
void api_row_config(struct json_out *out, const struct view *view);
void api_row_vrrp(
    struct json_out *out, const struct view *view, const struct view_vrrp *vrrp);
void api_row_rs(
    struct json_out *out, const struct view_pool *pool, const struct view_rs *rs);

/* The same, in a list across virtual servers: it says whose it is. */
void api_row_rs_across(
    struct json_out *out, const struct view_pool *pool, const struct view_rs *rs);

/* A virtual server: begin, its members without the real servers, end. */
void api_row_vs(struct json_out *out, const struct view_pool *pool);

/* The kernel's table: a service (rs NULL) or one of its destinations. */
void api_row_ipvs(
    struct json_out *out, const struct view_pool *pool, const struct view_rs *rs);
void api_row_foreign(struct json_out *out, const struct view_foreign *foreign);

void api_row_versions(struct json_out *out);
void api_row_index(struct json_out *out);

/* "/api/v1/virtual-servers/VS/real-servers/RS"; rs_id NULL: the virtual server's. */
void api_link_rs(struct buf *out, const char *vs_id, const char *rs_id);

#endif
