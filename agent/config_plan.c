/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/config_plan.h"

#include <stdlib.h>
#include <string.h>

#include "agent/conf/conf.h"
#include "agent/lib/arena.h"
#include "agent/lib/buf.h"
#include "agent/lib/mem.h"

/* A piece of a dump; not terminated. */
struct span {
	const char *text;
	size_t len;
};

/* A block, without the blocks below it that count for themselves. `full` is compared,
 * `shown` is told: they differ in secrets only. */
struct block {
	const char *kind, *id, *within;
	struct span full, shown;
	size_t order;
};

struct blocks {
	struct arena *arena; /* borrowed */
	void *items;         /* struct block */
	size_t len;
};

/* A dump being cut into blocks. */
struct cutter {
	struct blocks *blocks;
	const struct model *model;
	const char *full, *shown; /* where the next line begins */
	size_t vs, rs;            /* of the model: the next to be met */
	const struct model_virtual_server *inside;
	bool is_open; /* the last block takes lines */
};

/* ---- a dump in blocks ---- */

static struct span
next_line(const char **text)
{
	struct span line = {*text, strcspn(*text, "\n")};

	*text += line.len + ((*text)[line.len] == '\n');
	return line;
}

static bool
begins(struct span line, const char *word)
{
	size_t len = strlen(word);

	return line.len > len && memcmp(line.text, word, len) == 0;
}

/* What follows the first word of a head, without quotes and brace. */
static const char *
name_in(struct arena *arena, struct span head)
{
	const char *blank = memchr(head.text, ' ', head.len);
	const char *end = head.text + head.len;

	if (!blank)
		return "";
	blank++;
	while (end > blank && strchr("{ \"", end[-1]))
		end--;
	if (blank < end && *blank == '"')
		blank++;
	return arena_strndup(arena, blank, (size_t)(end - blank));
}

static struct block *
add_block(struct cutter *at, struct span head, struct span shown)
{
	struct blocks *blocks = at->blocks;
	const char *blank = memchr(head.text, ' ', head.len);
	size_t kind_len = blank ? (size_t)(blank - head.text) : head.len;
	struct block *block =
	    arena_append(blocks->arena, &blocks->items, &blocks->len, sizeof(*block));

	block->kind = arena_strndup(blocks->arena, head.text, kind_len);
	block->order = blocks->len;
	block->full = head; /* which grows by the lines that follow */
	block->shown = shown;
	at->is_open = true;
	return block;
}

static void
open_real(struct cutter *at, struct span head, struct span shown)
{
	const struct model_real_server *rs = &at->inside->real_servers[at->rs++];
	struct block *block = add_block(at, (struct span){head.text + 4, head.len - 4},
	    (struct span){shown.text + 4, shown.len - 4});
	char id[MODEL_ID_SIZE];

	model_rs_id(&rs->addr, rs->port, id);
	block->id = arena_strdup(at->blocks->arena, id);
	block->within = arena_strdup(at->blocks->arena, at->inside->id);
}

/* Those made for probes have no block of their own. */
static const struct model_virtual_server *
next_virtual(struct cutter *at)
{
	while (at->model->virtual_servers[at->vs].is_probe_path)
		at->vs++;
	at->rs = 0;
	return &at->model->virtual_servers[at->vs++];
}

static void
open_top(struct cutter *at, struct span head, struct span shown)
{
	struct block *block = add_block(at, head, shown);

	at->inside = NULL;
	block->id = name_in(at->blocks->arena, head);
	if (strcmp(block->kind, "virtual_server") != 0)
		return;
	at->inside = next_virtual(at);
	block->id = arena_strdup(at->blocks->arena, at->inside->id);
}

static void
extend(struct cutter *at, struct span full, struct span shown)
{
	struct block *items = at->blocks->items;
	struct block *block = &items[at->blocks->len - 1];

	block->full.len = (size_t)(full.text + full.len - block->full.text);
	block->shown.len = (size_t)(shown.text + shown.len - block->shown.text);
}

static void
take_line(struct cutter *at)
{
	struct span full = next_line(&at->full), shown = next_line(&at->shown);
	bool is_top = full.len && !strchr(" }", full.text[0]);

	if (is_top)
		open_top(at, full, shown);
	else if (at->inside && begins(full, "    real_server "))
		open_real(at, full, shown);
	else if (begins(full, "    ") && at->is_open)
		extend(at, full, shown);
	else
		at->is_open = false; /* the brace that ends it */
}

static void
cut(struct blocks *blocks, const struct model *model, const struct buf *full,
    const struct buf *shown)
{
	struct cutter at = {.blocks = blocks,
	    .model = model,
	    .full = buf_text(full),
	    .shown = buf_text(shown)};

	while (*at.full)
		take_line(&at);
}

