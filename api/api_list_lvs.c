/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "agent/lib/addr.h"
#include "agent/lib/mem.h"
#include "api/api_list_inside.h"
#include "api/api_rows.h"

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

/* ---- virtual servers, by id ---- */

static bool
vs_item(struct list *list, struct json_out *out)
{
	const struct view_pool *pool;

	if (list->at == list->view->pools_len)
		return false;
	pool = list->view->pools[list->at];
	if (!api_filters_match(&list->filters, pool)) {
		list->at++;
	} else if (list->expand) {
		list->at += !pool_step(list, out, pool);
	} else {
		json_out_open(out, NULL, '{');
		api_row_vs(out, pool);
		json_out_close(out, '}');
		list->at++;
	}
	return true;
}

static void
vs_cursor(const struct list *list, char *out)
{
	if (list->at < list->view->pools_len)
		(void)mem_copy_text(out, API_CURSOR_SIZE,
		    list->view->pools[list->at - 1]->id); /* fits */
}

/* The first whose id is behind `id`, whether there is one of that id or not. */
static uint32_t
pools_behind(const struct view *view, const char *id)
{
	uint32_t low = 0, high = view->pools_len;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (strcmp(view->pools[middle]->id, id) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct api_stream *
api_list_vs(struct view *view, const struct api_want *want)
{
	struct list *list = api_list_new(view, vs_item);

	api_list_want(list, want, vs_cursor);
	if (want->cursor)
		list->at = pools_behind(view, want->cursor);
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
	struct list *list = api_list_new(view, vs_one_item);

	list->pool = pool;
	list->head = "";
	list->tail = "\n";
	return &list->stream;
}

/* ---- real servers, by virtual server, address and port ---- */

/* An item of the list of all of them says whose it is. */
static void
put_rs(const struct list *list, struct json_out *out, const struct view_pool *pool,
    const struct view_rs *rs)
{
	if (!api_filters_match(&list->filters, rs))
		return;
	if (list->pool)
		api_row_rs(out, pool, rs);
	else
		api_row_rs_across(out, pool, rs);
}

static const struct view_pool *
rs_pool(const struct list *list)
{
	return list->pool ? list->pool : list->view->pools[list->at];
}

static bool
rs_item(struct list *list, struct json_out *out)
{
	const struct view_pool *pool;

	if (list->at == (list->pool ? 1 : list->view->pools_len))
		return false;
	pool = rs_pool(list);
	if (list->part < pool->real_servers_len) {
		put_rs(list, out, pool, &pool->real_servers[list->part++]);
		return true;
	}
	list->at++;
	list->part = 0;
	return true;
}

static bool
rs_is_last(const struct list *list)
{
	if (list->at == (list->pool ? 1 : list->view->pools_len))
		return true;
	return list->part == rs_pool(list)->real_servers_len &&
	    (list->pool || list->at + 1 == list->view->pools_len);
}

/* A page ends right behind a real server, so `part` is not 0.
 * "ADDRESS-PORT", and before it "VS/" in the list of all. */
static void
rs_cursor(const struct list *list, char *out)
{
	const struct view_pool *pool;
	const struct view_rs *rs;

	if (rs_is_last(list))
		return;
	pool = rs_pool(list);
	rs = &pool->real_servers[list->part - 1];
	(void)snprintf(out, API_CURSOR_SIZE, "%s%s%s", list->pool ? "" : pool->id,
	    list->pool ? "" : "/", rs->id); /* two ids and a slash */
}

/* The first behind `id`; all of them when it is no id. */
static uint32_t
real_servers_behind(const struct view_pool *pool, const char *id)
{
	struct addr addr;
	uint16_t port;
	uint32_t at = 0;

	if (!api_rs_id_parse(id, &addr, &port))
		return 0;
	while (at < pool->real_servers_len) {
		const struct view_rs *rs = &pool->real_servers[at];
		int order = addr_cmp(&rs->addr, &addr);

		if (order > 0 || (order == 0 && rs->port > port))
			break;
		at++;
	}
	return at;
}

static void
seek_across(struct list *list, const char *cursor)
{
	const char *slash = strrchr(cursor, '/');
	char id[VIEW_ID_SIZE];
	size_t len = slash ? (size_t)(slash - cursor) : sizeof(id);

	if (len >= sizeof(id))
		return;
	memcpy(id, cursor, len);
	id[len] = '\0';
	list->at = pools_behind(list->view, id);
	if (list->at > 0 && strcmp(list->view->pools[list->at - 1]->id, id) == 0)
		list->part =
		    real_servers_behind(list->view->pools[--list->at], slash + 1);
}

struct api_stream *
api_list_rs(
    struct view *view, const struct view_pool *pool, const struct api_want *want)
{
	struct list *list = api_list_new(view, rs_item);

	list->pool = pool;
	api_list_want(list, want, rs_cursor);
	if (want->cursor && pool)
		list->part = real_servers_behind(pool, want->cursor);
	else if (want->cursor)
		seek_across(list, want->cursor);
	return &list->stream;
}

/* ---- the kernel's table ---- */

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
	return &api_list_new(view, ipvs_item)->stream;
}
