/* SPDX-License-Identifier: Apache-2.0 */
/* What `write` functions of this room use beside conf_write. P. */
#ifndef AGENT_CONF_CONF_DUMP_H
#define AGENT_CONF_CONF_DUMP_H

#include "agent/conf/conf_key.h"
#include "agent/conf/model.h"

struct buf;

struct conf_writer {
	struct buf *out;
	unsigned depth;
	const struct model *model; /* borrowed */
	struct arena *arena;       /* for text on its way; gone with the dump */
	bool hides;                /* secrets are shown as *** */
};

enum { CONF_NUMBER_SIZE = 32 };

void conf_write_words(struct conf_writer *writer, const char *keyword,
    const char *const *words, size_t len);
/* CMD [USER [GROUP]]; nothing when there is no command. */
void conf_write_command(struct conf_writer *writer, const char *keyword,
    const struct model_script_command *command);
/* A line that opens a block. */
void conf_write_open(struct conf_writer *writer, const char *keyword, ...)
    __attribute__((sentinel));
void conf_write_close(struct conf_writer *writer);

/* Into out[CONF_NUMBER_SIZE]; each returns out. */
const char *conf_number(char *out, int64_t value);
/* Seconds with decimals where they are needed, from 1/`per_second` s. */
const char *conf_seconds(char *out, int64_t value, int64_t per_second);

/* The rows whose place lies below `shown`, and those that write themselves. */
void conf_dump_rows(struct conf_writer *writer, const struct conf_block *block,
    const void *from, size_t shown);

#endif
