/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_auth.h"

/* All eight octets are looked at, so that the time taken tells nobody how many of them
 * were guessed right. */
static bool
same_octets(const uint8_t *a, const uint8_t *b)
{
	unsigned differs = 0;

	for (size_t i = 0; i < VRRP_AUTH_BYTES; i++)
		differs |= (unsigned)(a[i] ^ b[i]);
	return differs == 0;
}

enum vrrp_refusal
vrrp_auth_check(const struct vrrp_auth_key *ours, const struct vrrp_advert *ad)
{
	if (ad->auth_type > VRRP_AUTH_AH)
		return VRRP_BAD_AUTH_TYPE;
	if (ad->auth_type != ours->type)
		return VRRP_AUTH_TYPE_MISMATCH;
	if (ours->type == VRRP_AUTH_PASS && !same_octets(ours->pass, ad->auth))
		return VRRP_BAD_AUTH;
	return VRRP_ACCEPTED;
}
