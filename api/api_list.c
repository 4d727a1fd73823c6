/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_list.h"

#include "agent/lib/mem.h"
#include "api/api_rows.h"

struct list {
	struct api_stream stream;     /* first: a stream is its list */
	struct view *view;            /* owned reference */
	const struct view_pool *pool; /* of view; list_rs, list_vs_one */
	/* Write the next item. False: there is none. */
	bool (*item)(struct list *list, struct json_out *out);
	const char *head, *tail;
	uint32_t at;   /* the next row: of view.vrrp, view.pools, view.foreign */
	uint32_t part; /* of a pool: 0 its head, then its real servers */
	unsigned states;
	bool expand;
	bool begun, comma;
};

static bool
list_next(struct api_stream *stream, struct buf *buf)
{
	struct list *list = (struct list *)stream;
	struct json_out out = {.buf = buf, .comma = list->comma};
	bool more = true;

	if (!list->begun)
		buf_puts(buf, list->head);
	list->begun = true;
	while (more && buf->len < API_SLICE_BYTES)
		more = list->item(list, &out);
	list->comma = out.comma;
	if (!more)
		buf_puts(buf, list->tail);
	return more;
}

static void
list_free(struct api_stream *stream)
{
	struct list *list = (struct list *)stream;

	view_unref(list->view);
	mem_free(list);
}

static struct list *
list_new(struct view *view, bool (*item)(struct list *list, struct json_out *out))
{
	struct list *list = mem_new(1, sizeof(*list));

	list->stream = (struct api_stream){list_next, list_free};
	list->view = view_ref(view);
	list->item = item;
	list->head = "{\"items\":[";
	list->tail = "]}\n";
	return list;
}

static bool
vrrp_item(struct list *list, struct json_out *out)
{
	if (list->at == list->view->vrrp_len)
		return false;
	api_row_vrrp(out, list->view, &list->view->vrrp[list->at++]);
	return true;
}

struct api_stream *
api_list_vrrp(struct view *view)
{
	return &list_new(view, vrrp_item)->stream;
}

static bool
group_item(struct list *list, struct json_out *out)
{
	if (list->at == list->view->sync_groups_len)
		return false;
	api_row_group(out, list->view, &list->view->sync_groups[list->at++]);
	return true;
}

struct api_stream *
api_list_groups(struct view *view)
{
	return &list_new(view, group_item)->stream;
}

/* Each object once for every instance that tracks it. */
static bool
tracking_item(struct list *list, struct json_out *out)
{
	const struct view *view = list->view;
	const struct view_vrrp *vrrp;

	if (list->at == view->vrrp_len)
		return false;
	vrrp = &view->vrrp[list->at];
	if (list->part == vrrp->tracks_len) {
		list->at++;
		list->part = 0;
		return true;
	}
	json_out_open(out, NULL, '{');
	json_out_text(out, "instance", vrrp->name);
	json_out_fields(
	    out, &view_track_fields, &view->tracks[vrrp->tracks_first + list->part++]);
	json_out_close(out, '}');
	return true;
}

struct api_stream *
api_list_tracking(struct view *view)
{
	return &list_new(view, tracking_item)->stream;
}

/* A pool in steps, so that a slice ends within a long one: its head, each real server,
 * its end. False: that was the end. */
static bool
pool_step(struct list *list, struct json_out *out, const struct view_pool *pool)
{
	uint32_t part = list->part++;

	if (part == 0) {
		json_out_open(out, NULL, '{');
		api_row_vs(out, pool);
		json_out_open(out, "real_servers", '[');
	} else if (part <= pool->real_servers_len) {
		api_row_rs(out, pool, &pool->real_servers[part - 1]);
	} else {
		json_out_close(out, ']');
		json_out_close(out, '}');
		list->part = 0;
		return false;
	}
	return true;
}

static bool
vs_item(struct list *list, struct json_out *out)
{
	const struct view_pool *pool;

	if (list->at == list->view->pools_len)
		return false;
	pool = list->view->pools[list->at];
	if (list->expand) {
		list->at += !pool_step(list, out, pool);
		return true;
	}
	json_out_open(out, NULL, '{');
	api_row_vs(out, pool);
	json_out_close(out, '}');
	list->at++;
	return true;
}

struct api_stream *
api_list_vs(struct view *view, bool expand)
{
	struct list *list = list_new(view, vs_item);

	list->expand = expand;
	return &list->stream;
}

static bool
vs_one_item(struct list *list, struct json_out *out)
{
	return pool_step(list, out, list->pool);
}

struct api_stream *
api_list_vs_one(struct view *view, const struct view_pool *pool)
{
	struct list *list = list_new(view, vs_one_item);

	list->pool = pool;
	list->head = "";
	list->tail = "\n";
	return &list->stream;
}

static bool
rs_item(struct list *list, struct json_out *out)
{
	const struct view_rs *rs;

	if (list->at == list->pool->real_servers_len)
		return false;
	rs = &list->pool->real_servers[list->at++];
	if (list->states & 1u << rs->state)
		api_row_rs(out, list->pool, rs);
	return true;
}

struct api_stream *
api_list_rs(struct view *view, const struct view_pool *pool, unsigned states)
{
	struct list *list = list_new(view, rs_item);

	list->pool = pool;
	list->states = states;
	return &list->stream;
}

/* Ours first: the service and its destinations that the kernel has. */
static void
managed_step(struct list *list, struct json_out *out, const struct view_pool *pool)
{
	uint32_t part = list->part++;

	if (part == 0) {
		if (pool->kernel.present)
			api_row_ipvs(out, pool, NULL);
	} else if (part <= pool->real_servers_len) {
		if (pool->real_servers[part - 1].kernel.present)
			api_row_ipvs(out, pool, &pool->real_servers[part - 1]);
	} else {
		list->part = 0;
		list->at++;
	}
}

static bool
ipvs_item(struct list *list, struct json_out *out)
{
	const struct view *view = list->view;

	if (list->at < view->pools_len) {
		managed_step(list, out, view->pools[list->at]);
		return true;
	}
	if (list->at - view->pools_len == view->foreign_len)
		return false;
	api_row_foreign(out, &view->foreign[list->at++ - view->pools_len]);
	return true;
}

struct api_stream *
api_list_ipvs(struct view *view)
{
	return &list_new(view, ipvs_item)->stream;
}
