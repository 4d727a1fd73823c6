/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of tracked objects, over reloads: here the quorum of virtual servers.
 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/sys/loop.h"
#include "agent/vrrp/vrrp_tracks.h"

struct bench {
	struct loop *loop;
	struct vrrp_tracks *tracks;
	unsigned changes;
	struct vrrp_track_name last;
};

static void
changed(void *ctx, struct vrrp_track_name name)
{
	struct bench *b = ctx;

	b->changes++;
	b->last = name;
}

static void
begin(struct bench *b)
{
	struct vrrp_tracks_parts parts = {.changed = changed, .ctx = b};

	*b = (struct bench){.loop = loop_new()};
	parts.loop = b->loop;
	b->tracks = vrrp_tracks_new(&parts);
}

static void
end(struct bench *b)
{
	vrrp_tracks_free(b->tracks);
	loop_free(b->loop);
}

static const struct model_virtual_server web = {.id = "10.1.1.166-80-tcp"};
static const struct model_virtual_server both[] = {
    {.id = "10.1.1.166-53-udp"}, {.id = "10.1.1.166-80-tcp"}};

static struct vrrp_track_fact
fact_of(const struct bench *b, uint32_t index)
{
	return vrrp_tracks_fact(
	    b->tracks, (struct vrrp_track_name){MODEL_TRACK_VIRTUAL, index});
}

TEST(a_quorum_is_told_when_it_is_known_and_when_it_changes)
{
	const struct model model = {.virtual_servers = &web, .virtual_servers_len = 1};
	struct bench b;

	begin(&b);
	vrrp_tracks_configure(b.tracks, &model);
	assert_false(fact_of(&b, 0).known);
	vrrp_tracks_quorum(b.tracks, "10.1.1.166-80-tcp", true);
	assert_true(fact_of(&b, 0).known && fact_of(&b, 0).up);
	assert_int_equal(b.changes, 1);
	assert_int_equal(b.last.kind, MODEL_TRACK_VIRTUAL);
	vrrp_tracks_quorum(b.tracks, "10.1.1.166-80-tcp", true);
	vrrp_tracks_quorum(b.tracks, "10.1.1.166-81-tcp", false);
	assert_int_equal(b.changes, 1);
	vrrp_tracks_quorum(b.tracks, "10.1.1.166-80-tcp", false);
	assert_int_equal(b.changes, 2);
	assert_false(fact_of(&b, 0).up);
	end(&b);
}

TEST(a_quorum_is_known_by_its_id_over_a_reload)
{
	const struct model one = {.virtual_servers = &web, .virtual_servers_len = 1};
	const struct model two = {.virtual_servers = both, .virtual_servers_len = 2};
	struct bench b;

	begin(&b);
	vrrp_tracks_configure(b.tracks, &one);
	vrrp_tracks_quorum(b.tracks, "10.1.1.166-80-tcp", false);
	vrrp_tracks_configure(b.tracks, &two);
	assert_int_equal(b.changes, 1);
	assert_false(fact_of(&b, 0).known);
	assert_true(fact_of(&b, 1).known && !fact_of(&b, 1).up);
	vrrp_tracks_quorum(b.tracks, "10.1.1.166-80-tcp", true);
	assert_int_equal(b.last.index, 1);
	end(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_quorum_is_told_when_it_is_known_and_when_it_changes),
	    cmocka_unit_test(a_quorum_is_known_by_its_id_over_a_reload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
