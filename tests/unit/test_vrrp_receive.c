/* SPDX-License-Identifier: Apache-2.0 */
/* Each check on receipt, its order, and its counter. */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/vrrp/vrrp_receive.h"
#include "agent/vrrp/vrrp_status.h"
#include "tests/fake/fake_wire.h"

static const uint8_t ours[] = {10, 1, 1, 166};
static const uint8_t two_addrs[] = {10, 1, 1, 166, 10, 1, 1, 167};
static const uint8_t pass_1111[VRRP_AUTH_BYTES] = "1111";
static const uint8_t pass_2222[VRRP_AUTH_BYTES] = "2222";

/* A good advert from 10.1.1.162, to be spoilt by each case. */
struct packet {
	struct vrrp_advert ad;
	uint8_t bytes[VRRP_ADVERT_BYTES_MAX];
	struct vrrp_datagram datagram;
};

static void
good(struct packet *p)
{
	*p = (struct packet){
	    .ad = {.version = 2,
		   .type = VRRP_TYPE_ADVERT,
		   .vrid = 51,
		   .priority = 50,
		   .family = ADDR_V4,
		   .auth_type = VRRP_AUTH_PASS,
		   .adver_int_cs = 100,
		   .addrs = ours,
		   .addrs_len = 1,
		   .auth = pass_1111}
        };
	p->datagram.source = addr_v4(0x0a0101a2);
	p->datagram.destination = addr_v4(0xe0000012);
	p->datagram.ttl = 255;
}

static void
pack(struct packet *p)
{
	p->datagram.payload = p->bytes;
	p->datagram.payload_len = vrrp_advert_encode(&p->ad, &p->datagram.source,
	    &p->datagram.destination, p->bytes, sizeof(p->bytes));
	assert_int_not_equal(p->datagram.payload_len, 0);
}

static struct vrrp_verdict
check(struct vrrp_engine *engine, const struct packet *p)
{
	return vrrp_receive_check(&engine->routers[0], &p->datagram);
}

static struct vrrp_engine *
engine_of_one(void)
{
	struct model_vrrp_instance said = fake_instance(100);

	return fake_engine(&said, 1);
}

TEST(a_good_advert_is_accepted)
{
	struct vrrp_engine *engine = engine_of_one();
	struct vrrp_verdict verdict;
	struct packet p;

	good(&p);
	pack(&p);
	verdict = check(engine, &p);
	assert_int_equal(verdict.refusal, VRRP_ACCEPTED);
	assert_int_equal(verdict.remarks, 0);
	vrrp_engine_free(engine);
}

static void
spoil_ttl(struct packet *p)
{
	p->datagram.ttl = 254;
}

static void
spoil_auth_type(struct packet *p)
{
	p->ad.auth_type = 3;
	pack(p);
}

static void
spoil_auth_kind(struct packet *p)
{
	p->ad.auth_type = VRRP_AUTH_NONE;
	pack(p);
}

static void
spoil_password(struct packet *p)
{
	p->ad.auth = pass_2222;
	pack(p);
}

static void
spoil_type(struct packet *p)
{
	p->ad.type = 2;
	pack(p);
}

static void
spoil_interval(struct packet *p)
{
	p->ad.adver_int_cs = 200;
	pack(p);
}

static void
spoil_list(struct packet *p)
{
	p->ad.addrs_len = 0;
	pack(p);
}

static void
spoil_way(struct packet *p)
{
	p->datagram.destination = addr_v4(0x0a0101a0);
}

/* These three leave a checksum behind that the others' packing would mend. */
static void
spoil_version(struct packet *p)
{
	p->bytes[0] = 0x31;
}

static void
spoil_length(struct packet *p)
{
	p->datagram.payload_len--;
}

static void
spoil_checksum(struct packet *p)
{
	p->bytes[6] ^= 1;
}

