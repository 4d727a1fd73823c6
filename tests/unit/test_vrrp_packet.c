/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/vrrp/vrrp_packet.h"

enum { CAPTURED_BYTES = 20, CAPTURED = 3 };

/* As seen on a wire: 10.1.1.166, password "1111", every second. */
static const uint8_t captured[CAPTURED][CAPTURED_BYTES] = {
    {0x21, 0x33, 0xc8, 0x01, 0x01, 0x01, 0xa7, 0xc0, 0x0a, 0x01, 0x01, 0xa6, 0x31, 0x31,
     0x31, 0x31, 0x00, 0x00, 0x00, 0x00},
    {0x21, 0x33, 0x64, 0x01, 0x01, 0x01, 0x0b, 0xc1, 0x0a, 0x01, 0x01, 0xa6, 0x31, 0x31,
     0x31, 0x31, 0x00, 0x00, 0x00, 0x00},
    {0x21, 0x34, 0x64, 0x01, 0x01, 0x01, 0x0b, 0xc0, 0x0a, 0x01, 0x01, 0xa6, 0x31, 0x31,
     0x31, 0x31, 0x00, 0x00, 0x00, 0x00},
};
static const uint8_t vrids[CAPTURED] = {51, 51, 52};
static const uint8_t priorities[CAPTURED] = {200, 100, 100};

static const uint8_t vip[4] = {10, 1, 1, 166};
static const uint8_t pass[VRRP_AUTH_BYTES] = "1111";

/* From 10.1.1.160 to the group. */
static struct vrrp_datagram
carry(const void *bytes, size_t len)
{
	return (struct vrrp_datagram){.source = addr_v4(0x0a0101a0),
	    .destination = addr_v4(0xe0000012),
	    .ttl = 255,
	    .payload = bytes,
	    .payload_len = len};
}

static enum vrrp_refusal
decode(const void *bytes, size_t len, struct vrrp_advert *ad)
{
	struct vrrp_datagram datagram = carry(bytes, len);

	return vrrp_advert_decode(&datagram, ad);
}

static size_t
encode(const struct vrrp_advert *ad, void *out, size_t room)
{
	struct vrrp_datagram datagram = carry(NULL, 0);

	return vrrp_advert_encode(
	    ad, &datagram.source, &datagram.destination, out, room);
}

TEST(decodes_the_captured_adverts)
{
	for (size_t i = 0; i < CAPTURED; i++) {
		struct vrrp_advert ad;
		struct addr addr;

		assert_int_equal(
		    decode(captured[i], CAPTURED_BYTES, &ad), VRRP_ACCEPTED);
		assert_int_equal(ad.version, 2);
		assert_int_equal(ad.type, VRRP_TYPE_ADVERT);
		assert_int_equal(ad.vrid, vrids[i]);
		assert_int_equal(ad.priority, priorities[i]);
		assert_int_equal(ad.auth_type, VRRP_AUTH_PASS);
		assert_int_equal(ad.adver_int_cs, 100);
		assert_int_equal(ad.addrs_len, 1);
		addr = vrrp_advert_addr(&ad, 0);
		assert_int_equal(addr_to_v4(&addr), 0x0a0101a6);
		assert_memory_equal(ad.auth, pass, VRRP_AUTH_BYTES);
	}
}

TEST(encodes_the_captured_adverts_byte_for_byte)
{
	for (size_t i = 0; i < CAPTURED; i++) {
		uint8_t out[VRRP_ADVERT_BYTES_MAX];
		struct vrrp_advert ad = {.version = 2,
		    .family = ADDR_V4,
		    .type = VRRP_TYPE_ADVERT,
		    .vrid = vrids[i],
		    .priority = priorities[i],
		    .auth_type = VRRP_AUTH_PASS,
		    .adver_int_cs = 100,
		    .addrs = vip,
		    .addrs_len = 1,
		    .auth = pass};

		assert_int_equal(encode(&ad, out, sizeof(out)), CAPTURED_BYTES);
		assert_memory_equal(out, captured[i], CAPTURED_BYTES);
	}
}

TEST(refuses_an_advert_cut_at_every_length)
{
	for (size_t len = 0; len < CAPTURED_BYTES; len++) {
		uint8_t exact[CAPTURED_BYTES];
		struct vrrp_advert ad = {.vrid = 7};

		memcpy(exact, captured[0], len);
		assert_int_equal(decode(exact, len, &ad), VRRP_BAD_LENGTH);
		assert_int_equal(ad.vrid, 7);
	}
}

