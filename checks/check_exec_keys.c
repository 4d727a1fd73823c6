/* SPDX-License-Identifier: Apache-2.0 */
/* The words of MISC_CHECK. P. */
#include <stddef.h>

#include "agent/lib/arena.h"
#include "checks/check_exec.h"

static void
read_user(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct check_exec_spec *spec = into;
	const char *user = conf_word(node, 1), *group = conf_word(node, 2);

	(void)key;
	if (!user || conf_words_len(node) > 3) {
		conf_error(
		    reader, node, user ? 3 : 0, "value", "user wants USER [GROUP]");
		return;
	}
	spec->user = arena_strdup(conf_arena(reader), user);
	spec->group = group ? arena_strdup(conf_arena(reader), group) : NULL;
}

static void
write_user(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct check_exec_spec *spec = from;

	if (spec->user)
		conf_write(writer, key->word, spec->user, spec->group, (char *)NULL);
}

static void
defaults(void *into)
{
	struct check_exec_spec *spec = into;

	spec->timeout_ms = CONF_UNSET;
}

static void
finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	const struct check_exec_spec *spec = into;

	if (!spec->command.argv)
		conf_error(reader, node, 0, "missing", "misc_path is wanted");
}

/* A row by its member; one with a range of milliseconds; one with functions. */
#define ROW(w, t, m, h)                                                                \
  {                                                                                    \
    .word = (w), .type = (t), .place = offsetof(struct check_exec_spec, m),            \
    .help = (h)                                                                        \
  }
#define ROW_MS(w, m, lo, hi, h)                                                        \
  {                                                                                    \
    .word = (w), .type = CONF_MS, .place = offsetof(struct check_exec_spec, m),        \
    .min = (lo), .max = (hi), .help = (h)                                              \
  }
#define ROW_BY(w, m, rd, wr, h)                                                        \
  {                                                                                    \
    .word = (w), .type = CONF_FUNCTION, .place = offsetof(struct check_exec_spec, m),  \
    .read = (rd), .write = (wr), .help = (h)                                           \
  }

static const struct conf_key keys[] = {
    ROW("misc_path", CONF_COMMAND, command,
	"program and its arguments, in quotes; no shell"),
    ROW_MS("misc_timeout", timeout_ms, 1, 86400000,
	"after which it has failed and is killed (delay_loop)"),
    ROW("misc_dynamic", CONF_FLAG, dynamic,
	"exit status 2 to 255 is fit, with that weight less 2"),
    ROW_BY(
	"user", user, read_user, write_user, "USER [GROUP]: who runs it (script_user)"),
};

const struct conf_block check_exec_block = {
    .keys = keys,
    .keys_len = sizeof(keys) / sizeof(keys[0]),
    .size = sizeof(struct check_exec_spec),
    .defaults = defaults,
    .finish = finish,
};
