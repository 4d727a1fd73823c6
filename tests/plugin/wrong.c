/* SPDX-License-Identifier: Apache-2.0 */
/* A plug-in with something wrong: what, says the command that builds it. */
#include "checks/check.h"
#include "checks/check_io.h"

static void
start(struct check_try *try)
{
	check_done(try, CHECK_OK, "never called");
}

static const struct conf_block words = {.size = WORDS_SIZE};

const struct check_ops SYMBOL = {
    .abi = ABI,
    .name = NAME,
    .start = start,
    .in_flight_max = 1,
    .words = &words,
};
