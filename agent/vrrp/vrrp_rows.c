/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/vrrp/vrrp_rows.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"

/* ---- addresses ---- */

static bool
is_held(const struct board *board, uint32_t slot)
{
	if (!board || slot >= BOARD_ADDRESSES_MAX)
		return false;
	return atomic_load_explicit(
		   &board->addresses[slot].held, memory_order_acquire) != 0;
}

static int
compare_addresses(const void *a, const void *b)
{
	const struct view_vrrp_address *left = a, *right = b;

	return addr_cmp(&left->prefix.addr, &right->prefix.addr);
}

static void
fill_addresses(const struct vrrp_rows_from *from, const struct vrrp_seat *seat,
    struct view *view, struct view_vrrp *row)
{
	struct view_vrrp_address *rows =
	    &view->vrrp_addresses[view->vrrp_addresses_len];

	row->addresses_first = view->vrrp_addresses_len;
	row->addresses_len = (uint32_t)seat->addresses_len;
	for (size_t i = 0; i < seat->addresses_len; i++) {
		const struct vrrp_seat_address *address = &seat->addresses[i];

		rows[i].prefix = address->prefix;
		rows[i].advertised = address->advertised;
		rows[i].held = is_held(from->board, address->slot);
		memcpy(
		    rows[i].interface, address->interface, sizeof(rows[i].interface));
	}
	qsort(rows, seat->addresses_len, sizeof(*rows), compare_addresses);
	view->vrrp_addresses_len += row->addresses_len;
}

/* ---- tracks ---- */

static void
fill_script(const struct vrrp_rows_from *from, const struct model_track *said,
    struct view_track *row)
{
	const struct vrrp_script_facts *facts =
	    vrrp_scripts_get(from->scripts, said->index);

	(void)mem_copy_text(row->kind, sizeof(row->kind), "script");
	(void)mem_copy_text(
	    row->name, sizeof(row->name), from->model->vrrp_scripts[said->index].name);
	(void)mem_copy_text(row->detail, sizeof(row->detail), facts->detail);
	row->weight = said->weight;
	row->known = facts->state.known;
	row->up = facts->state.up;
}

static void
fill_interface(const struct vrrp_seat *seat, const struct model_track *said, size_t nth,
    struct view_track *row)
{
	(void)mem_copy_text(row->kind, sizeof(row->kind), "interface");
	(void)mem_copy_text(row->name, sizeof(row->name), said->interface);
	row->weight = said->weight;
	row->known = seat->has_status && nth < 64;
	row->up = row->known && (seat->status.track_interfaces_up >> nth & 1);
}

static void
fill_tracks(const struct vrrp_rows_from *from, const struct vrrp_seat *seat,
    struct view *view, struct view_vrrp *row)
{
	const struct model_vrrp_instance *said = seat->said;

	row->tracks_first = view->tracks_len;
	for (size_t i = 0; i < said->track_scripts_len; i++)
		fill_script(
		    from, &said->track_scripts[i], &view->tracks[view->tracks_len++]);
	for (size_t i = 0; i < said->track_interfaces_len; i++)
		fill_interface(seat, &said->track_interfaces[i], i,
		    &view->tracks[view->tracks_len++]);
	row->tracks_len = view->tracks_len - row->tracks_first;
}

/* ---- instances ---- */

static void
fill_said(const struct model_vrrp_instance *said, struct view_vrrp *row)
{
	row->vrid = said->vrid;
	row->version = said->version;
	row->accept = !said->no_accept;
	memcpy(row->vmac, said->vmac, sizeof(row->vmac));
	row->priority = said->priority;
	row->effective_priority = said->priority;
	row->initial_state = said->initial_state;
	row->preempt = said->preempt;
	row->preempt_delay_ms = said->preempt_delay_ms;
	row->advert_int_ms = said->advert_int_cs * 10u;
	row->lease_s = said->lease_s;
	row->auth = said->auth;
	if (said->auth == VRRP_AUTH_HMAC) {
		(void)mem_copy_text(row->hmac_mode, sizeof(row->hmac_mode),
		    vrrp_hmac_mode_word(said->hmac.mode));
		row->hmac_key_id = said->hmac.active_id;
	}
	row->group = said->group;
	row->unicast = said->unicast_peers_len > 0;
}

static void
fill_counters(const struct vrrp_counters *counters, struct view_vrrp *row)
{
	row->become_master = counters->become_master;
	row->release_master = counters->release_master;
	row->adverts_received = counters->adverts_received;
	row->adverts_sent = counters->adverts_sent;
	row->priority_zero_received = counters->priority_zero_received;
	row->priority_zero_sent = counters->priority_zero_sent;
	row->garp_sent = counters->garp_sent;
	row->split_brains = counters->split_brains;
	row->addresses_restored = counters->addresses_restored;
	memcpy(row->refused, counters->refused, sizeof(row->refused));
	memcpy(row->checksums, counters->checksums, sizeof(row->checksums));
}

static void
fill_status(const struct vrrp_seat *seat, struct view_vrrp *row)
{
	const struct vrrp_status *status = &seat->status;

	if (!seat->has_status)
		return;
	row->ifindex = status->ifindex;
	row->state = status->state;
	row->reason = status->reason;
	(void)mem_copy_text(row->why, sizeof(row->why), seat->why); /* may be cut */
	row->effective_priority = status->priority;
	row->primary = status->primary;
	row->master = status->master;
	row->master_advert_int_ms = (uint32_t)span_to_ms(status->master_interval);
	row->checksum_sent = status->checksum_sent;
	row->has_heard = status->checksum_heard.is_known;
	row->checksum_heard = status->checksum_heard.checksum;
	row->master_down_ms = (uint32_t)span_to_ms(status->master_down);
	row->split_brain = status->split_brain;
	row->split_brain_peer = status->split_brain_peer;
	memcpy(row->split_brain_mac, status->split_brain_mac,
	    sizeof(row->split_brain_mac));
	row->since_ms = seat->since_ms;
	row->started_ms = seat->started_ms;
	row->last_auth_failure_source = status->last_auth_failure_source;
	row->last_auth_failure = status->last_auth_failure;
	fill_counters(&status->counters, row);
}

static void
make_room(const struct vrrp_seats *seats, struct view *view)
{
	size_t addresses = 0, tracks = 0;

	for (size_t i = 0; i < seats->len; i++) {
		const struct vrrp_seat *seat = &seats->at[i];

		addresses += seat->addresses_len;
		tracks +=
		    seat->said->track_scripts_len + seat->said->track_interfaces_len;
	}
	view->vrrp = mem_new(seats->len, sizeof(*view->vrrp));
	view->vrrp_addresses = mem_new(addresses, sizeof(*view->vrrp_addresses));
	view->tracks = mem_new(tracks, sizeof(*view->tracks));
}

void
vrrp_rows_fill(const struct vrrp_rows_from *from, struct view *view)
{
	const struct vrrp_seats *seats = from->seats;

	if (!seats || seats->len == 0)
		return;
	make_room(seats, view);
	for (size_t i = 0; i < seats->len; i++) {
		const struct vrrp_seat *seat = &seats->at[i];
		struct view_vrrp *row = &view->vrrp[view->vrrp_len++];

		(void)mem_copy_text(row->name, sizeof(row->name), seat->name);
		memcpy(row->interface, seat->interface, sizeof(row->interface));
		fill_said(seat->said, row);
		fill_status(seat, row);
		fill_addresses(from, seat, view, row);
		fill_tracks(from, seat, view, row);
	}
}
