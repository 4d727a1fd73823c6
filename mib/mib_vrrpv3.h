/* SPDX-License-Identifier: Apache-2.0 */
/* VRRPV3-MIB (RFC 6527) over a view: which rows there are and what each column says. P.
 * A row is an instance of VRRPv3, of either family, whose interface exists, in the
 * order of ifIndex, VRID and family. Every read-create column answers; a SET takes
 * vrrpv3OperationsPriority (the MIB's read-only compliance asks for none). */
#ifndef MIB_MIB_VRRPV3_H
#define MIB_MIB_VRRPV3_H

#include "agent/view/view.h"
#include "mib/mib_table.h"

/* A view's rows, picked and ordered once: the `source` of the module. */
struct mib_vrrpv3;

/* Borrows from `view`, which must outlive it. */
struct mib_vrrpv3 *mib_vrrpv3_new(const struct view *view);
void mib_vrrpv3_free(struct mib_vrrpv3 *rows); /* NULL is fine */

/* The same, for struct mib_book. */
void *mib_vrrpv3_source_new(const struct view *view);
void mib_vrrpv3_source_free(void *source);

extern const struct mib_module mib_vrrpv3_module;

/* RFC 6527, vrrpv3StatisticsNewMasterReason and vrrpv3StatisticsProtoErrReason. */
uint32_t mib_vrrpv3_master_reason(const struct view_vrrp *vrrp);
uint32_t mib_vrrpv3_error_reason(enum vrrp_refusal why);

/* 1.3.6.1.2.1.207 with `count` sub-identifiers after it; and with the index of a router
 * after those. */
struct mib_oid mib_vrrpv3_oid(const uint32_t *ids, size_t count);
struct mib_oid mib_vrrpv3_cell(
    const uint32_t *ids, size_t count, const struct view_vrrp *vrrp);

#endif
