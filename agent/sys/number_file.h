/* SPDX-License-Identifier: Apache-2.0 */
/* Files that hold one number, by which an operator or a program steers us. E. */
#ifndef AGENT_SYS_NUMBER_FILE_H
#define AGENT_SYS_NUMBER_FILE_H

#include <stdint.h>

/* 0 and *out, or -errno and *out untouched; -EILSEQ: it holds no number (file_number),
 * or is no regular file. Never waits for a writer. */
int number_file_read(const char *path, int32_t *out);

#endif
