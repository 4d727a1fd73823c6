/* SPDX-License-Identifier: Apache-2.0 */
/* KEEPALIVED-MIB, enterprises 9586.100.5, as templates for keepalived poll it, in three
 * parts that are served each by itself. P. mib/README says object for object what is
 * served. Rows are numbered by their places in the file, as keepalived numbers them. */
#ifndef MIB_MIB_KEEPALIVED_H
#define MIB_MIB_KEEPALIVED_H

#include "agent/view/view.h"
#include "mib/mib_table.h"
#include "mib/mib_trap.h"

#define MIB_KEEPALIVED        1, 3, 6, 1, 4, 1, 9586, 100, 5
#define MIB_KEEPALIVED_GLOBAL MIB_KEEPALIVED, 1
#define MIB_KEEPALIVED_VRRP   MIB_KEEPALIVED, 2
#define MIB_KEEPALIVED_CHECK  MIB_KEEPALIVED, 3

extern const struct mib_module mib_keepalived_global_module, mib_keepalived_vrrp_module,
    mib_keepalived_check_module;

/* The sources of the modules; each borrows from `view`, which must outlive it. */
void *mib_keepalived_global_new(const struct view *view);
void mib_keepalived_global_free(void *source); /* NULL is fine, likewise below */
void *mib_keepalived_vrrp_new(const struct view *view);
void mib_keepalived_vrrp_free(void *source);
void *mib_keepalived_check_new(const struct view *view);
void mib_keepalived_check_free(void *source);

/* Notifications: struct mib_book says what these are. */
void mib_keepalived_vrrp_differ(struct mib_limits *limits, const void *before,
    const void *after, struct instant now, struct mib_notes *out);
void mib_keepalived_vrrp_tell(
    const void *after, const struct mib_note *note, struct mib_trap *trap);
void mib_keepalived_check_differ(struct mib_limits *limits, const void *before,
    const void *after, struct instant now, struct mib_notes *out);
void mib_keepalived_check_tell(
    const void *after, const struct mib_note *note, struct mib_trap *trap);

#endif
