/* SPDX-License-Identifier: Apache-2.0 */
/* Trailers from the wire, and their sender's clock. The first byte says whether the
 * message is signed by us, with the right key, before it is heard; the next four how
 * far the sender's clock is off. What is accepted once is never accepted again. */
#include <assert.h>
#include <string.h>

#include "agent/vrrp/vrrp_engine.h"
#include "agent/vrrp/vrrp_hmac.h"

enum { HEAD_BYTES = 5, MESSAGE_BYTES_MAX = 1500 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const struct model_hmac_key key = {
    .id = 1, .len = 32, .bytes = "one-key-of-32-bytes-for-the-fuzz"};

static struct vrrp_engine *
engine_of_one(bool is_monotonic)
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
	    .priority = 100,
	    .advert_int_cs = 100,
	    .auth = VRRP_AUTH_HMAC,
	    .hmac = {.is_monotonic = is_monotonic,
		     .window_s = 5,
		     .active_id = 1,
		     .keys = &key,
		     .keys_len = 1},
	    .down_timer_adverts = 3,
	    .group = {ADDR_V4,                 {224, 0, 0, 18}},
	    .addresses = &vip,
	    .addresses_len = 1
        };
	const struct model model = {.instances = &said, .instances_len = 1};
	struct vrrp_engine *engine = vrrp_engine_new(&model, 1);
	const struct vrrp_link link = {.ifindex = 2, .name = "eth0", .up = true};

	engine->wall.ns = INT64_C(1700000000) * 1000000000;
	vrrp_engine_link(engine, &link);
	engine->outbox.len = 0;
	return engine;
}

/* As a peer whose clock is off would send it. Returns the length with the trailer. */
static size_t
sign(const struct vrrp_engine *engine, int32_t off_ms, uint8_t *out, size_t len)
{
	struct vrrp_hmac_key context;
	struct vrrp_hmac hmac = {.window_s = 5, .keys = &context, .keys_len = 1};
	const struct vrrp_hmac_message message = {
	    .version = out[0] >> 4,
	    .vrid = out[1],
	    .source = {ADDR_V4, {10, 1, 1, 162}},
	    .bytes = out,
	    .len = len
        };
	struct wall wall = {engine->wall.ns + off_ms * INT64_C(1000000)};

	vrrp_hmac_key_init(&context, key.id, key.bytes, key.len);
	hmac.active = &context;
	vrrp_hmac_sign(&hmac, &message, wall, out + len);
	return len + VRRP_TRAILER_BYTES;
}

static uint64_t
heard(struct vrrp_engine *engine, const struct vrrp_datagram *datagram)
{
	vrrp_engine_hear(engine, 2, datagram, (struct instant){1});
	engine->outbox.len = 0;
	return engine->routers[0].run.counters.adverts_received;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	uint8_t message[MESSAGE_BYTES_MAX + VRRP_TRAILER_BYTES];
	struct vrrp_datagram datagram = {
	    .source = {ADDR_V4, {10, 1, 1, 162}},
	    .destination = {ADDR_V4, {224, 0, 0, 18}},
	    .ttl = VRRP_TTL,
	    .payload = message,
	    .payload_len = len - HEAD_BYTES
        };
	struct vrrp_engine *engine;
	int32_t off_ms;
	uint64_t first;

	if (len < HEAD_BYTES || len - HEAD_BYTES > MESSAGE_BYTES_MAX)
		return 0;
	engine = engine_of_one(bytes[0] & 2);
	memcpy(&off_ms, bytes + 1, sizeof(off_ms));
	memcpy(message, bytes + HEAD_BYTES, datagram.payload_len);
	if (bytes[0] & 1 && datagram.payload_len >= VRRP_HEADER_BYTES)
		datagram.payload_len =
		    sign(engine, off_ms, message, datagram.payload_len);
	first = heard(engine, &datagram);
	assert(first <= 1);
	assert(heard(engine, &datagram) == first);
	vrrp_engine_free(engine);
	return 0;
}
