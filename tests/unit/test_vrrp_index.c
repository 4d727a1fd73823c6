/* SPDX-License-Identifier: Apache-2.0 */
/* Many routers on several interfaces, found again. */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "tests/fake/fake_wire.h"

enum { LINKS = 8, VRIDS = 255, ROUTERS = LINKS * VRIDS };

struct many {
	struct model_vrrp_instance said[ROUTERS];
	struct model_vrrp_address vips[ROUTERS];
};

/* VRIDs 1..255 on eth0..eth7, each with an address of its own: 10.1.<link>.<vrid>. */
static struct vrrp_engine *
engine_of_many(void)
{
	static struct many many;

	for (int i = 0; i < ROUTERS; i++) {
		int link = i % LINKS, vrid = 1 + i / LINKS;
		struct model_vrrp_instance *said = &many.said[i];

		*said = fake_instance(100);
		(void)snprintf(said->interface, sizeof(said->interface), "eth%d", link);
		said->vrid = (uint8_t)vrid;
		many.vips[i].prefix = (struct addr_prefix){
		    {ADDR_V4, {10, 1, (uint8_t)link, (uint8_t)vrid}},
                    32
                };
		said->addresses = &many.vips[i];
	}
	return fake_engine(many.said, ROUTERS);
}

static void
tell(struct vrrp_engine *engine, uint32_t ifindex, const char *name, bool gone)
{
	struct vrrp_link link = {.ifindex = ifindex, .up = true, .gone = gone};

	(void)snprintf(link.name, sizeof(link.name), "%s", name);
	vrrp_engine_link(engine, &link);
	engine->outbox.len = 0;
}

/* eth<i> has ifindex 100 - i: another order than that of the names. */
static void
tell_links(struct vrrp_engine *engine)
{
	char name[8];

	for (uint32_t i = 0; i < LINKS; i++) {
		(void)snprintf(name, sizeof(name), "eth%u", i);
		tell(engine, 100 - i, name, false);
	}
}

static const struct vrrp_router *
found(struct vrrp_engine *engine, uint32_t ifindex, uint8_t vrid)
{
	return vrrp_engine_find(engine, ifindex, ADDR_V4, vrid);
}

TEST(every_router_is_found_by_its_link_and_vrid)
{
	struct vrrp_engine *engine = engine_of_many();

	assert_int_equal(engine->interfaces_len, LINKS);
	assert_null(found(engine, 100, 1));
	tell_links(engine);
	for (uint32_t link = 0; link < LINKS; link++)
		for (int vrid = 1; vrid <= VRIDS; vrid++)
			assert_ptr_equal(found(engine, 100 - link, (uint8_t)vrid),
			    &engine->routers[(vrid - 1) * LINKS + (int)link]);
	assert_null(found(engine, 100, 0));
	assert_null(found(engine, 92, 1)); /* 100 - 8 */
	assert_null(found(engine, 101, 1));
	assert_null(vrrp_engine_find(engine, 100, ADDR_V6, 1));
	vrrp_engine_free(engine);
}

TEST(a_link_that_goes_is_renamed_or_is_made_anew_is_found_so)
{
	struct vrrp_engine *engine = engine_of_many();

	tell_links(engine);
	tell(engine, 100, "eth0", true);
	assert_null(found(engine, 100, 1));
	tell(engine, 5, "eth0", false);
	assert_ptr_equal(found(engine, 5, 1), &engine->routers[0]);
	tell(engine, 5, "lan0", false); /* renamed: no router uses lan0 */
	assert_null(found(engine, 5, 1));
	tell(engine, 99, "eth0", false); /* what was eth1 is eth0 now */
	assert_ptr_equal(found(engine, 99, 1), &engine->routers[0]);
	assert_null(vrrp_index_named(&engine->index, "lan0"));
	assert_int_equal(engine->interfaces[1].ifindex, 0);
	vrrp_engine_free(engine);
}

TEST(only_the_routers_of_a_link_look_at_it_anew)
{
	struct vrrp_engine *engine = engine_of_many();
	struct instant now = {1000};
	size_t woken = 0;

	while (instant_reached(vrrp_engine_due(engine), now)) {
		vrrp_engine_tick(engine, now);
		engine->outbox.len = 0;
	}
	tell(engine, 7, "eth3", false);
	for (size_t i = 0; i < ROUTERS; i++) {
		bool due = instant_reached(engine->routers[i].timer.due, now);

		assert_int_equal(
		    due, strcmp(engine->routers[i].interface->name, "eth3") == 0);
		woken += due;
	}
	assert_int_equal(woken, VRIDS);
	vrrp_engine_free(engine);
}

TEST(every_address_is_found_with_its_router)
{
	struct vrrp_engine *engine = engine_of_many();

	for (size_t i = 0; i < ROUTERS; i++) {
		const struct vrrp_vip *vip = &engine->routers[i].vips[0];
		size_t at = vrrp_index_first_vip(&engine->index, &vip->prefix.addr);

		assert_ptr_equal(
		    vrrp_index_next_vip(&engine->index, &vip->prefix.addr, &at), vip);
		assert_null(
		    vrrp_index_next_vip(&engine->index, &vip->prefix.addr, &at));
	}
	vrrp_engine_free(engine);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_router_is_found_by_its_link_and_vrid),
	    cmocka_unit_test(a_link_that_goes_is_renamed_or_is_made_anew_is_found_so),
	    cmocka_unit_test(only_the_routers_of_a_link_look_at_it_anew),
	    cmocka_unit_test(every_address_is_found_with_its_router),
	};

	return cmocka_run_group_tests_name("vrrp_index", tests, NULL, NULL);
}
