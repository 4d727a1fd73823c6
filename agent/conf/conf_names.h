/* SPDX-License-Identifier: Apache-2.0 */
/* What others refer to by name, and what may be there once. P. */
#ifndef AGENT_CONF_CONF_NAMES_H
#define AGENT_CONF_CONF_NAMES_H

#include <stddef.h>

struct conf_node;
struct conf_reader;

/* Something that may be there once: its place in a list, and its line. */
struct conf_single {
	size_t index;
	const struct conf_node *node;
};

/* Names in order, each with its index. */
struct conf_names {
	const void *sorted;
	size_t len;
};

/* What can be tracked, once it is all read; groups of servers, instances likewise. */
void conf_names_index_server_groups(struct conf_reader *reader);
void conf_names_index(struct conf_reader *reader);
void conf_names_index_instances(struct conf_reader *reader);

/* The index of the item, or -1. */
int conf_names_find(const struct conf_names *names, const char *name);

/* The name that was probably meant, or NULL. */
const char *conf_names_near(
    const struct conf_reader *reader, const struct conf_names *names, const char *name);

#endif
