/* SPDX-License-Identifier: Apache-2.0 */
/* Virtual servers that are made, changed or taken out while the agent runs. E, control
 * thread; a part of the director. */
#ifndef AGENT_DIRECTOR_VS_H
#define AGENT_DIRECTOR_VS_H

#include "agent/director_inside.h"

/* What there is to be: those of the model that are not taken out, with what was changed
 * of them, and those that are an edit's alone. `items` is the caller's. */
struct director_wanted {
	struct {
		const struct model_virtual_server *vs, *said; /* said NULL: no file */
	} * items;
	size_t len;
};
struct director_wanted director_wanted(const struct director *director);

/* From the store, at the start. */
void director_vs_load(struct director *director);

/* A model came: edits that give way are told and forgotten, the others laid over it. */
void director_vs_judge(struct director *director);

/* The COMMAND_VS_* kinds. What the kernel refuses is undone. */
struct command_reply director_vs_command(
    struct director *director, const struct command *command);

/* Its place in the file; those that the file does not have come after. */
uint32_t director_vs_position(
    const struct director *director, const struct director_pool *pool);

/* Where it comes from, and whether it lasts. */
void director_vs_fill(const struct director *director, const struct director_pool *pool,
    struct view_pool *view);

#endif
