/* SPDX-License-Identifier: Apache-2.0 */
/* A keeper that runs nothing: it notes what it is asked, and the test answers. Link it
 * instead of the real keeper_link. */
#ifndef TESTS_FAKE_FAKE_KEEPER_H
#define TESTS_FAKE_FAKE_KEEPER_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/keeper.h"

enum { FAKE_KEEPER_ARGS = 8, FAKE_KEEPER_ASKED = 2048 };

struct fake_script {
	uint32_t id;
	char args[FAKE_KEEPER_ARGS][128];
	size_t args_len;
	char user[64], group[64]; /* "-": none was said */
	uint32_t timeout_ms;
	bool running, cancelled;
	void (*done)(void *ctx, const struct keeper_result *result);
	void *ctx;
};

/* All zero: nothing asked yet. */
struct keeper_link {
	struct fake_script asked[FAKE_KEEPER_ASKED]; /* in order */
	size_t asked_len;
	size_t running, most_running;
};

/* End script `index`, as if it had; it must be running. */
void fake_keeper_answer(struct keeper_link *link, size_t index, enum keeper_end end,
    int value, const char *output);

#endif
