/* SPDX-License-Identifier: Apache-2.0 */
/* Turn a real loop until something is so, with a deadline: for tests of edges. */
#ifndef TESTS_FAKE_EDGE_LOOP_H
#define TESTS_FAKE_EDGE_LOOP_H

#include <stdbool.h>

struct loop;

/* False when `wait_ms` passed and it was not so. Looked at every millisecond. */
bool edge_loop_until(
    struct loop *loop, bool (*is_so)(void *ctx), void *ctx, unsigned wait_ms);

/* Let `wait_ms` pass: to see that something does NOT happen. */
void edge_loop_for(struct loop *loop, unsigned wait_ms);

#endif
