/* SPDX-License-Identifier: Apache-2.0 */
/* What we ask of the kernel and what it says, as bytes: no socket is opened. */
#include "tests/unit/unit.h"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/sys/link.h"

/* A request as the kernel would say the same: the builder serves both. */
static struct netlink_message
as_message(const struct netlink_request *request, uint16_t type)
{
	return (struct netlink_message){.type = type,
	    .payload = request->bytes + NLMSG_HDRLEN,
	    .len = request->len - NLMSG_HDRLEN};
}

static void
make_link(struct netlink_request *request, unsigned flags)
{
	struct ifinfomsg header = {
	    .ifi_family = AF_UNSPEC, .ifi_index = 7, .ifi_flags = flags};
	const uint8_t mac[] = {2, 0, 0, 0, 0, 7};

	netlink_begin(request, RTM_NEWLINK, 0, &header, sizeof(header));
	netlink_put(request, IFLA_IFNAME, "eth0", 5);
	netlink_put(request, IFLA_ADDRESS, mac, sizeof(mac));
}

TEST(a_link_is_up_when_it_is_on_and_has_a_carrier)
{
	static const struct {
		unsigned flags;
		bool up;
	} cases[] = {
	    {IFF_UP | IFF_RUNNING, true },
            {IFF_UP,               false},
            {IFF_RUNNING,          false}
        };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct netlink_request request;
		struct netlink_message message;
		struct link_facts facts;

		make_link(&request, cases[i].flags);
		message = as_message(&request, RTM_NEWLINK);
		assert_true(link_decode(&message, &facts));
		assert_int_equal(facts.ifindex, 7);
		assert_string_equal(facts.name, "eth0");
		assert_int_equal(facts.up, cases[i].up);
		assert_true(facts.has_mac);
		assert_int_equal(facts.mac[5], 7);
		assert_false(facts.gone);
		message.type = RTM_DELLINK;
		assert_true(link_decode(&message, &facts));
		assert_true(facts.gone);
	}
}

TEST(a_link_message_cut_at_every_length_is_none_or_a_part)
{
	struct netlink_request request;
	struct netlink_message message;

	make_link(&request, IFF_UP);
	message = as_message(&request, RTM_NEWLINK);
	for (size_t len = 0; len <= message.len; len++) {
		struct netlink_message cut = message;
		uint8_t exact[NETLINK_REQUEST_BYTES];
		struct link_facts facts;

		memcpy(exact, message.payload, len);
		cut.payload = exact;
		cut.len = len;
		if (link_decode(&cut, &facts))
			assert_string_equal(facts.name, "eth0");
	}
}

/* A bridge tells of its ports in its own family. */
TEST(a_bridge_that_speaks_of_a_port_says_nothing_of_the_link)
{
	struct ifinfomsg header = {.ifi_family = AF_BRIDGE, .ifi_index = 7};
	struct netlink_request request;
	struct netlink_message message;
	struct link_facts facts;

	netlink_begin(&request, RTM_DELLINK, 0, &header, sizeof(header));
	netlink_put(&request, IFLA_IFNAME, "eth0", 5);
	message = as_message(&request, RTM_DELLINK);
	assert_false(link_decode(&message, &facts));
}

static struct netlink_message
make_address(struct netlink_request *request, uint32_t valid_s)
{
	struct ifaddrmsg header = {
	    .ifa_family = AF_INET, .ifa_prefixlen = 32, .ifa_index = 7};
	struct ifa_cacheinfo lifetimes = {.ifa_valid = valid_s};
	const uint8_t addr[] = {10, 1, 1, 166};

	netlink_begin(request, RTM_NEWADDR, 0, &header, sizeof(header));
	netlink_put(request, IFA_LOCAL, addr, sizeof(addr));
	netlink_put(request, IFA_CACHEINFO, &lifetimes, sizeof(lifetimes));
	return as_message(request, RTM_NEWADDR);
}

TEST(a_lifetime_tells_a_lease_from_an_address_for_good)
{
	struct netlink_request request;
	struct netlink_message message = make_address(&request, 5);
	struct link_address address;

	assert_true(link_decode_address(&message, &address));
	assert_int_equal(address.ifindex, 7);
	assert_int_equal(address.prefix.prefix_len, 32);
	assert_int_equal(addr_to_v4(&address.prefix.addr), 0x0a0101a6);
	assert_true(address.finite);
	message = make_address(&request, UINT32_MAX);
	assert_true(link_decode_address(&message, &address));
	assert_false(address.finite);
}

static const uint8_t v6[16] = {0x20, 1, 0x0d, 0xb8, [15] = 9};
static const uint8_t peer6[16] = {0xfe, 0x80, [15] = 2};

/* IPv6 has IFA_ADDRESS; IFA_LOCAL only where that is the peer's. */
static struct netlink_message
make_address6(struct netlink_request *request, uint32_t flags, bool has_peer)
{
	struct ifaddrmsg header = {
	    .ifa_family = AF_INET6, .ifa_prefixlen = 64, .ifa_index = 7};
	struct ifa_cacheinfo lifetimes = {.ifa_valid = UINT32_MAX};

	netlink_begin(request, RTM_NEWADDR, 0, &header, sizeof(header));
	if (has_peer)
		netlink_put(request, IFA_LOCAL, v6, sizeof(v6));
	netlink_put(request, IFA_ADDRESS, has_peer ? peer6 : v6, sizeof(v6));
	netlink_put(request, IFA_CACHEINFO, &lifetimes, sizeof(lifetimes));
	netlink_put_u32(request, IFA_FLAGS, flags);
	return as_message(request, RTM_NEWADDR);
}

