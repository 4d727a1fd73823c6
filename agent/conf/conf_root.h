/* SPDX-License-Identifier: Apache-2.0 */
/* The whole tree into the model. P. */
#ifndef AGENT_CONF_CONF_ROOT_H
#define AGENT_CONF_CONF_ROOT_H

#include <nettle/sha2.h>

#include "agent/conf/conf_parts.h"

extern const struct conf_block conf_root_block;

/* Read all blocks; reader->work is zeroed. Fills all of the model but its
 * diagnostics. */
void conf_read_root(
    struct conf_reader *reader, const struct conf_node *root, struct model *model);

/* A reading under way: lines come in, a model comes out. conf.c. */
struct conf_session {
	struct model *model;
	struct arena *arena; /* of text and tree: gone at the end */
	struct conf_diags diags;
	struct conf_lines lines;
	const struct conf_source *first; /* NULL: none could be read */
	struct sha256_ctx sha;           /* of all text */
	size_t bytes;                    /* read so far */
	uint32_t order;
	struct conf_options options;
};

/* conf_secret.c */
int conf_secret_read(const char *path, struct conf_secret *out);

void conf_session_start(
    struct conf_session *session, const struct conf_options *options);
/* A text that was read; `name` and `dir` are copied. */
struct conf_source *conf_session_source(struct conf_session *session, const char *name,
    const char *dir, const char *text, size_t len);
/* One more line of all. False, and reported, when there are too many. */
bool conf_session_keep(struct conf_session *session, const struct conf_line *line);
/* Lines to model. The caller owns the result. */
struct model *conf_session_finish(struct conf_session *session);

#endif