TEST(refuses_an_advert_with_bytes_after_its_end)
{
	uint8_t longer[CAPTURED_BYTES + 4] = {0};
	struct vrrp_advert ad;

	memcpy(longer, captured[0], CAPTURED_BYTES);
	assert_int_equal(decode(longer, sizeof(longer), &ad), VRRP_BAD_LENGTH);
}

/* A flip in the version is one of version, in the count one of length, everywhere else
 * one of checksum: no flip of one bit is accepted. */
TEST(refuses_every_flip_of_one_bit)
{
	for (size_t bit = 0; bit < CAPTURED_BYTES * 8; bit++) {
		uint8_t flipped[CAPTURED_BYTES];
		struct vrrp_advert ad;
		enum vrrp_refusal want = VRRP_BAD_CHECKSUM;

		memcpy(flipped, captured[0], sizeof(flipped));
		flipped[bit / 8] ^= (uint8_t)(1u << (bit % 8));
		if (bit / 8 == 0 && bit % 8 >= 4)
			want = VRRP_BAD_VERSION;
		if (bit == 4) /* version 3: shorter, it has no authentication */
			want = VRRP_BAD_LENGTH;
		if (bit / 8 == 3)
			want = VRRP_BAD_LENGTH;
		assert_int_equal(decode(flipped, sizeof(flipped), &ad), want);
	}
}

TEST(encodes_nothing_that_does_not_fit)
{
	uint8_t out[CAPTURED_BYTES];
	struct vrrp_advert ad;

	assert_int_equal(decode(captured[0], CAPTURED_BYTES, &ad), VRRP_ACCEPTED);
	assert_int_equal(encode(&ad, out, CAPTURED_BYTES - 1), 0);
	assert_int_equal(encode(&ad, out, CAPTURED_BYTES), CAPTURED_BYTES);
}

TEST(two_hundred_and_fifty_five_addresses_survive_the_round)
{
	uint8_t addrs[255 * 4], out[VRRP_ADVERT_BYTES_MAX];
	struct vrrp_advert ad = {.version = 2,
	    .family = ADDR_V4,
	    .type = VRRP_TYPE_ADVERT,
	    .vrid = 255,
	    .adver_int_cs = 25500,
	    .addrs = addrs,
	    .addrs_len = 255,
	    .auth = pass};
	struct vrrp_advert got;

	for (size_t i = 0; i < sizeof(addrs); i++)
		addrs[i] = (uint8_t)i;
	assert_int_equal(encode(&ad, out, sizeof(out)), 8 + 255 * 4 + 8);
	assert_int_equal(decode(out, 8 + 255 * 4 + 8, &got), VRRP_ACCEPTED);
	assert_int_equal(got.adver_int_cs, 25500);
	assert_memory_equal(got.addrs, addrs, sizeof(addrs));
}

enum { IP4_BYTES = 20, DATAGRAM_BYTES = IP4_BYTES + CAPTURED_BYTES };

/* 10.1.1.160 > 224.0.0.18, TTL 255, TOS 0xc0, protocol 112. */
static void
make_datagram(uint8_t *out)
{
	static const uint8_t header[IP4_BYTES] = {0x45, 0xc0, 0, DATAGRAM_BYTES, 0, 1,
	    0, 0, 255, 112, 0, 0, 10, 1, 1, 160, 224, 0, 0, 18};

	memcpy(out, header, IP4_BYTES);
	memcpy(out + IP4_BYTES, captured[0], CAPTURED_BYTES);
}

TEST(takes_the_ip_header_off)
{
	uint8_t bytes[DATAGRAM_BYTES];
	struct vrrp_datagram got;
	char text[ADDR_TEXT_SIZE];

	make_datagram(bytes);
	assert_true(vrrp_datagram_decode(bytes, sizeof(bytes), &got));
	assert_int_equal(got.ttl, 255);
	assert_string_equal(addr_format(&got.source, text), "10.1.1.160");
	assert_string_equal(addr_format(&got.destination, text), "224.0.0.18");
	assert_int_equal(got.payload_len, CAPTURED_BYTES);
	assert_memory_equal(got.payload, captured[0], CAPTURED_BYTES);
	assert_int_equal(vrrp_datagram_vrid(&got), 51);
}

