/* SPDX-License-Identifier: Apache-2.0 */
/* What a SET asks for: a command, and the one that takes it back. D.
 * Made by a column's `set`; the command's names are kept here, because the view that
 * they came from may be gone when it is carried out. */
#ifndef MIB_MIB_CHANGE_H
#define MIB_MIB_CHANGE_H

#include "agent/command.h"
#include "agent/view/view_size.h"

struct mib_change {
	char instance[VIEW_NAME_SIZE], vs_id[VIEW_ID_SIZE]; /* "": not about one */
	/* The members `actor`, `source`, `instance` and `vs_id` are filled in by who
	 * sends it. */
	struct command command, undo;
};

#endif
