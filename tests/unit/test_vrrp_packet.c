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

TEST(decodes_the_captured_adverts)
{
	for (size_t i = 0; i < CAPTURED; i++) {
		struct vrrp_advert ad;
		struct addr addr;

		assert_int_equal(vrrp_advert_decode(captured[i], CAPTURED_BYTES, &ad),
		    VRRP_ACCEPTED);
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
		    .type = VRRP_TYPE_ADVERT,
		    .vrid = vrids[i],
		    .priority = priorities[i],
		    .auth_type = VRRP_AUTH_PASS,
		    .adver_int_cs = 100,
		    .addrs = vip,
		    .addrs_len = 1,
		    .auth = pass};

		assert_int_equal(
		    vrrp_advert_encode(&ad, out, sizeof(out)), CAPTURED_BYTES);
		assert_memory_equal(out, captured[i], CAPTURED_BYTES);
	}
}

TEST(refuses_an_advert_cut_at_every_length)
{
	for (size_t len = 0; len < CAPTURED_BYTES; len++) {
		uint8_t exact[CAPTURED_BYTES];
		struct vrrp_advert ad = {.vrid = 7};

		memcpy(exact, captured[0], len);
		assert_int_equal(vrrp_advert_decode(exact, len, &ad), VRRP_BAD_LENGTH);
		assert_int_equal(ad.vrid, 7);
	}
}

TEST(refuses_an_advert_with_bytes_after_its_end)
{
	uint8_t longer[CAPTURED_BYTES + 4] = {0};
	struct vrrp_advert ad;

	memcpy(longer, captured[0], CAPTURED_BYTES);
	assert_int_equal(
	    vrrp_advert_decode(longer, sizeof(longer), &ad), VRRP_BAD_LENGTH);
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
		if (bit / 8 == 3)
			want = VRRP_BAD_LENGTH;
		assert_int_equal(
		    vrrp_advert_decode(flipped, sizeof(flipped), &ad), want);
	}
}

TEST(encodes_nothing_that_does_not_fit)
{
	uint8_t out[CAPTURED_BYTES];
	struct vrrp_advert ad;

	assert_int_equal(
	    vrrp_advert_decode(captured[0], CAPTURED_BYTES, &ad), VRRP_ACCEPTED);
	assert_int_equal(vrrp_advert_encode(&ad, out, CAPTURED_BYTES - 1), 0);
	assert_int_equal(vrrp_advert_encode(&ad, out, CAPTURED_BYTES), CAPTURED_BYTES);
}

TEST(two_hundred_and_fifty_five_addresses_survive_the_round)
{
	uint8_t addrs[255 * 4], out[VRRP_ADVERT_BYTES_MAX];
	struct vrrp_advert ad = {.version = 2,
	    .type = VRRP_TYPE_ADVERT,
	    .vrid = 255,
	    .adver_int_cs = 25500,
	    .addrs = addrs,
	    .addrs_len = 255,
	    .auth = pass};
	struct vrrp_advert got;

	for (size_t i = 0; i < sizeof(addrs); i++)
		addrs[i] = (uint8_t)i;
	assert_int_equal(
	    vrrp_advert_encode(&ad, out, sizeof(out)), VRRP_ADVERT_BYTES_MAX);
	assert_int_equal(
	    vrrp_advert_decode(out, VRRP_ADVERT_BYTES_MAX, &got), VRRP_ACCEPTED);
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
	};

	return cmocka_run_group_tests_name("vrrp_packet", tests, NULL, NULL);
}
