/* SPDX-License-Identifier: Apache-2.0 */
/* Virtual servers that were made, changed or taken out while the agent runs: a layer
 * over those of the file, as edits.h has it for real servers. P.
 *
 * An edit goes before the file for the same virtual server, unless the file says
 * something else of it than when the edit was made: then the file goes first, and that
 * is told. */
#ifndef AGENT_VS_EDITS_H
#define AGENT_VS_EDITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/command.h"
#include "agent/command_vs.h"
#include "agent/conf/model.h"
#include "agent/edits.h"

enum { VS_EDITS_MAX = 4096 };

struct vs_edit {
	char vs_id[MODEL_ID_SIZE];
	uint64_t revision;   /* the global one when it was made */
	uint64_t file_print; /* vs_edits_print of what the file said then; 0: nothing */
	bool removed;        /* not wanted, whatever the file says */
	bool persisted;      /* the store has it as it is here */
	bool saved;          /* the store has it, perhaps older */
	struct command_vs wants;
	struct model_virtual_server laid; /* over the file's; see vs_edit_lay */
};

struct vs_edits {
	struct vs_edit **items; /* owned, each; by id */
	size_t len, room;
};

void vs_edits_fini(struct vs_edits *edits);

/* Borrowed until it is removed; NULL: not edited. */
struct vs_edit *vs_edits_find(const struct vs_edits *edits, const char *vs_id);
void vs_edits_put(struct vs_edits *edits, const struct vs_edit *edit); /* copied */
void vs_edits_remove(struct vs_edits *edits, const char *vs_id);

/* What a later file is compared with; never 0. NULL: 0. */
uint64_t vs_edits_print(const struct model_virtual_server *said);

/* Work out `laid`: it borrows what `said` (NULL: not in the file) borrows. */
void vs_edit_lay(struct vs_edit *edit, const struct model_virtual_server *said);

/* The edit meets a file: whether it stands. */
enum edits_fate vs_edits_judge(
    const struct vs_edit *edit, const struct model_virtual_server *said);

/* The virtual server that a command is about, as it is. */
struct vs_scene {
	const struct model_virtual_server *said; /* NULL: not in the file */
	const struct vs_edit *edit;              /* NULL: not edited */
	uint64_t revision;                       /* of the object; 0: there is none */
	uint64_t connections;                    /* that its removal would cut */
};

struct vs_decision {
	struct command_reply reply; /* its revision and persisted are set by who acts */
	bool changes;
	bool erases;         /* nothing is left to say: drop the edit */
	struct vs_edit next; /* if it changes; its revision is set by who acts */
};

/* COMMAND_VS_* only; `id` is the virtual server's. When !changes, the reply is the
 * whole outcome. */
struct vs_decision vs_edits_decide(
    const struct vs_scene *scene, const char *id, const struct command *command);

/* As the text that a store keeps: vs/ID  rev=12 file=... scheduler=rr removed ... */
enum {
	VS_EDIT_KEY_SIZE = MODEL_ID_SIZE + 4,
	VS_EDIT_VALUE_SIZE = 2 * ADDR_TEXT_SIZE + 320
};
void vs_edit_key(const char *vs_id, char *out);
void vs_edit_value(const struct vs_edit *edit, char *out);

/* False, and *out untouched, when key and value are not an edit's. */
bool vs_edit_parse(const char *key, const char *value, struct vs_edit *out);

#endif
