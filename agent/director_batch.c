/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/director_batch.h"

#include <string.h>

#include "agent/lib/arena.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/store/store.h"

struct director_batch {
	struct edits edits; /* owned copies, as they were before */
	struct vs_edits vs_edits;
	struct arena *arena;          /* owned: keys and values to be saved */
	struct store_record *records; /* in the arena */
	size_t len;
};

void
director_batch_free(struct director_batch *batch)
{
	if (!batch)
		return;
	edits_fini(&batch->edits);
	vs_edits_fini(&batch->vs_edits);
	arena_free(batch->arena);
	mem_free(batch);
}

static struct director_batch *
batch_new(const struct director *director)
{
	struct director_batch *batch = mem_new(1, sizeof(*batch));

	batch->arena = arena_new();
	for (size_t i = 0; i < director->edits.len; i++)
		edits_put(&batch->edits, director->edits.items[i]);
	for (size_t i = 0; i < director->vs_edits.len; i++)
		vs_edits_put(&batch->vs_edits, director->vs_edits.items[i]);
	return batch;
}

int
director_save(struct director *director, const struct store_record *records, size_t len)
{
	struct director_batch *batch = director->batch;

	if (!batch)
		return store_save(director->store, records, len);
	for (size_t i = 0; i < len; i++) {
		struct store_record *record = arena_append(batch->arena,
		    (void **)(void *)&batch->records, &batch->len, sizeof(*record));

		record->key = arena_strdup(batch->arena, records[i].key);
		record->value = records[i].value
		    ? arena_strdup(batch->arena, records[i].value)
		    : NULL;
	}
	return 0;
}

/* What was made since goes with a reload of the same file, as its end by a command
 * would have it: pools borrow from an edit until then. */
static void
bring_back_vs(struct director *director, struct director_batch *batch)
{
	for (size_t i = 0; i < director->vs_edits.len; i++) {
		struct vs_edit *edit = director->vs_edits.items[i];

		if (vs_edits_find(&batch->vs_edits, edit->vs_id))
			continue;
		edit->removed = edit->file_print == 0;
		edit->wants.given = 0;
	}
	for (size_t i = 0; i < batch->vs_edits.len; i++)
		vs_edits_put(&director->vs_edits, batch->vs_edits.items[i]);
}

static void
forget_vs(struct director *director, const struct director_batch *batch)
{
	for (size_t i = director->vs_edits.len; i > 0; i--) {
		const struct vs_edit *edit = director->vs_edits.items[i - 1];

		if (!vs_edits_find(&batch->vs_edits, edit->vs_id))
			vs_edits_remove(&director->vs_edits, edit->vs_id);
	}
}

static void
undo(struct director *director, struct director_batch *batch)
{
	uint64_t revision = director->edits.revision + 1;
	struct edits since = director->edits;

	director->edits = batch->edits;
	director->edits.revision = revision; /* it never goes back */
	batch->edits = since;
	bring_back_vs(director, batch);
	director_configure(director, director->model);
	forget_vs(director, batch);
}

static struct command_reply
commit(struct director *director, struct director_batch *batch)
{
	struct command_reply reply = {.status = COMMAND_DONE};

	if (store_save(director->store, batch->records, batch->len) < 0) {
		reply.status = COMMAND_NOT_SAVED;
		reply.code = "store.failed";
		(void)mem_copy_text(reply.detail, sizeof(reply.detail),
		    store_status(director->store)->error); /* may be cut */
		undo(director, batch);
	}
	reply.revision = director->edits.revision;
	return reply;
}

struct command_reply
director_batch(struct director *director, const struct command *command)
{
	struct director_batch *batch = director->batch;
	struct command_reply reply = {.status = COMMAND_DONE};

	if ((command->kind == COMMAND_BEGIN) == (batch != NULL)) {
		reply.status = COMMAND_CONFLICT;
		reply.code = batch ? "transaction.open" : "transaction.none";
		return reply;
	}
	if (command->kind == COMMAND_BEGIN) {
		director->batch = batch_new(director);
		return reply;
	}
	director->batch = NULL; /* from here on things are saved again */
	if (command->kind == COMMAND_COMMIT) {
		reply = commit(director, batch);
	} else {
		log_event("director", "a transaction by %s is undone",
		    command->actor ? command->actor : "");
		undo(director, batch);
		reply.revision = director->edits.revision;
	}
	director_batch_free(batch);
	return reply;
}
