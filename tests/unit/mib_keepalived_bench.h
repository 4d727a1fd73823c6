/* SPDX-License-Identifier: Apache-2.0 */
/* Cells of a module by their names. */
#ifndef TESTS_UNIT_MIB_KEEPALIVED_BENCH_H
#define TESTS_UNIT_MIB_KEEPALIVED_BENCH_H

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/arena.h"
#include "mib/mib_keepalived.h"
#include "mib/mib_value.h"
#include "tests/unit/mib_walk.h"

/* `name` is below the module's root: "3.1.4.1". False: there is no such cell. */
static inline bool
cell_find(const struct mib_module *module, const void *source, const char *name,
    struct mib_value *value)
{
	const struct mib_base base = {0};
	struct mib_oid oid = module->root;
	struct mib_found found;

	for (const char *at = name; *at;) {
		char *end;

		mib_oid_add(&oid, (uint32_t)strtoul(at, &end, 10));
		at = *end == '.' ? end + 1 : end;
	}
	if (!mib_get(module, source, &base, &oid, &found))
		return false;
	*value = found.value;
	return true;
}

static inline int64_t
cell_number(const struct mib_module *module, const void *source, const char *name)
{
	struct mib_value value = {0};

	if (!cell_find(module, source, name, &value))
		fail_msg("there is no %s", name);
	return (int64_t)value.number;
}

static inline void
cell_is_text(const struct mib_module *module, const void *source, const char *name,
    const char *text)
{
	struct mib_value value = {0};

	if (!cell_find(module, source, name, &value))
		fail_msg("there is no %s", name);
	assert_int_equal(value.type, MIB_OCTETS);
	assert_int_equal(value.octets_len, strlen(text));
	assert_memory_equal(value.octets, text, value.octets_len);
}

static inline bool
cell_is_absent(const struct mib_module *module, const void *source, const char *name)
{
	struct mib_value value = {0};

	return !cell_find(module, source, name, &value);
}

static inline struct addr
ip(const char *text)
{
	struct addr addr = {0};

	assert_true(addr_parse(text, &addr));
	return addr;
}

/* Items of a said array: a copy in its arena. */
static inline void *
said_array(struct view_said *said, const void *items, size_t bytes)
{
	void *copy = arena_alloc(said->arena, bytes);

	memcpy(copy, items, bytes);
	return copy;
}

#endif
