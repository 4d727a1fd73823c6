/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/ipvs/ipvs_knobs.h"

#include <string.h>

struct row {
	const char *name;
	unsigned use;      /* matters when one of these is in use */
	int64_t low, high; /* hurts from low to high */
	const char *better;
	const char *reason;
};

#define VS "net.ipv4.vs."

static const struct row rows[IPVS_KNOBS] = {
    [IPVS_KNOB_CONN_REUSE] = {VS "conn_reuse_mode",               IPVS_USE_ANY,                  0,  0,
			      VS "conn_reuse_mode=1",
			      "a client that uses a port again goes where it went before, also to a real "
	"server that is drained or down"																					       },
    [IPVS_KNOB_EXPIRE_NODEST] = {VS "expire_nodest_conn",            IPVS_USE_UDP,                  0,  0,
			      VS "expire_nodest_conn=1",
			      "packets of a UDP client whose real server was removed are dropped until the "
	"entry times out (5 minutes)"																						  },
    [IPVS_KNOB_EXPIRE_QUIESCENT] = {VS "expire_quiescent_template",     IPVS_USE_QUIESCENT,
			      0,								     0,         VS "expire_quiescent_template=1",
			      "with persistence, clients go on to a failed real server that "
	"inhibit_on_failure keeps at weight 0"																					 },
    [IPVS_KNOB_SLOPPY_TCP] = {VS "sloppy_tcp",                    IPVS_USE_HASH_TCP,             0,  0,
			      VS "sloppy_tcp=1",
			      "open connections do not survive a failover: without lvs_sync_daemon, the new "
	"master may not pick one up in its midst, though its scheduler would choose "
	"the same real server"																							 },
    [IPVS_KNOB_SLOPPY_SCTP] = {VS "sloppy_sctp",                   IPVS_USE_HASH_SCTP,            0,  0,
			      VS "sloppy_sctp=1",
			      "open SCTP associations do not survive a failover: without lvs_sync_daemon, "
	"the new master may not pick one up in its midst"																			      },
    [IPVS_KNOB_SYNC_THRESHOLD] = {VS "sync_threshold",                IPVS_USE_SYNC,                 11, INT64_MAX,
			      "'" VS "sync_threshold=3 50'",
			      "a connection is told to the backup only after so many packets: shorter ones "
	"are lost with the master"																						     },
    [IPVS_KNOB_SYNC_VERSION] = {VS "sync_version",                  IPVS_USE_SYNC,                 0,  0,
			      VS "sync_version=1",
			      "the sync daemon speaks its old language, which knows neither IPv6 nor the "
	"time-outs of connections"																						     },
    [IPVS_KNOB_CONNTRACK] = {VS "conntrack",                     IPVS_USE_NAT4 | IPVS_USE_NAT6, 0,  0,
			      VS "conntrack=1",
			      "netfilter tracks connections here but not those that NAT forwards: rules by "
	"state and MASQUERADE do not meet them"																					},
    [IPVS_KNOB_FORWARD4] = {"net.ipv4.ip_forward",              IPVS_USE_NAT4,                 0,  0,
			      "net.ipv4.ip_forward=1",											    "answers of real servers behind NAT are not forwarded to the clients"},
    [IPVS_KNOB_FORWARD6] = {"net.ipv6.conf.all.forwarding",     IPVS_USE_NAT6,                 0,  0,
			      "net.ipv6.conf.all.forwarding=1",										   "answers of real servers behind NAT are not forwarded to the clients"},
    [IPVS_KNOB_REDIRECTS] = {"net.ipv4.conf.all.send_redirects", IPVS_USE_NAT4,                 1,  1,
			      "net.ipv4.conf.all.send_redirects=0",									       "where clients and real servers share a network, the kernel tells the latter "
	"to answer directly, past NAT (it is off when it is off for all and for the "
	"interface)"																},
    [IPVS_KNOB_RP_FILTER] = {"net.ipv4.conf.all.rp_filter",      IPVS_USE_MANY_LINKS,           1,  1,
			      "net.ipv4.conf.all.rp_filter=2",										    "with several interfaces, clients that come by another one than the route back "
	"to them are dropped"															    },
};

const char *
ipvs_knob_name(enum ipvs_knob knob)
{
	return rows[knob].name;
}

const char *
ipvs_knob_reason(enum ipvs_knob knob)
{
	return rows[knob].reason;
}

const char *
ipvs_knob_remedy(enum ipvs_knob knob)
{
	return rows[knob].better;
}

/* ---- what is in use ---- */

static bool
is_hashed(const char *scheduler)
{
	return strcmp(scheduler, "mh") == 0 || strcmp(scheduler, "sh") == 0;
}

static unsigned
use_of_server(const struct model_virtual_server *vs, const struct model_real_server *rs)
{
	unsigned use = 0;

	if (rs->forward == FORWARD_NAT)
		use |= rs->addr.family == ADDR_V6 ? IPVS_USE_NAT6 : IPVS_USE_NAT4;
	if (vs->persistence_s > 0 && rs->inhibit_on_failure)
		use |= IPVS_USE_QUIESCENT;
	return use;
}

static unsigned
use_of_service(const struct model_virtual_server *vs, bool hash_counts)
{
	unsigned use = IPVS_USE_ANY;

	if (vs->protocol == PROTOCOL_UDP && !vs->fwmark)
		use |= IPVS_USE_UDP;
	if (hash_counts && is_hashed(vs->scheduler))
		use |= vs->protocol == PROTOCOL_SCTP ? IPVS_USE_HASH_SCTP
		    : vs->protocol == PROTOCOL_TCP   ? IPVS_USE_HASH_TCP
						     : 0u;
	for (size_t i = 0; i < vs->real_servers_len; i++)
		use |= use_of_server(vs, &vs->real_servers[i]);
	return use;
}

unsigned
ipvs_knobs_use(const struct model *model)
{
	bool synced = model->global.sync_daemon.interface[0] != '\0';
	bool hash_counts = !synced && model->instances_len > 0;
	unsigned use = synced ? IPVS_USE_SYNC : 0;

	for (size_t i = 0; i < model->virtual_servers_len; i++)
		use |= use_of_service(&model->virtual_servers[i], hash_counts);
	if (!(use & IPVS_USE_ANY))
		return use;
	for (size_t i = 1; i < model->instances_len; i++)
		if (strcmp(model->instances[i].interface,
			model->instances[0].interface) != 0)
			use |= IPVS_USE_MANY_LINKS;
	return use;
}

/* ---- what hurts ---- */

unsigned
ipvs_knobs_judge(unsigned use, const struct ipvs_knobs *knobs)
{
	unsigned bad = 0;

	for (unsigned i = 0; i < IPVS_KNOBS; i++)
		if ((rows[i].use & use) && knobs->values[i] >= rows[i].low &&
		    knobs->values[i] <= rows[i].high)
			bad |= 1u << i;
	if (knobs->tracked <= 0)
		bad &= ~(1u << IPVS_KNOB_CONNTRACK);
	return bad;
}
