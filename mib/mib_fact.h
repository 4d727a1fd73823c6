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
    number, MIB_##type, offsetof(struct owner, member), getter, setter                 \
  }
#define MIB_FACT(number, type, getter, owner, member)                                  \
  MIB_FACT_SET(number, type, getter, owner, member, NULL)

/* The getter of an integer, by its size. */
#define MIB_SIZED(owner, member)                                                       \
  _Generic(((struct owner *)NULL)->member, uint8_t                                     \
	   : mib_fact_u8, uint16_t                                                     \
	   : mib_fact_u16, uint32_t                                                    \
	   : mib_fact_u32, uint64_t                                                    \
	   : mib_fact_u64, int32_t                                                     \
	   : mib_fact_i32, int64_t                                                     \
	   : mib_fact_i64)

/* The same by the kinds that there are. */
#define MIB_TEXT(number, owner, member)                                                \
  MIB_FACT(number, OCTETS, mib_fact_text, owner, member)
#define MIB_UINT(number, owner, member)                                                \
  MIB_FACT(number, UNSIGNED32, MIB_SIZED(owner, member), owner, member)
#define MIB_COUNT(number, owner, member)                                               \
  MIB_FACT(number, COUNTER64, MIB_SIZED(owner, member), owner, member)
#define MIB_INT(number, owner, member)                                                 \
  MIB_FACT(number, INTEGER, MIB_SIZED(owner, member), owner, member)
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
#define MIB_MAC(number, owner, member)                                                 \
  MIB_FACT(number, OCTETS, mib_fact_mac, owner, member)

/* A char array; a bool as TruthValue. */
void mib_fact_text(const struct mib_cell *cell, struct mib_value *value);
void mib_fact_bool(const struct mib_cell *cell, struct mib_value *value);

/* Integers; what 32 bits cannot hold stays at their limit, unless it is a Counter64. */
void mib_fact_u8(const struct mib_cell *cell, struct mib_value *value);
void mib_fact_u16(const struct mib_cell *cell, struct mib_value *value);
void mib_fact_u32(const struct mib_cell *cell, struct mib_value *value);
void mib_fact_u64(const struct mib_cell *cell, struct mib_value *value);
void mib_fact_i32(const struct mib_cell *cell, struct mib_value *value);
void mib_fact_i64(const struct mib_cell *cell, struct mib_value *value);

/* An enumeration whose words a MIB counts from 1. */
void mib_fact_enum(const struct mib_cell *cell, struct mib_value *value);

/* An int64_t of ms since 1970 as a DateAndTime in UTC; 0 as zeros. */
void mib_fact_date(const struct mib_cell *cell, struct mib_value *value);

/* A struct addr as InetAddress, and its InetAddressType. */
void mib_fact_inet(const struct mib_cell *cell, struct mib_value *value);
void mib_fact_inet_type(const struct mib_cell *cell, struct mib_value *value);

/* A MacAddress: six octets. */
void mib_fact_mac(const struct mib_cell *cell, struct mib_value *value);

#endif
