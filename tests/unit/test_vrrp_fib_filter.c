/* SPDX-License-Identifier: Apache-2.0 */
/* The filter of the tables' events, run by the kernel itself: on a pair of sockets,
 * one message a datagram, as its monitor would get them. */
#include "tests/unit/unit.h"

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/vrrp/vrrp_engine.h"

static struct model_route
route_to(const char *prefix)
{
	struct model_route route = {.text = prefix,
	    .hop.interface = "eth0",
	    .table = RT_TABLE_MAIN,
	    .protocol = RTPROT_KEEPALIVED,
	    .type = RTN_UNICAST};

	assert_true(addr_prefix_parse(prefix, &route.to));
	route.family = route.to.addr.family;
	return route;
}

/* The two ends of the filter of an engine with these routes. */
struct bench {
	struct vrrp_engine *engine;
	int from, to;
};

static struct bench
bench_of(const struct model_route *routes, size_t len)
{
	const struct model model = {
	    .fixed = {.routes = routes, .routes_len = len}
        };
	struct bench bench = {.engine = vrrp_engine_new(&model, 1)};
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
	bench.from = ends[0];
	bench.to = ends[1];
	if (bench.engine->fib.filter) {
		struct sock_fprog attach = {.len = bench.engine->fib.filter_len,
		    .filter = bench.engine->fib.filter};

		assert_int_equal(setsockopt(bench.to, SOL_SOCKET, SO_ATTACH_FILTER,
				     &attach, sizeof(attach)),
		    0);
	}
	return bench;
}

static void
put_away(const struct bench *bench)
{
	(void)close(bench->from); /* of a test */
	(void)close(bench->to);
	vrrp_engine_free(bench->engine);
}

static bool
passes(const struct bench *bench, struct vrrp_fib_message *message, uint16_t type)
{
	uint8_t got[VRRP_FIB_BYTES_MAX];

	memcpy(message->bytes + offsetof(struct nlmsghdr, nlmsg_type), &type,
	    sizeof(type));
	assert_int_equal(
	    send(bench->from, message->bytes, message->len, 0), (ssize_t)message->len);
	return recv(bench->to, got, sizeof(got), MSG_DONTWAIT) == (ssize_t)message->len;
}

static bool
hears(const struct bench *bench, const char *prefix, uint16_t type)
{
	struct model_route route = route_to(prefix);
	struct vrrp_fib_message message;

	route.protocol = RTPROT_BGP;
	route.source = route.to.addr; /* an attribute before the others */
	vrrp_fib_encode_route(&message, &route, 0);
	return passes(bench, &message, type);
}

TEST(what_happens_at_our_destinations_is_heard)
{
	static const char *const ours[] = {
	    "192.0.2.0/24", "0.0.0.0/0", "2001:db8::/32", "::/0"};
	struct model_route routes[4];
	struct bench bench;

	for (size_t i = 0; i < 4; i++)
		routes[i] = route_to(ours[i]);
	bench = bench_of(routes, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_true(hears(&bench, ours[i], RTM_NEWROUTE));
		assert_true(hears(&bench, ours[i], RTM_DELROUTE));
	}
	put_away(&bench);
}

TEST(the_rest_of_a_full_table_is_not)
{
	static const char *const others[] = {"192.0.3.0/24", "192.0.2.0/25",
	    "192.0.2.0/23", "0.0.0.0/0", "::/0", "2001:db8::/33", "2001:db9::/32"};
	const struct model_route routes[] = {
	    route_to("192.0.2.0/24"), route_to("2001:db8::/32")};
	struct bench bench = bench_of(routes, 2);

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_false(hears(&bench, others[i], RTM_NEWROUTE));
		assert_false(hears(&bench, others[i], RTM_DELROUTE));
	}
	put_away(&bench);
}

TEST(rules_are_all_heard)
{
	const struct model_route route = route_to("192.0.2.0/24");
	const struct model_rule rule = {.family = ADDR_V4, .preference = 9};
	struct bench bench = bench_of(&route, 1);
	struct vrrp_fib_message message;

	vrrp_fib_encode_rule(&message, &rule);
	assert_true(passes(&bench, &message, RTM_NEWRULE));
	assert_true(passes(&bench, &message, RTM_DELRULE));
	put_away(&bench);
}

/* (4096 - 15 - 1) / 2 = 2040 destinations have room in a program. */
TEST(more_destinations_than_a_program_holds_are_heard_unfiltered)
{
	static char texts[2041][sizeof("10.255.255.0/24")];
	static struct model_route routes[2041];
	struct bench bench;

	for (unsigned i = 0; i < 2041; i++) {
		(void)snprintf(
		    texts[i], sizeof(texts[i]), "10.%u.%u.0/24", i >> 8, i & 255);
		routes[i] = route_to(texts[i]);
	}
	bench = bench_of(routes, 2040);
	assert_true(hears(&bench, texts[2039], RTM_NEWROUTE));
	assert_false(hears(&bench, texts[2040], RTM_NEWROUTE));
	put_away(&bench);
	bench = bench_of(routes, 2041);
	assert_null(bench.engine->fib.filter);
	put_away(&bench);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_happens_at_our_destinations_is_heard),
	    cmocka_unit_test(the_rest_of_a_full_table_is_not),
	    cmocka_unit_test(rules_are_all_heard),
	    cmocka_unit_test(
		more_destinations_than_a_program_holds_are_heard_unfiltered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