/* In the RFC's order: with two faults the earlier one is told. */
TEST(checks_are_made_in_order)
{
	static const struct {
		void (*spoil)(struct packet *p);
		enum vrrp_refusal want;
	} faults[] = {
	    {spoil_way,       VRRP_BAD_DESTINATION   },
	    {spoil_list,      VRRP_NO_ADDRESSES      },
	    {spoil_interval,  VRRP_BAD_INTERVAL      },
	    {spoil_type,      VRRP_BAD_TYPE          },
	    {spoil_password,  VRRP_BAD_AUTH          },
	    {spoil_auth_kind, VRRP_AUTH_TYPE_MISMATCH},
	    {spoil_auth_type, VRRP_BAD_AUTH_TYPE     },
	    {spoil_checksum,  VRRP_BAD_CHECKSUM      },
	    {spoil_length,    VRRP_BAD_LENGTH        },
	    {spoil_version,   VRRP_BAD_VERSION       },
	    {spoil_ttl,       VRRP_BAD_TTL           },
	};
	struct vrrp_engine *engine = engine_of_one();
	struct packet p;

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		good(&p);
		pack(&p);
		faults[i].spoil(&p);
		assert_int_equal(check(engine, &p).refusal, faults[i].want);
	}
	/* All at once, added from the last check to the first. */
	good(&p);
	pack(&p);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		faults[i].spoil(&p);
		assert_int_equal(check(engine, &p).refusal, faults[i].want);
	}
	vrrp_engine_free(engine);
}

TEST(an_unknown_vrid_is_told_after_the_form)
{
	struct packet p;

	good(&p);
	pack(&p);
	assert_int_equal(vrrp_receive_check(NULL, &p.datagram).refusal, VRRP_BAD_VRID);
	p.bytes[6] ^= 1;
	assert_int_equal(
	    vrrp_receive_check(NULL, &p.datagram).refusal, VRRP_BAD_CHECKSUM);
}

/* Scenario 9: lists of different length must not make two masters. */
TEST(a_different_list_is_counted_and_accepted)
{
	struct model_vrrp_instance said = fake_instance(100);
	struct vrrp_engine *engine;
	struct packet p;

	good(&p);
	p.ad.addrs = two_addrs;
	p.ad.addrs_len = 2;
	pack(&p);
	engine = fake_engine(&said, 1);
	assert_int_equal(check(engine, &p).refusal, VRRP_ACCEPTED);
	assert_int_equal(check(engine, &p).remarks, 1u << VRRP_BAD_ADDRESS_LIST);
	vrrp_engine_free(engine);

	said.skip_check_adv_addr = true;
	engine = fake_engine(&said, 1);
	assert_int_equal(check(engine, &p).remarks, 1u << VRRP_BAD_ADDRESS_LIST);
	engine->routers[0].run.fsm.master = p.datagram.source;
	assert_int_equal(check(engine, &p).remarks, 0);
	vrrp_engine_free(engine);
}

TEST(unicast_adverts_come_from_peers_with_any_ttl)
{
	static const struct model_vrrp_peer peers[] = {
	    {.addr = {ADDR_V4, {10, 1, 1, 162}}, .max_ttl = 255}
        };
	struct model_vrrp_instance said = fake_instance(100);
	struct vrrp_engine *engine;
	struct packet p;

	said.unicast_peers = peers;
	said.unicast_peers_len = 1;
	engine = fake_engine(&said, 1);
	good(&p);
	pack(&p);
	assert_int_equal(check(engine, &p).refusal, VRRP_BAD_DESTINATION);
	p.datagram.destination = addr_v4(0x0a0101a0);
	p.datagram.ttl = 60;
	assert_int_equal(check(engine, &p).refusal, VRRP_ACCEPTED);
	p.datagram.source = addr_v4(0x0a0101a3);
	assert_int_equal(check(engine, &p).refusal, VRRP_NOT_A_PEER);
	vrrp_engine_free(engine);
}

static void
deliver(struct vrrp_engine *engine, const struct packet *p, int64_t at_ms)
{
	struct vrrp_verdict verdict = check(engine, p);

	vrrp_receive_deliver(&engine->routers[0], &p->datagram, &verdict,
	    &engine->outbox, (struct instant){at_ms * 1000000});
}

