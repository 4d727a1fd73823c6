/* SPDX-License-Identifier: Apache-2.0 */
/* The simple password of VRRPv2. P. Source: RFC 2338 5.3.6, 5.3.10. */
#ifndef AGENT_VRRP_VRRP_AUTH_H
#define AGENT_VRRP_VRRP_AUTH_H

#include "agent/vrrp/vrrp_packet.h"

/* The last advert that was refused for it. */
struct vrrp_auth_failure {
	struct addr source;
	enum vrrp_refusal refusal;
};

/* What one side authenticates with. */
struct vrrp_auth_key {
	enum vrrp_auth type;
	uint8_t pass[VRRP_AUTH_BYTES]; /* zero-filled */
};

/* Whether `ad` is authenticated as `ours` says: VRRP_ACCEPTED, VRRP_BAD_AUTH_TYPE,
 * VRRP_AUTH_TYPE_MISMATCH or VRRP_BAD_AUTH. Takes the same time whatever differs. */
enum vrrp_refusal vrrp_auth_check(
    const struct vrrp_auth_key *ours, const struct vrrp_advert *ad);

#endif
