/* SPDX-License-Identifier: Apache-2.0 */
/* Seats -> rows of the view. E, control thread. */
#ifndef AGENT_VRRP_VRRP_ROWS_H
#define AGENT_VRRP_VRRP_ROWS_H

#include "agent/sys/board.h"
#include "agent/view/view.h"
#include "agent/vrrp/vrrp_seats.h"
#include "agent/vrrp/vrrp_tracks.h"
#include "agent/vrrp/vrrp_wishes.h"

struct vrrp_rows_from {
	const struct vrrp_seats *seats; /* NULL: no rows */
	const struct model *model;      /* of these seats */
	const struct vrrp_tracks *tracks;
	const struct vrrp_wishes *wishes; /* NULL: none */
	const struct board *board;        /* says which addresses are held */
};

/* Sets the vrrp, vrrp_addresses and tracks arrays of `view`, which owns them. */
void vrrp_rows_fill(const struct vrrp_rows_from *from, struct view *view);

/* The tables, likewise; after the above. */
void vrrp_rows_fill_tables(const struct vrrp_rows_from *from, struct view *view);

#endif
