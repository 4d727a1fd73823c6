/* SPDX-License-Identifier: Apache-2.0 */
/* What the vrrp thread noted -> an event of the history, with a sentence that says why.
 * P. */
#ifndef AGENT_VRRP_VRRP_RECOUNT_H
#define AGENT_VRRP_VRRP_RECOUNT_H

#include "agent/history.h"
#include "agent/vrrp/vrrp_note.h"

/* `name` of the instance. False: nothing that the history keeps. The wall clock is left
 * to who calls. */
bool vrrp_recount(
    const char *name, const struct vrrp_note *note, struct history_event *event);

/* Something tracked is good or bad now: `kind` "script". `detail` says what came of the
 * last look at it, `times` how often in a row. */
void vrrp_recount_track(const char *kind, const char *name, bool good,
    const char *detail, uint32_t times, struct history_event *event);

/* A tracked file has another number; `detail`: "reads 5". Whether that is good depends
 * on who tracks it. */
void vrrp_recount_file(
    const char *name, int32_t value, const char *detail, struct history_event *event);

#endif
