/* SPDX-License-Identifier: Apache-2.0 */
/* The number in a tracked file. P. */
#ifndef AGENT_LIB_FILE_NUMBER_H
#define AGENT_LIB_FILE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FILE_NUMBER_BYTES_MAX = 64 }; /* of a file that can be a number */

/* A decimal number with an optional sign, blanks and line ends around it, and nothing
 * else. False, *out untouched, for anything else and for what an int32_t cannot hold.
 */
bool file_number(const char *text, size_t len, int32_t *out);

#endif
