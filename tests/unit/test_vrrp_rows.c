/* SPDX-License-Identifier: Apache-2.0 */
/* Seats over reloads, their places on the board, and the rows made of them. */
#include "tests/unit/unit.h"

#include <stdatomic.h>
#include <string.h>

#include "agent/vrrp/vrrp_rows.h"
#include "tests/fake/fake_wire.h"

static const struct model_vrrp_address vips[] = {
    {.prefix = {{ADDR_V4, {10, 1, 1, 167}}, 32}},
    {.prefix = {{ADDR_V4, {10, 1, 1, 166}}, 32}},
    {.prefix = {{ADDR_V4, {10, 1, 1, 168}}, 32}},
};

struct said {
	struct model_vrrp_instance instances[2];
	struct model model;
};

static void
say(struct said *said, size_t addresses_len, size_t instances_len)
{
	for (size_t i = 0; i < 2; i++) {
		said->instances[i] = fake_instance(100);
		said->instances[i].vrid = (uint8_t)(51 + i);
		said->instances[i].addresses = vips;
		said->instances[i].addresses_len = addresses_len;
	}
	said->model = (struct model){
	    .instances = said->instances, .instances_len = instances_len};
}

static struct vrrp_seats *
seat(struct said *said, struct vrrp_engine **engine, struct vrrp_seats *older)
{
	*engine = vrrp_engine_new(&said->model, older ? older->generation + 1 : 1);
	return vrrp_seats_new(*engine, &said->model, older);
}

TEST(an_address_keeps_its_place_on_the_board_over_a_reload)
{
	struct vrrp_engine *engines[3];
	struct vrrp_seats *seats;
	struct said said;
	uint32_t slot;

	say(&said, 2, 2);
	seats = seat(&said, &engines[0], NULL);
	slot = seats->at[1].addresses[1].slot;
	assert_int_equal(slot, 3);
	assert_int_equal(engines[0]->routers[1].vips[1].slot, slot);
	say(&said, 3, 2);
	seats = seat(&said, &engines[1], seats);
	assert_int_equal(seats->at[1].addresses[1].slot, slot);
	assert_int_equal(engines[1]->routers[1].vips[1].slot, slot);
	/* The new ones get what nobody has. */
	assert_int_equal(seats->at[0].addresses[2].slot, 4);
	assert_int_equal(seats->at[1].addresses[2].slot, 5);
	/* What the engine before last has is not given away until it is back. */
	say(&said, 1, 1);
	seats = seat(&said, &engines[2], seats);
	assert_int_equal(seats->at[0].addresses[0].slot, 0);
	vrrp_seats_retire(seats, 1);
	vrrp_seats_retire(seats, 2);
	assert_null(seats->older);
	vrrp_seats_free(seats);
	for (size_t i = 0; i < 3; i++)
		vrrp_engine_free(engines[i]);
}

TEST(a_report_of_an_older_engine_finds_the_heir)
{
	struct vrrp_engine *engines[2];
	struct vrrp_seats *seats;
	struct said said;

	say(&said, 1, 2);
	seats = seat(&said, &engines[0], NULL);
	say(&said, 1, 1);
	seats = seat(&said, &engines[1], seats);
	assert_ptr_equal(vrrp_seats_find(seats, 1, 0), &seats->at[0]);
	assert_ptr_equal(vrrp_seats_find(seats, 2, 0), &seats->at[0]);
	/* Taken out by the reload: its own old seat. */
	assert_ptr_equal(vrrp_seats_find(seats, 1, 1), &seats->older->at[1]);
	assert_null(vrrp_seats_find(seats, 2, 1));
	assert_null(vrrp_seats_find(seats, 7, 0));
	assert_null(vrrp_seats_find(seats, 1, VRRP_NO_ROUTER));
	vrrp_seats_free(seats);
	vrrp_engine_free(engines[0]);
	vrrp_engine_free(engines[1]);
}

static void
set_status(struct vrrp_seat *at)
{
	at->has_status = true;
	at->since_ms = 1000;
	at->status.ifindex = 3;
	at->status.state = VRRP_MASTER;
	at->status.priority = 60;
	at->status.split_brain = true;
	at->status.track_interfaces_up = 2;
	at->status.counters.adverts_sent = 9;
	at->status.counters.refused[VRRP_BAD_AUTH] = 4;
}

TEST(rows_show_what_is_said_and_what_is)
{
	static struct board board;
	static struct model_track interfaces[] = {
	    {.interface = "eth1", .weight = -5},
            {.interface = "eth2"                  }
        };
	struct vrrp_engine *engine;
	struct view *view = view_new(1);
	struct vrrp_rows_from from;
	const struct view_vrrp *row;
	struct vrrp_seats *seats;
	struct said said;

	say(&said, 2, 1);
	said.instances[0].tracks = (struct model_tracks){interfaces, 2};
	seats = seat(&said, &engine, NULL);
	from = (struct vrrp_rows_from){
	    .seats = seats, .model = &said.model, .board = &board};
	set_status(&seats->at[0]);
	atomic_store(&board.addresses[1].held, 1);
	vrrp_rows_fill(&from, view);
	row = &view->vrrp[0];
	assert_int_equal(view->vrrp_len, 1);
	assert_string_equal(row->name, "VI_1");
	assert_int_equal(row->priority, 100);
	assert_int_equal(row->effective_priority, 60);
	assert_int_equal(row->state, VRRP_MASTER);
	assert_int_equal(row->advert_int_ms, 1000);
	assert_int_equal(row->since_ms, 1000);
	assert_int_equal(row->refused[VRRP_BAD_AUTH], 4);
	assert_true(row->split_brain);
	/* In address order; .166 was said second, and has the second place. */
	assert_int_equal(row->addresses_len, 2);
	assert_int_equal(view->vrrp_addresses[0].prefix.addr.bytes[3], 166);
	assert_true(view->vrrp_addresses[0].held);
	assert_false(view->vrrp_addresses[1].held);
	assert_int_equal(row->tracks_len, 2);
	assert_string_equal(view->tracks[0].name, "eth1");
	assert_false(view->tracks[0].up);
	assert_true(view->tracks[1].up && view->tracks[1].known);
	view_unref(view);
	vrrp_seats_free(seats);
	vrrp_engine_free(engine);
}

/* A row cut short would be told apart from the events about the same thing. */
TEST(the_word_of_each_kind_that_is_tracked_fits_its_row)
{
	for (int kind = 0; kind < MODEL_TRACK_KINDS; kind++)
		assert_true(strlen(vrrp_track_kind_word((enum model_track_kind)kind)) <
		    sizeof(((struct view_track *)NULL)->kind));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_address_keeps_its_place_on_the_board_over_a_reload),
	    cmocka_unit_test(a_report_of_an_older_engine_finds_the_heir),
	    cmocka_unit_test(the_word_of_each_kind_that_is_tracked_fits_its_row),
	    cmocka_unit_test(rows_show_what_is_said_and_what_is),
	};

	return cmocka_run_group_tests_name("vrrp_rows", tests, NULL, NULL);
}
