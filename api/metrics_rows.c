/* SPDX-License-Identifier: Apache-2.0 */
#include "api/metrics_rows.h"

#include "api/metrics_requests.h"

/* ---- one after the other ---- */

/* A row that is there once. */
static bool
one(struct metrics_walk *walk, const void *row, struct metrics_row *out)
{
	out->row = row;
	return walk->at++ == 0;
}

static bool
each(struct metrics_walk *walk, const void *rows, size_t size, size_t len,
    struct metrics_row *out)
{
	if (walk->at == len)
		return false;
	out->row = (const char *)rows + walk->at++ * size;
	return true;
}

static bool
next_vrrp(struct metrics_walk *walk, struct metrics_row *out)
{
	const struct view *view = walk->from.view;

	if (!each(walk, view->vrrp, sizeof(*view->vrrp), view->vrrp_len, out))
		return false;
	out->vrrp = out->row;
	return true;
}

/* The parts of each instance: what it tracks, or its addresses. */
static bool
next_vrrp_part(struct metrics_walk *walk, struct metrics_row *out)
{
	const struct view *view = walk->from.view;

	for (; walk->at < view->vrrp_len; walk->at++, walk->part = 0) {
		const struct view_vrrp *vrrp = &view->vrrp[walk->at];
		bool tracks = walk->rows == METRICS_TRACK;

		if (walk->part == (tracks ? vrrp->tracks_len : vrrp->addresses_len))
			continue;
		out->vrrp = vrrp;
		if (tracks)
			out->row = &view->tracks[vrrp->tracks_first + walk->part++];
		else
			out->row =
			    &view->vrrp_addresses[vrrp->addresses_first + walk->part++];
		return true;
	}
	return false;
}

static void
next_pool(struct metrics_walk *walk, const struct view_pool *pool)
{
	walk->index += 1 + pool->real_servers_len;
	walk->pool++;
	walk->at = 0;
}

static bool
next_rs(struct metrics_walk *walk, struct metrics_row *out)
{
	const struct view *view = walk->from.view;

	for (; walk->pool < view->pools_len; next_pool(walk, out->pool)) {
		out->pool = view->pools[walk->pool];
		if (walk->at == out->pool->real_servers_len)
			continue;
		out->row = out->rs = &out->pool->real_servers[walk->at++];
		out->index = walk->index + walk->at;
		return true;
	}
	return false;
}

static bool
next_vs(struct metrics_walk *walk, struct metrics_row *out)
{
	const struct view *view = walk->from.view;

	if (walk->pool == view->pools_len)
		return false;
	out->row = out->pool = view->pools[walk->pool];
	out->index = walk->index;
	next_pool(walk, out->pool);
	return true;
}

static bool
next_check(struct metrics_walk *walk, struct metrics_row *out)
{
	const struct view *view = walk->from.view;

	for (; walk->pool < view->pools_len; next_pool(walk, out->pool)) {
		out->pool = view->pools[walk->pool];
		for (; walk->at < out->pool->real_servers_len;
		     walk->at++, walk->part = 0) {
			out->rs = &out->pool->real_servers[walk->at];
			if (walk->part == out->rs->checks_len)
				continue;
			out->row =
			    &out->pool->checks[out->rs->checks_first + walk->part];
			out->part = ++walk->part;
			out->index = walk->index + 1 + walk->at;
			return true;
		}
	}
	return false;
}

bool
metrics_walk_next(struct metrics_walk *walk, struct metrics_row *row)
{
	const struct view *view = walk->from.view;
	const struct metrics_requests *requests = walk->from.requests;

	*row = (struct metrics_row){.view = view};
	switch (walk->rows) {
	case METRICS_AGENT:
		return one(walk, &view->agent, row);
	case METRICS_VIEW:
		return one(walk, view, row);
	case METRICS_PROCESS:
		return one(walk, &view->agent.process, row);
	case METRICS_CHECK_TYPE:
		return each(walk, view->check_types, sizeof(*view->check_types),
		    view->check_types_len, row);
	case METRICS_VRRP:
		return next_vrrp(walk, row);
	case METRICS_VRRP_ADDRESS:
	case METRICS_TRACK:
		return next_vrrp_part(walk, row);
	case METRICS_GROUP:
		return each(walk, view->sync_groups, sizeof(*view->sync_groups),
		    view->sync_groups_len, row);
	case METRICS_POOL:
		return next_vs(walk, row);
	case METRICS_RS:
		return next_rs(walk, row);
	case METRICS_CHECK:
		return next_check(walk, row);
	case METRICS_API:
		return one(walk, requests, row);
	case METRICS_REQUEST:
		return each(walk, requests->rows, sizeof(requests->rows[0]),
		    requests->len, row);
	case METRICS_ROUTE:
		return each(walk, requests->routes, sizeof(requests->routes[0]),
		    requests->routes_len, row);
	case METRICS_ROWS:
		break;
	}
	return false;
}

