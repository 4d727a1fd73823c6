/* SPDX-License-Identifier: Apache-2.0 */
/* A family's samples must stand together, so the outer walk is over families and the
 * inner one over rows: 10,000 real servers are walked some 20 times. Their labels are
 * therefore written once, at the start, and copied from there.
 *
 * A page is written by whoever reads it first, as far as they read, and kept until the
 * view has changed. Clients that do not read keep theirs: past PAGES_MAX of them, a
 * page is not kept but written for one reader, slice by slice. What the API knows of
 * itself changes with each request, and is written for each reader at the end. */
#include "api/metrics.h"

#include "agent/lib/mem.h"
#include "api/metrics_rows.h"

enum { PAGES_MAX = 4 };

/* Some families, written one after the other. */
struct writer {
	struct metrics_from from;
	enum metrics_format format;
	struct metrics_family families[METRICS_FAMILIES_MAX];
	size_t len, at;
	struct metrics_walk walk;
	bool walking, headed; /* of the family at `at` */
	struct buf name;      /* of that family */
	struct buf labels;    /* of the row: kept, not to allocate for each */
};

struct metrics_page {
	unsigned count; /* references */
	bool kept;      /* its text is: else each slice is dropped when read */
	bool whole;
	struct metrics_options options;
	struct view *view; /* a reference */
	struct writer writer;
	struct buf labels;  /* of each pool, followed by its real servers' */
	size_t *label_ends; /* owned */
	struct buf text;
};

struct reader {
	struct api_stream stream;    /* first: a stream is its reader */
	struct metrics_cache *cache; /* borrowed */
	struct metrics_page *page;   /* a reference */
	size_t read;                 /* of the page's text */
	struct writer own;           /* what is not in the page */
};

/* ---- families ---- */

static void
choose(struct writer *writer, const struct metrics_options *options, bool of_the_view)
{
	struct metrics_family all[METRICS_FAMILIES_MAX];
	size_t len = metrics_families(options, all);

	for (size_t i = 0; i < len; i++)
		if ((all[i].rows < METRICS_API) == of_the_view)
			writer->families[writer->len++] = all[i];
}

/* What the agent counts begins with it; the kernel and an operator's reset begin others
 * at instants of their own. */
static int64_t
created_ms(const struct writer *writer, const struct metrics_family *family)
{
	bool agents = family->rows == METRICS_AGENT ||
	    family->rows == METRICS_PROCESS || family->rows == METRICS_CHECK_TYPE ||
	    family->rows >= METRICS_API;

	return agents && !family->compat ? writer->from.view->agent.started_ms : 0;
}

static struct metrics_text
cached_labels(const struct metrics_page *page, size_t index)
{
	size_t start = index ? page->label_ends[index - 1] : 0;

	return (struct metrics_text){
	    page->labels.bytes + start, page->label_ends[index] - start};
}

/* Those of a check are its real server's and its own. */
static struct metrics_text
labels_of(struct writer *writer, const struct metrics_page *page,
    const struct metrics_row *row)
{
	const struct metrics_family *family = &writer->families[writer->at];
	enum metrics_rows rows = family->rows;
	struct metrics_text cached;

	buf_clear(&writer->labels);
	if (family->compat) {
		if (family->labels)
			family->labels(row, &writer->labels);
		return (struct metrics_text){
		    buf_text(&writer->labels), writer->labels.len};
	}
	if (rows == METRICS_POOL || rows == METRICS_RS)
		return cached_labels(page, row->index);
	if (rows == METRICS_CHECK) {
		cached = cached_labels(page, row->index);
		buf_put(&writer->labels, cached.text, cached.len);
	}
	metrics_row_labels(rows, row, &writer->labels);
	return (struct metrics_text){buf_text(&writer->labels), writer->labels.len};
}

static void
put_row(struct writer *writer, const struct metrics_page *page,
    const struct metrics_row *row, struct buf *out)
{
	const struct metrics_family *family = &writer->families[writer->at];
	const struct metrics_sink sink = {
	    .out = out,
	    .format = writer->format,
	    .family = family,
	    .name = {buf_text(&writer->name), writer->name.len},
	    .labels = labels_of(writer, page, row),
	    .headed = &writer->headed,
	    .created_ms = created_ms(writer, family)
        };

	metrics_put_row(&sink, row);
}

static void
begin_family(struct writer *writer)
{
	const struct metrics_family *family = &writer->families[writer->at];

	writer->walk =
	    (struct metrics_walk){.from = writer->from, .rows = family->rows};
	buf_clear(&writer->name);
	buf_puts(&writer->name, family->prefix);
	buf_puts(&writer->name, family->name);
}

static void
writer_fini(struct writer *writer)
{
	buf_fini(&writer->name);
	buf_fini(&writer->labels);
}

