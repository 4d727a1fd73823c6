/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_packet.h"

#include <assert.h>
#include <string.h>

#include "agent/lib/checksum.h"
#include "agent/lib/wire.h"

enum { IP4_HEADER_MIN = 20, CHECKSUM_AT = 6 };

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

uint8_t
vrrp_datagram_version(const struct vrrp_datagram *datagram)
{
	struct rd rd = rd_init(datagram->payload, datagram->payload_len);

	return rd_u8(&rd) >> 4;
}

/* ---- checksum ---- */

/* 224.0.0.18, RFC 9568 5.1.1.2 */
static const struct addr group4 = {
    ADDR_V4, {224, 0, 0, 18}
};

/* Over the payload and what `form` puts before it. */
static uint16_t
checksum_of(const struct vrrp_datagram *datagram, enum vrrp_checksum form)
{
	const struct addr *destination =
	    form == VRRP_CHECKSUM_GROUP ? &group4 : &datagram->destination;
	uint64_t sum = 0;

	if (form != VRRP_CHECKSUM_MESSAGE)
		sum = checksum_pseudo(&datagram->source, destination, VRRP_IP_PROTOCOL,
		    datagram->payload_len);
	return checksum_end(
	    checksum_add(sum, datagram->payload, datagram->payload_len));
}

/* The form by which the checksum is right. False: it is wrong by every form. */
static bool
find_checksum(const struct vrrp_datagram *datagram, struct vrrp_advert *ad)
{
	struct vrrp_datagram covered = *datagram;
	static const enum vrrp_checksum v4_forms[] = {
	    VRRP_CHECKSUM_PSEUDO, VRRP_CHECKSUM_MESSAGE, VRRP_CHECKSUM_GROUP};
	size_t forms = 3;

	if (ad->family == ADDR_V4) /* IPv6's covers a trailer, too */
		covered.payload_len = ad->len;
	ad->checksum = VRRP_CHECKSUM_MESSAGE;
	if (ad->version == VRRP_VERSION_2)
		return checksum_of(&covered, ad->checksum) == 0;
	if (ad->family == ADDR_V6)
		forms = 1;
	else if (addr_is_multicast(&datagram->destination))
		forms = 2; /* to another group, the third would be a mistake */
	for (size_t i = 0; i < forms; i++) {
		ad->checksum = v4_forms[i];
		if (checksum_of(&covered, ad->checksum) == 0)
			return true;
	}
	return false;
}

/* ---- the message ---- */

size_t
vrrp_addr_bytes(uint8_t family)
{
	return family == ADDR_V6 ? 16 : 4;
}

static int
order_v4(const void *a, const void *b)
{
	return memcmp(a, b, 4);
}

static int
order_v6(const void *a, const void *b)
{
	return memcmp(a, b, 16);
}

vrrp_order_fn *
vrrp_addr_order(uint8_t family)
{
	return family == ADDR_V6 ? order_v6 : order_v4;
}

/* The two octets before the checksum. */
static void
read_interval(struct rd *rd, struct vrrp_advert *ad)
{
	uint8_t first = rd_u8(rd), second = rd_u8(rd);

	if (ad->version == VRRP_VERSION_2) {
		ad->auth_type = first;
		ad->adver_int_cs = (uint16_t)(second * 100);
	} else {
		/* The upper four bits are reserved: ignored. RFC 9568 5.2.6 */
		ad->adver_int_cs = (uint16_t)((first & 0x0f) << 8 | second);
	}
}

/* A list of the other family's length, in a carrier of this one. */
static bool
has_other_family(const struct vrrp_advert *ad, size_t len)
{
	uint8_t other = ad->family == ADDR_V6 ? ADDR_V4 : ADDR_V6;

	return ad->version == VRRP_VERSION_3 && ad->addrs_len > 0 &&
	    len == VRRP_HEADER_BYTES + ad->addrs_len * vrrp_addr_bytes(other);
}

