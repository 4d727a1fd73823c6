/* SPDX-License-Identifier: Apache-2.0 */
/* cmocka with what it wants included before it, and tests without a fixture. */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A test: TEST(backup_takes_over_after_three_intervals_and_skew) { ... } */
#define TEST(name) static void name(__attribute__((unused)) void **state)

#endif
