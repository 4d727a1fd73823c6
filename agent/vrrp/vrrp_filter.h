/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual addresses that answer to nobody (no_accept) -> the table that drops what
 * is sent to them, as nftables' own text. P.
 *
 * RFC 9568 6.1, Accept_Mode. The rules are the configuration's: they do nothing while
 * an address is not held. They come after IPVS took what is a virtual server's (it does
 * so at priority 99 of the input hook), so balancing goes on; ARP and IPv6's neighbour
 * discovery are answered all the same. */
#ifndef AGENT_VRRP_VRRP_FILTER_H
#define AGENT_VRRP_VRRP_FILTER_H

#include <stdbool.h>

#include "agent/conf/model.h"

struct buf;

/* Whether any address is such a one. Puts into `out` the commands that replace the
 * table by what `model` says. The table is its maker's (flag owner): the kernel removes
 * it with the socket that it was made by. */
bool vrrp_filter_write(const struct model *model, struct buf *out);

#endif
