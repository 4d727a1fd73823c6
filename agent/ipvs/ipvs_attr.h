/* SPDX-License-Identifier: Apache-2.0 */
/* The attributes of IPVS's generic netlink messages: what is said becomes a message,
 * what comes back is checked and becomes a value. P: bytes and values only.
 * Source: linux/ip_vs.h; what the kernel wants of each: ip_vs_ctl.c, Linux 6.1. */
#ifndef AGENT_IPVS_IPVS_ATTR_H
#define AGENT_IPVS_IPVS_ATTR_H

#include <stdbool.h>

#include "agent/ipvs/ipvs_kernel.h"

struct nl_msg;
struct nlmsghdr;

/* IPVS_CMD_* of the kernel's header. */
int ipvs_attr_command(enum ipvs_op_kind kind);

/* Append what a request carries after its generic netlink header. False: no room. */
bool ipvs_attr_put_op(struct nl_msg *msg, const struct ipvs_op *op);
bool ipvs_attr_put_key(struct nl_msg *msg, const struct ipvs_key *key);
bool ipvs_attr_put_timeouts(struct nl_msg *msg, const struct ipvs_timeouts *timeouts);
/* `as` NULL: only the role, as to stop it. */
bool ipvs_attr_put_daemon(
    struct nl_msg *msg, unsigned role, const struct model_sync_daemon *as);

/* Read a reply from its netlink header on. False, and *out undefined, when something
 * needed is missing, short or not known to us. Counters: 64-bit, else 32-bit. */
bool ipvs_attr_get_service(const struct nlmsghdr *reply, struct ipvs_service *out);
/* `family` is the service's: kernels before 3.18 do not say a destination's own. */
bool ipvs_attr_get_dest(
    const struct nlmsghdr *reply, uint8_t family, struct ipvs_dest *out);
bool ipvs_attr_get_daemon(const struct nlmsghdr *reply, struct ipvs_daemon *out);
/* 0x010201 is "1.2.1". */
bool ipvs_attr_get_version(const struct nlmsghdr *reply, uint32_t *out);

#endif
