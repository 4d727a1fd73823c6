/* SPDX-License-Identifier: Apache-2.0 */
/* How the keyword tables of this room spell their rows. D. */
#ifndef AGENT_CONF_CONF_ROWS_H
#define AGENT_CONF_CONF_ROWS_H

#include "agent/conf/conf_key.h"

#define ROWS(table) (table), sizeof(table) / sizeof((table)[0])

/* A member of `owner` that its type reads. */
#define ROW(w, t, owner, member, h)                                                    \
  {                                                                                    \
    .word = (w), .type = (t), .place = offsetof(owner, member), .help = (h)            \
  }
#define ROW_IN(w, t, owner, member, lo, hi, h)                                         \
  {                                                                                    \
    .word = (w), .type = (t), .place = offsetof(owner, member), .min = (lo),           \
    .max = (hi), .help = (h)                                                           \
  }
/* Read by a function, which is told the place. */
#define ROW_BY(w, owner, member, r, wr, h)                                             \
  {                                                                                    \
    .word = (w), .type = CONF_FUNCTION, .place = offsetof(owner, member), .read = (r), \
    .write = (wr), .help = (h)                                                         \
  }
/* Any other. */
#define ROW_OF(...)                                                                    \
  {                                                                                    \
    __VA_ARGS__                                                                        \
  }
#define ROW_LATER(w, h)                                                                \
  {                                                                                    \
    .word = (w), .type = CONF_LATER, .help = (h)                                       \
  }
#define ROW_OBSOLETE(w, h)                                                             \
  {                                                                                    \
    .word = (w), .type = CONF_OBSOLETE, .help = (h)                                    \
  }

#endif
