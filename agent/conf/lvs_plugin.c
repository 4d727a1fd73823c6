/* SPDX-License-Identifier: Apache-2.0 */
/* PLUGIN_CHECK: a checker that is loaded by name. Its own words come with it. P: who
 * reads the configuration hands in how one is loaded. */
#include "agent/conf/conf_rows.h"
#include "agent/conf/lvs_words.h"
#include "agent/lib/arena.h"

static const struct conf_key plugin_rows[] = {
    ROW("plugin", CONF_TEXT, struct raw_check, m.plugin,
	"NAME: of the plug-in, which is NAME.so in check_plugin_directory; the other "
	"words are its own, and those of every check (no default)"),
};

const struct conf_block lvs_plugin_block = {
    ROWS(plugin_rows), .size = sizeof(struct raw_check)};

static const struct conf_block no_words = {0};

const struct conf_checker *
lvs_plugin_of(struct conf_reader *reader, const struct conf_node *node)
{
	const struct conf_options *options = reader->options;
	const struct conf_node *line = conf_line_of(node, "plugin");
	struct conf_checker *type = arena_alloc(reader->arena, sizeof(*type));
	char why[CONF_PLUGIN_WHY_SIZE];

	if (!node->has_block)
		return NULL; /* reported already */
	if (!line || !conf_word(line, 1)) {
		conf_error(reader, line ? line : node, line ? 1 : 0, "missing_keyword",
		    LVS_PLUGIN_WORD " needs the name of its plug-in: plugin NAME");
		return NULL;
	}
	if (!options->plugin) {
		conf_error(
		    reader, line, 1, "plugin", "plug-ins are not loaded from here");
		return NULL;
	}
	if (!options->plugin(reader->work->global.m.check_plugin_directory,
		conf_word(line, 1), type, why)) {
		conf_error(reader, line, 1, "plugin", "plug-in %s: %s",
		    conf_word(line, 1), why);
		return NULL;
	}
	type->word = LVS_PLUGIN_WORD;
	if (!type->block)
		type->block = &no_words;
	return type;
}
