/* SPDX-License-Identifier: Apache-2.0 */
/* What the agent says, for people: pieces of the screen, from its JSON. */
#ifndef API_CTL_CTL_SHOW_H
#define API_CTL_CTL_SHOW_H

#include "api/ctl/ctl.h"

/* `list`: the items of the REST answer. */
void ctl_put_instances(const json_t *list, bool colour, struct buf *out);
void ctl_put_vs_list(const json_t *list, bool colour, struct buf *out);

/* The agent's answer as it is. */
void ctl_put_raw(const struct ctl_answer *answer);

bool ctl_is_true(const json_t *object, const char *name);

/* To standard output; the buffer is empty after. */
void ctl_print(struct buf *out);

#endif
