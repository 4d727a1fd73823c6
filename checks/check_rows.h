/* SPDX-License-Identifier: Apache-2.0 */
/* How the checkers spell the rows of their words. D. */
#ifndef CHECKS_CHECK_ROWS_H
#define CHECKS_CHECK_ROWS_H

#include <stddef.h>

#include "agent/conf/conf_key.h"

/* A member of `owner` that its type reads; the same within limits. */
#define CHECK_ROW(w, t, owner, member, h)                                              \
  {                                                                                    \
    .word = (w), .type = (t), .place = offsetof(owner, member), .help = (h)            \
  }
#define CHECK_ROW_IN(w, t, owner, member, lo, hi, h)                                   \
  {                                                                                    \
    .word = (w), .type = (t), .place = offsetof(owner, member), .min = (lo),           \
    .max = (hi), .help = (h)                                                           \
  }
/* Read and written by functions. */
#define CHECK_ROW_BY(w, rd, wr, h)                                                     \
  {                                                                                    \
    .word = (w), .type = CONF_FUNCTION, .read = (rd), .write = (wr), .help = (h)       \
  }
/* A const char * that is a secret. */
#define CHECK_ROW_SECRET(w, owner, member, h)                                          \
  {                                                                                    \
    .word = (w), .type = CONF_FUNCTION, .place = offsetof(owner, member),              \
    .read = conf_read_secret, .write = conf_write_secret, .help = (h)                  \
  }
#define CHECK_ROWS(table)                                                              \
  .keys = (table), .keys_len = sizeof(table) / sizeof((table)[0])

/* A text that goes to a server: an error when it is longer than CHECK_WORD_MAX. NULL is
 * fine. (check_rows.c) */
enum { CHECK_WORD_MAX = 255 };
void check_want_short(struct conf_reader *reader, const struct conf_node *node,
    const char *word, const char *text);

#endif
