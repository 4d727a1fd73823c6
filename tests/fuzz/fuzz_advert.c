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

/* To the group, to a peer, by IPv6: each checksum names its own. */
static const struct vrrp_datagram carriers[] = {
    {.source = {ADDR_V4, {10, 1, 1, 160}},                           .destination = {ADDR_V4, {224, 0, 0, 18}}},
    {.source = {ADDR_V4, {10, 1, 1, 160}},                           .destination = {ADDR_V4, {10, 1, 1, 162}}},
    {.source = {ADDR_V6, {0xfe, 0x80, [11] = 0xff, 0xfe, [15] = 1}},
     .destination = {ADDR_V6, {0xff, 2, [15] = 0x12}}							 },
};
enum { CARRIERS = sizeof(carriers) / sizeof(carriers[0]) };

static struct vrrp_datagram
carry(size_t carrier, const uint8_t *bytes, size_t len)
{
	struct vrrp_datagram datagram = carriers[carrier];

	datagram.ttl = VRRP_TTL;
	datagram.payload = bytes;
	datagram.payload_len = len;
	return datagram;
}

static void
round_trips(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < CARRIERS; i++) {
		struct vrrp_datagram datagram = carry(i, bytes, len);

		round_trip(&datagram);
	}
}

static const struct model_vrrp_address vip4 = {
    .prefix = {{ADDR_V4, {10, 1, 1, 166}}, 32}
};
static const struct model_vrrp_address vip6 = {
    .prefix = {{ADDR_V6, {0xfe, 0x80, [15] = 0xa6}}, 128}
};
static const struct model_vrrp_peer peer = {
    .addr = {ADDR_V4, {10, 1, 1, 160}},
      .max_ttl = 255
};

static struct model_vrrp_instance
instance(uint8_t version, uint8_t vrid, const struct model_vrrp_address *vip)
{
	return (struct model_vrrp_instance){
	    .name = "VI_1",
	    .interface = "eth0",
	    .family = vip->prefix.addr.family,
	    .vrid = vrid,
	    .version = version,
	    .priority = 255,
	    .advert_int_cs = 100,
	    .auth = version == 2 ? VRRP_AUTH_PASS : VRRP_AUTH_NONE,
	    .auth_pass = {'1', '1', '1', '1'},
	    .down_timer_adverts = 3,
	    .checksum_follow_peer = true,
	    .addresses = vip,
	    .addresses_len = 1
        };
}

/* Version 2 and 3, multicast and unicast, IPv4 and IPv6. */
static struct vrrp_engine *
engine_of_four(void)
{
	struct model_vrrp_instance said[] = {
	    instance(2, 51, &vip4),
	    instance(3, 53, &vip4),
	    instance(3, 52, &vip4),
	    instance(3, 51, &vip6),
	};
	const struct model model = {.instances = said, .instances_len = 4};

	said[2].unicast_peers = &peer;
	said[2].unicast_peers_len = 1;
	return vrrp_engine_new(&model, 1);
}

static void
hear(struct vrrp_engine *engine, const struct vrrp_datagram *heard, struct instant now)
{
	vrrp_engine_hear(engine, 2, heard, now);
	engine->outbox.len = 0;
}

static void
see_address(struct vrrp_engine *engine, const struct addr_prefix *prefix)
{
	const struct vrrp_address address = {.ifindex = 2, .prefix = *prefix};

	(void)vrrp_engine_address(engine, &address, (struct instant){1});
}

/* To masters that hold their addresses. */
static void
feed(struct vrrp_engine *engine, const uint8_t *bytes, size_t len)
{
	const struct vrrp_link link = {.ifindex = 2, .name = "eth0", .up = true};
	const struct addr_prefix own = {
	    {ADDR_V4, {10, 1, 1, 159}},
            24
        };
	const struct addr_prefix own6 = {
	    {ADDR_V6, {0xfe, 0x80, [15] = 0x59}},
            64
        };
	struct vrrp_datagram heard;
	struct instant now = {1};

	vrrp_engine_link(engine, &link);
	see_address(engine, &own);
	see_address(engine, &own6);
	see_address(engine, &vip4.prefix);
	see_address(engine, &vip6.prefix);
	vrrp_engine_tick(engine, now);
	engine->outbox.len = 0;
	if (vrrp_datagram_decode(bytes, len, &heard))
		hear(engine, &heard, now);
	for (size_t i = 0; i < CARRIERS; i++) {
		heard = carry(i, bytes, len);
		hear(engine, &heard, now);
	}
	vrrp_engine_arp(engine, 2, bytes, len, now);
	engine->outbox.len = 0;
	vrrp_engine_tick(engine, now);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct vrrp_engine *engine = engine_of_four();

	round_trips(bytes, len);
	feed(engine, bytes, len);
	if (len > 20)
		round_trips(bytes + 20, len - 20);
	vrrp_engine_free(engine);
	return 0;
}
