/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's IPVS over generic netlink (libnl-genl). E, control thread. */
#ifndef AGENT_IPVS_IPVS_NETLINK_H
#define AGENT_IPVS_IPVS_NETLINK_H

#include "agent/ipvs/ipvs_kernel.h"

struct ipvs_netlink_options {
	/* The kernel has no IPVS: have its modules loaded (`modprobe ip_vs`), without
	 * waiting for it; the agent itself never forks. At most every 5 s. NULL: no. */
	void (*request_modules)(void *ctx);
	void *ctx;
};

/* Works in the network namespace that the caller is in now. Never fails: what is
 * missing is said by probe. */
struct ipvs_kernel *ipvs_netlink_new(const struct ipvs_netlink_options *options);
void ipvs_netlink_free(struct ipvs_kernel *kernel); /* NULL is fine */

#endif
