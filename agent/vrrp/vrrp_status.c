/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_status.h"

#include <string.h>

/* Version 2 and IPv6 have one form each. */
static enum vrrp_checksum
checksum_for(const struct vrrp_router *router, const struct addr *destination)
{
	const struct vrrp_peer *peer =
	    vrrp_peer_find(router->peers, router->peers_len, destination);

	if (router->version == VRRP_VERSION_2)
		return VRRP_CHECKSUM_MESSAGE;
	if (router->family == ADDR_V6)
		return VRRP_CHECKSUM_PSEUDO;
	return vrrp_peer_checksum(
	    &router->rules, peer ? &peer->spoken : &router->run.spoken, peer != NULL);
}

/* With a trailer, if it says so: the longer length. */
static size_t
sign(const struct vrrp_router *router, const struct addr *destination, uint8_t *out,
    size_t len)
{
	const struct addr *source = &router->run.fsm.primary;
	const struct vrrp_hmac_message message = {.version = router->version,
	    .vrid = router->vrid,
	    .source = *source,
	    .bytes = out,
	    .len = len};

	if (!router->hmac || router->hmac->mode == VRRP_HMAC_RECEIVE_ONLY)
		return len;
	vrrp_hmac_sign(router->hmac, &message, *router->wall, out + len);
	len += VRRP_TRAILER_BYTES;
	vrrp_advert_cover(source, destination, out, len);
	return len;
}

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
	    .checksum = checksum_for(router, destination)};
	size_t len = vrrp_advert_encode(
	    &ad, &router->run.fsm.primary, destination, out, VRRP_ADVERT_BYTES_MAX);

	return sign(router, destination, out, len);
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

	*status = (struct vrrp_status){
	    .router = router->index,
	    .ifindex = router->interface->ifindex,
	    .state = run->fsm.state,
	    .reason = run->fsm.reason,
	    .priority = vrrp_fsm_priority(&run->fsm),
	    .override = run->override.kind,
	    .primary = run->fsm.primary,
	    .master = run->fsm.master,
	    .since = run->fsm.since,
	    .started = run->started,
	    .master_down = vrrp_fsm_master_down(&run->fsm),
	    .master_interval = run->fsm.master_interval,
	    .checksum_sent = checksum_for(
		router, router->peers_len ? &router->peers[0].addr : &router->group),
	    .checksum_heard = run->spoken,
	    .split_brain = run->conflict.confirmed,
	    .last_auth_failure_source = run->auth_failure.source,
	    .last_auth_failure = run->auth_failure.refusal,
	    .lately = run->lately,
	    .track_interfaces_up = interfaces_up(router),
	    .regularity = {run->gap.heard, run->gap.late, run->gap.warnings,
			   run->fsm.master_interval},
	    .counters = run->counters
        };
	if (!run->conflict.confirmed)
		return;
	status->split_brain_peer = run->conflict.rival.peer;
	memcpy(status->split_brain_mac, run->conflict.rival.mac,
	    sizeof(status->split_brain_mac));
}