size_t
metrics_rows_indexed(const struct view *view)
{
	size_t count = view->pools_len;

	for (uint32_t i = 0; i < view->pools_len; i++)
		count += view->pools[i]->real_servers_len;
	return count;
}

/* ---- labels ---- */

static void
vrrp_labels(const struct view_vrrp *vrrp, struct buf *out)
{
	const struct addr *addr =
	    addr_is_set(&vrrp->group) ? &vrrp->group : &vrrp->primary;

	metrics_put_label(out, "instance", vrrp->name);
	metrics_put_label(out, "interface", vrrp->interface);
	metrics_put_label_uint(out, "vrid", vrrp->vrid);
	metrics_put_label(out, "family", addr->family == ADDR_V6 ? "ipv6" : "ipv4");
}

static void
track_labels(const struct metrics_row *row, struct buf *out)
{
	const struct view_track *track = row->row;

	metrics_put_label(out, "instance", row->vrrp->name);
	metrics_put_label(out, "kind", track->kind);
	metrics_put_label(out, "name", track->name);
}

void
metrics_pool_labels(const struct view_pool *pool, struct buf *out)
{
	char addr[ADDR_TEXT_SIZE];

	metrics_put_label(out, "virtual_server", pool->id);
	metrics_put_label(out, "local_address", addr_format(&pool->addr, addr));
	metrics_put_label_uint(out, "local_port", pool->port);
	metrics_put_label(out, "proto", protocol_word(pool->protocol));
	metrics_put_label_uint(out, "local_mark", pool->fwmark);
}

/* Their addresses are told once, by _info, and not in each of a hundred thousand
 * series. */
static void
rs_labels(const struct metrics_row *row, struct buf *out)
{
	metrics_put_label(out, "virtual_server", row->pool->id);
	metrics_put_label(out, "real_server", row->rs->id);
}

static void
check_labels(const struct metrics_row *row, struct buf *out)
{
	const struct view_check *check = row->row;

	metrics_put_label_uint(out, "check", row->part);
	metrics_put_label(out, "type", check->type);
}

static void
route_labels(const struct api_route *route, struct buf *out)
{
	metrics_put_label(
	    out, "method", route ? api_method_word(route->method) : "other");
	metrics_put_label(out, "route", route ? route->path : "none");
}

static void
request_labels(const struct metrics_request *request, struct buf *out)
{
	route_labels(request->route, out);
	metrics_put_label_uint(out, "code", request->status);
}

void
metrics_row_labels(
    enum metrics_rows rows, const struct metrics_row *row, struct buf *out)
{
	if (rows == METRICS_VRRP)
		vrrp_labels(row->vrrp, out);
	else if (rows == METRICS_TRACK)
		track_labels(row, out);
	else if (rows == METRICS_GROUP)
		metrics_put_label(
		    out, "group", ((const struct view_sync_group *)row->row)->name);
	else if (rows == METRICS_POOL)
		metrics_pool_labels(row->pool, out);
	else if (rows == METRICS_RS)
		rs_labels(row, out);
	else if (rows == METRICS_CHECK)
		check_labels(row, out);
	else if (rows == METRICS_CHECK_TYPE)
		metrics_put_label(
		    out, "type", ((const struct view_check_type *)row->row)->type);
	else if (rows == METRICS_REQUEST)
		request_labels(row->row, out);
	else if (rows == METRICS_ROUTE)
		route_labels(((const struct metrics_route *)row->row)->route, out);
}
