/* SPDX-License-Identifier: Apache-2.0 */
/* A pool to be tried: a virtual server, its real servers, both clocks. */
#ifndef TESTS_UNIT_POOL_BENCH_H
#define TESTS_UNIT_POOL_BENCH_H

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "agent/ipvs/ipvs_pool_table.h"

enum { MEMBERS_MAX = 8 };

/* A virtual server 10.0.0.1:80 with real servers 10.0.1.1, .2, ... of one check each.
 */
struct bench {
	struct model_virtual_server vs;
	struct model_check checks[1];
	struct ipvs_rs_spec specs[MEMBERS_MAX];
	size_t len;
	struct ipvs_pool pool;
	struct ipvs_pool_changes changes;
	struct ipvs_now now;
};

static inline struct bench *
bench_with(const uint32_t *weights, size_t len)
{
	struct bench *b = test_calloc(1, sizeof(*b));

	b->vs = (struct model_virtual_server){
	    .family = ADDR_V4, .addr = addr_v4(0x0a000001), .port = 80, .quorum = 1};
	strcpy(b->vs.scheduler, "rr");
	b->len = len;
	b->now = (struct ipvs_now){.wall_ms = 1, .scans = 1};
	for (size_t i = 0; i < len; i++)
		b->specs[i] =
		    (struct ipvs_rs_spec){.addr = addr_v4(0x0a000101 + (uint32_t)i),
			.port = 80,
			.forward = FORWARD_DR,
			.weight = weights[i],
			.checks = b->checks,
			.checks_len = 1};
	return b;
}

static inline bool
update(struct bench *b)
{
	b->now.wall_ms++;
	b->now.at = instant_add(b->now.at, span_ms(1));
	b->changes.len = 0;
	return ipvs_pool_update(&b->pool, &b->now, &b->changes);
}

static inline bool
configure(struct bench *b)
{
	ipvs_pool_configure(&b->pool, &b->vs, b->specs, b->len);
	return update(b);
}

static inline void
bench_free(struct bench *b)
{
	ipvs_pool_fini(&b->pool);
	ipvs_pool_changes_fini(&b->changes);
	test_free(b);
}

static inline bool
hear(struct bench *b, size_t member, bool up)
{
	struct ipvs_verdict verdict = {.known = true,
	    .up = up,
	    .dynamic_weight = -1,
	    .code = up ? "ok" : "timeout"};

	ipvs_member_hear(&b->pool.members[member], 0, &verdict);
	return update(b);
}

static inline size_t
count(const struct bench *b, enum ipvs_pool_event event)
{
	size_t found = 0;

	for (size_t i = 0; i < b->changes.len; i++)
		found += b->changes.items[i].event == event;
	return found;
}

/* "1:10 3:0": last byte of the address and weight of each destination. */
static inline const char *
table(const struct bench *b, char *out)
{
	struct ipvs_service service = ipvs_pool_desired(&b->pool);
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < service.dests_len; i++)
		at += (size_t)snprintf(out + at, 200 - at, "%s%u:%u", i ? " " : "",
		    service.dests[i].addr.bytes[3], service.dests[i].weight);
	ipvs_service_fini(&service);
	return out;
}

#define assert_table(b, text)                                                          \
  do {                                                                                 \
    char out_[200];                                                                    \
    assert_string_equal(table(b, out_), text);                                         \
  } while (0)

/* Let time pass, all but the 1 ms that update adds, and look again. */
static inline bool
later(struct bench *b, int64_t ms)
{
	b->now.wall_ms += ms - 1;
	b->now.at = instant_add(b->now.at, span_ms(ms - 1));
	return update(b);
}

/* State, reason and weight of a member. */
#define assert_member(b, i, state_, reason_, weight_)                                  \
  do {                                                                                 \
    const struct ipvs_member *m_ = &(b)->pool.members[i];                              \
    assert_string_equal(rs_state_word(m_->state), state_);                             \
    assert_string_equal(m_->reason, reason_);                                          \
    assert_int_equal(m_->effective_weight, weight_);                                   \
  } while (0)

#endif
