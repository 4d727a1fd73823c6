/* SPDX-License-Identifier: Apache-2.0 */
/* What the keeper's board says of routes when the kernel does not do as it is told:
 * here it cannot even be asked (ENOTCONN). What it does is the net tests' part. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/vrrp/vrrp_tables.h"

enum { SLOT = 3, IFINDEX = 7 };

struct bench {
	struct vrrp_engine *engine;
	struct vrrp_fib_entry *entry;
	struct board *board;
	struct vrrp_kernel kernel;
};

static const struct model_route route = {
    .text = "route",
    .family = ADDR_V4,
    .to = {{ADDR_V4, {192, 168, 2}}, 24},
    .hop.interface = "eth0",
    .table = RT_TABLE_MAIN,
    .protocol = RTPROT_KEEPALIVED,
    .type = RTN_UNICAST
};

static void
begin(struct bench *b)
{
	const struct model model = {
	    .fixed = {.routes = &route, .routes_len = 1}
        };

	b->engine = vrrp_engine_new(&model, 1);
	b->entry = &b->engine->fib.entries[0];
	b->entry->slot = SLOT;
	b->board = mem_new(1, sizeof(*b->board));
	b->kernel = (struct vrrp_kernel){.board = b->board};
	b->kernel.request.fd = -1;
	b->kernel.monitor.fd = -1;
	b->kernel.tables.fd = -1;
}

static void
end(struct bench *b)
{
	mem_free(b->board);
	vrrp_engine_free(b->engine);
}

static void
link_comes(struct bench *b)
{
	const struct vrrp_link link = {.ifindex = IFINDEX, .name = "eth0"};

	vrrp_engine_link(b->engine, &link);
}

static int
carry_out(struct bench *b, enum vrrp_fib_op op)
{
	const struct vrrp_act act = {
	    .kind = VRRP_ACT_FIB, .entry = b->entry, .fib_op = op};

	return vrrp_tables_do(&b->kernel, &act);
}

static struct board_message *
slot(struct bench *b)
{
	return &b->board->messages[SLOT];
}

TEST(what_needs_an_absent_link_is_not_held)
{
	struct bench b;

	begin(&b);
	slot(&b)->held = 1; /* it went with its link */
	assert_int_equal(carry_out(&b, VRRP_FIB_ADD), ENODEV);
	assert_int_equal(slot(&b)->held, 0);
	end(&b);
}

TEST(the_board_has_the_message_that_removes_it)
{
	const uint16_t offset = NLMSG_HDRLEN;
	struct nlmsghdr header;
	struct rtmsg message;
	uint32_t ifindex;
	struct bench b;

	begin(&b);
	link_comes(&b);
	assert_int_equal(carry_out(&b, VRRP_FIB_ADD), ENOTCONN);
	memcpy(&header, slot(&b)->bytes, sizeof(header));
	memcpy(&message, slot(&b)->bytes + offset, sizeof(message));
	memcpy(&ifindex, slot(&b)->bytes + b.entry->patches[0].offset, sizeof(ifindex));
	assert_int_equal(slot(&b)->len, b.entry->message_len);
	assert_int_equal(header.nlmsg_type, RTM_DELROUTE);
	assert_int_equal(header.nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	assert_int_equal(message.rtm_dst_len, 24);
	assert_int_equal(ifindex, IFINDEX);
	end(&b);
}

TEST(what_is_refused_is_not_held_unless_it_was_there)
{
	static const struct {
		enum vrrp_fib_op op;
		enum vrrp_fib_seen seen;
		uint32_t held;
	} cases[] = {
	    {VRRP_FIB_ADD,    VRRP_FIB_ABSENT,  0},
	    {VRRP_FIB_ADD,    VRRP_FIB_DOUBTED, 0},
	    {VRRP_FIB_RENEW,  VRRP_FIB_OURS,    1},
	    {VRRP_FIB_REMOVE, VRRP_FIB_OURS,    1},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bench b;

		begin(&b);
		link_comes(&b);
		b.entry->seen = cases[i].seen;
		slot(&b)->held = cases[i].seen != VRRP_FIB_ABSENT;
		assert_int_equal(carry_out(&b, cases[i].op), ENOTCONN);
		assert_int_equal(slot(&b)->held, cases[i].held);
		end(&b);
	}
}

TEST(what_went_without_our_doing_is_cleared)
{
	struct bench b;

	begin(&b);
	slot(&b)->held = 1;
	b.entry->seen = VRRP_FIB_DOUBTED;
	vrrp_tables_clear_board(&b.kernel, &b.engine->fib.fixed);
	assert_int_equal(slot(&b)->held, 1);
	b.entry->seen = VRRP_FIB_ABSENT;
	vrrp_tables_clear_board(&b.kernel, &b.engine->fib.fixed);
	assert_int_equal(slot(&b)->held, 0);
	end(&b);
}

TEST(one_that_the_board_has_no_room_for_is_set_all_the_same)
{
	struct bench b;

	begin(&b);
	link_comes(&b);
	b.entry->slot = VRRP_NO_SLOT;
	assert_int_equal(carry_out(&b, VRRP_FIB_ADD), ENOTCONN);
	b.kernel.board = NULL;
	b.entry->slot = SLOT;
	assert_int_equal(carry_out(&b, VRRP_FIB_ADD), ENOTCONN);
	end(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_needs_an_absent_link_is_not_held),
	    cmocka_unit_test(the_board_has_the_message_that_removes_it),
	    cmocka_unit_test(what_is_refused_is_not_held_unless_it_was_there),
	    cmocka_unit_test(what_went_without_our_doing_is_cleared),
	    cmocka_unit_test(one_that_the_board_has_no_room_for_is_set_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
