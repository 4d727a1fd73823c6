/* SPDX-License-Identifier: Apache-2.0 */
/* What is tracked: track_* in an instance or a sync group, and the blocks that define
 * files and processes. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"
#include "agent/lib/arena.h"

#define HOUR_MS (3600 * 1000)

/* ---- track_* { NAME [weight N] [reverse|noreverse] } ---- */

static struct conf_range
weights_of(enum model_track_kind kind)
{
	if (kind == MODEL_TRACK_FILE)
		return (struct conf_range){INT32_MIN, INT32_MAX, ""};
	if (kind == MODEL_TRACK_PROCESS)
		return (struct conf_range){-254, 254, ""};
	return (struct conf_range){-253, 253, ""};
}

static void
read_track_options(
    struct conf_reader *reader, const struct conf_node *line, struct model_track *track)
{
	const struct conf_range range = weights_of(track->kind);
	int64_t weight;

	for (size_t i = 1; i < line->words_len; i++) {
		const char *word = conf_word(line, i);

		if (strcmp(word, "weight") == 0) {
			if (conf_value_number(
				reader, (struct conf_at){line, ++i}, &range, &weight))
				track->weight = (int32_t)weight;
		} else if (strcmp(word, "reverse") == 0) {
			track->reverse = true;
		} else if (strcmp(word, "noreverse") == 0) {
			track->reverse = false;
		} else {
			conf_error(reader, line, i, "value",
			    "expected 'weight N' or 'reverse', not '%s' (one entry a "
			    "line)",
			    word);
			return;
		}
	}
}

/* What its definition says, until the line says otherwise. */
static void
inherit(const struct conf_work *work, struct model_track *track)
{
	const struct model_vrrp_script *scripts = work->scripts.items;
	const struct model_track_file *files = work->track_files.items;
	const struct model_track_process *processes = work->track_processes.items;

	if (track->kind == MODEL_TRACK_SCRIPT) {
		track->weight = scripts[track->index].weight;
		track->reverse = scripts[track->index].reverse;
	} else if (track->kind == MODEL_TRACK_FILE) {
		track->weight = files[track->index].weight;
		track->reverse = files[track->index].reverse;
	} else if (track->kind == MODEL_TRACK_PROCESS) {
		track->weight = processes[track->index].weight;
		track->reverse = processes[track->index].reverse;
	}
}

static bool
find_tracked(
    struct conf_reader *reader, const struct conf_node *line, struct model_track *track)
{
	static const char *const defined_by[] = {
	    [MODEL_TRACK_INTERFACE] = "",
	    [MODEL_TRACK_SCRIPT] = "vrrp_script",
	    [MODEL_TRACK_FILE] = "vrrp_track_file",
	    [MODEL_TRACK_PROCESS] = "vrrp_track_process",
	    [MODEL_TRACK_VIRTUAL] = "virtual_server",
	};
	const struct conf_names *names = &reader->work->tracked[track->kind];
	const char *name = conf_word(line, 0);
	int index;

	if (track->kind == MODEL_TRACK_INTERFACE)
		return conf_value_ifname(
		    reader, (struct conf_at){line, 0}, track->interface);
	index = conf_names_find(names, name);
	if (index < 0) {
		conf_mistake(reader, (struct conf_at){line, 0}, "undefined",
		    "not tracked", "there is no %s '%s'", defined_by[track->kind], name)
		    ->meant = conf_names_near(reader, names, name);
		return false;
	}
	track->index = (uint32_t)index;
	inherit(reader->work, track);
	return true;
}

static void
append_track(struct conf_reader *reader, struct model_tracks *tracks,
    const struct model_track *track)
{
	void *items = tracks->items;

	*(struct model_track *)arena_append(
	    reader->arena, &items, &tracks->len, sizeof(*track)) = *track;
	tracks->items = items;
}

void
vrrp_read_tracks(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_tracks *tracks = (void *)((char *)into + key->place);

	if (!conf_has_block(reader, node, key))
		return;
	for (const struct conf_node *line = node->first; line; line = line->next) {
		struct model_track track = {.kind = (enum model_track_kind)key->min};

		if (!line->words_len || !find_tracked(reader, line, &track))
			continue;
		read_track_options(reader, line, &track);
		append_track(reader, tracks, &track);
	}
}

void
vrrp_write_tracks(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_tracks *tracks =
	    (const void *)((const char *)from + key->place);
	bool is_open = false;

	for (size_t i = 0; i < tracks->len; i++) {
		const struct model_track *track = &tracks->items[i];
		char weight[CONF_NUMBER_SIZE];

		if (track->kind != (enum model_track_kind)key->min)
			continue;
		if (!is_open)
			conf_write_open(writer, key->word, NULL);
		is_open = true;
		conf_write(writer, model_track_name(writer->model, track), "weight",
		    conf_number(weight, track->weight),
		    track->reverse ? "reverse" : "noreverse", NULL);
	}
	if (is_open)
		conf_write_close(writer);
}

