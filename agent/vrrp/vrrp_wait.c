/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_wait.h"

#include "agent/vrrp/vrrp_packet.h"

struct span
vrrp_wait_skew(const struct vrrp_fsm_config *cf, struct span interval, uint8_t priority)
{
	int64_t whole_ns = 1000000000;

	if (cf->version == VRRP_VERSION_3)
		whole_ns = interval.ns;
	return (struct span){(256 - (int64_t)priority) * whole_ns / 256};
}

struct span
vrrp_wait_master_down(
    const struct vrrp_fsm_config *cf, struct span interval, uint8_t priority)
{
	struct span skew = vrrp_wait_skew(cf, interval, priority);

	return (struct span){interval.ns * cf->down_adverts + skew.ns};
}

struct span
vrrp_fsm_skew(const struct vrrp_fsm *fsm)
{
	return vrrp_wait_skew(fsm->cf, fsm->master_interval, vrrp_fsm_priority(fsm));
}

struct span
vrrp_fsm_master_down(const struct vrrp_fsm *fsm)
{
	return vrrp_wait_master_down(
	    fsm->cf, fsm->master_interval, vrrp_fsm_priority(fsm));
}