/* One note at once, then one in ten seconds that says how many there were. */
TEST(refusals_are_counted_each_and_told_seldom)
{
	struct vrrp_engine *engine = engine_of_one();
	const struct vrrp_note *note;
	struct packet p;

	good(&p);
	spoil_interval(&p);
	for (int64_t at = 0; at < 10000; at += 1000)
		deliver(engine, &p, at);
	assert_int_equal(engine->outbox.len, 1);
	deliver(engine, &p, 10000);
	assert_int_equal(engine->outbox.len, 2);
	note = &engine->outbox.acts[0].note;
	assert_int_equal(note->kind, VRRP_NOTE_REFUSED);
	assert_int_equal(note->refusal, VRRP_BAD_INTERVAL);
	assert_int_equal(note->theirs, 200);
	assert_int_equal(note->ours, 100);
	assert_int_equal(note->more, 0);
	assert_int_equal(engine->outbox.acts[1].note.more, 9);
	assert_int_equal(
	    engine->routers[0].run.counters.refused[VRRP_BAD_INTERVAL], 11);
	assert_int_equal(engine->routers[0].run.counters.adverts_received, 0);
	vrrp_engine_free(engine);
}

TEST(the_last_failure_of_authentication_is_remembered)
{
	struct vrrp_engine *engine = engine_of_one();
	const struct vrrp_auth_failure *failure = &engine->routers[0].run.auth_failure;
	struct packet p;

	good(&p);
	spoil_password(&p);
	deliver(engine, &p, 0);
	assert_int_equal(failure->refusal, VRRP_BAD_AUTH);
	assert_true(addr_equal(&failure->source, &p.datagram.source));
	spoil_auth_kind(&p);
	deliver(engine, &p, 1);
	assert_int_equal(failure->refusal, VRRP_AUTH_TYPE_MISMATCH);
	vrrp_engine_free(engine);
}

TEST(the_last_error_of_protocol_is_remembered)
{
	struct vrrp_engine *engine = engine_of_one();
	const struct vrrp_lately *lately = &engine->routers[0].run.lately;
	struct packet p;

	good(&p);
	deliver(engine, &p, 0);
	assert_int_equal(lately->protocol_error, VRRP_ACCEPTED);
	p.datagram.ttl = 254;
	deliver(engine, &p, 1);
	assert_int_equal(lately->protocol_error, VRRP_BAD_TTL);
	good(&p);
	spoil_password(&p); /* no error of protocol */
	deliver(engine, &p, 2);
	assert_int_equal(lately->protocol_error, VRRP_BAD_TTL);
	vrrp_engine_free(engine);
}

/* ---- version 3 ---- */

static const uint8_t v6_list[32] = {
    0xfe, 0x80, [15] = 0xa6, [16] = 0x20, 0x01, 0x0d, 0xb8, [31] = 0xa6};

static const struct model_vrrp_address v6_vips[] = {
    {.prefix = {{ADDR_V6, {0xfe, 0x80, [15] = 0xa6}}, 64}},
    {.prefix = {{ADDR_V6, {0x20, 0x01, 0x0d, 0xb8, [15] = 0xa6}}, 64}},
};

static struct model_vrrp_instance
said_v3(uint8_t family)
{
	struct model_vrrp_instance said = fake_instance(100);

	said.version = 3;
	said.family = family;
	said.auth = VRRP_AUTH_NONE;
	if (family == ADDR_V4)
		return said;
	said.addresses = v6_vips;
	said.addresses_len = 2;
	said.group = (struct addr){
	    ADDR_V6, {0xff, 2, [15] = 0x12}
        };
	return said;
}

static void
good_v3(struct packet *p, uint8_t family)
{
	good(p);
	p->ad.version = 3;
	p->ad.family = family;
	p->ad.auth_type = 0;
	p->ad.checksum = VRRP_CHECKSUM_PSEUDO;
	if (family == ADDR_V4)
		return;
	p->ad.addrs = v6_list;
	p->ad.addrs_len = 2;
	assert_true(addr_parse("fe80::162", &p->datagram.source));
	assert_true(addr_parse("ff02::12", &p->datagram.destination));
}

static void
spoil_interval_to_zero(struct packet *p)
{
	p->ad.adver_int_cs = 0;
	pack(p);
}

static void
spoil_version_to_2(struct packet *p)
{
	p->bytes[0] = 0x21;
}

/* An address of the list too few. */
static void
spoil_v3_length(struct packet *p)
{
	p->datagram.payload_len -= 4;
}

