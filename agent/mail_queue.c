/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/mail_queue.h"

#include "agent/lib/mem.h"

bool
mail_queue_take(struct mail_queue *queue, struct mail_item *item)
{
	if (queue->len == 0)
		return false;
	*item = queue->items[queue->first];
	queue->first = (queue->first + 1) % MAIL_QUEUE_MAX;
	queue->len--;
	return true;
}

void
mail_item_fini(struct mail_item *item)
{
	mem_free(item->subject);
	mem_free(item->body);
}

bool
mail_queue_put(
    struct mail_queue *queue, const char *subject, const char *body, int64_t at_ms)
{
	bool full = queue->len == MAIL_QUEUE_MAX;
	struct mail_item oldest;

	if (full && mail_queue_take(queue, &oldest))
		mail_item_fini(&oldest);
	queue->items[(queue->first + queue->len) % MAIL_QUEUE_MAX] = (struct mail_item){
	    .subject = mem_strdup(subject), .body = mem_strdup(body), .at_ms = at_ms};
	queue->len++;
	return !full;
}

size_t
mail_queue_clear(struct mail_queue *queue)
{
	size_t dropped = queue->len;
	struct mail_item item;

	while (mail_queue_take(queue, &item))
		mail_item_fini(&item);
	return dropped;
}
