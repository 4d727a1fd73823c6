/* SPDX-License-Identifier: Apache-2.0 */
/* What a store may hand us: a journal of any bytes, and, past its checksums, a line of
 * any key and value. What is understood must survive the round through its text. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "agent/edits_text.h"
#include "agent/lib/mem.h"
#include "agent/store/store_journal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
edit_round(const char *key, const char *value)
{
	char key_again[EDITS_KEY_SIZE], value_again[EDITS_VALUE_SIZE];
	char once[EDITS_VALUE_SIZE];
	struct edit edit;

	if (!edits_parse(key, value, &edit))
		return;
	edits_key(edit.vs_id, &edit.addr, edit.port, key_again);
	edits_value(&edit, once);
	assert(edits_parse(key_again, once, &edit));
	edits_value(&edit, value_again);
	assert(strcmp(once, value_again) == 0);
}

static void
own_round(const char *key)
{
	char once[EDITS_OWN_SIZE], again[EDITS_OWN_SIZE];
	struct ipvs_key service;
	struct ipvs_dest dest;

	if (!edits_own_parse(key, &service, &dest))
		return;
	edits_own_key(&service, addr_is_set(&dest.addr) ? &dest : NULL, once);
	assert(edits_own_parse(once, &service, &dest));
	edits_own_key(&service, addr_is_set(&dest.addr) ? &dest : NULL, again);
	assert(strcmp(once, again) == 0);
}

static void
take(void *ctx, const struct store_record *record)
{
	size_t *taken = ctx;

	++*taken;
	if (record->value)
		edit_round(record->key, record->value);
	own_round(record->key);
}

/* The input as a key and a value, split at its first line feed, in a sound journal. */
static void
through_a_journal(const uint8_t *bytes, size_t len)
{
	char *text = mem_new(len + 1, 1), *value;
	struct store_record record = {.key = text};
	struct buf journal = {0};
	size_t taken = 0;
	uint32_t chain = store_journal_begin(&journal);

	if (len > 0)
		memcpy(text, bytes, len);
	value = strchr(text, '\n');
	if (value) {
		*value = '\0';
		record.value = value + 1;
	}
	if (*text) {
		(void)store_journal_line(&journal, chain, &record, 1);
		(void)store_journal_read(journal.bytes, journal.len, take, &taken);
		assert(taken == 1);
	}
	buf_fini(&journal);
	mem_free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct store_journal_found found;
	size_t taken = 0;

	found = store_journal_read((const char *)bytes, len, take, &taken);
	assert(found.good_bytes <= len);
	through_a_journal(bytes, len);
	return 0;
}