TEST(an_address_of_ipv6_is_ours_and_not_the_peers)
{
	for (int has_peer = 0; has_peer < 2; has_peer++) {
		struct netlink_request request;
		struct netlink_message message =
		    make_address6(&request, IFA_F_PERMANENT, has_peer);
		struct link_address address;

		assert_true(link_decode_address(&message, &address));
		assert_int_equal(address.prefix.addr.family, ADDR_V6);
		assert_int_equal(address.prefix.prefix_len, 64);
		assert_memory_equal(address.prefix.addr.bytes, v6, sizeof(v6));
		assert_false(address.finite);
		assert_false(address.unready);
	}
}

TEST(an_address_that_may_be_anothers_is_not_ready)
{
	static const uint32_t unready[] = {
	    IFA_F_TENTATIVE, IFA_F_DADFAILED, IFA_F_PERMANENT | IFA_F_TENTATIVE};

	for (size_t i = 0; i < sizeof(unready) / sizeof(unready[0]); i++) {
		struct netlink_request request;
		struct netlink_message message =
		    make_address6(&request, unready[i], false);
		struct link_address address;

		assert_true(link_decode_address(&message, &address));
		assert_true(address.unready);
	}
}

TEST(an_address_of_another_familys_length_is_none)
{
	struct netlink_request request;
	struct ifaddrmsg header = {.ifa_family = AF_INET6, .ifa_index = 7};
	struct netlink_message message;
	struct link_address address;

	netlink_begin(&request, RTM_NEWADDR, 0, &header, sizeof(header));
	netlink_put(&request, IFA_ADDRESS, v6, 4);
	message = as_message(&request, RTM_NEWADDR);
	assert_false(link_decode_address(&message, &address));
}

TEST(an_address_message_cut_at_every_length_is_none_or_whole_in_its_address)
{
	struct netlink_request request;
	struct netlink_message message = make_address(&request, 5);

	for (size_t len = 0; len < message.len; len++) {
		struct netlink_message cut = message;
		uint8_t exact[NETLINK_REQUEST_BYTES];
		struct link_address address;

		memcpy(exact, message.payload, len);
		cut.payload = exact;
		cut.len = len;
		if (link_decode_address(&cut, &address))
			assert_int_equal(addr_to_v4(&address.prefix.addr), 0x0a0101a6);
	}
}

TEST(attributes_that_lie_about_their_length_end_the_walk)
{
	struct rtattr lies[] = {{.rta_len = 0}, {.rta_len = 3}, {.rta_len = 5}};

	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct netlink_attr attr;
		size_t at = 0;

		assert_false(netlink_next_attr(&lies[i], sizeof(lies[i]), &at, &attr));
	}
}

static void
count_message(void *ctx, const struct netlink_message *message)
{
	size_t *count = ctx;

	assert_int_equal(message->type, RTM_NEWLINK);
	(*count)++;
}

/* Two messages in one datagram: of the cut one nothing is told. */
TEST(a_datagram_cut_at_every_length_tells_its_whole_messages)
{
	struct netlink_request request;
	struct nlmsghdr header;
	uint8_t bytes[2 * NETLINK_REQUEST_BYTES];

	make_link(&request, IFF_UP);
	memcpy(&header, request.bytes, sizeof(header));
	header.nlmsg_len = (uint32_t)request.len;
	memcpy(request.bytes, &header, sizeof(header));
	memcpy(bytes, request.bytes, request.len);
	memcpy(bytes + request.len, request.bytes, request.len);
	for (size_t len = 0; len <= 2 * request.len; len++) {
		size_t count = 0;
		const struct netlink_each each = {count_message, &count};

		assert_int_equal(netlink_walk(bytes, len, &each), 0);
		assert_int_equal(count, len / request.len);
	}
}

TEST(a_request_that_does_not_fit_fails_as_a_whole)
{
	const uint8_t big[NETLINK_REQUEST_BYTES] = {0};
	struct netlink_request request;
	struct netlink nl = {.fd = -1};

	netlink_begin(&request, RTM_NEWADDR, 0, big, 16);
	netlink_put(&request, IFA_LABEL, big, sizeof(big));
	assert_true(request.failed);
	netlink_put_u32(&request, IFA_FLAGS, 1);
	assert_true(request.failed);
	assert_true(netlink_talk(&nl, &request) < 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_link_is_up_when_it_is_on_and_has_a_carrier),
	    cmocka_unit_test(a_link_message_cut_at_every_length_is_none_or_a_part),
	    cmocka_unit_test(a_bridge_that_speaks_of_a_port_says_nothing_of_the_link),
	    cmocka_unit_test(an_address_of_ipv6_is_ours_and_not_the_peers),
	    cmocka_unit_test(an_address_that_may_be_anothers_is_not_ready),
	    cmocka_unit_test(an_address_of_another_familys_length_is_none),
	    cmocka_unit_test(a_lifetime_tells_a_lease_from_an_address_for_good),
	    cmocka_unit_test(
		an_address_message_cut_at_every_length_is_none_or_whole_in_its_address),
	    cmocka_unit_test(attributes_that_lie_about_their_length_end_the_walk),
	    cmocka_unit_test(a_datagram_cut_at_every_length_tells_its_whole_messages),
	    cmocka_unit_test(a_request_that_does_not_fit_fails_as_a_whole),
	};

	return cmocka_run_group_tests_name("netlink", tests, NULL, NULL);
}
