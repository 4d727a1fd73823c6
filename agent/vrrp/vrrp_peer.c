/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_peer.h"

struct vrrp_peer *
vrrp_peer_find(struct vrrp_peer *peers, size_t len, const struct addr *addr)
{
	for (size_t i = 0; i < len; i++)
		if (addr_equal(&peers[i].addr, addr))
			return &peers[i];
	return NULL;
}

void
vrrp_peer_adopt(struct vrrp_peer *young, size_t young_len, const struct vrrp_peer *old,
    size_t old_len)
{
	for (size_t i = 0; i < old_len; i++) {
		struct vrrp_peer *heir = vrrp_peer_find(young, young_len, &old[i].addr);

		if (heir)
			heir->spoken = old[i].spoken;
	}
}

/* A peer that sums as keepalived before 1.3.7 did understands nothing else, so it is
 * followed without being asked to: keepalived does, too. */
enum vrrp_checksum
vrrp_peer_checksum(
    const struct vrrp_rules *rules, const struct vrrp_spoken *spoken, bool unicast)
{
	bool speaks_old = spoken->is_known && spoken->checksum == VRRP_CHECKSUM_GROUP;

	if (unicast && (rules->old_checksum == VRRP_OLD_ALWAYS || speaks_old))
		return VRRP_CHECKSUM_GROUP;
	if (rules->follow_checksum && spoken->is_known)
		return spoken->checksum;
	return rules->message_checksum ? VRRP_CHECKSUM_MESSAGE : VRRP_CHECKSUM_PSEUDO;
}
