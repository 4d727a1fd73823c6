/* SPDX-License-Identifier: Apache-2.0 */
/* vrrp_cpu_affinity: a line of numbers. P. */
#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/lib/arena.h"

enum { CPU_MAX = 1023 };

void
global_read_cpus(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	static const struct conf_range range = {0, CPU_MAX, ""};
	struct model_global *global = &((struct raw_global *)into)->m;
	size_t len = conf_words_len(node) - 1;
	uint32_t *cpus = arena_alloc(reader->arena, (len + 1) * sizeof(*cpus));
	int64_t value;

	(void)key;
	if (!len)
		conf_missing_value(reader, node, "a CPU's number");
	global->vrrp_cpus = cpus;
	global->vrrp_cpus_len = 0;
	for (size_t i = 1; i <= len; i++)
		if (conf_value_number(
			reader, (struct conf_at){node, i}, &range, &value))
			cpus[global->vrrp_cpus_len++] = (uint32_t)value;
}

void
global_write_cpus(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_global *global = &((const struct raw_global *)from)->m;
	size_t len = global->vrrp_cpus_len;
	const char **words = arena_alloc(writer->arena, (len + 1) * sizeof(*words));

	for (size_t i = 0; i < len; i++)
		words[i] = conf_number(
		    arena_alloc(writer->arena, CONF_NUMBER_SIZE), global->vrrp_cpus[i]);
	if (len)
		conf_write_words(writer, key->word, words, len);
}