TEST(refuses_a_datagram_cut_at_every_length)
{
	uint8_t bytes[DATAGRAM_BYTES];
	struct vrrp_datagram got;

	make_datagram(bytes);
	for (size_t len = 0; len < sizeof(bytes); len++) {
		uint8_t exact[DATAGRAM_BYTES];

		memcpy(exact, bytes, len);
		assert_false(vrrp_datagram_decode(exact, len, &got));
	}
}

TEST(refuses_a_header_that_lies_about_its_lengths)
{
	static const struct {
		size_t at;
		uint8_t value;
	} lies[] = {
	    {0, 0x44              }, /* a header of 16 bytes */
	    {0, 0x4f              }, /* of 60: more than there is */
	    {0, 0x65              }, /* IPv6 */
	    {3, IP4_BYTES - 1     }, /* shorter than its header */
	    {3, DATAGRAM_BYTES + 1}, /* longer than what came */
	    {9, 6		 }, /* TCP */
	};

	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		uint8_t bytes[DATAGRAM_BYTES];
		struct vrrp_datagram got;

		make_datagram(bytes);
		bytes[lies[i].at] = lies[i].value;
		assert_false(vrrp_datagram_decode(bytes, sizeof(bytes), &got));
	}
}

TEST(ends_where_the_total_length_says_and_skips_options)
{
	uint8_t bytes[DATAGRAM_BYTES + 4 + 6] = {0};
	uint8_t plain[DATAGRAM_BYTES];
	struct vrrp_datagram got;

	make_datagram(plain);
	memcpy(bytes, plain, IP4_BYTES);
	memcpy(bytes + IP4_BYTES + 4, captured[0], CAPTURED_BYTES);
	bytes[0] = 0x46;
	bytes[3] = DATAGRAM_BYTES + 4;
	assert_true(vrrp_datagram_decode(bytes, sizeof(bytes), &got));
	assert_int_equal(got.payload_len, CAPTURED_BYTES);
	assert_memory_equal(got.payload, captured[0], CAPTURED_BYTES);
}

TEST(a_payload_of_one_byte_names_no_router)
{
	struct vrrp_datagram datagram = {.payload = captured[0], .payload_len = 1};

	assert_int_equal(vrrp_datagram_vrid(&datagram), 0);
	datagram.payload_len = 2;
	assert_int_equal(vrrp_datagram_vrid(&datagram), 51);
}

/* ---- version 3 ---- */

static const uint8_t vips6[32] = {
    0xfe, 0x80, [15] = 0xa6, [16] = 0x20, 0x01, 0x0d, 0xb8, [31] = 0xa6};

/* An advert as it came, and what it says. */
struct seen {
	struct vrrp_datagram datagram;
	struct vrrp_advert says;
};

enum { SEEN = 5 };

/* The first three are keepalived 2.2.7's, from the wire: to the group, to a peer, IPv6.
 * The others are the first with the checksum over the message alone, and the second as
 * keepalived before 1.3.7 sums it. By hand:
 *   0x3133 + 0x6401 + 0x0032 + 0x0a01 + 0x01a6 = 0xa10d, complement 0x5ef2;
 *   0x3134 + 0x6401 + 0x000a + 0x0a01 + 0x01a7 + (0x0a01 + 0x01a0 + 0xe000 + 0x0012 +
 *   112 + 12) = 0x18d16, folded 0x8d17, complement 0x72e8. */
