/* SPDX-License-Identifier: Apache-2.0 */
/* How much memory a daemon and its children take. */
#ifndef TESTS_BENCH_EDIT_EDIT_MEMORY_H
#define TESTS_BENCH_EDIT_EDIT_MEMORY_H

#include <sys/types.h>

/* The sum of Pss in kB: a page that two of them share counts once. 0: not known. */
long edit_memory_kb(pid_t parent);

#endif
