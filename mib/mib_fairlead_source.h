/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of FAIRLEAD-MIB, picked and ordered once for a view. P.
 * Instances are in the order of their names as an index has them: the shorter first.
 * Virtual servers are in the order of protocol, family, address and port; their real
 * servers and checks are so in the view already, and are counted through. */
#ifndef MIB_MIB_FAIRLEAD_SOURCE_H
#define MIB_MIB_FAIRLEAD_SOURCE_H

#include "agent/view/view.h"
#include "mib/mib_table.h"

/* So that every index fits into a name of 128 sub-identifiers. */
enum { MIB_FAIRLEAD_NAME_MAX = 100 };

/* fairleadVsProtocol */
enum {
	MIB_FAIRLEAD_TCP = 1,
	MIB_FAIRLEAD_UDP = 2,
	MIB_FAIRLEAD_SCTP = 3,
	MIB_FAIRLEAD_MARK = 4
};

/* All borrowed from the view but the arrays. */
struct mib_fairlead {
	const struct view *view;
	const struct view_events *events;   /* never NULL */
	const struct view_vrrp **instances; /* owned */
	const struct view_pool **pools;     /* owned */
	/* Owned; how many rows there are before those of instance or pool i; one more
	 * for all. */
	size_t *tracks_before, *servers_before, *checks_before;
	size_t instances_len, pools_len;
};

/* For struct mib_book. The view must outlive it. */
void *mib_fairlead_source_new(const struct view *view);
void mib_fairlead_source_free(void *source);

/* As mib_oid_cmp of the two's indices. */
int mib_fairlead_name_cmp(const char *a, const char *b);
int mib_fairlead_pool_cmp(const struct view_pool *a, const struct view_pool *b);
int mib_fairlead_rs_cmp(const struct view_rs *a, const struct view_rs *b);

/* NULL when there is none. */
const struct view_vrrp *mib_fairlead_find_instance(
    const struct mib_fairlead *source, const char *name);
const struct view_pool *mib_fairlead_find_pool(
    const struct mib_fairlead *source, const struct view_pool *like);

/* Which pool has the real server in row `at` of all. */
size_t mib_fairlead_pool_of(const struct mib_fairlead *source, size_t at);

/* For struct mib_table, table by table. */
size_t mib_fairlead_instances(const void *source);
size_t mib_fairlead_tracks(const void *source);
size_t mib_fairlead_pools(const void *source);
size_t mib_fairlead_servers(const void *source);
size_t mib_fairlead_checks(const void *source);
size_t mib_fairlead_foreign(const void *source);
size_t mib_fairlead_events(const void *source);
const void *mib_fairlead_agent_row(const void *source, size_t at);
const void *mib_fairlead_instance_row(const void *source, size_t at);
const void *mib_fairlead_track_row(const void *source, size_t at);
const void *mib_fairlead_pool_row(const void *source, size_t at);
const void *mib_fairlead_server_row(const void *source, size_t at);
const void *mib_fairlead_check_row(const void *source, size_t at);
const void *mib_fairlead_foreign_row(const void *source, size_t at);
const void *mib_fairlead_history_row(const void *source, size_t at);
const void *mib_fairlead_event_row(const void *source, size_t at);
void mib_fairlead_instance_index(const void *source, size_t at, struct mib_oid *oid);
void mib_fairlead_track_index(const void *source, size_t at, struct mib_oid *oid);
void mib_fairlead_pool_index(const void *source, size_t at, struct mib_oid *oid);
void mib_fairlead_server_index(const void *source, size_t at, struct mib_oid *oid);
void mib_fairlead_check_index(const void *source, size_t at, struct mib_oid *oid);
void mib_fairlead_foreign_index(const void *source, size_t at, struct mib_oid *oid);
void mib_fairlead_event_index(const void *source, size_t at, struct mib_oid *oid);

#endif
