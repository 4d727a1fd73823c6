/* SPDX-License-Identifier: Apache-2.0 */
/* A command line into argv and back, without a shell. P. */
#include <string.h>

#include "agent/conf/conf_read.h"
#include "agent/lib/arena.h"
#include "agent/lib/buf.h"

/* Of the text: quoting it anew may make it longer, but not twice as long. */
enum { COMMAND_MAX = CONF_WORD_MAX / 2 };

/* Copy one argument to `out` without its quotes; returns where it ended. */
static const char *
take_arg(const char *at, char *out)
{
	char quote = '\0';

	for (; *at && (quote || !conf_is_blank(*at)); at++) {
		if (*at == quote)
			quote = '\0';
		else if (!quote && (*at == '"' || *at == '\''))
			quote = *at;
		else
			*out++ = *at;
	}
	*out = '\0';
	return at;
}

static void
append_arg(struct arena *arena, void **argv, size_t *argc, const char *arg)
{
	*(const char **)arena_append(arena, argv, argc, sizeof(const char *)) = arg;
}

void
conf_command_split(struct arena *arena, const char *text, void **argv, size_t *argc)
{
	while (*text) {
		char *arg;

		while (*text && conf_is_blank(*text))
			text++;
		if (!*text)
			return;
		arg = arena_alloc(arena, strcspn(text, "") + 1);
		text = take_arg(text, arg);
		append_arg(arena, argv, argc, arg);
	}
}

void
conf_note_command(struct conf_reader *reader, const struct conf_node *node)
{
	if (!reader->first_command || node->order < reader->first_command->order)
		reader->first_command = node;
}

void
conf_value_command(struct conf_reader *reader, const struct conf_node *node,
    size_t first, struct model_script_command *out)
{
	const char *text = conf_word(node, first);
	const char *user = conf_word(node, first + 1);
	const char *group = conf_word(node, first + 2);
	void *argv = NULL;
	size_t argc = 0;

	if (!text) {
		conf_missing_value(reader, node, "a command");
		return;
	}
	conf_no_more_words(reader, node, first + 3);
	if (strlen(text) > COMMAND_MAX) {
		conf_error(reader, node, first, "word_too_long",
		    "the command has more than %d bytes", COMMAND_MAX);
		return;
	}
	conf_command_split(reader->arena, text, &argv, &argc);
	if (!argc) {
		conf_error(reader, node, first, "value", "the command is empty");
		return;
	}
	conf_note_command(reader, node);
	append_arg(reader->arena, &argv, &argc, NULL);
	out->argv = argv;
	out->user = arena_strdup(reader->arena, user);
	out->group = arena_strdup(reader->arena, group);
}

static bool
is_plain(const char *arg)
{
	if (!*arg)
		return false;
	for (; *arg; arg++)
		if (conf_is_blank(*arg) || *arg == '"' || *arg == '\'')
			return false;
	return true;
}

static void
join_arg(struct buf *out, const char *arg)
{
	if (is_plain(arg)) {
		buf_puts(out, arg);
		return;
	}
	do {
		char quote = *arg == '\'' ? '"' : '\'';
		size_t run = quote == '"' ? strspn(arg, "'") : strcspn(arg, "'");

		buf_putc(out, quote);
		buf_put(out, arg, run);
		buf_putc(out, quote);
		arg += run;
	} while (*arg);
}

const char *
conf_command_join(struct arena *arena, const char *const *argv)
{
	struct buf out = {0};
	const char *text;

	for (size_t i = 0; argv[i]; i++) {
		if (i)
			buf_putc(&out, ' ');
		join_arg(&out, argv[i]);
	}
	text = arena_strndup(arena, buf_text(&out), out.len);
	buf_fini(&out);
	return text;
}
