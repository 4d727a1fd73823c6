/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_nd.h"

#include <assert.h>
#include <string.h>

#include "agent/lib/checksum.h"
#include "agent/lib/wire.h"

enum {
	MAC_BYTES = 6,
	ADDR_BYTES = 16,
	ETHERTYPE_IPV6_ = 0x86dd,
	HEADERS_BYTES = 14 + 40,
	NEXT_HEADER_ICMPV6 = 58,
	HOP_LIMIT = 255, /* from this link and no farther: RFC 4861 7.1.2 */
	SOLICITATION = 135,
	ADVERTISEMENT = 136,
	OPTION_TARGET_MAC = 2
};

static const uint32_t router_override = 0xa0000000u; /* R, not S, O */
static const struct addr nobody = {.family = ADDR_V6};
static const struct addr all_nodes = {
    ADDR_V6, {0xff, 2, [15] = 1}
};

/* An Ethernet multicast address carries the last four bytes of the group: RFC 2464 7.
 */
static void
put_headers(struct wr *wr, const uint8_t *mac, const struct addr *source,
    const struct addr *group, size_t message_bytes)
{
	wr_be16(wr, 0x3333);
	wr_bytes(wr, group->bytes + 12, 4);
	wr_bytes(wr, mac, MAC_BYTES);
	wr_be16(wr, ETHERTYPE_IPV6_);
	wr_be32(wr, 0x60000000u);
	wr_be16(wr, (uint16_t)message_bytes);
	wr_u8(wr, NEXT_HEADER_ICMPV6);
	wr_u8(wr, HOP_LIMIT);
	wr_bytes(wr, source->bytes, ADDR_BYTES);
	wr_bytes(wr, group->bytes, ADDR_BYTES);
}

static uint16_t
checksum_of(const struct addr *source, const struct addr *destination,
    const uint8_t *message, size_t len)
{
	uint64_t sum = checksum_pseudo(source, destination, NEXT_HEADER_ICMPV6, len);

	return checksum_end(checksum_add(sum, message, len));
}

/* The checksum is the third and fourth byte of the message. */
static void
put_checksum(uint8_t *frame, const struct addr *source, const struct addr *group,
    size_t message_bytes)
{
	uint8_t *message = frame + HEADERS_BYTES;
	uint16_t checksum = checksum_of(source, group, message, message_bytes);

	message[2] = (uint8_t)(checksum >> 8);
	message[3] = (uint8_t)checksum;
}

void
vrrp_nd_announce(uint8_t *out, const uint8_t *mac, const struct addr *addr)
{
	const size_t message_bytes = VRRP_ND_ANNOUNCE_BYTES - HEADERS_BYTES;
	struct wr wr = wr_init(out, VRRP_ND_ANNOUNCE_BYTES);

	put_headers(&wr, mac, addr, &all_nodes, message_bytes);
	wr_u8(&wr, ADVERTISEMENT);
	wr_u8(&wr, 0);
	wr_be16(&wr, 0);
	wr_be32(&wr, router_override);
	wr_bytes(&wr, addr->bytes, ADDR_BYTES);
	wr_u8(&wr, OPTION_TARGET_MAC);
	wr_u8(&wr, 1); /* of 8 bytes */
	wr_bytes(&wr, mac, MAC_BYTES);
	assert(wr_ok(&wr) && wr_len(&wr) == VRRP_ND_ANNOUNCE_BYTES);
	put_checksum(out, addr, &all_nodes, message_bytes);
}

/* RFC 4291 2.7.1: ff02::1:ff and the last three bytes. */
static struct addr
solicited_node(const struct addr *addr)
{
	struct addr group = {
	    ADDR_V6, {0xff, 2, [11] = 1, [12] = 0xff}
        };

	memcpy(group.bytes + 13, addr->bytes + 13, 3);
	return group;
}

void
vrrp_nd_probe(uint8_t *out, const uint8_t *mac, const struct addr *addr)
{
	const size_t message_bytes = VRRP_ND_PROBE_BYTES - HEADERS_BYTES;
	struct addr group = solicited_node(addr);
	struct wr wr = wr_init(out, VRRP_ND_PROBE_BYTES);

	put_headers(&wr, mac, &nobody, &group, message_bytes);
	wr_u8(&wr, SOLICITATION);
	wr_u8(&wr, 0);
	wr_be16(&wr, 0);
	wr_be32(&wr, 0);
	wr_bytes(&wr, addr->bytes, ADDR_BYTES);
	assert(wr_ok(&wr) && wr_len(&wr) == VRRP_ND_PROBE_BYTES);
	put_checksum(out, &nobody, &group, message_bytes);
}

/* ---- decode ---- */

static struct addr
read_addr(struct rd *rd)
{
	struct addr addr = {.family = ADDR_V6};
	const uint8_t *bytes = rd_bytes(rd, ADDR_BYTES);

	if (bytes)
		memcpy(addr.bytes, bytes, ADDR_BYTES);
	return addr;
}

/* False when an option is of length 0 or cut. Other options are passed over. */
static bool
read_options(struct rd *rd, struct vrrp_nd *out)
{
	while (rd_left(rd)) {
		uint8_t type = rd_u8(rd);
		uint8_t eights = rd_u8(rd);
		const uint8_t *body;

		if (eights == 0)
			return false;
		body = rd_bytes(rd, (size_t)eights * 8 - 2);
		if (!body)
			return false;
		if (type == OPTION_TARGET_MAC && eights == 1)
			memcpy(out->mac, body, MAC_BYTES);
	}
	return rd_ok(rd);
}

/* The ICMPv6 message, its checksum found right. */
static bool
read_advertisement(const uint8_t *message, size_t len, struct vrrp_nd *out)
{
	struct rd rd = rd_init(message, len);
	uint8_t type = rd_u8(&rd), code = rd_u8(&rd);

	(void)rd_bytes(&rd, 2 + 4); /* its flags change nothing: it is claimed */
	out->target = read_addr(&rd);
	return rd_ok(&rd) && type == ADVERTISEMENT && code == 0 &&
	    !addr_is_multicast(&out->target) && read_options(&rd, out);
}

bool
vrrp_nd_decode(const void *frame, size_t len, struct vrrp_nd *out)
{
	struct rd rd = rd_init(frame, len);
	struct addr source, destination;
	const uint8_t *mac, *message;
	uint16_t ethertype, message_bytes;
	uint8_t version, next_header, hop_limit;
	struct vrrp_nd got;

	(void)rd_bytes(&rd, MAC_BYTES);
	mac = rd_bytes(&rd, MAC_BYTES);
	ethertype = rd_be16(&rd);
	version = (uint8_t)(rd_be32(&rd) >> 28);
	message_bytes = rd_be16(&rd);
	next_header = rd_u8(&rd);
	hop_limit = rd_u8(&rd);
	source = read_addr(&rd);
	destination = read_addr(&rd);
	message = rd_bytes(&rd, message_bytes);
	if (!rd_ok(&rd) || ethertype != ETHERTYPE_IPV6_ || version != 6 ||
	    next_header != NEXT_HEADER_ICMPV6 || hop_limit != HOP_LIMIT ||
	    checksum_of(&source, &destination, message, message_bytes) != 0)
		return false;
	memcpy(got.sender_mac, mac, MAC_BYTES);
	memcpy(got.mac, mac, MAC_BYTES);
	if (!read_advertisement(message, message_bytes, &got))
		return false;
	*out = got;
	return true;
}
