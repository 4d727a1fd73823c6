/* SPDX-License-Identifier: Apache-2.0 */
/* Model -> what the file says, as outsiders see it. P; once per reload. */
#ifndef AGENT_AGENT_SAID_H
#define AGENT_AGENT_SAID_H

#include "agent/conf/model.h"
#include "agent/view/view_said.h"

/* A count of 1; keeps nothing of the model. */
struct view_said *agent_said(const struct model *model);

/* agent_said_routes.c, of agent_said: routes, next hops and rules of all instances. */
void agent_said_routes(struct view_said *said, const struct model *model);

#endif