static void
make_seen(struct seen *seen)
{
	static const uint8_t bytes[SEEN][40] = {
	    {0x31,  0x33, 0x64,        1, 0,  0x32, 0x72, 0xc2,       10,               1,                                         1,									   166																	 },
	    {0x31,  0x34, 0x64,        1, 0,  0x0a, 0x47, 0x58,       10,               1,                                         1,									   167																	 },
	    {0x31,  0x33, 0x64,        2, 0,  0x0a, 0x40, 0x0b,       0xfe,             0x80,                                      [23] = 0xa6,                                                                 0x20,
             0x01, 0x0d, 0xb8, [39] = 0xa6},
	    {0x31, 0x33, 0x64, 1,  0, 0x32, 0x5e, 0xf2,          10,                        1,                                                             1,																    166																																	   },
	    {0x31,    0x34,       0x64,               1,                0,               0x0a,            0x72,      0xe8, 10,1,1,167},
	};
	static const uint8_t vip7[4] = {10, 1, 1, 167};
	const struct vrrp_advert first = {.version = 3,
	    .type = VRRP_TYPE_ADVERT,
	    .vrid = 51,
	    .priority = 100,
	    .family = ADDR_V4,
	    .adver_int_cs = 50,
	    .addrs = vip,
	    .addrs_len = 1,
	    .checksum = VRRP_CHECKSUM_PSEUDO};

	for (size_t i = 0; i < SEEN; i++) {
		seen[i].datagram = carry(bytes[i], 12);
		seen[i].says = first;
	}
	seen[1].datagram.destination = addr_v4(0x0a0101a2);
	seen[1].says.vrid = 52;
	seen[1].says.adver_int_cs = 10;
	seen[1].says.addrs = vip7;
	assert_true(addr_parse("fe80::ff:fe00:1", &seen[2].datagram.source));
	assert_true(addr_parse("ff02::12", &seen[2].datagram.destination));
	seen[2].datagram.payload_len = 40;
	seen[2].says.family = ADDR_V6;
	seen[2].says.adver_int_cs = 10;
	seen[2].says.addrs = vips6;
	seen[2].says.addrs_len = 2;
	seen[3].says.checksum = VRRP_CHECKSUM_MESSAGE;
	seen[4].datagram.destination = seen[1].datagram.destination;
	seen[4].says = seen[1].says;
	seen[4].says.checksum = VRRP_CHECKSUM_GROUP;
}

TEST(decodes_version_3_of_both_families_and_every_form_of_checksum)
{
	struct seen seen[SEEN];

	make_seen(seen);
	for (size_t i = 0; i < SEEN; i++) {
		const struct vrrp_advert *says = &seen[i].says;
		struct vrrp_advert ad;
		struct addr addr;

		assert_int_equal(
		    vrrp_advert_decode(&seen[i].datagram, &ad), VRRP_ACCEPTED);
		assert_int_equal(ad.version, 3);
		assert_int_equal(ad.vrid, says->vrid);
		assert_int_equal(ad.priority, says->priority);
		assert_int_equal(ad.auth_type, 0);
		assert_null(ad.auth);
		assert_int_equal(ad.adver_int_cs, says->adver_int_cs);
		assert_int_equal(ad.addrs_len, says->addrs_len);
		assert_int_equal(ad.checksum, says->checksum);
		addr = vrrp_advert_addr(&ad, says->addrs_len - 1u);
		assert_int_equal(addr.family, says->family);
		assert_memory_equal(addr.bytes,
		    says->addrs + (says->addrs_len - 1u) * addr_len(&addr),
		    addr_len(&addr));
	}
}

TEST(encodes_version_3_byte_for_byte_as_it_was_seen)
{
	struct seen seen[SEEN];

	make_seen(seen);
	for (size_t i = 0; i < SEEN; i++) {
		const struct vrrp_datagram *datagram = &seen[i].datagram;
		uint8_t out[VRRP_ADVERT_BYTES_MAX];

		assert_int_equal(vrrp_advert_encode(&seen[i].says, &datagram->source,
				     &datagram->destination, out, sizeof(out)),
		    datagram->payload_len);
		assert_memory_equal(out, datagram->payload, datagram->payload_len);
	}
}

TEST(refuses_version_3_cut_at_every_length)
{
	struct seen seen[SEEN];

	make_seen(seen);
	for (size_t i = 0; i < SEEN; i++)
		for (size_t len = 0; len < seen[i].datagram.payload_len; len++) {
			struct vrrp_datagram cut = seen[i].datagram;
			struct vrrp_advert ad = {.vrid = 7};
			uint8_t exact[40];

			memcpy(exact, cut.payload, len);
			cut.payload = exact;
			cut.payload_len = len;
			/* Two addresses of IPv6 cut to two of IPv4. */
			assert_int_equal(vrrp_advert_decode(&cut, &ad),
			    i == 2 && len == 8 + 2 * 4 ? VRRP_BAD_FAMILY
						       : VRRP_BAD_LENGTH);
			assert_int_equal(ad.vrid, 7);
		}
}

/* No flip of one bit is accepted, but in what is reserved and not summed: nothing. */
TEST(refuses_every_flip_of_one_bit_in_version_3)
{
	struct seen seen[SEEN];

	make_seen(seen);
	for (size_t i = 0; i < SEEN; i++)
		for (size_t bit = 0; bit < seen[i].datagram.payload_len * 8; bit++) {
			struct vrrp_datagram datagram = seen[i].datagram;
			struct vrrp_advert ad;
			uint8_t flipped[40];

			memcpy(flipped, datagram.payload, datagram.payload_len);
			flipped[bit / 8] ^= (uint8_t)(1u << (bit % 8));
			datagram.payload = flipped;
			assert_int_not_equal(
			    vrrp_advert_decode(&datagram, &ad), VRRP_ACCEPTED);
		}
}

