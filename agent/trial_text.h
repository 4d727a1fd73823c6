/* SPDX-License-Identifier: Apache-2.0 */
/* A trial as a small configuration, so that the rows that read the file's checks read
 * it, too. P. */
#ifndef AGENT_TRIAL_TEXT_H
#define AGENT_TRIAL_TEXT_H

#include "agent/conf/model.h"
#include "agent/lib/buf.h"
#include "agent/view/view_once.h"

/* One real server with one check, whose word is `keyword`. */
void trial_text(
    const struct view_once_wanted *wanted, const char *keyword, struct buf *out);

/* Whatever was found wrong in it, as faults of what was asked; warnings too, if they
 * are about a line that was asked. How many these are (with those left out). */
size_t trial_text_faults(const struct view_once_wanted *wanted,
    const struct model *model, struct view_once_reply *reply);

#endif
