/* SPDX-License-Identifier: Apache-2.0 */
/* Filling in values: what getters of every MIB have in common. P. */
#ifndef MIB_MIB_VALUE_H
#define MIB_MIB_VALUE_H

#include "agent/lib/addr.h"
#include "mib/mib_table.h"

/* TruthValue, RowStatus, InetAddressType, TimeStamp of RFC 2579 and 4001. */
enum { MIB_TRUE = 1, MIB_FALSE = 2, MIB_ROW_ACTIVE = 1 };
enum { MIB_INET_UNKNOWN = 0, MIB_INET_IPV4 = 1, MIB_INET_IPV6 = 2 };

/* MIB_OCTETS, each cut at MIB_OCTETS_MAX. */
void mib_value_octets(struct mib_value *value, const void *octets, size_t len);
void mib_value_text(struct mib_value *value, const char *text);

/* IpAddress: an IPv4 address, anything else is 0.0.0.0. */
void mib_value_ip(struct mib_value *value, const struct addr *addr);

/* InetAddress, 4 or 16 octets; none when the address is unset. */
void mib_value_inet(struct mib_value *value, const struct addr *addr);
uint32_t mib_inet_type(const struct addr *addr);

/* TimeStamp: the master agent's sysUpTime at `wall_ms`; 0 when that was before it
 * started, or never (`wall_ms` 0). */
uint32_t mib_time_stamp(const struct mib_base *base, int64_t wall_ms);

/* A scalar is the only row of its table, and its index is 0: for mib_table. */
size_t mib_one_row(const void *source);
void mib_scalar_index(const void *source, size_t at, struct mib_oid *oid);

#endif
