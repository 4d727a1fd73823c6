/* SPDX-License-Identifier: Apache-2.0 */
/* What may be asked of, and about, one check while it runs. E, control thread. */
#ifndef CHECKS_CHECK_ASK_H
#define CHECKS_CHECK_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/lib/clock.h"
#include "checks/check.h"

struct check_run;

/* What an operator may ask of one check. A pause is kept while the check is wanted,
 * and not across restarts. */
enum check_act { CHECK_ACT_NOW, CHECK_ACT_PAUSE, CHECK_ACT_RESUME };

/* 0; -ENOENT: there is no such check; -EBUSY: it is paused, so it cannot run now. */
int check_run_act(struct check_run *run, enum check_act act, const char *vs_id,
    const struct addr *rs_addr, uint16_t rs_port, uint16_t index);

/* How a check stands at this moment. Borrowed until the loop's next turn. */
struct check_standing {
	const struct model_check *check;
	char peer[ADDR_TEXT_SIZE + 10]; /* as check_peer writes it */
	const char *output;             /* NULL: none */
	bool running;
	struct instant next; /* INSTANT_NEVER: paused */
	uint32_t deadline_ms;
};

/* False when there is no such check. */
bool check_run_standing(const struct check_run *run, const char *vs_id,
    const struct addr *rs_addr, uint16_t rs_port, uint16_t index,
    struct check_standing *out);

#endif
