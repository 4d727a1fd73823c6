/* SPDX-License-Identifier: Apache-2.0 */
/* A MIB walked to its end, as text: for the tests of each MIB. */
#ifndef TESTS_UNIT_MIB_WALK_H
#define TESTS_UNIT_MIB_WALK_H

#include "tests/unit/unit.h"

#include "agent/lib/buf.h"
#include "mib/mib_table.h"

static inline void
mib_walk_put_value(struct buf *out, const struct mib_value *value)
{
	static const char *const words[] = {[MIB_INTEGER] = "INTEGER",
	    [MIB_UNSIGNED32] = "Gauge32",
	    [MIB_COUNTER32] = "Counter32",
	    [MIB_COUNTER64] = "Counter64",
	    [MIB_TIME_TICKS] = "Timeticks",
	    [MIB_IP_ADDRESS] = "IpAddress",
	    [MIB_OCTETS] = "Octets"};

	buf_puts(out, words[value->type]);
	if (value->type == MIB_IP_ADDRESS) {
		assert_int_equal(value->octets_len, 4);
		buf_printf(out, " %u.%u.%u.%u", value->octets[0], value->octets[1],
		    value->octets[2], value->octets[3]);
	} else if (value->type == MIB_OCTETS) {
		for (size_t i = 0; i < value->octets_len; i++)
			buf_printf(out, "%c%02x", i ? ':' : ' ', value->octets[i]);
	} else {
		buf_printf(out, " %lld", (long long)value->number);
	}
	buf_putc(out, '\n');
}

/* Each instance as a line, without the root; each is found by its name as well. */
static inline void
mib_walk(const struct mib_module *module, const void *source,
    const struct mib_base *base, struct buf *out)
{
	struct mib_oid at = module->root;
	struct mib_found found, same;

	while (mib_next(module, source, base, &at, &found)) {
		assert_true(mib_oid_cmp(&at, &found.name) < 0);
		at = found.name;
		assert_true(mib_get(module, source, base, &at, &same));
		assert_int_equal(same.value.number, found.value.number);
		for (size_t i = module->root.len; i < at.len; i++)
			buf_printf(out, ".%u", at.ids[i]);
		buf_putc(out, ' ');
		mib_walk_put_value(out, &found.value);
	}
}

#endif
