/* SPDX-License-Identifier: Apache-2.0 */
/* Words that are secrets: no diagnostic and no dump shows them. P. */
#include <string.h>

#include "agent/conf/conf_read.h"
#include "agent/lib/arena.h"

static const char hidden[] = "***";

void
conf_read_secret(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	const char *word = conf_word(node, 1);

	arena_keep_secret(reader->arena);
	arena_keep_secret(reader->scratch);
	conf_hide((struct conf_at){node, 1});
	if (!word || conf_words_len(node) > 2) {
		conf_error(reader, node, 0, "value",
		    "%s takes one word, quoted if it has blanks", key->word);
		return;
	}
	if (strcmp(word, hidden) == 0)
		conf_error(reader, node, 0, "hidden_key",
		    "a dump does not show secrets: say this one again");
	*(const char **)(void *)((char *)into + key->place) =
	    arena_strdup(reader->arena, word);
}

void
conf_write_secret(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	if (*(const char *const *)(const void *)((const char *)from + key->place))
		conf_write(writer, key->word, hidden, NULL);
}

/* A line that nobody knows may be one that holds a secret, misspelt. */
void
conf_hide_unknown(
    const struct conf_node *node, const struct conf_target *targets, size_t len)
{
	for (size_t t = 0; t < len; t++)
		for (size_t i = 0; i < targets[t].block->keys_len; i++)
			if (targets[t].block->keys[i].read == conf_read_secret)
				conf_hide((struct conf_at){node, 1});
}
