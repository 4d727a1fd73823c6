/* SPDX-License-Identifier: Apache-2.0 */
/* A family's samples must stand together, so the outer walk is over families and the
 * inner one over rows: 10,000 real servers are walked some 20 times. Their labels are
 * therefore written once, at the start, and copied from there. */
#include "api/metrics.h"

#include "agent/lib/addr.h"
#include "agent/lib/mem.h"
#include "api/metrics_family.h"

struct metrics {
	struct api_stream stream; /* first: a stream is its metrics */
	struct view *view;        /* owned reference */
	const struct metrics_requests *requests;
	struct metrics_family families[METRICS_FAMILIES_MAX];
	size_t families_len;
	size_t at;          /* the family being written */
	uint32_t pool;      /* and how far */
	size_t label_at;    /* of that pool, in label_ends */
	bool headed;        /* of that family */
	struct buf cache;   /* labels of each pool, followed by its real servers' */
	size_t *label_ends; /* owned */
};

static void
put_row(struct metrics *metrics, struct buf *out, struct metrics_labels labels,
    const void *row)
{
	const struct metrics_sink sink = {.out = out,
	    .family = &metrics->families[metrics->at],
	    .labels = labels,
	    .headed = &metrics->headed};

	metrics_put_row(&sink, row);
}

static struct metrics_labels
cached_labels(const struct metrics *metrics, size_t index)
{
	size_t start = index ? metrics->label_ends[index - 1] : 0;

	return (struct metrics_labels){
	    metrics->cache.bytes + start, metrics->label_ends[index] - start};
}

static void
put_vrrp_labels(struct buf *labels, const struct view_vrrp *vrrp)
{
	const struct addr *addr =
	    addr_is_set(&vrrp->group) ? &vrrp->group : &vrrp->primary;

	metrics_put_label(labels, "instance", vrrp->name);
	metrics_put_label(labels, "interface", vrrp->interface);
	metrics_put_label_uint(labels, "vrid", vrrp->vrid);
	metrics_put_label(labels, "family", addr->family == ADDR_V6 ? "ipv6" : "ipv4");
}

static void
walk_tracks(struct metrics *metrics, struct buf *out, const struct view_vrrp *vrrp)
{
	for (uint32_t i = 0; i < vrrp->tracks_len; i++) {
		const struct view_track *track =
		    &metrics->view->tracks[vrrp->tracks_first + i];
		struct buf labels = {0};

		metrics_put_label(&labels, "instance", vrrp->name);
		metrics_put_label(&labels, "kind", track->kind);
		metrics_put_label(&labels, "name", track->name);
		put_row(metrics, out, (struct metrics_labels){labels.bytes, labels.len},
		    track);
		buf_fini(&labels);
	}
}

static void
walk_vrrp(struct metrics *metrics, struct buf *out)
{
	for (uint32_t i = 0; i < metrics->view->vrrp_len; i++) {
		const struct view_vrrp *vrrp = &metrics->view->vrrp[i];
		struct buf labels = {0};

		if (metrics->families[metrics->at].rows == METRICS_TRACK) {
			walk_tracks(metrics, out, vrrp);
			continue;
		}
		put_vrrp_labels(&labels, vrrp);
		put_row(metrics, out, (struct metrics_labels){labels.bytes, labels.len},
		    vrrp);
		buf_fini(&labels);
	}
}

static void
walk_groups(struct metrics *metrics, struct buf *out)
{
	for (uint32_t i = 0; i < metrics->view->sync_groups_len; i++) {
		const struct view_sync_group *group = &metrics->view->sync_groups[i];
		struct buf labels = {0};

		metrics_put_label(&labels, "group", group->name);
		put_row(metrics, out, (struct metrics_labels){labels.bytes, labels.len},
		    group);
		buf_fini(&labels);
	}
}

static void
walk_checks(struct metrics *metrics, struct buf *out, const struct view_rs *rs)
{
	const struct view_pool *pool = metrics->view->pools[metrics->pool];

	for (uint32_t i = 0; i < rs->checks_len; i++) {
		const struct view_check *check = &pool->checks[rs->checks_first + i];
		struct buf labels = {0};

		metrics_put_label(&labels, "virtual_server", pool->id);
		metrics_put_label(&labels, "real_server", rs->id);
		metrics_put_label_uint(&labels, "check", i + 1);
		metrics_put_label(&labels, "type", check->type);
		put_row(metrics, out, (struct metrics_labels){labels.bytes, labels.len},
		    check);
		buf_fini(&labels);
	}
}

