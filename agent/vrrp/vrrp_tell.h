/* SPDX-License-Identifier: Apache-2.0 */
/* The lines that operators know, out of the vrrp thread's notes. E, control thread. */
#ifndef AGENT_VRRP_VRRP_TELL_H
#define AGENT_VRRP_VRRP_TELL_H

#include "agent/vrrp/vrrp_note.h"

/* "MASTER": as configuration, scripts and log spell a state; init is "STOP". */
const char *vrrp_tell_state(enum vrrp_state state);

/* `name`: the instance; NULL when the note is about none. */
void vrrp_tell_note(const char *name, const struct vrrp_note *note);

#endif
