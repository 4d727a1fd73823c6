/* SPDX-License-Identifier: Apache-2.0 */
/* Names of tables, protocols, scopes and realms by the files of iproute2: lines of a
 * number and a name. What /etc says goes before what /usr says. P: the texts come by
 * conf_options.iproute_text. */
#include <string.h>

#include "agent/conf/conf_option.h"
#include "agent/conf/conf_work.h"
#include "agent/lib/arena.h"

static const char *const default_dirs[] = {"/etc/iproute2", "/usr/share/iproute2"};

/* "100  isp  # comment" names `word`? */
static bool
line_names(
    struct arena *arena, const char *line, size_t len, const char *word, uint64_t *out)
{
	size_t digits = strspn(line, " \t"), number, gap, name;

	number = strcspn(line + digits, " \t\n");
	gap = strspn(line + digits + number, " \t");
	line += digits;
	name = strcspn(line + number + gap, " \t\n#");
	if (digits + number + gap + name > len || number == 0 || name != strlen(word))
		return false;
	if (strncmp(line + number + gap, word, name) != 0)
		return false;
	return conf_option_text_number(arena_strndup(arena, line, number), out);
}

static bool
text_names(struct arena *arena, const char *text, const char *word, uint32_t *out)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		uint64_t value;

		if (line_names(arena, text, len, word, &value) && value <= UINT32_MAX) {
			*out = (uint32_t)value;
			return true;
		}
		text += len + (text[len] == '\n');
	}
	return false;
}

bool
conf_iproute_find(
    struct conf_reader *reader, const char *file, const char *word, uint32_t *out)
{
	const struct model_global *global = &reader->work->global.m;
	const char *const said[] = {global->iproute_etc_dir, global->iproute_usr_dir};

	if (!reader->options->iproute_text)
		return false;
	for (size_t i = 0; i < 2; i++) {
		const char *text = reader->options->iproute_text(
		    reader->scratch, said[i] ? said[i] : default_dirs[i], file);

		if (text && text_names(reader->scratch, text, word, out))
			return true;
	}
	return false;
}
