/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes from the wire: a datagram into an engine, an ARP frame, and the decoder alone;
 * what is accepted must survive the round through the encoder. */
#include <assert.h>
#include <string.h>

#include "agent/vrrp/vrrp_engine.h"
#include "agent/vrrp/vrrp_packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
round_trip(const struct vrrp_datagram *datagram)
{
	uint8_t out[VRRP_ADVERT_BYTES_MAX];
	const uint8_t *bytes = datagram->payload;
	struct vrrp_advert ad;

	if (vrrp_advert_decode(datagram, &ad) != VRRP_ACCEPTED)
		return;
	for (size_t i = 0; i < ad.addrs_len; i++)
		(void)vrrp_advert_addr(&ad, i);
	/* What is reserved is sent as 0. */
	if (ad.version == VRRP_VERSION_3 && bytes[4] >> 4)
		return;
	assert(vrrp_advert_encode(&ad, &datagram->source, &datagram->destination, out,
		   sizeof(out)) == ad.len);
	/* 0x0000 and 0xffff are the same checksum. */
	assert(memcmp(out, bytes, 6) == 0);
	assert(memcmp(out + 8, bytes + 8, ad.len - 8) == 0);
}

static void
round_trips(const uint8_t *bytes, size_t len)
{
	const struct vrrp_datagram carriers[] = {
	    {.source = {ADDR_V4, {10, 1, 1, 160}},
             .destination = {ADDR_V4, {224, 0, 0, 18}}       },
	    {.source = {ADDR_V4, {10, 1, 1, 160}},
             .destination = {ADDR_V4, {10, 1, 1, 162}}       },
	    {.source = {ADDR_V6, {0xfe, 0x80, [11] = 0xff, 0xfe, [15] = 1}},
             .destination = {ADDR_V6, {0xff, 2, [15] = 0x12}}},
	};

	for (size_t i = 0; i < sizeof(carriers) / sizeof(carriers[0]); i++) {
		struct vrrp_datagram datagram = carriers[i];

		datagram.ttl = VRRP_TTL;
		datagram.payload = bytes;
		datagram.payload_len = len;
		round_trip(&datagram);
	}
}

static struct vrrp_engine *
engine_of_one(void)
{
	static const struct model_vrrp_address vip = {
	    .prefix = {{ADDR_V4, {10, 1, 1, 166}}, 32}
        };
	const struct model_vrrp_instance said = {
	    .name = "VI_1",
	    .interface = "eth0",
	    .family = ADDR_V4,
	    .vrid = 51,
	    .version = 2,
	    .priority = 255,
	    .advert_int_cs = 100,
	    .auth = VRRP_AUTH_PASS,
	    .auth_pass = {'1', '1', '1', '1'},
	    .down_timer_adverts = 3,
	    .addresses = &vip,
	    .addresses_len = 1
        };
	const struct model model = {.instances = &said, .instances_len = 1};

	return vrrp_engine_new(&model, 1);
}

/* To a master that holds its address: an advert of VRID 51 whose header is right. */
static void
feed(struct vrrp_engine *engine, const uint8_t *bytes, size_t len)
{
	const struct vrrp_link link = {.ifindex = 2, .name = "eth0", .up = true};
	const struct vrrp_address own = {
	    .ifindex = 2, .prefix = {{ADDR_V4, {10, 1, 1, 160}}, 24}
        };
	const struct vrrp_address vip = {
	    .ifindex = 2, .prefix = {{ADDR_V4, {10, 1, 1, 166}}, 32}
        };
	struct vrrp_datagram heard;
	struct instant now = {1};

	vrrp_engine_link(engine, &link);
	(void)vrrp_engine_address(engine, &own, now);
	(void)vrrp_engine_address(engine, &vip, now);
	vrrp_engine_tick(engine, now);
	engine->outbox.len = 0;
	if (vrrp_datagram_decode(bytes, len, &heard))
		vrrp_engine_hear(engine, 2, &heard, now);
	engine->outbox.len = 0;
	vrrp_engine_arp(engine, 2, bytes, len, now);
	engine->outbox.len = 0;
	vrrp_engine_tick(engine, now);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct vrrp_engine *engine = engine_of_one();

	round_trips(bytes, len);
	feed(engine, bytes, len);
	if (len > 20)
		round_trips(bytes + 20, len - 20);
	vrrp_engine_free(engine);
	return 0;
}
