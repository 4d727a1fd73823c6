/* SPDX-License-Identifier: Apache-2.0 */
/* Network namespaces by name, as `ip netns` knows them. E. */
#ifndef AGENT_SYS_NETNS_H
#define AGENT_SYS_NETNS_H

/* The calling thread, and all that it starts from now on, in the namespace of this
 * name. 0 or -errno: -ENOENT, there is none. */
int netns_enter(const char *name);

#endif
