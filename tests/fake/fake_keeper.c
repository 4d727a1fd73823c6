/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fake/fake_keeper.h"

#include <assert.h>
#include <stdio.h>

uint32_t
keeper_link_run(struct keeper_link *link, const struct keeper_script *script,
    void (*done)(void *ctx, const struct keeper_result *result), void *ctx)
{
	struct fake_script *asked = &link->asked[link->asked_len++];

	assert(link->asked_len <= FAKE_KEEPER_ASKED);
	for (size_t i = 0; script->argv[i]; i++) {
		assert(i < FAKE_KEEPER_ARGS);
		(void)snprintf(
		    asked->args[i], sizeof(asked->args[i]), "%s", script->argv[i]);
		asked->args_len++;
	}
	(void)snprintf(
	    asked->user, sizeof(asked->user), "%s", script->user ? script->user : "-");
	(void)snprintf(asked->group, sizeof(asked->group), "%s",
	    script->group ? script->group : "-");
	asked->timeout_ms = script->timeout_ms;
	asked->id = (uint32_t)link->asked_len;
	asked->running = true;
	asked->done = done;
	asked->ctx = ctx;
	if (++link->running > link->most_running)
		link->most_running = link->running;
	return asked->id;
}

void
keeper_link_cancel(struct keeper_link *link, uint32_t id)
{
	struct fake_script *asked = &link->asked[id - 1];

	if (id == 0 || id > link->asked_len || !asked->running)
		return;
	asked->running = false;
	asked->cancelled = true;
	link->running--;
}

void
fake_keeper_answer(struct keeper_link *link, size_t index, enum keeper_end end,
    int value, const char *output)
{
	struct fake_script *asked = &link->asked[index];
	struct keeper_result result = {.end = end, .value = value};

	assert(index < link->asked_len && asked->running);
	asked->running = false;
	link->running--;
	(void)snprintf(result.output, sizeof(result.output), "%s", output);
	asked->done(asked->ctx, &result);
}