TEST(checks_of_version_3_are_made_in_order)
{
	static const struct {
		void (*spoil)(struct packet *p);
		enum vrrp_refusal want;
	} faults[] = {
	    {spoil_way,              VRRP_BAD_DESTINATION},
	    {spoil_list,             VRRP_NO_ADDRESSES   },
	    {spoil_interval_to_zero, VRRP_NO_INTERVAL    },
	    {spoil_type,             VRRP_BAD_TYPE       },
	    {spoil_checksum,         VRRP_BAD_CHECKSUM   },
	    {spoil_v3_length,        VRRP_BAD_LENGTH     },
	    {spoil_version_to_2,     VRRP_BAD_VERSION    },
	    {spoil_ttl,              VRRP_BAD_TTL        },
	};
	struct model_vrrp_instance said = said_v3(ADDR_V4);
	struct vrrp_engine *engine = fake_engine(&said, 1);
	struct packet p;

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		good_v3(&p, ADDR_V4);
		pack(&p);
		faults[i].spoil(&p);
		if (faults[i].spoil == spoil_way)
			pack(&p); /* its checksum names the destination */
		assert_int_equal(check(engine, &p).refusal, faults[i].want);
	}
	good_v3(&p, ADDR_V4);
	pack(&p);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		faults[i].spoil(&p);
		if (faults[i].spoil == spoil_way)
			pack(&p);
		assert_int_equal(check(engine, &p).refusal, faults[i].want);
	}
	vrrp_engine_free(engine);
}

TEST(version_3_asks_for_no_password)
{
	struct model_vrrp_instance said = said_v3(ADDR_V4);
	struct vrrp_engine *engine;
	struct packet p;

	said.auth = VRRP_AUTH_PASS;
	engine = fake_engine(&said, 1);
	good_v3(&p, ADDR_V4);
	pack(&p);
	assert_int_equal(check(engine, &p).refusal, VRRP_ACCEPTED);
	assert_int_equal(check(engine, &p).remarks, 0);
	vrrp_engine_free(engine);
}

TEST(another_interval_is_told_and_accepted_in_version_3)
{
	struct model_vrrp_instance said = said_v3(ADDR_V4);
	struct vrrp_engine *engine = fake_engine(&said, 1);
	struct packet p;

	good_v3(&p, ADDR_V4);
	p.ad.adver_int_cs = 4095;
	pack(&p);
	assert_int_equal(check(engine, &p).refusal, VRRP_ACCEPTED);
	assert_int_equal(check(engine, &p).remarks, 1u << VRRP_BAD_INTERVAL);
	vrrp_engine_free(engine);
}

TEST(a_list_of_ipv6_that_does_not_start_link_local_is_refused_only_when_strict)
{
	struct model_vrrp_instance said = said_v3(ADDR_V6);
	struct vrrp_engine *engine = fake_engine(&said, 1);
	struct packet p;

	good_v3(&p, ADDR_V6);
	pack(&p);
	assert_int_equal(check(engine, &p).refusal, VRRP_ACCEPTED);
	assert_int_equal(check(engine, &p).remarks, 0);
	p.ad.addrs = v6_list + 16;
	p.ad.addrs_len = 1;
	pack(&p);
	assert_int_equal(check(engine, &p).refusal, VRRP_ACCEPTED);
	assert_int_equal(check(engine, &p).remarks,
	    1u << VRRP_NOT_LINK_LOCAL | 1u << VRRP_BAD_ADDRESS_LIST);
	vrrp_engine_free(engine);
	said.strict = true;
	engine = fake_engine(&said, 1);
	assert_int_equal(check(engine, &p).refusal, VRRP_NOT_LINK_LOCAL);
	vrrp_engine_free(engine);
}

TEST(the_order_of_a_list_does_not_matter)
{
	static const uint8_t turned[32] = {
	    0x20, 0x01, 0x0d, 0xb8, [15] = 0xa6, [16] = 0xfe, 0x80, [31] = 0xa6};
	struct model_vrrp_instance said = said_v3(ADDR_V6);
	struct vrrp_engine *engine = fake_engine(&said, 1);
	struct packet p;

	good_v3(&p, ADDR_V6);
	p.ad.addrs = turned;
	pack(&p);
	assert_int_equal(check(engine, &p).remarks, 1u << VRRP_NOT_LINK_LOCAL);
	vrrp_engine_free(engine);
}

