/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lab/ipvs_real_rows.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"

const struct service_row ipvs_real_rows[] = {
    {"10.9.0.1",    ADDR_V4, PROTOCOL_TCP,  80,   0, "rr",  0,                      0,   0,
     {{"10.9.1.1", 80, FORWARD_DR, 1, 0, 0}, {"10.9.1.2", 80, FORWARD_DR, 0, 0, 0},
	    {"10.9.1.3", 80, FORWARD_TUN, 65535, 0, 0},
	    {"10.9.1.4", 8080, FORWARD_NAT, 1, 100, 50}}},
    {"10.9.0.1",    ADDR_V4, PROTOCOL_UDP,  80,   0, "wrr", IP_VS_SVC_F_ONEPACKET,  0,   0,
     {{"10.9.1.1", 53, FORWARD_NAT, 7, 0, 0}}           },
    {"10.9.0.2",    ADDR_V4, PROTOCOL_TCP,  0,    0, "wlc", IP_VS_SVC_F_PERSISTENT, 360, 24,
     {{"10.9.1.1", 0, FORWARD_DR, 1, 0, 0}}             },
    {"10.9.0.3",    ADDR_V4, PROTOCOL_TCP,  443,  0, "sh",
     IP_VS_SVC_F_SCHED1 | IP_VS_SVC_F_SCHED2,                                       0,   0,
     {{"10.9.1.1", 443, FORWARD_NAT, 1, 0, 0}}          },
    {"10.9.0.4",    ADDR_V4, PROTOCOL_SCTP, 2905, 0, "lc",  0,                      0,   0,
     {{"10.9.1.1", 2905, FORWARD_NAT, 1, 0, 0}}         },
    {"2001:db8::1", ADDR_V6, PROTOCOL_TCP,  80,   0, "rr",  0,                      0,   0,
     {{"2001:db8::1:1", 80, FORWARD_DR, 3, 0, 0},
	    {"2001:db8::1:2", 80, FORWARD_NAT, 1, 0, 0},
	    {"10.9.1.1", 80, FORWARD_TUN, 1, 0, 0}}     },
    {"2001:db8::1", ADDR_V6, PROTOCOL_UDP,  53,   0, "rr",  IP_VS_SVC_F_PERSISTENT, 60,  64,
     {{"2001:db8::1:1", 53, FORWARD_TUN, 1, 0, 0}}      },
    {NULL,          ADDR_V4, PROTOCOL_TCP,  0,    7, "rr",  0,                      0,   0,
     {{"10.9.1.1", 0, FORWARD_DR, 1, 0, 0}}             },
    {NULL,          ADDR_V6, PROTOCOL_TCP,  0,    7, "wlc", IP_VS_SVC_F_PERSISTENT, 300, 0,
     {{"2001:db8::1:1", 0, FORWARD_DR, 1, 0, 0}}        },
};

enum { ROWS = sizeof(ipvs_real_rows) / sizeof(ipvs_real_rows[0]) };

struct ipvs_service
ipvs_real_service(const struct service_row *row)
{
	struct ipvs_service service = {
	    .key = {.family = row->family,
		    .protocol = row->protocol,
		    .port = row->port,
		    .fwmark = row->fwmark}
        };

	if (row->addr && !addr_parse(row->addr, &service.key.addr))
		(void)printf("FAIL %s is no address\n", row->addr);
	(void)mem_copy_text(
	    service.scheduler, sizeof(service.scheduler), row->scheduler);
	service.flags = row->flags;
	service.timeout_s = row->timeout_s;
	if (row->prefix_len && row->family == ADDR_V6)
		service.netmask_be = row->prefix_len;
	else if (row->prefix_len)
		service.netmask_be = htonl(~0u << (32 - row->prefix_len));
	return service;
}

struct ipvs_dest
ipvs_real_dest(const struct dest_row *row)
{
	struct ipvs_dest dest = {.port = row->port,
	    .forward = row->forward,
	    .weight = row->weight,
	    .uthreshold = row->uthreshold,
	    .lthreshold = row->lthreshold};

	if (!addr_parse(row->addr, &dest.addr))
		(void)printf("FAIL %s is no address\n", row->addr);
	return dest;
}

/* Every kind of tunnel, to 10.9.2.0 and on, of one service of the scheduler mh. */
const struct tunnel ipvs_real_tunnels[IPVS_REAL_TUNNELS] = {
    {TUNNEL_IPIP, TUNNEL_NOCSUM,  0    },
    {TUNNEL_GUE,  TUNNEL_NOCSUM,  6080 },
    {TUNNEL_GUE,  TUNNEL_CSUM,    1    },
    {TUNNEL_GUE,  TUNNEL_REMCSUM, 65535},
    {TUNNEL_GRE,  TUNNEL_NOCSUM,  0    },
    {TUNNEL_GRE,  TUNNEL_CSUM,    0    },
};
struct ipvs_service
ipvs_real_tunnelled(void)
{
	struct ipvs_service service = {
	    .key = {.family = ADDR_V4,
		    .protocol = PROTOCOL_TCP,
		    .addr = addr_v4(0x0a090005),
		    .port = 80},
	    .scheduler = "mh",
	    .flags = IP_VS_SVC_F_SCHED2
        };

	service.dests = mem_new(IPVS_REAL_TUNNELS, sizeof(*service.dests));
	for (uint32_t i = 0; i < IPVS_REAL_TUNNELS; i++)
		service.dests[service.dests_len++] =
		    (struct ipvs_dest){.addr = addr_v4(0x0a090200 + i),
			.port = 80,
			.forward = FORWARD_TUN,
			.tunnel = ipvs_real_tunnels[i],
			.weight = 1};
	return service;
}

static struct ipvs_service
sip_service(void)
{
	return (struct ipvs_service){
	    .key = {.family = ADDR_V4,
		    .protocol = PROTOCOL_UDP,
		    .addr = addr_v4(0x0a090006),
		    .port = 5060},
	    .scheduler = "rr",
	    .engine = "sip",
	    .flags = IP_VS_SVC_F_PERSISTENT | IP_VS_SVC_F_ONEPACKET,
	    .timeout_s = 120
        };
}

struct ipvs_table
ipvs_real_table(void)
{
	struct ipvs_service tunnelled = ipvs_real_tunnelled(), sip = sip_service();
	struct ipvs_table table = {0};

	ipvs_table_put(&table, &tunnelled);
	ipvs_table_put(&table, &sip);
	for (size_t i = 0; i < ROWS; i++) {
		struct ipvs_service service = ipvs_real_service(&ipvs_real_rows[i]);

		service.dests = mem_new(4, sizeof(*service.dests));
		while (service.dests_len < 4 &&
		    ipvs_real_rows[i].dests[service.dests_len].addr) {
			service.dests[service.dests_len] =
			    ipvs_real_dest(&ipvs_real_rows[i].dests[service.dests_len]);
			service.dests_len++;
		}
		ipvs_service_sort(&service);
		ipvs_table_put(&table, &service);
	}
	return table;
}
