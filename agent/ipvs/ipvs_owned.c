/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/ipvs/ipvs_owned.h"

#include "agent/lib/mem.h"

static struct ipvs_dest
key_of(const struct ipvs_dest *dest)
{
	return (struct ipvs_dest){.addr = dest->addr, .port = dest->port};
}

static void
put(struct ipvs_service *to, const struct ipvs_dest *dest)
{
	if (to->dests_len > 0 &&
	    ipvs_dest_cmp(&to->dests[to->dests_len - 1], dest) == 0)
		return;
	to->dests[to->dests_len++] = key_of(dest);
}

/* The keys of two sorted lists; `a` may be NULL. */
static struct ipvs_service
merge(const struct ipvs_service *a, const struct ipvs_service *b)
{
	size_t a_len = a ? a->dests_len : 0, i = 0, j = 0;
	struct ipvs_service both = {.key = b->key};

	both.dests = mem_new(a_len + b->dests_len, sizeof(*both.dests));
	while (i < a_len || j < b->dests_len) {
		if (j == b->dests_len ||
		    (i < a_len && ipvs_dest_cmp(&a->dests[i], &b->dests[j]) <= 0))
			put(&both, &a->dests[i++]);
		else
			put(&both, &b->dests[j++]);
	}
	return both;
}

/* Whether the sorted list has `dest`, asked for in ascending order. */
static bool
seek(const struct ipvs_service *in, size_t *at, const struct ipvs_dest *dest)
{
	if (!in)
		return false;
	while (*at < in->dests_len && ipvs_dest_cmp(&in->dests[*at], dest) < 0)
		++*at;
	return *at < in->dests_len && ipvs_dest_cmp(&in->dests[*at], dest) == 0;
}

static bool
has_all(const struct ipvs_service *ours, const struct ipvs_service *service)
{
	size_t at = 0;

	for (size_t i = 0; i < service->dests_len; i++)
		if (!seek(ours, &at, &service->dests[i]))
			return false;
	return ours != NULL;
}

void
ipvs_owned_add(struct ipvs_table *owned, const struct ipvs_service *service)
{
	const struct ipvs_service *ours = ipvs_table_find(owned, &service->key);
	struct ipvs_service both;

	if (has_all(ours, service))
		return; /* as with most edits */
	both = merge(ours, service);
	ipvs_table_put(owned, &both);
}

void
ipvs_owned_prune(struct ipvs_table *owned, const struct ipvs_key *key,
    const struct ipvs_service *desired, const struct ipvs_service *observed)
{
	struct ipvs_service *ours = ipvs_table_find(owned, key);
	size_t kept = 0, in_desired = 0, in_observed = 0;

	if (!ours)
		return;
	if (!desired && !observed) {
		ipvs_table_remove(owned, key);
		return;
	}
	for (size_t i = 0; i < ours->dests_len; i++)
		if (seek(desired, &in_desired, &ours->dests[i]) ||
		    seek(observed, &in_observed, &ours->dests[i]))
			ours->dests[kept++] = ours->dests[i];
	ours->dests_len = kept;
}

bool
ipvs_owned_has(const struct ipvs_table *owned, const struct ipvs_key *key,
    const struct ipvs_dest *dest)
{
	const struct ipvs_service *ours = ipvs_table_find(owned, key);

	if (!ours || !dest)
		return ours != NULL;
	return ipvs_service_find(ours, &dest->addr, dest->port) != NULL;
}
