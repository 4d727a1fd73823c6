/* SPDX-License-Identifier: Apache-2.0 */
/* VRRP-MIB (RFC 2787) over a view: which rows there are and what each column says. P.
 * A row is an IPv4 instance of VRRPv2 whose interface exists, in the order of ifIndex
 * and VRID. Every read-create column answers; a SET takes vrrpOperAdminState and
 * vrrpOperPriority. */
#ifndef MIB_MIB_VRRPV2_H
#define MIB_MIB_VRRPV2_H

#include "agent/view/view.h"
#include "mib/mib_table.h"

/* A view's rows, picked and ordered once: the `source` of the module. */
struct mib_vrrpv2;

/* Borrows from `view`, which must outlive it. */
struct mib_vrrpv2 *mib_vrrpv2_new(const struct view *view);
void mib_vrrpv2_free(struct mib_vrrpv2 *rows); /* NULL is fine */

/* The same, for struct mib_book. */
void *mib_vrrpv2_source_new(const struct view *view);
void mib_vrrpv2_source_free(void *source);

extern const struct mib_module mib_vrrpv2_module;

uint32_t mib_vrrpv2_len(const struct mib_vrrpv2 *rows);
const struct view_vrrp *mib_vrrpv2_at(const struct mib_vrrpv2 *rows, size_t at);
/* NULL when there is none. */
const struct view_vrrp *mib_vrrpv2_find(
    const struct mib_vrrpv2 *rows, uint32_t ifindex, uint8_t vrid);

/* 1.3.6.1.2.1.68 with `count` sub-identifiers after it. */
struct mib_oid mib_vrrpv2_oid(const uint32_t *ids, size_t count);

#endif
