/* SPDX-License-Identifier: Apache-2.0 */
/* What another configuration would change: two models, compared block by block as they
 * are dumped, so that every keyword counts and none is listed twice. P. */
#ifndef AGENT_CONFIG_PLAN_H
#define AGENT_CONFIG_PLAN_H

#include "agent/view/view_trial.h"

struct model;

enum { CONFIG_PLAN_LINES_MAX = 32 /* told of a change, on each side */ };

/* Fill the changes of the trial, in its arena; both models are without errors. A
 * virtual server's real servers are blocks of their own. */
void config_plan(
    const struct model *from, const struct model *to, struct view_trial *trial);

#endif