/* RFC 9568 5.2.6: the four bits before the interval. 0xa10d + 0xf000 = 0x1910d, folded
 * 0x910e, complement 0x6ef1. */
TEST(reserved_bits_are_ignored)
{
	static const uint8_t reserved[] = {
	    0x31, 0x33, 0x64, 1, 0xf0, 0x32, 0x6e, 0xf1, 10, 1, 1, 166};
	struct vrrp_advert ad;

	assert_int_equal(decode(reserved, sizeof(reserved), &ad), VRRP_ACCEPTED);
	assert_int_equal(ad.adver_int_cs, 50);
}

TEST(a_form_is_right_only_where_it_can_be)
{
	struct seen seen[SEEN];
	struct vrrp_advert ad;

	make_seen(seen);
	/* To the group, the sum over the group is the pseudo header itself. */
	seen[4].datagram.destination = addr_v4(0xe0000012);
	assert_int_equal(vrrp_advert_decode(&seen[4].datagram, &ad), VRRP_ACCEPTED);
	assert_int_equal(ad.checksum, VRRP_CHECKSUM_PSEUDO);
	/* To another group it is wrong. */
	seen[4].datagram.destination = addr_v4(0xe0000013);
	assert_int_equal(vrrp_advert_decode(&seen[4].datagram, &ad), VRRP_BAD_CHECKSUM);
	/* A pseudo header of another source or destination. */
	seen[1].datagram.destination = addr_v4(0x0a0101a3);
	assert_int_equal(vrrp_advert_decode(&seen[1].datagram, &ad), VRRP_BAD_CHECKSUM);
	seen[2].datagram.source.bytes[15]++;
	assert_int_equal(vrrp_advert_decode(&seen[2].datagram, &ad), VRRP_BAD_CHECKSUM);
}

TEST(ipv6_has_no_version_2)
{
	struct vrrp_datagram datagram = carry(captured[0], CAPTURED_BYTES);
	struct vrrp_advert ad;

	assert_true(addr_parse("fe80::1", &datagram.source));
	assert_true(addr_parse("ff02::12", &datagram.destination));
	assert_int_equal(vrrp_advert_decode(&datagram, &ad), VRRP_BAD_FAMILY);
}

TEST(a_list_of_the_other_family_is_told_so)
{
	struct seen seen[SEEN];
	struct vrrp_advert ad;

	make_seen(seen);
	seen[2].datagram.source = addr_v4(0x0a0101a0);
	seen[2].datagram.destination = addr_v4(0xe0000012);
	assert_int_equal(vrrp_advert_decode(&seen[2].datagram, &ad), VRRP_BAD_FAMILY);
	seen[0].datagram.source.family = ADDR_V6;
	seen[0].datagram.destination.family = ADDR_V6;
	assert_int_equal(vrrp_advert_decode(&seen[0].datagram, &ad), VRRP_BAD_FAMILY);
}

TEST(two_hundred_and_fifty_five_ipv6_addresses_survive_the_round)
{
	static uint8_t addrs[255 * 16], out[VRRP_ADVERT_BYTES_MAX];
	struct seen seen[SEEN];
	struct vrrp_datagram *datagram = &seen[2].datagram;
	struct vrrp_advert ad, got;

	make_seen(seen);
	for (size_t i = 0; i < sizeof(addrs); i++)
		addrs[i] = (uint8_t)i;
	ad = seen[2].says;
	ad.addrs = addrs;
	ad.addrs_len = 255;
	ad.adver_int_cs = VRRP_INTERVAL_MAX_CS;
	datagram->payload = out;
	datagram->payload_len = vrrp_advert_encode(
	    &ad, &datagram->source, &datagram->destination, out, sizeof(out));
	assert_int_equal(datagram->payload_len, 8 + 255 * 16);
	assert_int_equal(vrrp_advert_decode(datagram, &got), VRRP_ACCEPTED);
	assert_int_equal(got.adver_int_cs, 4095);
	assert_memory_equal(got.addrs, addrs, sizeof(addrs));
}

/* ---- trailers ---- */

