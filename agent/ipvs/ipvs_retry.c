/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/ipvs/ipvs_retry.h"

#include "agent/lib/mem.h"

void
ipvs_retry_fini(struct ipvs_retry *retry)
{
	mem_free(retry->rows);
	*retry = (struct ipvs_retry){0};
}

static struct ipvs_retry_row *
find(const struct ipvs_retry *retry, const struct ipvs_key *key)
{
	for (size_t i = 0; i < retry->len; i++)
		if (ipvs_key_cmp(&retry->rows[i].key, key) == 0)
			return &retry->rows[i];
	return NULL;
}

const struct ipvs_retry_row *
ipvs_retry_find(const struct ipvs_retry *retry, const struct ipvs_key *key)
{
	return find(retry, key);
}

static struct ipvs_retry_row *
append(struct ipvs_retry *retry, const struct ipvs_key *key)
{
	if (retry->len == retry->room) {
		retry->room = retry->room ? 2 * retry->room : 4;
		retry->rows = mem_grow(retry->rows, retry->room, sizeof(*retry->rows));
	}
	retry->rows[retry->len] = (struct ipvs_retry_row){.key = *key};
	return &retry->rows[retry->len++];
}

static int64_t
delay_ms(unsigned failures)
{
	if (failures == 1)
		return IPVS_RETRY_FIRST_MS;
	return failures <= IPVS_RETRY_SOON_TRIES ? IPVS_RETRY_SOON_MS
						 : IPVS_RETRY_LATER_MS;
}

unsigned
ipvs_retry_failed(
    struct ipvs_retry *retry, const struct ipvs_key *key, struct instant now)
{
	struct ipvs_retry_row *row = find(retry, key);

	if (!row)
		row = append(retry, key);
	row->failures++;
	row->due = instant_add(now, span_ms(delay_ms(row->failures)));
	return row->failures;
}

unsigned
ipvs_retry_done(struct ipvs_retry *retry, const struct ipvs_key *key)
{
	struct ipvs_retry_row *row = find(retry, key);
	unsigned failures;

	if (!row)
		return 0;
	failures = row->failures;
	*row = retry->rows[--retry->len];
	return failures;
}

const struct ipvs_retry_row *
ipvs_retry_next(const struct ipvs_retry *retry, struct instant now)
{
	for (size_t i = 0; i < retry->len; i++)
		if (instant_reached(retry->rows[i].due, now))
			return &retry->rows[i];
	return NULL;
}

struct instant
ipvs_retry_due(const struct ipvs_retry *retry)
{
	struct instant due = INSTANT_NEVER;

	for (size_t i = 0; i < retry->len; i++)
		due = instant_earlier(due, retry->rows[i].due);
	return due;
}
