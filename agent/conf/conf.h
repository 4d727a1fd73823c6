/* SPDX-License-Identifier: Apache-2.0 */
/* Read a configuration: files -> text -> tree -> model and diagnostics. Control thread
 * (or `fairleadd -t`); only conf_file touches the disk. */
#ifndef AGENT_CONF_CONF_H
#define AGENT_CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "agent/conf/conf_key.h"
#include "agent/conf/model.h"

struct arena;
struct buf;

/* What a file of its own holds. */
struct conf_secret {
	char text[256];  /* its first line */
	bool is_exposed; /* everybody may read it */
	const char *why; /* it could not be read */
};

struct conf_options {
	const char *config_id; /* for @ID lines; NULL: the host's short name */
	const char *host_name; /* router_id unless said */
	bool lenient; /* errors whose keepalived reading is known become warnings */
	const struct conf_checker *checkers;
	size_t checkers_len;
	/* For ${_ENV NAME}. NULL: conf_load asks the environment, conf_load_text has
	 * none. */
	const char *(*env)(const char *name);
	/* The text of iproute2's file `name` ("rt_tables") in `dir`, with that of
	 * `name`.d/ after it, in the arena; NULL when there is none. NULL: likewise. */
	const char *(*iproute_text)(
	    struct arena *arena, const char *dir, const char *name);
	/* The table of the VRF `name`; 0: there is none. NULL: none is known. */
	uint32_t (*vrf_table)(const char *name);
	/* Loads the check plug-in `name` from `directory` (NULL: fairlead's own) and
	 * says what it is, but for out->word, which is ours; false with `why`. NULL:
	 * there are none. */
	bool (*plugin)(const char *directory, const char *name,
	    struct conf_checker *out, char *why);
	/* For `file:` keys; 0, or negative with `why`. NULL: conf_load reads the file,
	 * conf_load_text refuses. */
	int (*read_secret)(const char *path, struct conf_secret *out);
};

/* Read `path` and what it includes. Never NULL: a model with errors > 0 must not be
 * used for anything but its diagnostics. A file that is missing, unreadable or empty
 * is an error. The caller owns the model (model_free). */
struct model *conf_load(const char *path, const struct conf_options *options);

/* The same from memory, includes refused: for tests, fuzzing and validation. */
struct model *conf_load_text(
    const char *name, const char *text, size_t len, const struct conf_options *options);

/* All diagnostics as for a terminal: file:line:column, text, line, caret, meant. */
void conf_print_diagnostics(const struct model *model, struct buf *out);

/* The effective configuration in its own grammar (-d, --dump-conf); reads back equal.
 */
void conf_dump(const struct model *model, struct buf *out);

/* The same for outsiders: each secret is ***, on a line of its own as it was. */
void conf_dump_shown(const struct model *model, struct buf *out);

/* The check's own words, but for what it has in common with all, secrets hidden. */
void conf_dump_check(const struct model_check *check, struct buf *out);

/* The keyword table as a man page fragment (mdoc/man), from the rows. */
void conf_print_manual(
    const struct conf_checker *checkers, size_t checkers_len, struct buf *out);

#endif
