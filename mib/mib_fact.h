/* SPDX-License-Identifier: Apache-2.0 */
/* Columns that are members of their row: a row of a table here, and one getter for each
 * kind of member. P. */
#ifndef MIB_MIB_FACT_H
#define MIB_MIB_FACT_H

#include <stddef.h>

#include "mib/mib_table.h"

/* A column that is `member` of its row, which is a struct `owner`; one that a SET may
 * change. */
#define MIB_FACT_SET(number, type, getter, owner, member, setter)                      \
  {                                                                                    \
    number, MIB_##type, offsetof(struct owner, member), getter, setter,                \
	sizeof(((struct owner *)NULL)->member)                                         \
  }
#define MIB_FACT(number, type, getter, owner, member)                                  \
  MIB_FACT_SET(number, type, getter, owner, member, NULL)

/* The same by the kinds that there are. */
#define MIB_TEXT(number, owner, member)                                                \
  MIB_FACT(number, OCTETS, mib_fact_text, owner, member)
#define MIB_UINT(number, owner, member)                                                \
  MIB_FACT(number, UNSIGNED32, mib_fact_uint, owner, member)
#define MIB_COUNT(number, owner, member)                                               \
  MIB_FACT(number, COUNTER64, mib_fact_uint, owner, member)
#define MIB_INT(number, owner, member)                                                 \
  MIB_FACT(number, INTEGER, mib_fact_int, owner, member)
#define MIB_BOOL(number, owner, member)                                                \
  MIB_FACT(number, INTEGER, mib_fact_bool, owner, member)
#define MIB_ENUM(number, owner, member)                                                \
  MIB_FACT(number, INTEGER, mib_fact_enum, owner, member)
#define MIB_DATE(number, owner, member)                                                \
  MIB_FACT(number, OCTETS, mib_fact_date, owner, member)
#define MIB_INET(number, owner, member)                                                \
  MIB_FACT(number, OCTETS, mib_fact_inet, owner, member)
#define MIB_INET_TYPE(number, owner, member)                                           \
  MIB_FACT(number, INTEGER, mib_fact_inet_type, owner, member)
#define MIB_BYTES(number, owner, member)                                               \
  MIB_FACT(number, OCTETS, mib_fact_bytes, owner, member)

/* A char array; an unsigned or signed integer of any size, held at the limits of 32
 * bits unless it is a Counter64; a bool as TruthValue. */
void mib_fact_text(const struct mib_cell *cell, struct mib_value *value);
void mib_fact_uint(const struct mib_cell *cell, struct mib_value *value);
void mib_fact_int(const struct mib_cell *cell, struct mib_value *value);
void mib_fact_bool(const struct mib_cell *cell, struct mib_value *value);

/* An enumeration whose words a MIB counts from 1. */
void mib_fact_enum(const struct mib_cell *cell, struct mib_value *value);

/* An int64_t of ms since 1970 as a DateAndTime in UTC; 0 as zeros. */
void mib_fact_date(const struct mib_cell *cell, struct mib_value *value);

/* A struct addr as InetAddress, and its InetAddressType. */
void mib_fact_inet(const struct mib_cell *cell, struct mib_value *value);
void mib_fact_inet_type(const struct mib_cell *cell, struct mib_value *value);

/* An array of octets, all of it. */
void mib_fact_bytes(const struct mib_cell *cell, struct mib_value *value);

#endif
