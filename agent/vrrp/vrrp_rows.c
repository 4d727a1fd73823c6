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

/* `nth` interface among what the instance tracks: only its thread knows. */
static struct vrrp_track_fact
interface_fact(const struct vrrp_seat *seat, size_t nth)
{
	bool known = seat->has_status && nth < 64;

	return (struct vrrp_track_fact){
	    known, known && (seat->status.track_interfaces_up >> nth & 1), 0};
}

static void
fill_track(const struct vrrp_rows_from *from, const struct model_track *said,
    struct vrrp_track_fact fact, struct view_track *row)
{
	const struct vrrp_track_item item = {.weight = said->weight,
	    .reverse = said->reverse,
	    .known = fact.known,
	    .up = fact.up,
	    .counts = said->kind == MODEL_TRACK_FILE,
	    .value = fact.value};

	if (said->kind != MODEL_TRACK_INTERFACE)
		row->position = said->index + 1;
	(void)mem_copy_text(
	    row->kind, sizeof(row->kind), vrrp_track_kind_word(said->kind));
	(void)mem_copy_text(
	    row->name, sizeof(row->name), model_track_name(from->model, said));
	row->weight = said->weight;
	row->reverse = said->reverse;
	row->known = fact.known;
	row->up = item.counts ? fact.known && !vrrp_track_is_faulty(&item) : fact.up;
	row->value = item.counts ? fact.value : fact.up;
	row->contribution = vrrp_track_weigh(&item);
	row->fault = vrrp_track_is_faulty(&item);
	if (said->kind != MODEL_TRACK_INTERFACE)
		(void)mem_copy_text(row->detail, sizeof(row->detail),
		    vrrp_tracks_detail(from->tracks,
			(struct vrrp_track_name){said->kind, said->index}));
}

static void
fill_list(const struct vrrp_rows_from *from, const struct vrrp_seat *seat,
    const struct model_tracks *said, size_t *nth, struct view *view)
{
	for (size_t i = 0; i < said->len; i++) {
		const struct model_track *track = &said->items[i];
		const struct vrrp_track_name name = {track->kind, track->index};
		struct vrrp_track_fact fact;

		if (track->kind == MODEL_TRACK_INTERFACE)
			fact = interface_fact(seat, (*nth)++);
		else
			fact = vrrp_tracks_fact(from->tracks, name);
		fill_track(from, track, fact, &view->tracks[view->tracks_len++]);
	}
}

static const struct model_tracks *
group_tracks(const struct model *model, const struct vrrp_seat *seat)
{
	static const struct model_tracks none = {0};

	if (seat->said->sync_group >= model->sync_groups_len)
		return &none;
	return &model->sync_groups[seat->said->sync_group].tracks;
}

/* What its group tracks moves it, too. */
static void
fill_tracks(const struct vrrp_rows_from *from, const struct vrrp_seat *seat,
    struct view *view, struct view_vrrp *row)
{
	size_t nth = 0;

	row->tracks_first = view->tracks_len;
	fill_list(from, seat, &seat->said->tracks, &nth, view);
	fill_list(from, seat, group_tracks(from->model, seat), &nth, view);
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
fill_group(const struct model *model, const struct model_vrrp_instance *said,
    struct view_vrrp *row)
{
	if (said->sync_group < model->sync_groups_len)
		(void)mem_copy_text(row->sync_group, sizeof(row->sync_group),
		    model->sync_groups[said->sync_group].name);
}

static void
fill_counters(const struct vrrp_counters *counters, struct view_vrrp *row)
{
	memcpy(row->entered, counters->entered, sizeof(row->entered));
	row->become_master = counters->become_master;
	row->release_master = counters->release_master;
	row->adverts_received = counters->adverts_received;
	row->adverts_sent = counters->adverts_sent;
	row->priority_zero_received = counters->priority_zero_received;
	row->priority_zero_sent = counters->priority_zero_sent;
	row->garp_sent = counters->garp_sent;
	row->split_brains = counters->split_brains;
	row->addresses_restored = counters->addresses_restored;
	row->routes_restored = counters->fib.restored;
	row->route_failures = counters->fib.failures;
	memcpy(row->refused, counters->refused, sizeof(row->refused));
	memcpy(row->checksums, counters->checksums, sizeof(row->checksums));
}

static void
fill_histogram(const struct vrrp_histogram *from, const uint32_t *ends, int64_t unit_ns,
    struct histogram *to)
{
	for (unsigned i = 0; i < VRRP_BUCKETS - 1; i++)
		to->ends_us[i] = (uint64_t)(ends[i] * unit_ns / 1000);
	memcpy(to->counts, from->counts, sizeof(to->counts));
	to->sum_us = from->sum_ns / 1000;
}

static void
fill_regularity(const struct vrrp_regularity *from, struct view_vrrp *row)
{
	fill_histogram(
	    &from->heard, vrrp_gap_ends, from->interval.ns / 100, &row->gaps);
	fill_histogram(&from->late, vrrp_late_ends, 1000, &row->lateness);
	row->late_adverts = from->warnings;
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
	row->counted_ms = seat->counted_ms;
	row->last_protocol_error = status->lately.protocol_error;
	row->master_reason = status->lately.master_reason;
	row->last_auth_failure_source = status->last_auth_failure_source;
	row->last_auth_failure = status->last_auth_failure;
	fill_counters(&status->counters, row);
	fill_regularity(&status->regularity, row);
}

static void
fill_wish(const struct vrrp_rows_from *from, struct view_vrrp *row)
{
	const struct vrrp_wished *wished =
	    from->wishes ? vrrp_wishes_of(from->wishes, row->name) : NULL;

	if (!wished)
		return;
	row->override = wished->kind;
	row->override_priority = wished->priority;
	row->override_begun_ms = wished->begun_ms;
	row->override_end_ms = wished->end_ms;
	row->override_persisted = wished->persisted;
	(void)mem_copy_text(
	    row->override_actor, sizeof(row->override_actor), wished->actor);
	(void)mem_copy_text(
	    row->override_reason, sizeof(row->override_reason), wished->reason);
}

static void
make_room(const struct vrrp_seats *seats, const struct model *model, struct view *view)
{
	size_t addresses = 0, tracks = 0;

	for (size_t i = 0; i < seats->len; i++) {
		const struct vrrp_seat *seat = &seats->at[i];

		addresses += seat->addresses_len;
		tracks += seat->said->tracks.len + group_tracks(model, seat)->len;
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
	make_room(seats, from->model, view);
	for (size_t i = 0; i < seats->len; i++) {
		const struct vrrp_seat *seat = &seats->at[i];
		struct view_vrrp *row = &view->vrrp[view->vrrp_len++];

		row->position = (uint32_t)(seat->said - from->model->instances) + 1;
		(void)mem_copy_text(row->name, sizeof(row->name), seat->name);
		memcpy(row->interface, seat->interface, sizeof(row->interface));
		fill_said(seat->said, row);
		fill_group(from->model, seat->said, row);
		fill_status(seat, row);
		fill_wish(from, row);
		fill_addresses(from, seat, view, row);
		fill_tracks(from, seat, view, row);
	}
}
