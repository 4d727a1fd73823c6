/* SPDX-License-Identifier: Apache-2.0 */
/* The model's part on announcements, and on the room for what is heard. D. */
#ifndef AGENT_CONF_MODEL_GARP_H
#define AGENT_CONF_MODEL_GARP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model_base.h"

struct model_vrrp_garp {
	uint32_t master_delay_ms;   /* second block after becoming master; 0: none */
	uint32_t master_repeat;     /* frames a block, 1.. */
	uint32_t master_refresh_ms; /* 0: none */
	uint32_t master_refresh_repeat;
	uint32_t lower_prio_delay_ms;
	uint32_t lower_prio_repeat;
	uint32_t interval_us;     /* between frames of ARP; 0: at once */
	uint32_t gna_interval_us; /* likewise, neighbour advertisements */
	/* Of addresses that are not where adverts leave; 0: none. All of them, or those
	 * on virtual MACs. */
	uint32_t extra_if_s;
	bool extra_if_all;
};

/* Interfaces that share a rate of frames. */
struct model_garp_group {
	const char *const *interfaces;
	size_t interfaces_len;
	uint32_t interval_us, gna_interval_us; /* between two frames of all of them */
	struct model_place place;
};

/* What instances take of receive buffers unless they say it themselves. */
struct model_vrrp_rx {
	bool by_advert;     /* as many bytes as an instance's own advert has */
	uint32_t one_bytes; /* else so many; 0: fairlead's */
	uint32_t adverts;   /* of each instance */
};

#endif
