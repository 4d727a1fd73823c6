/* SPDX-License-Identifier: Apache-2.0 */
/* vrrp_script. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"
#include "agent/lib/arena.h"

#define SECONDS_MAX_MS (86400 * 1000)

/* Everything on the line is the command: a quoted string may hold it whole. */
static void
read_script(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_script_command *command = &((struct raw_script *)into)->m.command;
	void *argv = NULL;
	size_t argc = 0;

	(void)key;
	for (size_t i = 1; i < node->words_len; i++) {
		if (i == 1 && strlen(conf_word(node, i)) > CONF_WORD_MAX / 2)
			conf_error(reader, node, i, "word_too_long",
			    "the command has more than %d bytes", CONF_WORD_MAX / 2);
		else if (i == 1)
			conf_command_split(
			    reader->arena, conf_word(node, i), &argv, &argc);
		else
			*(const char **)arena_append(
			    reader->arena, &argv, &argc, sizeof(const char *)) =
			    arena_strdup(reader->arena, conf_word(node, i));
	}
	if (!argc) {
		conf_error(reader, node, 1, "missing_value", "script needs a command");
		return;
	}
	(void)arena_append(reader->arena, &argv, &argc, sizeof(const char *));
	command->argv = argv;
	conf_note_command(reader, node);
}

static void
write_script(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const char *const *argv =
	    ((const struct model_vrrp_script *)from)->command.argv;
	const char *whole = argv ? conf_command_join(writer->arena, argv) : NULL;
	void *words = NULL;
	size_t len = 0;

	if (whole && strlen(whole) <= CONF_WORD_MAX / 2) {
		conf_write(writer, key->word, whole, NULL);
		return;
	}
	for (size_t i = 0; argv && argv[i]; i++) {
		const char *const first[] = {argv[0], NULL};

		*(const char **)arena_append(
		    writer->arena, &words, &len, sizeof(const char *)) =
		    i ? argv[i] : conf_command_join(writer->arena, first);
	}
	if (len)
		conf_write_words(writer, key->word, words, len);
}

static void
read_user(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_script_command *command = &((struct raw_script *)into)->m.command;

	(void)key;
	if (!conf_word(node, 1)) {
		conf_missing_value(reader, node, "a user");
		return;
	}
	conf_no_more_words(reader, node, 3);
	command->user = arena_strdup(reader->arena, conf_word(node, 1));
	command->group = arena_strdup(reader->arena, conf_word(node, 2));
}

static void
write_user(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_script_command *command =
	    &((const struct model_vrrp_script *)from)->command;

	if (command->user)
		conf_write(writer, key->word, command->user, command->group, NULL);
}

/* N [reverse] */
static void
read_weight(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_vrrp_script *script = &((struct raw_script *)into)->m;
	const struct conf_range range = {-253, 253, ""};
	bool has_reverse = conf_word(node, 2) && !strcmp(conf_word(node, 2), "reverse");
	int64_t value;

	(void)key;
	if (conf_value_number(reader, (struct conf_at){node, 1}, &range, &value))
		script->weight = (int16_t)value;
	script->reverse = has_reverse;
	conf_no_more_words(reader, node, has_reverse ? 3 : 2);
}

static void
write_weight(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_script *script = from;
	char text[CONF_NUMBER_SIZE];

	conf_write(writer, key->word, conf_number(text, script->weight),
	    script->reverse ? "reverse" : NULL, NULL);
}

static const struct conf_key script_rows[] = {
    ROW_BY("script", struct raw_script, m.command, read_script, write_script,
	"COMMAND: run without a shell; 0 is good"),
    ROW_IN("interval", CONF_MS, struct raw_script, m.interval_ms, 1, SECONDS_MAX_MS,
	"seconds between runs (default 1)"),
    ROW_IN("timeout", CONF_MS, struct raw_script, m.timeout_ms, 1, SECONDS_MAX_MS,
	"seconds until a run counts as failed (default: the interval)"),
    ROW_BY("weight", struct raw_script, m.weight, read_weight, write_weight,
	"-253..253 [reverse]: added when good (or, negative, when bad); 0: bad is a "
	"fault (default 0)"),
    ROW_IN("rise", CONF_UINT, struct raw_script, m.rise, 1, 1000000,
	"successes until good (default 1)"),
    ROW_IN("fall", CONF_UINT, struct raw_script, m.fall, 1, 1000000,
	"failures until bad (default 1)"),
    ROW_BY("user", struct raw_script, m.command.user, read_user, write_user,
	"USER [GROUP]: who runs it (default script_user)"),
    ROW("init_fail", CONF_FLAG, struct raw_script, m.init_fail,
	"bad until the first success (default off)"),
};

const struct conf_block vrrp_script_block = {
    ROWS(script_rows), .size = sizeof(struct raw_script)};

void
conf_read_script(struct conf_reader *reader, const struct conf_node *node)
{
	struct conf_items *scripts = &reader->work->scripts;
	const char *name = conf_block_name(reader, node);
	struct raw_script raw = {0};

	raw.m = (struct model_vrrp_script){.name = name,
	    .interval_ms = 1000,
	    .timeout_ms = CONF_UNSET,
	    .rise = 1,
	    .fall = 1,
	    .place = conf_place((struct conf_at){node, 0})};
	conf_read_block(reader, node, &vrrp_script_block, &raw);
	if (raw.m.timeout_ms == CONF_UNSET)
		raw.m.timeout_ms = raw.m.interval_ms;
	if (!raw.m.command.argv && !conf_line_of(node, "script"))
		conf_error(reader, node, 0, "missing_keyword",
		    "vrrp_script needs 'script COMMAND'");
	if (!name)
		return;
	*(struct model_vrrp_script *)arena_append(
	    reader->arena, &scripts->items, &scripts->len, sizeof(raw.m)) = raw.m;
	conf_single_add(reader, &reader->work->script_lines, scripts, node);
}
