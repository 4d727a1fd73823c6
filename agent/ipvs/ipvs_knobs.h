/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's settings that decide whether balancing and failover work: which of them
 * are likely to hurt, given what is in use. P.
 * Source: Documentation/networking/ipvs-sysctl.rst and ip-sysctl.rst (Linux 6.1). */
#ifndef AGENT_IPVS_IPVS_KNOBS_H
#define AGENT_IPVS_IPVS_KNOBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model.h"

enum ipvs_knob {
	IPVS_KNOB_CONN_REUSE,
	IPVS_KNOB_EXPIRE_NODEST,
	IPVS_KNOB_EXPIRE_QUIESCENT,
	IPVS_KNOB_SLOPPY_TCP,
	IPVS_KNOB_SLOPPY_SCTP,
	IPVS_KNOB_SYNC_THRESHOLD, /* the first of its two numbers */
	IPVS_KNOB_SYNC_VERSION,
	IPVS_KNOB_CONNTRACK,
	IPVS_KNOB_FORWARD4,
	IPVS_KNOB_FORWARD6,
	IPVS_KNOB_REDIRECTS,
	IPVS_KNOB_RP_FILTER,
	IPVS_KNOBS
};

/* As sysctl(8) spells it: "net.ipv4.vs.sloppy_tcp". */
const char *ipvs_knob_name(enum ipvs_knob knob);

struct ipvs_knobs {
	int64_t values[IPVS_KNOBS]; /* -1: this kernel has it not (yet) */
	int64_t tracked; /* connections that netfilter tracks here; 0: it does not */
};

/* What of the model makes a knob matter: bits. */
enum ipvs_use {
	IPVS_USE_ANY = 1 << 0, /* there is a virtual server */
	IPVS_USE_UDP = 1 << 1,
	IPVS_USE_NAT4 = 1 << 2,
	IPVS_USE_NAT6 = 1 << 3,
	IPVS_USE_QUIESCENT = 1 << 4, /* persistence, and weight 0 for who failed */
	IPVS_USE_HASH_TCP = 1 << 5,  /* mh or sh, a VRRP instance, no sync daemon */
	IPVS_USE_HASH_SCTP = 1 << 6,
	IPVS_USE_SYNC = 1 << 7,
	IPVS_USE_MANY_LINKS = 1 << 8 /* VRRP on several interfaces */
};
unsigned ipvs_knobs_use(const struct model *model);

/* Bit N: knob N is likely to hurt. */
unsigned ipvs_knobs_judge(unsigned use, const struct ipvs_knobs *knobs);

/* Why, and what to type instead; static. */
const char *ipvs_knob_reason(enum ipvs_knob knob);
const char *ipvs_knob_remedy(enum ipvs_knob knob);

#endif
