/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_drift.h"

#include "api/json_out.h"

/* `rs_id` "": the virtual server itself. */
static void
put(struct json_out *out, const char *between, const char *what, const char *vs_id,
    const char *rs_id)
{
	json_out_open(out, NULL, '{');
	json_out_text(out, "between", between);
	json_out_text(out, "what", what);
	json_out_text(out, "virtual_server", vs_id);
	if (*rs_id)
		json_out_text(out, "real_server", rs_id);
	else
		json_out_null(out, "real_server");
}

/* An edit, and whether it outlives a restart. */
static void
put_edit(struct json_out *out, const char *what, const struct view_pool *pool,
    const struct view_rs *rs)
{
	put(out, "file and edit", what, pool->id, rs ? rs->id : "");
	json_out_bool(out, "persisted", rs ? rs->persisted : pool->persisted);
	json_out_close(out, '}');
}

/* What the kernel should have and has not (the next plan mends that), or has beside. */
static void
put_kernel(struct json_out *out, const char *what, const char *vs_id, const char *rs_id)
{
	put(out, "desired and kernel", what, vs_id, rs_id);
	json_out_close(out, '}');
}

static void
put_rs(struct json_out *out, const struct view_pool *pool, const struct view_rs *rs)
{
	if (rs->origin == ORIGIN_API)
		put_edit(out, "added", pool, rs);
	else if (rs->edited)
		put_edit(out, "changed", pool, rs);
	if (rs->effective_weight > 0 && !rs->kernel.present)
		put_kernel(out, "missing", pool->id, rs->id);
	else if (rs->kernel.present && rs->kernel.weight != rs->effective_weight)
		put_kernel(out, "weight", pool->id, rs->id);
}

static void
put_pool(struct json_out *out, const struct view_pool *pool)
{
	if (pool->origin == ORIGIN_API)
		put_edit(out, "added", pool, NULL);
	else if (pool->edited)
		put_edit(out, "changed", pool, NULL);
	if (!pool->kernel.present)
		put_kernel(out, "missing", pool->id, "");
	for (uint32_t i = 0; i < pool->real_servers_len; i++)
		put_rs(out, pool, &pool->real_servers[i]);
}

void
api_drift(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	struct json_out out = json_out_to(&response->body);

	(void)request;
	response->status = 200;
	response->content_type = "application/json";
	json_out_open(&out, NULL, '{');
	json_out_open(&out, "items", '[');
	for (uint32_t i = 0; i < view->pools_len; i++)
		put_pool(&out, view->pools[i]);
	for (uint32_t i = 0; i < view->foreign_len; i++)
		put_kernel(
		    &out, "foreign", view->foreign[i].id, view->foreign[i].rs_id);
	json_out_close(&out, ']');
	json_out_uint(&out, "mended", view->agent.ipvs_drift);
	json_out_close(&out, '}');
	buf_putc(&response->body, '\n');
}
