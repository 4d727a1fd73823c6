/* SPDX-License-Identifier: Apache-2.0 */
/* What goes in front of a probe to a server that expects a proxy's header. P.
 * Source: the PROXY protocol, 2.1 (version 1) and 2.2 (version 2). */
#ifndef CHECKS_CHECK_PROXY_H
#define CHECKS_CHECK_PROXY_H

#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"

enum { CHECK_PROXY_SIZE = 108 }; /* the longest line of version 1, and a NUL */

/* Version 1: a line with both ends of the connection, of one family. Returns its
 * length. */
size_t check_proxy_line(const struct addr *from, uint16_t from_port,
    const struct addr *to, uint16_t to_port, char out[CHECK_PROXY_SIZE]);

/* Version 2, LOCAL: "on purpose by the proxy, without being relayed", which is what a
 * check is. Returns its length. */
size_t check_proxy_local(unsigned char out[CHECK_PROXY_SIZE]);

#endif