enum vrrp_refusal
vrrp_advert_decode(const struct vrrp_datagram *datagram, struct vrrp_advert *ad)
{
	struct rd rd = rd_init(datagram->payload, datagram->payload_len);
	struct vrrp_advert got = {.family = datagram->source.family};
	uint8_t first = rd_u8(&rd);

	if (!rd_ok(&rd))
		return VRRP_BAD_LENGTH;
	got.version = first >> 4;
	if (got.version != VRRP_VERSION_2 && got.version != VRRP_VERSION_3)
		return VRRP_BAD_VERSION;
	if (got.version == VRRP_VERSION_2 && got.family != ADDR_V4)
		return VRRP_BAD_FAMILY;
	got.type = first & 0x0f;
	got.vrid = rd_u8(&rd);
	got.priority = rd_u8(&rd);
	got.addrs_len = rd_u8(&rd);
	read_interval(&rd, &got);
	(void)rd_be16(&rd); /* the checksum: summed with the rest below */
	got.addrs = rd_bytes(&rd, got.addrs_len * vrrp_addr_bytes(got.family));
	if (got.version == VRRP_VERSION_2)
		got.auth = rd_bytes(&rd, VRRP_AUTH_BYTES);
	if (has_other_family(&got, datagram->payload_len))
		return VRRP_BAD_FAMILY;
	if (rd_left(&rd) == VRRP_TRAILER_BYTES)
		got.trailer = rd_bytes(&rd, VRRP_TRAILER_BYTES);
	if (!rd_ok(&rd) || rd_left(&rd) != 0)
		return VRRP_BAD_LENGTH;
	got.len = datagram->payload_len - (got.trailer ? VRRP_TRAILER_BYTES : 0);
	if (!find_checksum(datagram, &got))
		return VRRP_BAD_CHECKSUM;
	*ad = got;
	return VRRP_ACCEPTED;
}

struct addr
vrrp_advert_addr(const struct vrrp_advert *ad, size_t i)
{
	struct addr addr = {.family = ad->family};
	size_t size = vrrp_addr_bytes(ad->family);

	assert(i < ad->addrs_len);
	memcpy(addr.bytes, ad->addrs + i * size, size);
	return addr;
}

static void
write_interval(struct wr *wr, const struct vrrp_advert *ad)
{
	if (ad->version == VRRP_VERSION_2) {
		assert(ad->family == ADDR_V4 && ad->adver_int_cs % 100 == 0);
		wr_u8(wr, ad->auth_type);
		wr_u8(wr, (uint8_t)(ad->adver_int_cs / 100));
		return;
	}
	assert(ad->version == VRRP_VERSION_3);
	assert(ad->adver_int_cs <= VRRP_INTERVAL_MAX_CS);
	wr_be16(wr, ad->adver_int_cs);
}

size_t
vrrp_advert_encode(const struct vrrp_advert *ad, const struct addr *source,
    const struct addr *destination, void *out, size_t room)
{
	struct wr wr = wr_init(out, room);
	struct wr checksum;
	struct vrrp_datagram whole = {.source = *source, .destination = *destination};

	wr_u8(&wr, (uint8_t)(ad->version << 4 | ad->type));
	wr_u8(&wr, ad->vrid);
	wr_u8(&wr, ad->priority);
	wr_u8(&wr, ad->addrs_len);
	write_interval(&wr, ad);
	checksum = wr;
	wr_be16(&wr, 0);
	wr_bytes(&wr, ad->addrs, ad->addrs_len * vrrp_addr_bytes(ad->family));
	if (ad->version == VRRP_VERSION_2)
		wr_bytes(&wr, ad->auth, VRRP_AUTH_BYTES);
	if (!wr_ok(&wr))
		return 0;
	whole.payload = out;
	whole.payload_len = wr_len(&wr);
	wr_be16(&checksum, checksum_of(&whole, ad->checksum));
	return whole.payload_len;
}

void
vrrp_advert_cover(
    const struct addr *source, const struct addr *destination, uint8_t *out, size_t len)
{
	struct vrrp_datagram whole = {.source = *source,
	    .destination = *destination,
	    .payload = out,
	    .payload_len = len};
	struct wr checksum = wr_init(out + CHECKSUM_AT, 2);

	if (source->family != ADDR_V6)
		return;
	memset(out + CHECKSUM_AT, 0, 2);
	wr_be16(&checksum, checksum_of(&whole, VRRP_CHECKSUM_PSEUDO));
}