TEST(a_trailer_is_known_by_its_length_alone)
{
	uint8_t bytes[CAPTURED_BYTES + VRRP_TRAILER_BYTES + 1] = {0};
	struct vrrp_advert ad;

	memcpy(bytes, captured[0], CAPTURED_BYTES);
	memset(bytes + CAPTURED_BYTES, 0xa5, VRRP_TRAILER_BYTES);
	for (size_t more = 0; more <= VRRP_TRAILER_BYTES + 1; more++) {
		bool fits = more == 0 || more == VRRP_TRAILER_BYTES;

		assert_int_equal(decode(bytes, CAPTURED_BYTES + more, &ad),
		    fits ? VRRP_ACCEPTED : VRRP_BAD_LENGTH);
		if (!fits)
			continue;
		assert_int_equal(ad.len, CAPTURED_BYTES);
		assert_ptr_equal(ad.trailer, more ? bytes + CAPTURED_BYTES : NULL);
	}
}

TEST(the_checksum_of_ipv6_covers_a_trailer)
{
	static const uint8_t list[16] = {0xfe, 0x80, [15] = 10};
	const struct vrrp_advert said = {.version = 3,
	    .family = ADDR_V6,
	    .type = VRRP_TYPE_ADVERT,
	    .vrid = 7,
	    .priority = 100,
	    .adver_int_cs = 100,
	    .addrs = list,
	    .addrs_len = 1,
	    .checksum = VRRP_CHECKSUM_PSEUDO};
	uint8_t bytes[VRRP_ADVERT_BYTES_MAX];
	struct vrrp_datagram datagram = {
	    .source = {ADDR_V6, {0xfe, 0x80, [15] = 1}   },
	    .destination = {ADDR_V6, {0xff, 0x02, [15] = 0x12}},
	    .ttl = VRRP_TTL,
	    .payload = bytes
        };
	struct vrrp_advert ad;
	size_t len = vrrp_advert_encode(
	    &said, &datagram.source, &datagram.destination, bytes, sizeof(bytes));

	memset(bytes + len, 0x11, VRRP_TRAILER_BYTES);
	datagram.payload_len = len + VRRP_TRAILER_BYTES;
	assert_int_equal(vrrp_advert_decode(&datagram, &ad), VRRP_BAD_CHECKSUM);
	vrrp_advert_cover(
	    &datagram.source, &datagram.destination, bytes, datagram.payload_len);
	assert_int_equal(vrrp_advert_decode(&datagram, &ad), VRRP_ACCEPTED);
	assert_int_equal(ad.len, len);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(decodes_the_captured_adverts),
	    cmocka_unit_test(encodes_the_captured_adverts_byte_for_byte),
	    cmocka_unit_test(refuses_an_advert_cut_at_every_length),
	    cmocka_unit_test(refuses_an_advert_with_bytes_after_its_end),
	    cmocka_unit_test(refuses_every_flip_of_one_bit),
	    cmocka_unit_test(encodes_nothing_that_does_not_fit),
	    cmocka_unit_test(two_hundred_and_fifty_five_addresses_survive_the_round),
	    cmocka_unit_test(takes_the_ip_header_off),
	    cmocka_unit_test(refuses_a_datagram_cut_at_every_length),
	    cmocka_unit_test(refuses_a_header_that_lies_about_its_lengths),
	    cmocka_unit_test(ends_where_the_total_length_says_and_skips_options),
	    cmocka_unit_test(a_payload_of_one_byte_names_no_router),
	    cmocka_unit_test(
		decodes_version_3_of_both_families_and_every_form_of_checksum),
	    cmocka_unit_test(encodes_version_3_byte_for_byte_as_it_was_seen),
	    cmocka_unit_test(refuses_version_3_cut_at_every_length),
	    cmocka_unit_test(refuses_every_flip_of_one_bit_in_version_3),
	    cmocka_unit_test(reserved_bits_are_ignored),
	    cmocka_unit_test(a_form_is_right_only_where_it_can_be),
	    cmocka_unit_test(ipv6_has_no_version_2),
	    cmocka_unit_test(a_list_of_the_other_family_is_told_so),
	    cmocka_unit_test(
		two_hundred_and_fifty_five_ipv6_addresses_survive_the_round),
	    cmocka_unit_test(a_trailer_is_known_by_its_length_alone),
	    cmocka_unit_test(the_checksum_of_ipv6_covers_a_trailer),
	};

	return cmocka_run_group_tests_name("vrrp_packet", tests, NULL, NULL);
}
