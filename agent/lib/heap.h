/* SPDX-License-Identifier: Apache-2.0 */
/* What is due first: a binary heap of nodes that live inside their owners. P. */
#ifndef AGENT_LIB_HEAP_H
#define AGENT_LIB_HEAP_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/lib/clock.h"

/* Embed one in what is to be woken; all zero means "in no heap". */
struct heap_node {
	struct instant due;
	size_t at; /* its place, from 1; 0: in no heap */
};

struct heap {
	struct heap_node **nodes; /* owned array of borrowed nodes */
	size_t len, room;
};

/* The nodes stay their owners'. An empty heap is all zero. */
void heap_fini(struct heap *heap);

/* Put the node in, or move it when it is in already. O(log n). */
void heap_set(struct heap *heap, struct heap_node *node, struct instant due);

/* Take the node out; a node that is in no heap is left alone. O(log n). */
void heap_remove(struct heap *heap, struct heap_node *node);

/* The node that is due first, NULL when there is none; borrowed. */
struct heap_node *heap_first(const struct heap *heap);

static inline bool
heap_has(const struct heap_node *node)
{
	return node->at != 0;
}

#endif