TEST(two_routers_without_addresses_may_elect)
{
	struct model_vrrp_instance said = said_v3(ADDR_V4);
	struct vrrp_engine *engine;
	struct packet p;

	good_v3(&p, ADDR_V4);
	p.ad.addrs_len = 0;
	pack(&p);
	said.addresses_len = 0;
	engine = fake_engine(&said, 1);
	assert_int_equal(check(engine, &p).refusal, VRRP_ACCEPTED);
	vrrp_engine_free(engine);
	said.strict = true;
	engine = fake_engine(&said, 1);
	assert_int_equal(check(engine, &p).refusal, VRRP_NO_ADDRESSES);
	vrrp_engine_free(engine);
}

/* RFC 9568, erratum 8298: an owner is told of others and hears them. */
TEST(an_owner_hears_others_unless_told_not_to)
{
	struct model_vrrp_instance said = said_v3(ADDR_V4);
	struct vrrp_engine *engine;
	struct packet p;

	good_v3(&p, ADDR_V4);
	pack(&p);
	said.priority = VRRP_PRIO_OWNER;
	engine = fake_engine(&said, 1);
	assert_int_equal(check(engine, &p).refusal, VRRP_ACCEPTED);
	assert_int_equal(check(engine, &p).remarks, 1u << VRRP_OWNER);
	vrrp_engine_free(engine);
	said.owner_ignore_adverts = true;
	engine = fake_engine(&said, 1);
	assert_int_equal(check(engine, &p).refusal, VRRP_OWNER);
	vrrp_engine_free(engine);
	said.priority = 254; /* not an owner */
	engine = fake_engine(&said, 1);
	assert_int_equal(check(engine, &p).refusal, VRRP_ACCEPTED);
	vrrp_engine_free(engine);
}

TEST(a_peer_is_held_to_its_ttl)
{
	static const struct model_vrrp_peer peers[] = {
	    {.addr = {ADDR_V4, {10, 1, 1, 162}}, .min_ttl = 60, .max_ttl = 62}
        };
	static const struct {
		uint8_t ttl;
		enum vrrp_refusal want;
	} cases[] = {
	    {59, VRRP_BAD_TTL },
            {60, VRRP_ACCEPTED},
            {62, VRRP_ACCEPTED},
	    {63, VRRP_BAD_TTL }
        };
	struct model_vrrp_instance said = said_v3(ADDR_V4);
	struct vrrp_engine *engine;
	struct packet p;

	said.unicast_peers = peers;
	said.unicast_peers_len = 1;
	engine = fake_engine(&said, 1);
	good_v3(&p, ADDR_V4);
	p.datagram.destination = addr_v4(0x0a0101a0);
	pack(&p);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		p.datagram.ttl = cases[i].ttl;
		assert_int_equal(check(engine, &p).refusal, cases[i].want);
	}
	vrrp_engine_free(engine);
}

/* What is sent after an advert of each form, by default and when following. */
TEST(the_form_of_a_checksum_is_counted_and_followed_when_asked)
{
	static const struct addr group = {
	    ADDR_V4, {224, 0, 0, 18}
        };
	struct model_vrrp_instance said = said_v3(ADDR_V4);
	uint8_t out[VRRP_ADVERT_BYTES_MAX];
	struct packet p;

	for (int follows = 0; follows < 2; follows++) {
		struct vrrp_engine *engine;
		struct vrrp_router *router;
		struct vrrp_datagram sent;
		struct vrrp_advert ad;

		said.checksum_follow_peer = follows;
		engine = fake_engine(&said, 1);
		router = &engine->routers[0];
		router->run.fsm.primary = addr_v4(0x0a0101a0);
		good_v3(&p, ADDR_V4);
		p.ad.checksum = VRRP_CHECKSUM_MESSAGE;
		pack(&p);
		deliver(engine, &p, 0);
		assert_int_equal(
		    router->run.counters.checksums[VRRP_CHECKSUM_MESSAGE], 1);
		assert_int_equal(
		    router->run.counters.checksums[VRRP_CHECKSUM_PSEUDO], 0);
		sent = p.datagram;
		sent.source = router->run.fsm.primary;
		sent.payload = out;
		sent.payload_len = vrrp_status_advert(router, 100, &group, out);
		assert_int_equal(vrrp_advert_decode(&sent, &ad), VRRP_ACCEPTED);
		assert_int_equal(ad.checksum,
		    follows ? VRRP_CHECKSUM_MESSAGE : VRRP_CHECKSUM_PSEUDO);
		vrrp_engine_free(engine);
	}
}

