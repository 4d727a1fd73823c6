/* SPDX-License-Identifier: Apache-2.0 */
/* Run one check once, through the whole driver, and say what came of it. */
#ifndef TESTS_FAKE_ONE_TRY_H
#define TESTS_FAKE_ONE_TRY_H

#include "checks/check.h"
#include "checks/check_run.h"

struct keeper_link;
struct loop;

/* Fails the test when no verdict came within 10 s. A NULL loop: one of its own. */
struct check_status one_try(
    struct loop *loop, struct keeper_link *keeper, const struct model_check *check);

#endif