/* ---- two sets of blocks ---- */

static const char *
root_id(const struct block *block)
{
	return block->within ? block->within : block->id;
}

/* Real servers follow their virtual server. */
static int
compare_name(const struct block *a, const struct block *b)
{
	int by = strcmp(a->within ? "virtual_server" : a->kind,
	    b->within ? "virtual_server" : b->kind);

	if (by == 0)
		by = strcmp(root_id(a), root_id(b));
	if (by == 0)
		by = (a->within != NULL) - (b->within != NULL);
	return by ? by : strcmp(a->id, b->id);
}

static int
compare(const void *a, const void *b)
{
	const struct block *one = a, *other = b;
	int by = compare_name(one, other);

	return by ? by : (one->order > other->order) - (one->order < other->order);
}

static bool
span_equal(struct span a, struct span b)
{
	return a.len == b.len && memcmp(a.text, b.text, a.len) == 0;
}

static bool
has_line(struct span text, struct span line)
{
	const char *at = text.text, *end = text.text + text.len;

	while (at < end)
		if (span_equal(next_line(&at), line))
			return true;
	return false;
}

/* The lines of `of` that `other` has not. The head is no line: it is the name. */
static void
tell_lines(struct arena *arena, struct span of, struct span other,
    struct view_trial_lines *out)
{
	const char *at = of.text, *end = of.text + of.len;

	out->items = arena_alloc(arena, CONFIG_PLAN_LINES_MAX * sizeof(*out->items));
	while (at < end && out->len < CONFIG_PLAN_LINES_MAX) {
		struct span line = next_line(&at);

		if (has_line(other, line))
			continue;
		while (line.len && *line.text == ' ') {
			line.text++;
			line.len--;
		}
		out->items[out->len++] = arena_strndup(arena, line.text, line.len);
	}
}

struct changes {
	struct arena *arena; /* borrowed: of the trial */
	void *items;         /* struct view_trial_change */
	size_t len;
};

/* One of them may be NULL. */
static void
add_change(struct changes *changes, const struct block *from, const struct block *to)
{
	const struct block *named = to ? to : from;
	struct view_trial_change *change = arena_append(
	    changes->arena, &changes->items, &changes->len, sizeof(*change));

	change->op = !from ? VIEW_TRIAL_ADD
	    : !to          ? VIEW_TRIAL_REMOVE
			   : VIEW_TRIAL_CHANGE;
	change->kind = arena_strdup(changes->arena, named->kind);
	change->id = arena_strdup(changes->arena, named->id);
	if (named->within)
		change->within = arena_strdup(changes->arena, named->within);
	if (!from || !to)
		return;
	tell_lines(changes->arena, from->shown, to->shown, &change->before);
	tell_lines(changes->arena, to->shown, from->shown, &change->after);
}

static void
merge(const struct blocks *old, const struct blocks *new, struct changes *changes)
{
	const struct block *from = old->items, *to = new->items;
	size_t i = 0, j = 0;

	while (i < old->len || j < new->len) {
		int by = i == old->len ? 1
		    : j == new->len    ? -1
				       : compare_name(&from[i], &to[j]);

		if (by < 0)
			add_change(changes, &from[i], NULL);
		else if (by > 0)
			add_change(changes, NULL, &to[j]);
		else if (!span_equal(from[i].full, to[j].full))
			add_change(changes, &from[i], &to[j]);
		i += by <= 0;
		j += by >= 0;
	}
}

/* The texts lie in `full` and `shown` as long as the blocks are used. */
static void
dump(const struct model *model, struct buf *full, struct buf *shown,
    struct blocks *blocks)
{
	conf_dump(model, full);
	conf_dump_shown(model, shown);
	cut(blocks, model, full, shown);
	if (blocks->len)
		qsort(blocks->items, blocks->len, sizeof(struct block), compare);
}

static void
wipe(struct buf *buf)
{
	mem_wipe(buf->bytes, buf->len);
	buf_fini(buf);
}

void
config_plan(const struct model *from, const struct model *to, struct view_trial *trial)
{
	struct arena *scratch = arena_new();
	struct blocks old = {.arena = scratch}, new = {.arena = scratch};
	struct buf old_full = {0}, old_shown = {0}, new_full = {0}, new_shown = {0};
	struct changes changes = {.arena = trial->arena};

	dump(from, &old_full, &old_shown, &old);
	dump(to, &new_full, &new_shown, &new);
	merge(&old, &new, &changes);
	trial->changes = changes.items;
	trial->changes_len = changes.len;
	wipe(&old_full);
	wipe(&new_full);
	buf_fini(&old_shown);
	buf_fini(&new_shown);
	arena_free(scratch);
}
