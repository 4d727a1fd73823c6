/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration as a whole, for who asks: hooks of the API, whose `ctx` is the
 * agent. E, control thread. */
#ifndef AGENT_AGENT_CONFIG_H
#define AGENT_AGENT_CONFIG_H

#include <stddef.h>

struct buf;
struct view_trial;

/* What is in use, in the configuration's grammar, secrets hidden: into `out`. */
void agent_config_text(void *ctx, struct buf *out);

/* Read `text`, or (NULL) the agent's file as a reload would, without using it. The
 * text includes nothing, reads no keys, and loads only plug-ins of the package. For
 * view_trial_free. */
struct view_trial *agent_config_try(void *ctx, const char *text, size_t len);

#endif
