/* SPDX-License-Identifier: Apache-2.0 */
#include "api/stats.h"

#include "agent/lib/mem.h"
#include "api/json_out.h"
#include "api/metrics_rows.h"

/* In this order; the first ones share the object "agent". */
static const struct section {
	enum metrics_rows rows;
	const char *name; /* NULL: as the one before */
} sections[] = {
    {METRICS_AGENT,      "agent"          },
    {METRICS_VIEW,       NULL             },
    {METRICS_API,        NULL             },
    {METRICS_PROCESS,    "process"        },
    {METRICS_CHECK_TYPE, "check_types"    },
    {METRICS_VRRP,       "vrrp"           },
    {METRICS_TRACK,      "tracks"         },
    {METRICS_GROUP,      "sync_groups"    },
    {METRICS_POOL,       "virtual_servers"},
    {METRICS_RS,         "real_servers"   },
    {METRICS_CHECK,      "checks"         },
    {METRICS_REQUEST,    "requests"       },
    {METRICS_ROUTE,      "routes"         },
};

enum { SECTIONS = sizeof(sections) / sizeof(sections[0]) };

struct stats {
	struct api_stream stream; /* first: a stream is its stats */
	struct view *view;        /* a reference */
	struct metrics_from from;
	struct metrics_family families[METRICS_FAMILIES_MAX];
	size_t families_len;
	size_t at; /* section */
	struct metrics_walk walk;
	bool begun, walking, comma;
	bool without_real_servers;
};

static void
put_members(const struct stats *stats, const struct metrics_row *row, struct buf *out)
{
	struct metrics_sink sink = {.out = out, .format = METRICS_JSON};

	for (size_t i = 0; i < stats->families_len; i++) {
		sink.family = &stats->families[i];
		if (sink.family->rows == stats->walk.rows)
			metrics_put_row(&sink, row);
	}
}

static void
put_row(struct stats *stats, const struct metrics_row *row, struct buf *out)
{
	struct buf labels = {0};

	if (stats->comma)
		buf_putc(out, ',');
	stats->comma = true;
	buf_putc(out, '{');
	if (stats->walk.rows == METRICS_CHECK)
		metrics_row_labels(METRICS_RS, row, &labels);
	metrics_row_labels(stats->walk.rows, row, &labels);
	metrics_put_members(out, (struct metrics_text){labels.bytes, labels.len});
	buf_fini(&labels);
	put_members(stats, row, out);
	buf_putc(out, '}');
}

/* Its rows are one each, and members of one object. */
static void
put_agent(struct stats *stats, struct buf *out)
{
	buf_puts(out, ",\"agent\":{");
	for (; stats->at < SECTIONS && sections[stats->at].rows != METRICS_PROCESS;
	     stats->at++) {
		struct metrics_row row;

		stats->walk = (struct metrics_walk){
		    .from = stats->from, .rows = sections[stats->at].rows};
		if (metrics_walk_next(&stats->walk, &row))
			put_members(stats, &row, out);
	}
	buf_putc(out, '}');
}

static void
put_head(struct stats *stats, struct buf *out)
{
	char date[VIEW_DATE_SIZE];

	buf_puts(out, "{\"at\":");
	json_out_quote(out, view_date(stats->view->at_ms, date));
	buf_puts(out, ",\"generation\":");
	buf_put_u64(out, stats->view->generation);
	put_agent(stats, out);
}

static bool
has_more(struct stats *stats, struct metrics_row *row)
{
	if (stats->without_real_servers &&
	    (stats->walk.rows == METRICS_RS || stats->walk.rows == METRICS_CHECK))
		return false;
	return metrics_walk_next(&stats->walk, row);
}

/* One row more of the section, or its end. */
static void
put_next(struct stats *stats, struct buf *out)
{
	const struct section *section = &sections[stats->at];
	struct metrics_row row;

	if (!stats->walking) {
		stats->walk =
		    (struct metrics_walk){.from = stats->from, .rows = section->rows};
		stats->walking = true;
		stats->comma = false;
		buf_puts(out, ",\"");
		buf_puts(out, section->name);
		buf_puts(out, "\":[");
	}
	if (has_more(stats, &row)) {
		put_row(stats, &row, out);
		return;
	}
	buf_putc(out, ']');
	stats->walking = false;
	stats->at++;
}

static bool
stats_next(struct api_stream *stream, struct buf *out)
{
	struct stats *stats = (struct stats *)stream;

	if (!stats->begun)
		put_head(stats, out);
	stats->begun = true;
	while (stats->at < SECTIONS && out->len < API_SLICE_BYTES)
		put_next(stats, out);
	if (stats->at < SECTIONS)
		return true;
	buf_puts(out, "}\n");
	return false;
}

static void
stats_free(struct api_stream *stream)
{
	struct stats *stats = (struct stats *)stream;

	view_unref(stats->view);
	mem_free(stats);
}

struct api_stream *
stats_stream(struct view *view, const struct metrics_requests *requests,
    const struct metrics_options *options)
{
	const struct metrics_options ours = {0};
	struct stats *stats = mem_new(1, sizeof(*stats));

	stats->stream = (struct api_stream){stats_next, stats_free, NULL};
	stats->view = view_ref(view);
	stats->from = (struct metrics_from){view, requests};
	stats->without_real_servers = options->without_real_servers;
	stats->families_len = metrics_families(&ours, stats->families);
	return &stats->stream;
}