static void
walk_pool(struct metrics *metrics, struct buf *out)
{
	const struct view_pool *pool = metrics->view->pools[metrics->pool];
	size_t first = metrics->label_at + 1;

	if (metrics->families[metrics->at].rows == METRICS_POOL)
		put_row(metrics, out, cached_labels(metrics, metrics->label_at), pool);
	for (uint32_t i = 0; i < pool->real_servers_len; i++) {
		const struct view_rs *rs = &pool->real_servers[i];

		if (metrics->families[metrics->at].rows == METRICS_RS)
			put_row(metrics, out, cached_labels(metrics, first + i), rs);
		else if (metrics->families[metrics->at].rows == METRICS_CHECK)
			walk_checks(metrics, out, rs);
	}
	metrics->label_at = first + pool->real_servers_len;
	metrics->pool++;
}

/* Some more of the family. False: that was all of it. */
static bool
step(struct metrics *metrics, struct buf *out)
{
	const struct metrics_labels none = {"", 0};

	switch (metrics->families[metrics->at].rows) {
	case METRICS_AGENT:
		put_row(metrics, out, none, &metrics->view->agent);
		return false;
	case METRICS_API:
		put_row(metrics, out, none, metrics->requests);
		return false;
	case METRICS_VRRP:
	case METRICS_TRACK:
		walk_vrrp(metrics, out);
		return false;
	case METRICS_GROUP:
		walk_groups(metrics, out);
		return false;
	case METRICS_POOL:
	case METRICS_RS:
	case METRICS_CHECK:
		break;
	}
	if (metrics->pool < metrics->view->pools_len)
		walk_pool(metrics, out);
	return metrics->pool < metrics->view->pools_len;
}

static bool
metrics_next(struct api_stream *stream, struct buf *out)
{
	struct metrics *metrics = (struct metrics *)stream;

	while (metrics->at < metrics->families_len && out->len < API_SLICE_BYTES) {
		if (step(metrics, out))
			continue;
		metrics->at++;
		metrics->pool = 0;
		metrics->label_at = 0;
		metrics->headed = false;
	}
	return metrics->at < metrics->families_len;
}

static void
metrics_free(struct api_stream *stream)
{
	struct metrics *metrics = (struct metrics *)stream;

	view_unref(metrics->view);
	buf_fini(&metrics->cache);
	mem_free(metrics->label_ends);
	mem_free(metrics);
}

/* ---- the start ---- */

static void
cache_pool_labels(struct metrics *metrics, const struct view_pool *pool)
{
	struct buf *out = &metrics->cache;
	char addr[ADDR_TEXT_SIZE];

	metrics_put_label(out, "virtual_server", pool->id);
	metrics_put_label(out, "local_address", addr_format(&pool->addr, addr));
	metrics_put_label_uint(out, "local_port", pool->port);
	metrics_put_label(out, "proto", protocol_word(pool->protocol));
	metrics_put_label_uint(out, "local_mark", pool->fwmark);
}

static void
cache_rs_labels(
    struct metrics *metrics, const struct view_pool *pool, const struct view_rs *rs)
{
	struct buf *out = &metrics->cache;
	char addr[ADDR_TEXT_SIZE];

	cache_pool_labels(metrics, pool);
	metrics_put_label(out, "real_server", rs->id);
	metrics_put_label(out, "remote_address", addr_format(&rs->addr, addr));
	metrics_put_label_uint(out, "remote_port", rs->port);
}

static void
cache_labels(struct metrics *metrics)
{
	const struct view *view = metrics->view;
	size_t count = view->pools_len, at = 0;

	for (uint32_t i = 0; i < view->pools_len; i++)
		count += view->pools[i]->real_servers_len;
	metrics->label_ends = mem_new(count, sizeof(*metrics->label_ends));
	for (uint32_t i = 0; i < view->pools_len; i++) {
		const struct view_pool *pool = view->pools[i];

		cache_pool_labels(metrics, pool);
		metrics->label_ends[at++] = metrics->cache.len;
		for (uint32_t j = 0; j < pool->real_servers_len; j++) {
			cache_rs_labels(metrics, pool, &pool->real_servers[j]);
			metrics->label_ends[at++] = metrics->cache.len;
		}
	}
}

struct api_stream *
metrics_stream(struct view *view, const struct metrics_requests *requests)
{
	struct metrics *metrics = mem_new(1, sizeof(*metrics));

	metrics->stream = (struct api_stream){metrics_next, metrics_free};
	metrics->view = view_ref(view);
	metrics->requests = requests;
	cache_labels(metrics);
	metrics->families_len = metrics_families(metrics->families);
	return &metrics->stream;
}

void
metrics_count(
    struct metrics_requests *requests, const struct api_route *route, unsigned status)
{
	struct metrics_request *row;

	for (size_t i = 0; i < requests->len; i++) {
		row = &requests->rows[i];
		if (row->route == route && row->status == status) {
			row->count++;
			return;
		}
	}
	if (requests->len == METRICS_REQUESTS_MAX)
		return;
	requests->rows[requests->len++] = (struct metrics_request){route, status, 1};
}