/* ---- weight N [reverse] of a definition ---- */

struct weight {
	int32_t *weight;
	bool *reverse;
};

static void
read_weight(struct conf_reader *reader, const struct conf_node *node,
    enum model_track_kind kind, struct weight into)
{
	const struct conf_range range = weights_of(kind);
	bool has_reverse = conf_word(node, 2) && !strcmp(conf_word(node, 2), "reverse");
	int64_t value;

	if (conf_value_number(reader, (struct conf_at){node, 1}, &range, &value))
		*into.weight = (int32_t)value;
	*into.reverse = has_reverse;
	conf_no_more_words(reader, node, has_reverse ? 3 : 2);
}

static void
write_weight(struct conf_writer *writer, const char *word, int32_t weight, bool reverse)
{
	char text[CONF_NUMBER_SIZE];

	conf_write(
	    writer, word, conf_number(text, weight), reverse ? "reverse" : NULL, NULL);
}

/* ---- vrrp_track_file ---- */

static void
read_file_weight(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_track_file *file = into;

	(void)key;
	read_weight(reader, node, MODEL_TRACK_FILE,
	    (struct weight){&file->weight, &file->reverse});
}

static void
write_file_weight(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_track_file *file = from;

	write_weight(writer, key->word, file->weight, file->reverse);
}

/* [VALUE [overwrite]] */
static void
read_init_file(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	const struct conf_range range = {INT32_MIN, INT32_MAX, ""};
	struct model_track_file *file = into;
	int64_t value = 0;

	(void)key;
	file->init = true;
	if (!conf_word(node, 1) ||
	    !conf_value_number(reader, (struct conf_at){node, 1}, &range, &value))
		return;
	file->init_value = (int32_t)value;
	if (!conf_word(node, 2))
		return;
	file->overwrite = strcmp(conf_word(node, 2), "overwrite") == 0;
	conf_no_more_words(reader, node, file->overwrite ? 3 : 2);
}

static void
write_init_file(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_track_file *file = from;
	char text[CONF_NUMBER_SIZE];

	if (file->init)
		conf_write(writer, key->word, conf_number(text, file->init_value),
		    file->overwrite ? "overwrite" : NULL, NULL);
}

static const struct conf_key file_rows[] = {
    ROW("file", CONF_TEXT, struct model_track_file, path,
	"the file, which holds a number; must be said"),
    ROW_BY("weight", struct model_track_file, weight, read_file_weight,
	write_file_weight,
	"N [reverse]: its number is multiplied by this and added to the priority, -254 "
	"or less is a fault; 0: any number but 0 is a fault (default 1)"),
    ROW_BY("init_file", struct model_track_file, init, read_init_file, write_init_file,
	"[N [overwrite]]: write N (default 0) at start if there is no such file, or "
	"always (default: do not)"),
};

const struct conf_block vrrp_track_file_block = {
    ROWS(file_rows), .size = sizeof(struct model_track_file)};

const struct model_track_file *
conf_track_file(const struct conf_reader *reader, const char *name)
{
	const struct model_track_file *files = reader->work->track_files.items;

	for (size_t i = 0; i < reader->work->track_files.len; i++)
		if (strcmp(files[i].name, name) == 0)
			return &files[i];
	return NULL;
}

void
conf_read_track_file(struct conf_reader *reader, const struct conf_node *node)
{
	struct conf_items *files = &reader->work->track_files;
	const char *name = conf_block_name(reader, node);
	struct model_track_file file = {
	    .name = name, .weight = 1, .place = conf_place((struct conf_at){node, 0})};

	conf_read_block(reader, node, &vrrp_track_file_block, &file);
	if (!file.path && !conf_line_of(node, "file"))
		conf_error(reader, node, 0, "missing_keyword", "%s needs 'file PATH'",
		    conf_word(node, 0));
	if (!name || !file.path)
		return;
	*(struct model_track_file *)arena_append(
	    reader->arena, &files->items, &files->len, sizeof(file)) = file;
	conf_single_add(reader, &reader->work->track_file_lines, files, node);
}

/* ---- vrrp_track_process ---- */

static void
read_process(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_track_process *process = into;
	void *argv = NULL;
	size_t argc = 0;

	(void)key;
	if (!conf_word(node, 1)) {
		conf_missing_value(reader, node, "a name");
		return;
	}
	for (size_t i = 1; i < node->words_len; i++)
		*(const char **)arena_append(
		    reader->arena, &argv, &argc, sizeof(const char *)) =
		    arena_strdup(reader->arena, conf_word(node, i));
	(void)arena_append(reader->arena, &argv, &argc, sizeof(const char *));
	process->argv = argv;
}

static void
write_process(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_track_process *process = from;
	size_t len = 0;

	while (process->argv && process->argv[len])
		len++;
	if (len)
		conf_write_words(
		    writer, key->word, (const char *const *)process->argv, len);
}

