/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_act.h"

#include <assert.h>
#include <string.h>

struct vrrp_act *
vrrp_outbox_add(struct vrrp_outbox *out, enum vrrp_act_kind kind)
{
	struct vrrp_act *act = &out->acts[out->len];

	assert(out->len < VRRP_OUTBOX_MAX);
	out->len++;
	memset(act, 0, sizeof(*act));
	act->kind = kind;
	return act;
}

struct vrrp_note *
vrrp_outbox_note(struct vrrp_outbox *out, enum vrrp_note_kind kind, uint32_t router)
{
	struct vrrp_note *note = &vrrp_outbox_add(out, VRRP_ACT_NOTE)->note;

	note->kind = kind;
	note->router = router;
	return note;
}
