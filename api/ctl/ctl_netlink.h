/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of this host over rtnetlink: as much as a real server needs. E. */
#ifndef API_CTL_CTL_NETLINK_H
#define API_CTL_CTL_NETLINK_H

#include <stdbool.h>

#include "agent/lib/addr.h"

/* All return 0 or -errno. */
int ctl_netlink_open(void); /* the socket, or -errno */

/* Add as a host's address (/32, /128), without duplicate address detection: many hosts
 * have this one, and none of them may notice the others. -EEXIST: is there. */
int ctl_address_add(int fd, const struct addr *addr, unsigned ifindex);

/* Remove it, whatever its prefix is. -EADDRNOTAVAIL: is not there. */
int ctl_address_remove(
    int fd, const struct addr *addr, unsigned prefix_len, unsigned ifindex);

/* Look for it. *prefix_len is -1 when the interface does not have it. */
int ctl_address_find(
    int fd, const struct addr *addr, unsigned ifindex, int *prefix_len);

/* Set an interface up. */
int ctl_link_up(int fd, unsigned ifindex);

#endif