static void
read_param_match(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	static const char *const words[] = {"exact", "initial", "partial", NULL};
	struct model_track_process *process = into;
	const char *word = conf_word(node, 1);
	int at = word ? conf_word_index(word, words) : MODEL_MATCH_EXACT;

	(void)key;
	conf_no_more_words(reader, node, 2);
	if (at < 0)
		conf_error(reader, node, 1, "value",
		    "param_match is initial, partial or exact, not '%s'", word);
	else
		process->params = at;
}

static void
write_param_match(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	static const char *const words[] = {"exact", "initial", "partial"};

	conf_write(writer, key->word,
	    words[((const struct model_track_process *)from)->params], NULL);
}

static void
read_process_weight(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_track_process *process = into;

	(void)key;
	read_weight(reader, node, MODEL_TRACK_PROCESS,
	    (struct weight){&process->weight, &process->reverse});
}

static void
write_process_weight(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_track_process *process = from;

	write_weight(writer, key->word, process->weight, process->reverse);
}

/* Seconds; below a millisecond, the grain of our timers, is a millisecond. */
static bool
read_delay(struct conf_reader *reader, const struct conf_node *node, uint32_t *out)
{
	const struct conf_range range = {1, 3600LL * 1000000, " s"};
	int64_t us;

	if (!conf_value_seconds(
		reader, (struct conf_at){node, 1}, &range, 1000000, &us))
		return false;
	conf_no_more_words(reader, node, 2);
	*out = (uint32_t)((us + 999) / 1000);
	return true;
}

static void
read_one_delay(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	(void)read_delay(reader, node, (void *)((char *)into + key->place));
}

static void
read_both_delays(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_track_process *process = into;

	(void)key;
	if (read_delay(reader, node, &process->fork_delay_ms))
		process->terminate_delay_ms = process->fork_delay_ms;
}

static void
write_one_delay(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	uint32_t ms =
	    *(const uint32_t *)(const void *)((const char *)from + key->place);
	char text[CONF_NUMBER_SIZE];

	if (ms)
		conf_write(writer, key->word, conf_seconds(text, ms, 1000), NULL);
}

static const struct conf_key process_rows[] = {
    ROW_BY("process", struct model_track_process, argv, read_process, write_process,
	"NAME [PARAMETER ...]: which processes count; must be said"),
    ROW_BY("param_match", struct model_track_process, params, read_param_match,
	write_param_match,
	"exact|initial|partial: how its parameters compare (default exact; without "
	"parameters any will do)"),
    ROW("full_command", CONF_FLAG, struct model_track_process, full_command,
	"NAME is compared to the command line, not to the short name (default off)"),
    ROW_BY("weight", struct model_track_process, weight, read_process_weight,
	write_process_weight,
	"-254..254 [reverse]: added while there are enough (or, negative, while not); "
	"0: too few is a fault (default 0)"),
    ROW_IN("quorum", CONF_UINT, struct model_track_process, quorum, 1, 65535,
	"processes that are enough (default 1)"),
    ROW_IN("quorum_max", CONF_UINT, struct model_track_process, quorum_max, 0, 65535,
	"processes that are too many if there is one more (default: no limit)"),
    ROW_BY("fork_delay", struct model_track_process, fork_delay_ms, read_one_delay,
	write_one_delay, "seconds until enough processes count (default 0)"),
    ROW_BY("terminate_delay", struct model_track_process, terminate_delay_ms,
	read_one_delay, write_one_delay, "seconds until too few count (default 0)"),
    ROW_OF(.word = "delay", .type = CONF_FUNCTION, .read = read_both_delays,
	.help = "both of these"),
};

const struct conf_block vrrp_track_process_block = {
    ROWS(process_rows), .size = sizeof(struct model_track_process)};

void
conf_read_track_process(struct conf_reader *reader, const struct conf_node *node)
{
	struct conf_items *processes = &reader->work->track_processes;
	const char *name = conf_block_name(reader, node);
	struct model_track_process process = {.name = name,
	    .quorum = 1,
	    .quorum_max = CONF_UNSET,
	    .place = conf_place((struct conf_at){node, 0})};

	conf_read_block(reader, node, &vrrp_track_process_block, &process);
	if (!process.argv && !conf_line_of(node, "process"))
		conf_error(reader, node, 0, "missing_keyword",
		    "vrrp_track_process needs 'process NAME'");
	if (process.quorum_max < process.quorum && !conf_line_of(node, "quorum"))
		process.quorum = process.quorum_max; /* none at all may be wanted */
	if (process.quorum_max < process.quorum)
		conf_error(reader, node, 0, "range",
		    "quorum_max %u is less than quorum %u",
		    (unsigned)process.quorum_max, (unsigned)process.quorum);
	if (!name || !process.argv)
		return;
	*(struct model_track_process *)arena_append(reader->arena, &processes->items,
	    &processes->len, sizeof(process)) = process;
	conf_single_add(reader, &reader->work->track_process_lines, processes, node);
}
