/* SPDX-License-Identifier: Apache-2.0 */
/* A keyword is a row: word, type, place, range, unit, help. From that row come its
 * reading, its range errors, -t, the dump and the manual's table. D. */
#ifndef AGENT_CONF_CONF_KEY_H
#define AGENT_CONF_CONF_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct model_track_file;
struct conf_reader; /* conf_read.c: collects diagnostics, owns the arena */
struct conf_node;   /* conf_tree.h: a line (words) and its block (children) */
struct conf_writer; /* conf_dump.c: where the effective configuration goes */
struct conf_key;

enum conf_type {
	CONF_FLAG, /* bool: the word alone sets it; an argument true/false is taken too
		    */
	CONF_BOOL, /* bool: on|off|yes|no|true|false */
	CONF_UINT, /* uint32_t in min..max */
	CONF_INT,  /* int32_t in min..max */
	CONF_U16,  /* uint16_t in min..max */
	CONF_U8,   /* uint8_t in min..max */
	CONF_MS,   /* uint32_t milliseconds; the file says seconds, decimals allowed;
		    * min..max in ms */
	CONF_TEXT, /* const char *: one word or quoted string */
	CONF_ADDR, /* struct addr */
	CONF_IFNAME,  /* char[16] */
	CONF_COMMAND, /* struct model_script_command: CMD [USER [GROUP]] */
	CONF_ENUM, /* int: index into `words` (NULL-terminated), any case with a warning
		    */
	CONF_BLOCK, /* nested block described by `block`; fills the struct at `place` */
	CONF_LIST,  /* as CONF_BLOCK, appended to struct conf_items at `place` */
	CONF_FUNCTION, /* `read` does it */
	CONF_LATER, /* known, not served yet: a warning that names it; its block skipped
		     */
	CONF_OBSOLETE /* known, means nothing any more: a warning; `help` says why */
};

/* "Not said": the value a number has until the file or an inheritance sets it. */
#define CONF_UNSET UINT32_MAX

/* An array that grows in the reader's arena while its blocks are read. */
struct conf_items {
	void *items;
	size_t len;
};

typedef void conf_read_fn(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into);

/* The dump of a CONF_FUNCTION row: the lines that `read` would read back into an equal
 * `from` (the block's struct), by conf_write; none when there is nothing to say. */
typedef void conf_write_fn(
    struct conf_writer *writer, const struct conf_key *key, const void *from);

struct conf_block {
	const struct conf_key *keys;
	size_t keys_len;
	size_t size; /* of the struct it fills */
	/* Set what is not zero by default. May be NULL. */
	void (*defaults)(void *into);
	/* The block has been read whole: check fields against each other. May be NULL.
	 */
	void (*finish)(
	    struct conf_reader *reader, const struct conf_node *node, void *into);
};

struct conf_key {
	const char *word;
	enum conf_type type;
	size_t place;     /* offsetof in the block's struct */
	int64_t min, max; /* inclusive; both 0: any */
	const char *help; /* one line for the manual, with its default */
	const char *const *words;
	const struct conf_block *block;
	conf_read_fn *read;
	const char
	    *instead; /* an old spelling: the word it became (warns only if asked) */
	conf_write_fn
	    *write; /* instead of what `place` tells; CONF_FUNCTION: or none */
};

/* A checker's block in a real_server: one row a type. The struct described by `block`
 * becomes model_check.spec. `ops` is passed through untouched. */
struct check_ops;
struct conf_checker {
	const char *word; /* "TCP_CHECK" */
	const struct conf_block *block;
	const struct check_ops *ops;
	uint32_t default_retry; /* TCP 1, MISC 0 */
	/* 1000; HTTP 3000; CONF_UNSET: delay_loop */
	uint32_t default_delay_before_retry_ms;
	/* 1 << enum check_proxy that its connections can begin with */
	unsigned proxies;
};

enum { CONF_PLUGIN_WHY_SIZE = 256 }; /* why one cannot be loaded: one line */

/* For `read` and `finish` functions. Texts are printf-formatted, one line. */
void conf_error(struct conf_reader *reader, const struct conf_node *node, size_t word,
    const char *code, const char *fmt, ...) __attribute__((format(printf, 5, 6)));
void conf_warning(struct conf_reader *reader, const struct conf_node *node, size_t word,
    const char *code, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Word `index` of the line (0 is the keyword), NULL past the end. */
const char *conf_word(const struct conf_node *node, size_t index);
size_t conf_words_len(const struct conf_node *node);
/* The vrrp_track_file of that name, borrowed while the configuration is read (its texts
 * live as long as the model); NULL: there is none. */
const struct model_track_file *conf_track_file(
    const struct conf_reader *reader, const char *name);
struct arena *conf_arena(struct conf_reader *reader);

/* One line of the dump: a keyword and its words (each quoted where it must be), ended
 * by NULL. */
void conf_write(struct conf_writer *writer, const char *keyword, ...)
    __attribute__((sentinel));

/* Of a CONF_FUNCTION row: const char *, one word that is a secret: it is shown in no
 * diagnostic, and as *** in dumps, which is refused when it is read back. */
conf_read_fn conf_read_secret;
conf_write_fn conf_write_secret;

#endif
