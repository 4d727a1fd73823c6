/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel says of a macvlan, as bytes: no socket is opened. */
#include "tests/unit/unit.h"

#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/sys/macvlan.h"

static void
put_nest(
    struct netlink_request *request, uint16_t type, const struct netlink_request *inner)
{
	netlink_put(request, (uint16_t)(type | NLA_F_NESTED), inner->bytes, inner->len);
}

/* Index 9 on index 2, VEPA, arp_ignore 1 and arp_announce 2. */
static struct netlink_message
make_macvlan(struct netlink_request *request, const char *kind, const char *alias)
{
	struct ifinfomsg header = {.ifi_index = 9, .ifi_flags = IFF_UP};
	const uint8_t mac[] = {0, 0, 0x5e, 0, 1, 51};
	uint32_t settings[IPV4_DEVCONF_MAX] = {0};
	struct netlink_request mode = {0}, info = {0}, inet = {0}, families = {0};

	settings[IPV4_DEVCONF_ARP_IGNORE - 1] = 1;
	settings[IPV4_DEVCONF_ARP_ANNOUNCE - 1] = 2;
	netlink_put_u32(&mode, IFLA_MACVLAN_MODE, MACVLAN_MODE_VEPA);
	netlink_put(&info, IFLA_INFO_KIND, kind, strlen(kind) + 1);
	put_nest(&info, IFLA_INFO_DATA, &mode);
	netlink_put(&inet, IFLA_INET_CONF, settings, sizeof(settings));
	put_nest(&families, AF_INET, &inet);
	netlink_begin(request, RTM_NEWLINK, 0, &header, sizeof(header));
	netlink_put(request, IFLA_IFNAME, "vrrp.51", 8);
	netlink_put(request, IFLA_ADDRESS, mac, sizeof(mac));
	netlink_put_u32(request, IFLA_LINK, 2);
	put_nest(request, IFLA_LINKINFO, &info);
	netlink_put(request, IFLA_IFALIAS, alias, strlen(alias) + 1);
	put_nest(request, IFLA_AF_SPEC, &families);
	assert_false(request->failed);
	return (struct netlink_message){.type = RTM_NEWLINK,
	    .payload = request->bytes + NLMSG_HDRLEN,
	    .len = request->len - NLMSG_HDRLEN};
}

static const char our_mark[] = "fairlead: arp_ignore was 0, arp_announce 1";

TEST(a_macvlan_tells_its_parent_its_settings_and_what_its_parent_had)
{
	struct netlink_request request;
	struct netlink_message message = make_macvlan(&request, "macvlan", our_mark);
	struct macvlan_facts facts;

	assert_true(macvlan_decode(&message, &facts));
	assert_int_equal(facts.ifindex, 9);
	assert_int_equal(facts.parent, 2);
	assert_string_equal(facts.name, "vrrp.51");
	assert_int_equal(facts.mac[5], 51);
	assert_true(facts.ready && facts.ours);
	assert_int_equal(facts.arp.ignore, 1);
	assert_int_equal(facts.arp.announce, 2);
	assert_int_equal(facts.before.ignore, 0);
	assert_int_equal(facts.before.announce, 1);
}

TEST(another_kind_with_an_interface_below_is_no_macvlan)
{
	static const char *const kinds[] = {"vlan", "macvlan2", "macvla"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct netlink_request request;
		struct netlink_message message =
		    make_macvlan(&request, kinds[i], our_mark);
		struct macvlan_facts facts;

		assert_true(macvlan_decode(&message, &facts));
		assert_int_equal(facts.parent, 0);
		assert_false(facts.ours || facts.ready);
	}
}

TEST(another_alias_is_not_our_mark)
{
	static const char *const aliases[] = {
	    "", "uplink", "fairlead", "fairlead: arp_ignore was 1"};

	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		struct netlink_request request;
		struct netlink_message message =
		    make_macvlan(&request, "macvlan", aliases[i]);
		struct macvlan_facts facts;

		assert_true(macvlan_decode(&message, &facts));
		assert_true(facts.ready && !facts.ours);
	}
}

TEST(cut_at_every_length_it_is_none_or_a_part)
{
	struct netlink_request request;
	struct netlink_message message = make_macvlan(&request, "macvlan", our_mark);

	for (size_t len = 0; len <= message.len; len++) {
		uint8_t exact[NETLINK_REQUEST_BYTES];
		struct netlink_message cut = message;
		struct macvlan_facts facts;

		memcpy(exact, message.payload, len);
		cut.payload = exact;
		cut.len = len;
		if (macvlan_decode(&cut, &facts))
			assert_string_equal(facts.name, "vrrp.51");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_macvlan_tells_its_parent_its_settings_and_what_its_parent_had),
	    cmocka_unit_test(another_kind_with_an_interface_below_is_no_macvlan),
	    cmocka_unit_test(another_alias_is_not_our_mark),
	    cmocka_unit_test(cut_at_every_length_it_is_none_or_a_part),
	};

	return cmocka_run_group_tests_name("macvlan", tests, NULL, NULL);
}
