/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/lib/heap.h"

#include "agent/lib/mem.h"

void
heap_fini(struct heap *heap)
{
	for (size_t i = 0; i < heap->len; i++)
		heap->nodes[i]->at = 0;
	mem_free(heap->nodes);
	*heap = (struct heap){0};
}

static void
place(struct heap *heap, size_t at, struct heap_node *node)
{
	heap->nodes[at - 1] = node;
	node->at = at;
}

static bool
earlier(const struct heap *heap, size_t at, const struct heap_node *node)
{
	return instant_before(heap->nodes[at - 1]->due, node->due);
}

static void
sift_up(struct heap *heap, struct heap_node *node)
{
	size_t at = node->at;

	while (at > 1 && instant_before(node->due, heap->nodes[at / 2 - 1]->due)) {
		place(heap, at, heap->nodes[at / 2 - 1]);
		at /= 2;
	}
	place(heap, at, node);
}

static void
sift_down(struct heap *heap, struct heap_node *node)
{
	size_t at = node->at;

	for (;;) {
		size_t child = at * 2;

		if (child > heap->len)
			break;
		if (child < heap->len &&
		    earlier(heap, child + 1, heap->nodes[child - 1]))
			child++;
		if (!earlier(heap, child, node))
			break;
		place(heap, at, heap->nodes[child - 1]);
		at = child;
	}
	place(heap, at, node);
}

void
heap_set(struct heap *heap, struct heap_node *node, struct instant due)
{
	node->due = due;
	if (!heap_has(node)) {
		if (heap->len == heap->room) {
			heap->room = heap->room ? heap->room * 2 : 64;
			heap->nodes = mem_grow(
			    heap->nodes, heap->room, sizeof(struct heap_node *));
		}
		heap->len++;
		place(heap, heap->len, node);
	}
	sift_up(heap, node);
	sift_down(heap, node);
}

void
heap_remove(struct heap *heap, struct heap_node *node)
{
	struct heap_node *last;

	if (!heap_has(node))
		return;
	last = heap->nodes[heap->len - 1];
	heap->len--;
	if (last != node) {
		place(heap, node->at, last);
		sift_up(heap, last);
		sift_down(heap, last);
	}
	node->at = 0;
}

struct heap_node *
heap_first(const struct heap *heap)
{
	return heap->len ? heap->nodes[0] : NULL;
}
