/* SPDX-License-Identifier: Apache-2.0 */
/* Links as the kernel tells of them: which is a VRF, and its table. */
#include "tests/unit/unit.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "agent/sys/vrf.h"

static size_t
nest(const struct netlink_request *inner, uint8_t *out)
{
	/* Behind the header that every request begins with. */
	memcpy(out, inner->bytes + NLMSG_HDRLEN, inner->len - NLMSG_HDRLEN);
	return inner->len - NLMSG_HDRLEN;
}

/* A link `name` of this kind with a table in its data. */
static void
make_link(struct netlink_request *out, const char *name, const char *kind)
{
	const struct ifinfomsg header = {.ifi_index = 4};
	struct netlink_request field, info;
	uint8_t bytes[NETLINK_REQUEST_BYTES];
	size_t len;

	netlink_begin(&field, 0, 0, "", 0);
	netlink_put_u32(&field, IFLA_VRF_TABLE, 1001);
	len = nest(&field, bytes);
	netlink_begin(&info, 0, 0, "", 0);
	netlink_put(&info, IFLA_INFO_KIND, kind, strlen(kind) + 1);
	netlink_put(&info, IFLA_INFO_DATA, bytes, len);
	len = nest(&info, bytes);
	netlink_begin(out, RTM_NEWLINK, 0, &header, sizeof(header));
	netlink_put(out, IFLA_IFNAME, name, strlen(name) + 1);
	netlink_put(out, IFLA_LINKINFO, bytes, len);
}

static uint32_t
table_of(const struct netlink_request *link, const char *name, size_t len)
{
	const struct netlink_message message = {
	    .type = RTM_NEWLINK, .payload = link->bytes + NLMSG_HDRLEN, .len = len};

	return vrf_decode(&message, name);
}

TEST(a_vrf_tells_its_table)
{
	struct netlink_request link;

	make_link(&link, "red", "vrf");
	assert_int_equal(table_of(&link, "red", link.len - NLMSG_HDRLEN), 1001);
	assert_int_equal(table_of(&link, "blue", link.len - NLMSG_HDRLEN), 0);
}

TEST(another_kind_of_link_has_none)
{
	struct netlink_request link;

	make_link(&link, "red", "vrfs");
	assert_int_equal(table_of(&link, "red", link.len - NLMSG_HDRLEN), 0);
	make_link(&link, "red", "v");
	assert_int_equal(table_of(&link, "red", link.len - NLMSG_HDRLEN), 0);
}

TEST(a_link_cut_anywhere_is_read_within_its_bytes)
{
	struct netlink_request link;

	make_link(&link, "red", "vrf");
	for (size_t len = 0; len < link.len - NLMSG_HDRLEN; len++) {
		uint8_t exact[NETLINK_REQUEST_BYTES];
		const struct netlink_message message = {
		    .type = RTM_NEWLINK, .payload = exact, .len = len};

		memcpy(exact, link.bytes + NLMSG_HDRLEN, len);
		assert_int_equal(vrf_decode(&message, "red"), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_vrf_tells_its_table),
	    cmocka_unit_test(another_kind_of_link_has_none),
	    cmocka_unit_test(a_link_cut_anywhere_is_read_within_its_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
