/* SPDX-License-Identifier: Apache-2.0 */
/* Managed objects as tables: (module, OID, exact or next) -> value, by binary search
 * over rows that are sorted in index order. P; knows nothing of net-snmp.
 * A table's rows come from a `source` that the module's maker hands in; scalars are a
 * table whose only row has the index 0. */
#ifndef MIB_MIB_TABLE_H
#define MIB_MIB_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MIB_OID_MAX = 24, MIB_OCTETS_MAX = 16 };

struct mib_oid {
	size_t len;
	uint32_t ids[MIB_OID_MAX];
};

enum mib_type {
	MIB_INTEGER,    /* Integer32, TruthValue, RowStatus, an enumeration */
	MIB_COUNTER32,  /* the low 32 bits of a counter */
	MIB_TIME_TICKS, /* TimeTicks, TimeStamp: 1/100 s */
	MIB_IP_ADDRESS, /* 4 octets */
	MIB_OCTETS
};

struct mib_value {
	enum mib_type type;
	uint32_t number; /* unless octets */
	uint8_t octets[MIB_OCTETS_MAX];
	size_t octets_len;
};

/* What a value depends on beside its row. */
struct mib_base {
	int64_t uptime_zero_ms; /* wall clock when the master agent's sysUpTime was 0 */
};

/* What a column's getter is asked about; all borrowed. */
struct mib_cell {
	const void *row;
	const struct mib_base *base;
};

/* A column: its value is what `get` fills in (the type is set already) or, when that
 * is NULL, the uint64_t at `offset` of the row. */
struct mib_column {
	uint32_t number;
	enum mib_type type;
	size_t offset;
	void (*get)(const struct mib_cell *cell, struct mib_value *value);
};

struct mib_table {
	struct mib_oid entry;             /* the OID of the entry: columns are below */
	const struct mib_column *columns; /* in the order of their numbers */
	size_t columns_len;
	size_t (*rows_len)(const void *source);
	const void *(*row)(const void *source, size_t at); /* borrowed */
	/* Append the index of row `at` to *oid; rows ascend by it. */
	void (*index)(const void *source, size_t at, struct mib_oid *oid);
};

struct mib_module {
	struct mib_oid root;
	const struct mib_table *tables; /* in the order of their entries */
	size_t tables_len;
};

struct mib_found {
	struct mib_oid name;
	struct mib_value value;
};

/* By sub-identifiers, a prefix before what it is a prefix of: <0, 0, >0. */
int mib_oid_cmp(const struct mib_oid *a, const struct mib_oid *b);

/* Append one sub-identifier. No OID of ours is longer than MIB_OID_MAX. */
void mib_oid_add(struct mib_oid *oid, uint32_t id);

/* From a stranger's OID. One that is longer than MIB_OID_MAX, or has a sub-identifier
 * over 32 bits, is cut to what has the same place among ours, none of which is so long
 * or so great: good for looking up the next. False when it was cut: none equals it. */
bool mib_oid_from(const unsigned long *ids, size_t len, struct mib_oid *out);

/* The instance named `oid`; false when there is none. */
bool mib_get(const struct mib_module *module, const void *source,
    const struct mib_base *base, const struct mib_oid *oid, struct mib_found *found);

/* The first instance after `oid`; false at the end of the module. */
bool mib_next(const struct mib_module *module, const void *source,
    const struct mib_base *base, const struct mib_oid *oid, struct mib_found *found);

#endif
