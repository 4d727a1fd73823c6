/* SPDX-License-Identifier: Apache-2.0 */
/* notify_fifo and its kin: a pipe, whose it is, and who reads it. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"
#include "agent/lib/arena.h"

/* PATH [USER [GROUP]] */
static void
read_fifo(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_fifo *fifo = (void *)((char *)into + key->place);
	const char *path = conf_word(node, 1);

	if (!path) {
		conf_missing_value(reader, node, "a path");
		return;
	}
	conf_no_more_words(reader, node, 4);
	if (path[0] != '/') {
		conf_error(reader, node, 1, "value",
		    "the pipe's path begins with a slash, not '%s'", path);
		return;
	}
	fifo->path = arena_strdup(reader->arena, path);
	fifo->user = arena_strdup(reader->arena, conf_word(node, 2));
	fifo->group = arena_strdup(reader->arena, conf_word(node, 3));
}

static void
write_fifo(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_fifo *fifo = (const void *)((const char *)from + key->place);

	if (fifo->path)
		conf_write(
		    writer, key->word, fifo->path, fifo->user, fifo->group, NULL);
}

#define ROWS_FIFO(word, kind, what)                                                    \
  ROW_BY(word, struct raw_global, m.fifos[kind], read_fifo, write_fifo,                \
      "PATH [USER [GROUP]]: a pipe that " what " are written to"),                     \
      ROW(word "_script", CONF_COMMAND, struct raw_global, m.fifos[kind].script,       \
	  "COMMAND [USER [GROUP]]: reads it; the path is its last argument")

static const struct conf_key fifo_rows[] = {
    ROWS_FIFO("notify_fifo", MODEL_FIFO_ALL, "all events"),
    ROWS_FIFO("vrrp_notify_fifo", MODEL_FIFO_VRRP, "changes of instances and groups"),
    ROWS_FIFO("lvs_notify_fifo", MODEL_FIFO_LVS, "changes of servers"),
    ROW("fifo_write_vrrp_states_on_reload", CONF_FLAG, struct raw_global,
	m.fifo_write_states_on_reload,
	"a reload writes the state of every instance again (default off)"),
    ROW("vrrp_notify_priority_changes", CONF_BOOL, struct raw_global,
	notify_priority_changes,
	"pipes hear of changes of priority, too (default off)"),
};

const struct conf_block global_fifo_block = {
    ROWS(fifo_rows), .size = sizeof(struct raw_global)};

/* One pipe cannot carry two streams, and a reader without its pipe reads nothing. */
void
conf_check_fifos(struct conf_reader *reader, const struct conf_node *node)
{
	static const char *const words[MODEL_FIFOS] = {
	    "notify_fifo", "vrrp_notify_fifo", "lvs_notify_fifo"};
	const struct model_fifo *fifos = reader->work->global.m.fifos;

	for (size_t i = 0; i < MODEL_FIFOS; i++) {
		if (fifos[i].script.argv && !conf_line_of(node, words[i]))
			conf_error(reader, node, 0, "missing_keyword",
			    "%s_script reads %s PATH, which is not said", words[i],
			    words[i]);
		for (size_t j = i + 1; j < MODEL_FIFOS; j++)
			if (fifos[i].path && fifos[j].path &&
			    strcmp(fifos[i].path, fifos[j].path) == 0)
				conf_error(reader, node, 0, "duplicate",
				    "%s and %s are the same pipe: %s", words[i],
				    words[j], fifos[i].path);
	}
}
