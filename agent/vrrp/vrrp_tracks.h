/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that is tracked and is no interface: scripts, files, processes, virtual
 * servers, each watched by its own file; what is known of them, by kind and index of
 * the model. E, control thread. */
#ifndef AGENT_VRRP_VRRP_TRACKS_H
#define AGENT_VRRP_VRRP_TRACKS_H

#include "agent/conf/model.h"
#include "agent/vrrp/vrrp_track.h"

struct loop;
struct keeper_link;
struct vrrp_tracks;

struct vrrp_tracks_parts {
	struct loop *loop;
	struct keeper_link *keeper; /* runs the scripts */
	/* Something else is known of it than before. */
	void (*changed)(void *ctx, struct vrrp_track_name name);
	void *ctx;
};

struct vrrp_tracks *vrrp_tracks_new(const struct vrrp_tracks_parts *parts);
void vrrp_tracks_free(struct vrrp_tracks *tracks);

/* Start and reload: what is the same is watched on. `model` is borrowed until the next
 * call returns. */
void vrrp_tracks_configure(struct vrrp_tracks *tracks, const struct model *model);

/* Watch no more; the last facts stay. */
void vrrp_tracks_halt(struct vrrp_tracks *tracks);

/* A virtual server has its quorum, or lost it. One that nobody tracks is ignored. */
void vrrp_tracks_quorum(struct vrrp_tracks *tracks, const char *vs_id, bool met);

struct vrrp_track_fact vrrp_tracks_fact(
    const struct vrrp_tracks *tracks, struct vrrp_track_name name);

/* The last outcome, for those who look: "exited with 1"; "" when there is none.
 * Borrowed. */
const char *vrrp_tracks_detail(
    const struct vrrp_tracks *tracks, struct vrrp_track_name name);

/* What went wrong with watching, since the start. */
struct vrrp_tracks_trouble {
	uint64_t file_errors;    /* readings that gave no number */
	uint64_t process_losses; /* news of processes were lost: all counted again */
	bool process_polled;     /* /proc is read every second for want of news */
};

struct vrrp_tracks_trouble vrrp_tracks_trouble(const struct vrrp_tracks *tracks);

/* Call `each` for every object of the model that is not an interface. */
void vrrp_tracks_each(const struct model *model,
    void (*each)(void *ctx, struct vrrp_track_name name), void *ctx);

/* Whether an instance or a sync group of `model` tracks it. */
bool vrrp_tracks_is_tracked(const struct model *model, struct vrrp_track_name name);

#endif
