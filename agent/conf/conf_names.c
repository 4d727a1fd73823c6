/* SPDX-License-Identifier: Apache-2.0 */
/* What others refer to by name, found without a walk over all of them. P. */
#include <stdlib.h>
#include <string.h>

#include "agent/conf/conf_parts.h"
#include "agent/lib/arena.h"

enum { NEAR_MAX = 1000 }; /* names that are compared to find the one meant */

struct named {
	const char *name;
	uint32_t index;
};

static int
by_name(const void *left, const void *right)
{
	const struct named *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	return order ? order : (a->index < b->index ? -1 : a->index > b->index);
}

/* How to get at the name of an item: a pointer in it, or (virtual servers) text. */
struct source {
	const struct conf_items *items;
	size_t size, place;
	bool is_text;
};

static void
index_names(
    struct conf_reader *reader, const struct source *from, struct conf_names *names)
{
	size_t len = from->items->len;
	struct named *sorted =
	    arena_alloc(reader->scratch, (len + 1) * sizeof(*sorted));

	for (size_t i = 0; i < len; i++) {
		const char *at =
		    (const char *)from->items->items + i * from->size + from->place;

		sorted[i].index = (uint32_t)i;
		sorted[i].name =
		    from->is_text ? at : *(const char *const *)(const void *)at;
	}
	if (len)
		qsort(sorted, len, sizeof(*sorted), by_name);
	names->sorted = sorted;
	names->len = len;
}

void
conf_names_index(struct conf_reader *reader)
{
	struct conf_work *work = reader->work;
	const struct source tracked[MODEL_TRACK_KINDS] = {
	    [MODEL_TRACK_SCRIPT] = {&work->scripts,         sizeof(struct model_vrrp_script),
				    offsetof(struct model_vrrp_script,    name), false},
	    [MODEL_TRACK_FILE] = {&work->track_files,     sizeof(struct model_track_file),
				    offsetof(struct model_track_file,     name), false},
	    [MODEL_TRACK_PROCESS] = {&work->track_processes,
				    sizeof(struct model_track_process),
				    offsetof(struct model_track_process,  name), false},
	    [MODEL_TRACK_VIRTUAL] = {&work->servers,
				    sizeof(struct model_virtual_server),
				    offsetof(struct model_virtual_server, id),   true },
	};

	for (int i = 0; i < MODEL_TRACK_KINDS; i++)
		if (tracked[i].items)
			index_names(reader, &tracked[i], &work->tracked[i]);
}

void
conf_names_index_server_groups(struct conf_reader *reader)
{
	const struct source from = {&reader->work->server_groups,
	    sizeof(struct model_server_group),
	    offsetof(struct model_server_group, name), false};

	index_names(reader, &from, &reader->work->server_group_names);
}

void
conf_names_index_instances(struct conf_reader *reader)
{
	const struct source from = {&reader->work->instances,
	    sizeof(struct model_vrrp_instance),
	    offsetof(struct model_vrrp_instance, name), false};

	index_names(reader, &from, &reader->work->instance_names);
}

int
conf_names_find(const struct conf_names *names, const char *name)
{
	const struct named *sorted = names->sorted;
	size_t low = 0, high = names->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, sorted[middle].name);

		if (order == 0)
			return (int)sorted[middle].index;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
}

const char *
conf_names_near(
    const struct conf_reader *reader, const struct conf_names *names, const char *name)
{
	const struct named *sorted = names->sorted;
	const char *nearest = NULL;
	size_t best = SIZE_MAX;

	if (reader->diags->len >= CONF_DIAGS_MAX)
		return NULL; /* nobody would see it */
	for (size_t i = 0; i < names->len && i < NEAR_MAX; i++)
		nearest = conf_near(name, sorted[i].name, nearest, &best);
	return nearest;
}
