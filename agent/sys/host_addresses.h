/* SPDX-License-Identifier: Apache-2.0 */
/* Which addresses are on this host, on whatever interface; tells when that changes. E,
 * control thread. */
#ifndef AGENT_SYS_HOST_ADDRESSES_H
#define AGENT_SYS_HOST_ADDRESSES_H

#include <stdbool.h>

#include "agent/lib/addr.h"

struct loop;
struct host_addresses;

/* `changed` is called once for the news of a turn; not for how things are at first.
 * Without netlink nothing is known, and that is told in the log: then every address
 * counts as ours, so that nobody waits for one. */
struct host_addresses *host_addresses_new(
    struct loop *loop, void (*changed)(void *ctx), void *ctx);
void host_addresses_free(struct host_addresses *host); /* NULL is fine */

bool host_addresses_has(const struct host_addresses *host, const struct addr *addr);

#endif
