/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/ipvs/ipvs_note.h"

#include <string.h>

#include "agent/lib/mem.h"

/* How the ops of one service have gone, by kind. */
struct news {
	size_t added, removed;
};

static void
note_settings(struct ipvs_service *service, const struct ipvs_service *as)
{
	memcpy(service->scheduler, as->scheduler, sizeof(service->scheduler));
	service->flags = as->flags;
	service->timeout_s = as->timeout_s;
	service->netmask_be = as->netmask_be;
	memcpy(service->engine, as->engine, sizeof(service->engine));
}

static void
note_changed(struct ipvs_service *service, const struct ipvs_dest *as)
{
	struct ipvs_dest *dest = ipvs_service_find(service, &as->addr, as->port);

	if (!dest)
		return; /* the next scan will show it */
	dest->forward = as->forward;
	dest->tunnel = as->tunnel;
	dest->weight = as->weight;
	dest->uthreshold = as->uthreshold;
	dest->lthreshold = as->lthreshold;
}

/* Changes in place; counts what needs the list to be made anew. */
static struct news
note_in_place(struct ipvs_service *service, const struct ipvs_op *ops, size_t len)
{
	struct news news = {0};

	for (size_t i = 0; i < len; i++) {
		if (ops[i].err != 0)
			continue;
		if (ops[i].kind == IPVS_SET_SERVICE)
			note_settings(service, &ops[i].service);
		else if (ops[i].kind == IPVS_SET_DEST)
			note_changed(service, &ops[i].dest);
		else if (ops[i].kind == IPVS_NEW_DEST)
			news.added++;
		else if (ops[i].kind == IPVS_DEL_DEST)
			news.removed++;
	}
	return news;
}

/* The next op of `kind` that succeeded, from `at` on; `len` when there is none. */
static size_t
next_done(const struct ipvs_op *ops, size_t len, size_t at, enum ipvs_op_kind kind)
{
	while (at < len && (ops[at].kind != kind || ops[at].err != 0))
		at++;
	return at;
}

/* A destination as it is right after it was made. */
static struct ipvs_dest
fresh(const struct ipvs_dest *as)
{
	return (struct ipvs_dest){
	    .addr = as->addr,
	    .port = as->port,
	    .forward = as->forward,
	    .tunnel = as->tunnel,
	    .weight = as->weight,
	    .uthreshold = as->uthreshold,
	    .lthreshold = as->lthreshold,
	};
}

/* Old destinations without the removed, merged with the added: all three ascend. */
static void
note_list(
    struct ipvs_service *service, const struct ipvs_op *ops, size_t len, size_t added)
{
	struct ipvs_dest *dests = mem_new(service->dests_len + added, sizeof(*dests));
	size_t add = next_done(ops, len, 0, IPVS_NEW_DEST);
	size_t del = next_done(ops, len, 0, IPVS_DEL_DEST);
	size_t out = 0;

	for (size_t i = 0; i < service->dests_len; i++) {
		const struct ipvs_dest *old = &service->dests[i];

		while (add < len && ipvs_dest_cmp(&ops[add].dest, old) < 0) {
			dests[out++] = fresh(&ops[add].dest);
			add = next_done(ops, len, add + 1, IPVS_NEW_DEST);
		}
		while (del < len && ipvs_dest_cmp(&ops[del].dest, old) < 0)
			del = next_done(ops, len, del + 1, IPVS_DEL_DEST);
		if (del == len || ipvs_dest_cmp(&ops[del].dest, old) != 0)
			dests[out++] = *old;
	}
	for (; add < len; add = next_done(ops, len, add + 1, IPVS_NEW_DEST))
		dests[out++] = fresh(&ops[add].dest);
	mem_free(service->dests);
	service->dests = dests;
	service->dests_len = out;
}

static void
note_service(struct ipvs_table *observed, const struct ipvs_op *ops, size_t len)
{
	struct ipvs_service *service;
	struct news news;

	if (ops->kind == IPVS_DEL_SERVICE) {
		if (ops->err == 0)
			ipvs_table_remove(observed, &ops->service.key);
		return;
	}
	if (ops->kind == IPVS_NEW_SERVICE && ops->err == 0) {
		struct ipvs_service made = {.key = ops->service.key};

		note_settings(&made, &ops->service);
		ipvs_table_put(observed, &made);
	}
	service = ipvs_table_find(observed, &ops->service.key);
	if (!service)
		return;
	news = note_in_place(service, ops, len);
	if (news.added + news.removed > 0)
		note_list(service, ops, len, news.added);
}

void
ipvs_note(struct ipvs_table *observed, const struct ipvs_op *ops, size_t len)
{
	size_t first = 0;

	for (size_t i = 1; i <= len; i++) {
		if (i < len &&
		    ipvs_key_cmp(&ops[i].service.key, &ops[first].service.key) == 0)
			continue;
		note_service(observed, &ops[first], i - first);
		first = i;
	}
}