/* About a slice more. False: that was all. `page` has the labels, or is NULL. */
static bool
write_more(struct writer *writer, const struct metrics_page *page, struct buf *out)
{
	size_t enough = out->len + API_SLICE_BYTES;

	while (writer->at < writer->len && out->len < enough) {
		struct metrics_row row;

		if (!writer->walking)
			begin_family(writer);
		writer->walking = metrics_walk_next(&writer->walk, &row);
		if (writer->walking) {
			put_row(writer, page, &row, out);
			continue;
		}
		writer->at++;
		writer->headed = false;
	}
	return writer->at < writer->len;
}

/* ---- pages ---- */

static void
cache_labels(struct metrics_page *page)
{
	size_t count = metrics_rows_indexed(page->view);
	const struct view *view = page->view;
	size_t at = 0;

	page->label_ends = mem_new(count, sizeof(*page->label_ends));
	for (uint32_t i = 0; i < view->pools_len; i++) {
		const struct view_pool *pool = view->pools[i];
		struct metrics_row row = {.pool = pool};

		metrics_row_labels(METRICS_POOL, &row, &page->labels);
		page->label_ends[at++] = page->labels.len;
		for (uint32_t j = 0; j < pool->real_servers_len; j++) {
			row.rs = &pool->real_servers[j];
			metrics_row_labels(METRICS_RS, &row, &page->labels);
			page->label_ends[at++] = page->labels.len;
		}
	}
}

static struct metrics_page *
page_new(struct metrics_cache *cache, struct view *view, enum metrics_format format)
{
	struct metrics_page *page = mem_new(1, sizeof(*page));

	page->count = 1;
	page->kept = cache->alive++ < PAGES_MAX;
	page->options = cache->options;
	page->view = view_ref(view);
	page->writer.from.view = view;
	page->writer.format = format;
	choose(&page->writer, &cache->options, true);
	cache_labels(page);
	return page;
}

static void
page_unref(struct metrics_cache *cache, struct metrics_page *page)
{
	if (!page || --page->count > 0)
		return;
	cache->alive--;
	view_unref(page->view);
	writer_fini(&page->writer);
	buf_fini(&page->labels);
	mem_free(page->label_ends);
	buf_fini(&page->text);
	mem_free(page);
}

static bool
is_same(const struct metrics_options *a, const struct metrics_options *b)
{
	return a->compat == b->compat &&
	    a->without_real_servers == b->without_real_servers;
}

/* A reference: the one that is there, if it is of this view. */
static struct metrics_page *
page_of(struct metrics_cache *cache, struct view *view, enum metrics_format format)
{
	struct metrics_page **kept = &cache->pages[format];
	struct metrics_page *page = *kept;
	struct buf memory = {0};

	if (page && page->view->generation == view->generation &&
	    is_same(&page->options, &cache->options)) {
		page->count++;
		return page;
	}
	if (page && page->count == 1) { /* nobody reads it any more */
		memory = page->text;
		page->text = (struct buf){0};
		buf_clear(&memory);
	}
	page_unref(cache, page);
	*kept = NULL;
	page = page_new(cache, view, format);
	page->text = memory;
	if (!page->kept)
		return page;
	page->count++;
	*kept = page;
	return page;
}

void
metrics_cache_fini(struct metrics_cache *cache)
{
	for (unsigned i = 0; i < METRICS_FORMATS; i++) {
		page_unref(cache, cache->pages[i]);
		cache->pages[i] = NULL;
	}
}

/* ---- readers ---- */

/* False: the page has been read to its end. */
static bool
read_page(struct reader *reader, struct buf *out)
{
	struct metrics_page *page = reader->page;
	size_t left = page->text.len - reader->read;

	if (left == 0 && !page->whole) {
		if (!page->kept) {
			buf_clear(&page->text);
			reader->read = 0;
		}
		page->whole = !write_more(&page->writer, page, &page->text);
		left = page->text.len - reader->read;
	}
	left = left < API_SLICE_BYTES ? left : API_SLICE_BYTES;
	if (left)
		buf_put(out, page->text.bytes + reader->read, left);
	reader->read += left;
	return !page->whole || reader->read < page->text.len;
}

static bool
metrics_next(struct api_stream *stream, struct buf *out)
{
	struct reader *reader = (struct reader *)stream;

	if (read_page(reader, out) || write_more(&reader->own, NULL, out))
		return true;
	if (reader->own.format == METRICS_OPENMETRICS)
		buf_puts(out, "# EOF\n");
	return false;
}

static void
metrics_free(struct api_stream *stream)
{
	struct reader *reader = (struct reader *)stream;

	page_unref(reader->cache, reader->page);
	writer_fini(&reader->own);
	mem_free(reader);
}

struct api_stream *
metrics_stream(struct metrics_cache *cache, struct view *view,
    const struct metrics_requests *requests, enum metrics_format format)
{
	struct reader *reader = mem_new(1, sizeof(*reader));

	reader->stream = (struct api_stream){metrics_next, metrics_free, NULL};
	reader->cache = cache;
	reader->page = page_of(cache, view, format);
	reader->own.from = (struct metrics_from){reader->page->view, requests};
	reader->own.format = format;
	choose(&reader->own, &cache->options, false);
	return &reader->stream;
}
