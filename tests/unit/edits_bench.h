/* SPDX-License-Identifier: Apache-2.0 */
/* A virtual server of two real servers, as the tests of edits like it. */
#ifndef TESTS_UNIT_EDITS_BENCH_H
#define TESTS_UNIT_EDITS_BENCH_H

#include <stdio.h>
#include <string.h>

#include "agent/edits.h"

static const struct model_check bench_check[1] = {
    {.connect_port = 80, .retry = 3}
};

static inline struct addr
host(uint32_t last_byte)
{
	return addr_v4(0x0a010100 + last_byte);
}

/* 10.1.1.164:80 weight 2, then 10.1.1.163:80 weight 1: not in order of address. */
static inline void
bench_model(struct model_virtual_server *vs, struct model_real_server rs[2])
{
	*vs = (struct model_virtual_server){.family = ADDR_V4,
	    .addr = host(166),
	    .port = 80,
	    .forward = FORWARD_DR,
	    .weight = 7,
	    .quorum = 1,
	    .real_servers = rs,
	    .real_servers_len = 2};
	(void)snprintf(vs->id, sizeof(vs->id), "10.1.1.166-80-tcp");
	(void)snprintf(vs->scheduler, sizeof(vs->scheduler), "rr");
	for (uint32_t i = 0; i < 2; i++)
		rs[i] = (struct model_real_server){.addr = host(164 - i),
		    .port = 80,
		    .forward = FORWARD_DR,
		    .weight = 2 - i,
		    .checks = bench_check,
		    .checks_len = 1};
}

#endif