/* keepalived before 1.3.7 is followed without being asked, unless never. */
TEST(the_old_checksum_of_a_peer_is_followed_or_refused)
{
	static const struct model_vrrp_peer peers[] = {
	    {.addr = {ADDR_V4, {10, 1, 1, 162}}, .max_ttl = 255},
	    {.addr = {ADDR_V4, {10, 1, 1, 163}}, .max_ttl = 255}
        };
	struct model_vrrp_instance said = said_v3(ADDR_V4);
	uint8_t old[VRRP_ADVERT_BYTES_MAX], now[VRRP_ADVERT_BYTES_MAX];
	struct vrrp_engine *engine;
	struct packet p;

	said.unicast_peers = peers;
	said.unicast_peers_len = 2;
	engine = fake_engine(&said, 1);
	engine->routers[0].run.fsm.primary = addr_v4(0x0a0101a0);
	good_v3(&p, ADDR_V4);
	p.datagram.destination = addr_v4(0x0a0101a0);
	p.ad.checksum = VRRP_CHECKSUM_GROUP;
	pack(&p);
	deliver(engine, &p, 0);
	assert_int_equal(
	    engine->routers[0].run.counters.checksums[VRRP_CHECKSUM_GROUP], 1);
	/* 0x3133 + 0x6401 + 100 + 0x0a01 + 0x01a6 + 0x0a01 + 0x01a0 + 112 + 12 =
	 * 0xad5c; with 224.0.0.18 0x18d6e or 0x8d6f, complement 0x7290; with the other
	 * peer, 10.1.1.163, 0xb900, complement 0x46ff. */
	(void)vrrp_status_advert(&engine->routers[0], 100, &peers[0].addr, old);
	(void)vrrp_status_advert(&engine->routers[0], 100, &peers[1].addr, now);
	assert_int_equal(old[6] << 8 | old[7], 0x7290);
	assert_int_equal(now[6] << 8 | now[7], 0x46ff);
	vrrp_engine_free(engine);
	said.old_unicast_checksum = VRRP_OLD_NEVER;
	engine = fake_engine(&said, 1);
	assert_int_equal(check(engine, &p).refusal, VRRP_BAD_CHECKSUM);
	vrrp_engine_free(engine);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_good_advert_is_accepted),
	    cmocka_unit_test(checks_are_made_in_order),
	    cmocka_unit_test(an_unknown_vrid_is_told_after_the_form),
	    cmocka_unit_test(a_different_list_is_counted_and_accepted),
	    cmocka_unit_test(unicast_adverts_come_from_peers_with_any_ttl),
	    cmocka_unit_test(refusals_are_counted_each_and_told_seldom),
	    cmocka_unit_test(the_last_failure_of_authentication_is_remembered),
	    cmocka_unit_test(the_last_error_of_protocol_is_remembered),
	    cmocka_unit_test(checks_of_version_3_are_made_in_order),
	    cmocka_unit_test(version_3_asks_for_no_password),
	    cmocka_unit_test(another_interval_is_told_and_accepted_in_version_3),
	    cmocka_unit_test(
		a_list_of_ipv6_that_does_not_start_link_local_is_refused_only_when_strict),
	    cmocka_unit_test(the_order_of_a_list_does_not_matter),
	    cmocka_unit_test(two_routers_without_addresses_may_elect),
	    cmocka_unit_test(an_owner_hears_others_unless_told_not_to),
	    cmocka_unit_test(a_peer_is_held_to_its_ttl),
	    cmocka_unit_test(the_form_of_a_checksum_is_counted_and_followed_when_asked),
	    cmocka_unit_test(the_old_checksum_of_a_peer_is_followed_or_refused),
	};

	return cmocka_run_group_tests_name("vrrp_receive", tests, NULL, NULL);
}
