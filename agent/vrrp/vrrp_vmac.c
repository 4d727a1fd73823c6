/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_vmac.h"

#include <string.h>

enum { ARP_OWN_ADDRESSES = 1, ARP_BEST_ADDRESS = 2, RP_STRICT = 1, RP_LOOSE = 2 };

struct vrrp_vmac_arp
vrrp_vmac_base_arp(struct vrrp_vmac_arp now)
{
	if (now.ignore < ARP_OWN_ADDRESSES)
		now.ignore = ARP_OWN_ADDRESSES;
	if (now.announce < ARP_BEST_ADDRESS)
		now.announce = ARP_BEST_ADDRESS;
	return now;
}

static bool
is_prepared(const struct vrrp_vmac_link *base)
{
	struct vrrp_vmac_arp wanted = vrrp_vmac_base_arp(base->arp);

	return base->arp.ignore == wanted.ignore &&
	    base->arp.announce == wanted.announce;
}

enum vrrp_vmac_op
vrrp_vmac_plan(const struct vrrp_vmac *want, const struct vrrp_vmac_link *base,
    const struct vrrp_vmac_link *seen)
{
	if (!base)
		return VRRP_VMAC_WAIT;
	if (!seen)
		return VRRP_VMAC_MAKE;
	if (seen->parent != base->ifindex ||
	    memcmp(seen->mac, want->mac, sizeof(want->mac)) != 0)
		return seen->ours ? VRRP_VMAC_REMAKE : VRRP_VMAC_FOREIGN;
	if (seen->ours && seen->ready && is_prepared(base))
		return VRRP_VMAC_NONE;
	return VRRP_VMAC_SET;
}

struct vrrp_vmac_arp
vrrp_vmac_before(
    const struct vrrp_vmac_link *links, size_t len, const struct vrrp_vmac_link *base)
{
	for (size_t i = 0; i < len; i++)
		if (links[i].ours && links[i].parent == base->ifindex)
			return links[i].before;
	return base->arp;
}

uint32_t
vrrp_vmac_rp_filter(uint32_t all)
{
	return all == RP_STRICT ? RP_LOOSE : 0;
}
