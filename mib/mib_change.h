/* SPDX-License-Identifier: Apache-2.0 */
/* What a SET asks for: a command, and the one that takes it back. P.
 * Made by a column's `set`. The names are kept here, because the view that they came
 * from may be gone when the command is carried out. */
#ifndef MIB_MIB_CHANGE_H
#define MIB_MIB_CHANGE_H

#include "agent/command.h"
#include "agent/view/view.h"
#include "mib/mib_table.h"

struct mib_change {
	char instance[VIEW_NAME_SIZE], vs_id[VIEW_ID_SIZE]; /* "": not about one */
	/* Without their names, and who wants them. */
	struct command command, undo;
	int64_t undo_end_ms; /* wall clock until which `undo` is wished; 0: no end */
};

/* The command to carry out, or the one that takes it back; borrows from `change`. */
struct command mib_change_command(
    const struct mib_change *change, bool undo, int64_t wall_ms);

/* The priority that SNMP shows: the one wished by an operator, else the configured. */
uint8_t mib_priority(const struct view_vrrp *vrrp);

/* Columns that may be written, in each MIB that has one like it. A priority holds until
 * it is taken back; so does the state down, which gives way to any other director. */
enum mib_set mib_change_priority(
    const struct view_vrrp *vrrp, uint64_t priority, struct mib_change *change);
enum mib_set mib_change_admin(
    const struct view_vrrp *vrrp, bool up, struct mib_change *change);
enum mib_set mib_change_weight(const char *vs_id, const struct view_rs *rs,
    uint64_t weight, struct mib_change *change);
enum mib_set mib_change_rs_admin(const char *vs_id, const struct view_rs *rs,
    enum admin admin, struct mib_change *change);

#endif
