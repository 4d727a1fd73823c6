/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_probes.h"

#include "agent/lib/mem.h"
#include "checks/check_slot.h"
#include "checks/check_table.h"

enum { BUCKETS_MIN = 64 };

void
check_probes_fini(struct check_probes *probes)
{
	mem_free(probes->buckets);
	*probes = (struct check_probes){0};
}

/* Of some of what check_equal compares: equal checks have equal hashes. */
static uint64_t
hash_of(const struct model_check *check)
{
	uint64_t hash = CHECK_HASH_START;

	hash = check_hash(hash, &check->ops, sizeof(check->ops));
	hash = check_hash(
	    hash, check->connect_addr.bytes, sizeof(check->connect_addr.bytes));
	hash = check_hash(hash, &check->connect_port, sizeof(check->connect_port));
	hash = check_hash(hash, &check->fwmark, sizeof(check->fwmark));
	return check_hash(hash, &check->delay_loop_ms, sizeof(check->delay_loop_ms));
}

static struct check_probe **
bucket_of(const struct check_probes *probes, uint64_t hash)
{
	return &probes->buckets[hash & (probes->buckets_len - 1)];
}

static void
put(struct check_probes *probes, struct check_probe *probe)
{
	struct check_probe **head = bucket_of(probes, probe->hash);

	probe->next_in_bucket = *head;
	*head = probe;
}

static void
grow(struct check_probes *probes)
{
	struct check_probe **old = probes->buckets;
	size_t old_len = probes->buckets_len;

	probes->buckets_len = old_len ? 2 * old_len : BUCKETS_MIN;
	probes->buckets = mem_new(probes->buckets_len, sizeof(struct check_probe *));
	for (size_t i = 0; i < old_len; i++) {
		for (struct check_probe *probe; (probe = old[i]);) {
			old[i] = probe->next_in_bucket;
			put(probes, probe);
		}
	}
	mem_free(old);
}

void
check_probes_add(struct check_probes *probes, struct check_probe *probe)
{
	if (probes->len == probes->buckets_len)
		grow(probes);
	probe->hash = hash_of(&probe->check);
	put(probes, probe);
	probes->len++;
}

void
check_probes_remove(struct check_probes *probes, struct check_probe *probe)
{
	struct check_probe **link = bucket_of(probes, probe->hash);

	while (*link != probe)
		link = &(*link)->next_in_bucket;
	*link = probe->next_in_bucket;
	probes->len--;
}

struct check_probe *
check_probes_find(const struct check_probes *probes, const struct model_check *check)
{
	struct check_probe *probe;
	uint64_t hash;

	if (!probes->len)
		return NULL;
	hash = hash_of(check);
	probe = *bucket_of(probes, hash);
	while (probe && (probe->hash != hash || !check_equal(&probe->check, check)))
		probe = probe->next_in_bucket;
	return probe;
}
