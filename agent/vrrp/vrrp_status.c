/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_status.h"

#include <string.h>

size_t
vrrp_status_advert(const struct vrrp_router *router, uint8_t priority,
    const struct addr *destination, uint8_t *out)
{
	struct vrrp_advert ad = {.version = router->version,
	    .type = VRRP_TYPE_ADVERT,
	    .vrid = router->vrid,
	    .priority = priority,
	    .family = router->family,
	    .auth_type = (uint8_t)router->auth.type,
	    .adver_int_cs = (uint16_t)(router->fsm_cf.interval.ns / 10000000),
	    .addrs = router->list,
	    .addrs_len = (uint8_t)router->list_len,
	    .auth = router->auth.pass,
	    .checksum = router->version == VRRP_VERSION_2 ? VRRP_CHECKSUM_MESSAGE
							  : VRRP_CHECKSUM_PSEUDO};

	return vrrp_advert_encode(
	    &ad, &router->run.fsm.primary, destination, out, VRRP_ADVERT_BYTES_MAX);
}

static uint64_t
interfaces_up(const struct vrrp_router *router)
{
	uint64_t up = 0;
	unsigned at = 0;

	for (size_t i = 0; i < router->tracked_len && at < 64; i++)
		if (router->tracked[i].interface)
			up |= (uint64_t)router->tracked[i].item.up << at++;
	return up;
}

void
vrrp_status_fill(const struct vrrp_router *router, struct vrrp_status *status)
{
	const struct vrrp_router_run *run = &router->run;

	*status = (struct vrrp_status){.router = router->index,
	    .ifindex = router->interface->ifindex,
	    .state = run->fsm.state,
	    .reason = run->fsm.reason,
	    .priority = vrrp_fsm_priority(&run->fsm),
	    .primary = run->fsm.primary,
	    .master = run->fsm.master,
	    .since = run->fsm.since,
	    .started = run->started,
	    .master_down = vrrp_fsm_master_down(&run->fsm),
	    .split_brain = run->conflict.confirmed,
	    .last_auth_failure_source = run->auth_failure.source,
	    .last_auth_failure = run->auth_failure.refusal,
	    .track_interfaces_up = interfaces_up(router),
	    .counters = run->counters};
	if (!run->conflict.confirmed)
		return;
	status->split_brain_peer = run->conflict.rival.peer;
	memcpy(status->split_brain_mac, run->conflict.rival.mac,
	    sizeof(status->split_brain_mac));
}
