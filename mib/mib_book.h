/* SPDX-License-Identifier: Apache-2.0 */
/* The MIBs that the subagent can serve: a MIB is a row of mib_books. P. */
#ifndef MIB_MIB_BOOK_H
#define MIB_MIB_BOOK_H

#include "agent/view/view.h"
#include "mib/mib_table.h"
#include "mib/mib_trap.h"

/* Each is switched on and registered by itself, as one subtree. */
enum mib_book_id {
	MIB_BOOK_VRRPV2, /* VRRP-MIB, RFC 2787 */
	MIB_BOOK_VRRPV3, /* VRRPV3-MIB, RFC 6527 */
	MIB_BOOK_KEEPALIVED_GLOBAL,
	MIB_BOOK_KEEPALIVED_VRRP,
	MIB_BOOK_KEEPALIVED_CHECKER,
	MIB_BOOK_FAIRLEAD,
	MIB_BOOKS
};

struct mib_book {
	const char *name;                /* "VRRP-MIB": for the log */
	const struct mib_module *module; /* NULL: not served yet */
	/* What the module's functions get as their source: rows picked and ordered
	 * once for each view, which outlives them. Made when first asked for. */
	void *(*source_new)(const struct view *view);
	void (*source_free)(void *source);
	/* What is to be told of the way from `before` (NULL: nothing was there) to
	 * `after`, both sources; NULL when the MIB has no notifications. */
	void (*differ)(struct mib_limits *limits, const void *before, const void *after,
	    struct instant now, struct mib_notes *out);
	/* Spell a note of `differ` out, from its `after`; *trap is empty. */
	void (*tell)(
	    const void *after, const struct mib_note *note, struct mib_trap *trap);
};

extern const struct mib_book mib_books[MIB_BOOKS];

#endif
