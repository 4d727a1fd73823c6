/* SPDX-License-Identifier: Apache-2.0 */
/* How the columns and tables of a MIB are written down: a row each. D. */
#ifndef MIB_MIB_ROWS_H
#define MIB_MIB_ROWS_H

#include <stddef.h>

#include "mib/mib_table.h"

/* A column with a function of its own; one that a SET may change, too. */
#define MIB_COLUMN(number, type, get)                                                  \
  {                                                                                    \
    number, MIB_##type, 0, get, NULL                                                   \
  }
#define MIB_WRITABLE(number, type, get, set)                                           \
  {                                                                                    \
    number, MIB_##type, 0, get, set                                                    \
  }

/* A column that is a uint64_t of the row, which is a struct `owner`. */
#define MIB_MEMBER(number, type, owner, member)                                        \
  {                                                                                    \
    number, MIB_##type, offsetof(struct owner, member), NULL, NULL                     \
  }

#define MIB_TABLE(columns, entry, rows_len, row, index)                                \
  {                                                                                    \
    entry, columns, sizeof(columns) / sizeof((columns)[0]), rows_len, row, index       \
  }

/* An OID of its sub-identifiers. */
#define MIB_OID(...)                                                                   \
  {                                                                                    \
    .len = sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t),                       \
    .ids = { __VA_ARGS__ }                                                             \
  }

#endif
