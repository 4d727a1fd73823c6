/* SPDX-License-Identifier: Apache-2.0 */
/* Managed objects as tables: (module, OID, exact or next) -> value, by binary search
 * over rows that are sorted in index order. P; knows nothing of net-snmp.
 * Rows come from a `source` that the module's maker hands in; scalars are a table whose
 * only row has the index 0. */
#ifndef MIB_MIB_TABLE_H
#define MIB_MIB_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* RFC 2578 7.1.3: no name is longer. Octets: a path of a file, as SNMP shows it. */
enum { MIB_OID_MAX = 128, MIB_OCTETS_MAX = 255 };

struct mib_oid {
	size_t len;
	uint32_t ids[MIB_OID_MAX];
};

enum mib_type {
	MIB_INTEGER,    /* Integer32, TruthValue, RowStatus, an enumeration */
	MIB_UNSIGNED32, /* Unsigned32, Gauge32: both are one type on the wire */
	MIB_COUNTER32,  /* the low 32 bits of a counter */
	MIB_COUNTER64,
	MIB_TIME_TICKS, /* TimeTicks, TimeStamp: 1/100 s */
	MIB_IP_ADDRESS, /* 4 octets */
	MIB_OCTETS      /* OCTET STRING, DisplayString, InetAddress, MacAddress */
};

struct mib_value {
	enum mib_type type;
	bool absent;     /* this row has no such cell: the next one is looked for */
	uint64_t number; /* unless octets; a negative INTEGER as its int64_t */
	size_t octets_len;
	uint8_t octets[MIB_OCTETS_MAX];
};

struct mib_base {
	int64_t uptime_zero_ms, now_ms; /* wall clock: sysUpTime was 0; now */
};
/* What a value depends on; all borrowed. */
struct mib_cell {
	const struct mib_column *column; /* whose value it is */
	const void *row;
	const struct mib_base *base;
};

/* What is thought of a SET's value: RFC 3416 4.2.5. */
enum mib_set {
	MIB_SET_GOOD,
	MIB_SET_NOT_WRITABLE,
	MIB_SET_WRONG_TYPE,
	MIB_SET_WRONG_VALUE, /* never good */
	MIB_SET_NO_CREATION  /* there is no such row */
};

struct mib_change; /* mib_change.h */
/* A column: its value is what `get` fills in (the type is set already) or, when that is
 * NULL, the uint64_t at `offset` of the row. `set`, unless NULL, makes of a value (of
 * the column's type) the command that it asks for, and changes nothing. */
struct mib_column {
	uint32_t number;
	enum mib_type type;
	size_t offset;
	void (*get)(const struct mib_cell *cell, struct mib_value *value);
	enum mib_set (*set)(const struct mib_cell *cell, const struct mib_value *value,
	    struct mib_change *change);
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

/* A prefix is before what it is a prefix of: <0, 0, >0. */
int mib_oid_cmp(const struct mib_oid *a, const struct mib_oid *b);

/* Append one sub-identifier, of at most MIB_OID_MAX. */
void mib_oid_add(struct mib_oid *oid, uint32_t id);

/* Append octets as an index, after their number (RFC 2578 7.7); cut at MIB_OID_MAX. */
void mib_oid_add_octets(struct mib_oid *oid, const void *octets, size_t len);
void mib_oid_add_text(struct mib_oid *oid, const char *text);

/* From a stranger's OID. What is too long, or over 32 bits, is cut to what has the same
 * place among ours: good for looking up the next. False when cut: none equals it. */
bool mib_oid_from(const unsigned long *ids, size_t len, struct mib_oid *out);

/* The instance named `oid`; false when there is none. */
bool mib_get(const struct mib_module *module, const void *source,
    const struct mib_base *base, const struct mib_oid *oid, struct mib_found *found);

/* The first instance after `oid`; false at the end of the module. */
bool mib_next(const struct mib_module *module, const void *source,
    const struct mib_base *base, const struct mib_oid *oid, struct mib_found *found);

/* What setting `oid` to `value` asks for; fills *change when it is good. */
enum mib_set mib_set(const struct mib_module *module, const void *source,
    const struct mib_base *base, const struct mib_oid *oid,
    const struct mib_value *value, struct mib_change *change);

#endif
