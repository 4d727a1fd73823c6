/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows the VRRP part of keepalived's MIB has over a view; for
 * mib_keepalived_vrrp, _track, _route and _trap alone. P. */
#ifndef MIB_MIB_KEEPALIVED_ROWS_H
#define MIB_MIB_KEEPALIVED_ROWS_H

#include "agent/view/view.h"
#include "mib/mib_pair.h"

/* `said` and `is` of each are named; a table not in the view has no `is`. */
struct mib_keepalived_vrrp {
	const struct view *view;    /* borrowed */
	struct mib_pairs groups;    /* view_said_group, view_sync_group */
	struct mib_pairs members;   /* view_said_member */
	struct mib_pairs instances; /* view_said_vrrp, view_vrrp; extra: all is held */
	struct mib_pairs addresses; /* view_said_address; owner: view_vrrp; extra: it
				     * is held */
	/* view_said_route and _rule, view_table_entry; owner: view_vrrp. A next hop has
	 * the latter only. */
	struct mib_pairs routes, nexthops, rules;
	struct mib_pairs own[VIEW_SAID_KINDS];     /* view_said_track: an instance's */
	struct mib_pairs shared[VIEW_SAID_KINDS];  /* view_said_track: a group's */
	struct mib_pairs tracked[VIEW_SAID_KINDS]; /* view_said_tracked, view_track */
};

/* Functions of a table over a list of the source. */
#define MIB_KEEPALIVED_LIST(name, list)                                                \
  static size_t name##_len(const void *source)                                         \
  {                                                                                    \
    return ((const struct mib_keepalived_vrrp *)source)->list.len;                     \
  }                                                                                    \
  static const void *name##_row(const void *source, size_t at)                         \
  {                                                                                    \
    return &((const struct mib_keepalived_vrrp *)source)->list.at[at];                 \
  }                                                                                    \
  static void name##_index(const void *source, size_t at, struct mib_oid *oid)         \
  {                                                                                    \
    mib_pair_index(&((const struct mib_keepalived_vrrp *)source)->list.at[at], oid);   \
  }

#endif
