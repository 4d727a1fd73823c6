/* SPDX-License-Identifier: Apache-2.0 */
/* The table that drops what is sent to addresses with no_accept, in the kernel. E,
 * control thread. */
#ifndef AGENT_VRRP_VRRP_NFT_H
#define AGENT_VRRP_VRRP_NFT_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/conf/model.h"

struct vrrp_nft;

struct vrrp_nft *vrrp_nft_new(void);
void vrrp_nft_free(struct vrrp_nft *nft); /* the table goes with it; NULL is fine */

/* Replace the table by what `model` says. What the kernel refuses is logged, counted
 * and shown; the addresses answer then. */
void vrrp_nft_configure(struct vrrp_nft *nft, const struct model *model);

/* Whether a table is in force. */
bool vrrp_nft_is_on(const struct vrrp_nft *nft);
uint64_t vrrp_nft_failures(const struct vrrp_nft *nft);

#endif
