/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_packet.h"

#include <assert.h>

#include "agent/lib/checksum.h"
#include "agent/lib/wire.h"

enum { IP4_HEADER_MIN = 20 };

bool
vrrp_datagram_decode(const void *bytes, size_t len, struct vrrp_datagram *out)
{
	struct rd rd = rd_init(bytes, len);
	struct vrrp_datagram got = {0};
	uint8_t first = rd_u8(&rd);
	size_t header_len = (size_t)(first & 0x0f) * 4;
	uint16_t total_len;
	uint8_t protocol;

	(void)rd_u8(&rd); /* TOS: a hint for queues, nothing to check */
	total_len = rd_be16(&rd);
	(void)rd_be32(&rd); /* identification, fragment: the kernel reassembled */
	got.ttl = rd_u8(&rd);
	protocol = rd_u8(&rd);
	(void)rd_be16(&rd); /* header checksum: the kernel looked at it */
	got.source = addr_v4(rd_be32(&rd));
	got.destination = addr_v4(rd_be32(&rd));
	if (!rd_ok(&rd) || first >> 4 != 4 || protocol != VRRP_IP_PROTOCOL)
		return false;
	if (header_len < IP4_HEADER_MIN || total_len < header_len || total_len > len)
		return false;
	got.payload_len = total_len - header_len;
	(void)rd_bytes(&rd, header_len - IP4_HEADER_MIN); /* options */
	got.payload = rd_bytes(&rd, got.payload_len);
	if (!rd_ok(&rd))
		return false;
	*out = got;
	return true;
}

uint8_t
vrrp_datagram_vrid(const struct vrrp_datagram *datagram)
{
	struct rd rd = rd_init(datagram->payload, datagram->payload_len);

	(void)rd_u8(&rd); /* version and type */
	return rd_u8(&rd);
}

enum vrrp_refusal
vrrp_advert_decode(const void *pkt, size_t len, struct vrrp_advert *ad)
{
	struct rd rd = rd_init(pkt, len);
	struct vrrp_advert got = {0};
	uint8_t first = rd_u8(&rd);

	if (!rd_ok(&rd))
		return VRRP_BAD_LENGTH;
	got.version = first >> 4;
	if (got.version != VRRP_VERSION_2)
		return VRRP_BAD_VERSION;
	got.type = first & 0x0f;
	got.vrid = rd_u8(&rd);
	got.priority = rd_u8(&rd);
	got.addrs_len = rd_u8(&rd);
	got.auth_type = rd_u8(&rd);
	got.adver_int_cs = (uint16_t)(rd_u8(&rd) * 100);
	(void)rd_be16(&rd); /* the checksum: summed with the rest below */
	got.addrs = rd_bytes(&rd, (size_t)got.addrs_len * 4);
	got.auth = rd_bytes(&rd, VRRP_AUTH_BYTES);
	if (!rd_ok(&rd) || rd_left(&rd) != 0)
		return VRRP_BAD_LENGTH;
	if (checksum_inet(pkt, len) != 0)
		return VRRP_BAD_CHECKSUM;
	*ad = got;
	return VRRP_ACCEPTED;
}

struct addr
vrrp_advert_addr(const struct vrrp_advert *ad, size_t i)
{
	struct rd rd = rd_init(ad->addrs + i * 4, 4);

	assert(i < ad->addrs_len);
	return addr_v4(rd_be32(&rd));
}

size_t
vrrp_advert_encode(const struct vrrp_advert *ad, void *out, size_t room)
{
	struct wr wr = wr_init(out, room);
	struct wr checksum;
	size_t len;

	assert(ad->version == VRRP_VERSION_2 && ad->adver_int_cs % 100 == 0);
	wr_u8(&wr, (uint8_t)(ad->version << 4 | ad->type));
	wr_u8(&wr, ad->vrid);
	wr_u8(&wr, ad->priority);
	wr_u8(&wr, ad->addrs_len);
	wr_u8(&wr, ad->auth_type);
	wr_u8(&wr, (uint8_t)(ad->adver_int_cs / 100));
	checksum = wr;
	wr_be16(&wr, 0);
	wr_bytes(&wr, ad->addrs, (size_t)ad->addrs_len * 4);
	wr_bytes(&wr, ad->auth, VRRP_AUTH_BYTES);
	if (!wr_ok(&wr))
		return 0;
	len = wr_len(&wr);
	wr_be16(&checksum, checksum_inet(out, len));
	return len;
}
