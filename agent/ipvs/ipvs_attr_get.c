/* SPDX-License-Identifier: Apache-2.0 */
/* Replies. Every attribute is checked before it is read. */
#include "agent/ipvs/ipvs_attr.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/ip_vs.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

enum { ADDR_BYTES = 16 }; /* union nf_inet_addr */

/* ---- the kernel's numbers ---- */

static bool
family_of(uint16_t af, uint8_t *out)
{
	if (af != AF_INET && af != AF_INET6)
		return false;
	*out = af == AF_INET6 ? ADDR_V6 : ADDR_V4;
	return true;
}

static bool
protocol_of(uint16_t ipproto, enum protocol *out)
{
	switch (ipproto) {
	case IPPROTO_TCP:
		*out = PROTOCOL_TCP;
		return true;
	case IPPROTO_UDP:
		*out = PROTOCOL_UDP;
		return true;
	case IPPROTO_SCTP:
		*out = PROTOCOL_SCTP;
		return true;
	default:
		return false;
	}
}

static bool
forward_of(uint32_t method, enum forward *out)
{
	switch (method & IP_VS_CONN_F_FWD_MASK) {
	case IP_VS_CONN_F_MASQ:
		*out = FORWARD_NAT;
		return true;
	case IP_VS_CONN_F_DROUTE:
		*out = FORWARD_DR;
		return true;
	case IP_VS_CONN_F_TUNNEL:
		*out = FORWARD_TUN;
		return true;
	default: /* local node and bypass: nobody can ask for them */
		return false;
	}
}

/* ---- replies ---- */

/* The attributes inside `type` of a reply, up to `max`, by `policy`. */
static bool
get_nested(const struct nlmsghdr *reply, int type, struct nlattr **attrs, int max,
    const struct nla_policy *policy)
{
	struct nlattr *outer[IPVS_CMD_ATTR_MAX + 1];
	/* libnl reads through it but does not say so */
	struct nlmsghdr *hdr = (struct nlmsghdr *)(uintptr_t)reply;

	if (genlmsg_parse(hdr, 0, outer, IPVS_CMD_ATTR_MAX, NULL) < 0 || !outer[type])
		return false;
	return nla_parse_nested(attrs, max, outer[type], policy) == 0;
}

static bool
get_addr(struct nlattr *attr, uint8_t family, struct addr *out)
{
	*out = (struct addr){.family = family};
	if (!attr || (size_t)nla_len(attr) < addr_len(out))
		return false;
	memcpy(out->bytes, nla_data(attr), addr_len(out));
	return true;
}

static uint64_t
get_count(struct nlattr *attr, bool wide)
{
	if (!attr)
		return 0;
	return wide ? nla_get_u64(attr) : nla_get_u32(attr);
}

/* `wide`: all are 64-bit; else all but the bytes are 32-bit. */
static bool
get_counters(struct nlattr *nest, bool wide, struct ipvs_counters *out)
{
	const struct nla_policy count = {.type = wide ? NLA_U64 : NLA_U32};
	const struct nla_policy policy[IPVS_STATS_ATTR_MAX + 1] = {
	    [IPVS_STATS_ATTR_CONNS] = count,
	    [IPVS_STATS_ATTR_INPKTS] = count,
	    [IPVS_STATS_ATTR_OUTPKTS] = count,
	    [IPVS_STATS_ATTR_INBYTES] = {.type = NLA_U64},
	    [IPVS_STATS_ATTR_OUTBYTES] = {.type = NLA_U64},
	    [IPVS_STATS_ATTR_CPS] = count,
	    [IPVS_STATS_ATTR_INPPS] = count,
	    [IPVS_STATS_ATTR_OUTPPS] = count,
	    [IPVS_STATS_ATTR_INBPS] = count,
	    [IPVS_STATS_ATTR_OUTBPS] = count,
	};
	struct nlattr *attrs[IPVS_STATS_ATTR_MAX + 1];

	if (nla_parse_nested(attrs, IPVS_STATS_ATTR_MAX, nest, policy) != 0)
		return false;
	out->connections = get_count(attrs[IPVS_STATS_ATTR_CONNS], wide);
	out->packets_in = get_count(attrs[IPVS_STATS_ATTR_INPKTS], wide);
	out->packets_out = get_count(attrs[IPVS_STATS_ATTR_OUTPKTS], wide);
	out->bytes_in = get_count(attrs[IPVS_STATS_ATTR_INBYTES], true);
	out->bytes_out = get_count(attrs[IPVS_STATS_ATTR_OUTBYTES], true);
	out->connections_ps = get_count(attrs[IPVS_STATS_ATTR_CPS], wide);
	out->packets_in_ps = get_count(attrs[IPVS_STATS_ATTR_INPPS], wide);
	out->packets_out_ps = get_count(attrs[IPVS_STATS_ATTR_OUTPPS], wide);
	out->bytes_in_ps = get_count(attrs[IPVS_STATS_ATTR_INBPS], wide);
	out->bytes_out_ps = get_count(attrs[IPVS_STATS_ATTR_OUTBPS], wide);
	return true;
}

/* No counters at all are no error: they stay 0. */
static bool
get_either_counters(
    struct nlattr *stats64, struct nlattr *stats, struct ipvs_counters *out)
{
	*out = (struct ipvs_counters){0};
	if (stats64)
		return get_counters(stats64, true, out);
	return !stats || get_counters(stats, false, out);
}

static const struct nla_policy service_policy[IPVS_SVC_ATTR_MAX + 1] = {
    [IPVS_SVC_ATTR_AF] = {.type = NLA_U16                     },
    [IPVS_SVC_ATTR_PROTOCOL] = {.type = NLA_U16                     },
    [IPVS_SVC_ATTR_PORT] = {.type = NLA_U16                     },
    [IPVS_SVC_ATTR_FWMARK] = {.type = NLA_U32                     },
    [IPVS_SVC_ATTR_SCHED_NAME] = {.type = NLA_STRING,                   .maxlen = IPVS_SCHEDULER_SIZE},
    [IPVS_SVC_ATTR_PE_NAME] = {.type = NLA_STRING,                                    .maxlen = IPVS_SCHEDULER_SIZE},
    [IPVS_SVC_ATTR_FLAGS] = {.minlen = sizeof(struct ip_vs_flags)},
    [IPVS_SVC_ATTR_TIMEOUT] = {.type = NLA_U32},
    [IPVS_SVC_ATTR_NETMASK] = {.type = NLA_U32                     },
    [IPVS_SVC_ATTR_STATS] = {.type = NLA_NESTED                     },
    [IPVS_SVC_ATTR_STATS64] = {.type = NLA_NESTED                  },
};

static bool
get_key(struct nlattr **attrs, struct ipvs_key *out)
{
	*out = (struct ipvs_key){0};
	if (!attrs[IPVS_SVC_ATTR_AF] ||
	    !family_of(nla_get_u16(attrs[IPVS_SVC_ATTR_AF]), &out->family))
		return false;
	if (attrs[IPVS_SVC_ATTR_FWMARK]) {
		out->fwmark = nla_get_u32(attrs[IPVS_SVC_ATTR_FWMARK]);
		return out->fwmark != 0;
	}
	if (!attrs[IPVS_SVC_ATTR_PROTOCOL] || !attrs[IPVS_SVC_ATTR_PORT] ||
	    !protocol_of(nla_get_u16(attrs[IPVS_SVC_ATTR_PROTOCOL]), &out->protocol))
		return false;
	out->port = ntohs(nla_get_u16(attrs[IPVS_SVC_ATTR_PORT]));
	return get_addr(attrs[IPVS_SVC_ATTR_ADDR], out->family, &out->addr);
}

bool
ipvs_attr_get_service(const struct nlmsghdr *reply, struct ipvs_service *out)
{
	struct nlattr *attrs[IPVS_SVC_ATTR_MAX + 1];
	struct ip_vs_flags flags;

	*out = (struct ipvs_service){0};
	if (!get_nested(reply, IPVS_CMD_ATTR_SERVICE, attrs, IPVS_SVC_ATTR_MAX,
		service_policy) ||
	    !get_key(attrs, &out->key) || !attrs[IPVS_SVC_ATTR_SCHED_NAME] ||
	    !attrs[IPVS_SVC_ATTR_FLAGS] || !attrs[IPVS_SVC_ATTR_TIMEOUT] ||
	    !attrs[IPVS_SVC_ATTR_NETMASK])
		return false;
	(void)nla_strlcpy(out->scheduler, attrs[IPVS_SVC_ATTR_SCHED_NAME],
	    sizeof(out->scheduler)); /* the policy bounds it */
	if (attrs[IPVS_SVC_ATTR_PE_NAME])
		(void)nla_strlcpy(
		    out->engine, attrs[IPVS_SVC_ATTR_PE_NAME], sizeof(out->engine));
	memcpy(&flags, nla_data(attrs[IPVS_SVC_ATTR_FLAGS]), sizeof(flags));
	out->flags = flags.flags & ~(uint32_t)IP_VS_SVC_F_HASHED; /* the kernel's */
	out->timeout_s = nla_get_u32(attrs[IPVS_SVC_ATTR_TIMEOUT]);
	out->netmask_be = nla_get_u32(attrs[IPVS_SVC_ATTR_NETMASK]);
	return get_either_counters(
	    attrs[IPVS_SVC_ATTR_STATS64], attrs[IPVS_SVC_ATTR_STATS], &out->counters);
}

static const struct nla_policy dest_policy[IPVS_DEST_ATTR_MAX + 1] = {
    [IPVS_DEST_ATTR_PORT] = {.type = NLA_U16},
    [IPVS_DEST_ATTR_FWD_METHOD] = {.type = NLA_U32},
    [IPVS_DEST_ATTR_WEIGHT] = {.type = NLA_U32},
    [IPVS_DEST_ATTR_U_THRESH] = {.type = NLA_U32},
    [IPVS_DEST_ATTR_L_THRESH] = {.type = NLA_U32},
    [IPVS_DEST_ATTR_ACTIVE_CONNS] = {.type = NLA_U32},
    [IPVS_DEST_ATTR_INACT_CONNS] = {.type = NLA_U32},
    [IPVS_DEST_ATTR_PERSIST_CONNS] = {.type = NLA_U32},
    [IPVS_DEST_ATTR_STATS] = {.type = NLA_NESTED},
    [IPVS_DEST_ATTR_ADDR_FAMILY] = {.type = NLA_U16},
    [IPVS_DEST_ATTR_STATS64] = {.type = NLA_NESTED},
    [IPVS_DEST_ATTR_TUN_TYPE] = {.type = NLA_U8},
    [IPVS_DEST_ATTR_TUN_PORT] = {.type = NLA_U16},
    [IPVS_DEST_ATTR_TUN_FLAGS] = {.type = NLA_U16},
};

static bool
get_dest_place(struct nlattr **attrs, uint8_t family, struct ipvs_dest *out)
{
	if (attrs[IPVS_DEST_ATTR_ADDR_FAMILY] &&
	    !family_of(nla_get_u16(attrs[IPVS_DEST_ATTR_ADDR_FAMILY]), &family))
		return false;
	if (!attrs[IPVS_DEST_ATTR_PORT])
		return false;
	out->port = ntohs(nla_get_u16(attrs[IPVS_DEST_ATTR_PORT]));
	return get_addr(attrs[IPVS_DEST_ATTR_ADDR], family, &out->addr);
}

/* Nothing said, as before Linux 5.2, is ipip. A type or flags of a kernel to come stay
 * numbers without a name, which differ from all that may be desired. */
static struct tunnel
get_tunnel(struct nlattr **attrs)
{
	struct tunnel out = {0};

	if (attrs[IPVS_DEST_ATTR_TUN_TYPE])
		out.type = (enum tunnel_type)nla_get_u8(attrs[IPVS_DEST_ATTR_TUN_TYPE]);
	if (attrs[IPVS_DEST_ATTR_TUN_FLAGS])
		out.checksum =
		    (enum tunnel_checksum)nla_get_u16(attrs[IPVS_DEST_ATTR_TUN_FLAGS]);
	if (attrs[IPVS_DEST_ATTR_TUN_PORT])
		out.port = ntohs(nla_get_u16(attrs[IPVS_DEST_ATTR_TUN_PORT]));
	return out;
}

static uint32_t
get_u32(struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

bool
ipvs_attr_get_dest(const struct nlmsghdr *reply, uint8_t family, struct ipvs_dest *out)
{
	struct nlattr *attrs[IPVS_DEST_ATTR_MAX + 1];

	*out = (struct ipvs_dest){0};
	if (!get_nested(
		reply, IPVS_CMD_ATTR_DEST, attrs, IPVS_DEST_ATTR_MAX, dest_policy) ||
	    !get_dest_place(attrs, family, out) || !attrs[IPVS_DEST_ATTR_FWD_METHOD] ||
	    !attrs[IPVS_DEST_ATTR_WEIGHT] ||
	    !forward_of(nla_get_u32(attrs[IPVS_DEST_ATTR_FWD_METHOD]), &out->forward))
		return false;
	out->tunnel = get_tunnel(attrs);
	out->weight = nla_get_u32(attrs[IPVS_DEST_ATTR_WEIGHT]);
	out->uthreshold = get_u32(attrs[IPVS_DEST_ATTR_U_THRESH]);
	out->lthreshold = get_u32(attrs[IPVS_DEST_ATTR_L_THRESH]);
	out->active = get_u32(attrs[IPVS_DEST_ATTR_ACTIVE_CONNS]);
	out->inactive = get_u32(attrs[IPVS_DEST_ATTR_INACT_CONNS]);
	out->persistent = get_u32(attrs[IPVS_DEST_ATTR_PERSIST_CONNS]);
	return get_either_counters(
	    attrs[IPVS_DEST_ATTR_STATS64], attrs[IPVS_DEST_ATTR_STATS], &out->counters);
}

static const struct nla_policy daemon_policy[IPVS_DAEMON_ATTR_MAX + 1] = {
    [IPVS_DAEMON_ATTR_STATE] = {.type = NLA_U32   },
    [IPVS_DAEMON_ATTR_MCAST_IFN] = {.type = NLA_STRING, .maxlen = MODEL_IFNAME_SIZE},
    [IPVS_DAEMON_ATTR_SYNC_ID] = {.type = NLA_U32                 },
    [IPVS_DAEMON_ATTR_SYNC_MAXLEN] = {.type = NLA_U16},
    [IPVS_DAEMON_ATTR_MCAST_GROUP] = {.minlen = 4                 },
    [IPVS_DAEMON_ATTR_MCAST_GROUP6] = {.minlen = ADDR_BYTES},
    [IPVS_DAEMON_ATTR_MCAST_PORT] = {.type = NLA_U16                 },
    [IPVS_DAEMON_ATTR_MCAST_TTL] = {.type = NLA_U8},
};

bool
ipvs_attr_get_daemon(const struct nlmsghdr *reply, struct ipvs_daemon *out)
{
	struct nlattr *attrs[IPVS_DAEMON_ATTR_MAX + 1];

	*out = (struct ipvs_daemon){0};
	if (!get_nested(reply, IPVS_CMD_ATTR_DAEMON, attrs, IPVS_DAEMON_ATTR_MAX,
		daemon_policy) ||
	    !attrs[IPVS_DAEMON_ATTR_STATE] || !attrs[IPVS_DAEMON_ATTR_MCAST_IFN] ||
	    !attrs[IPVS_DAEMON_ATTR_SYNC_ID])
		return false;
	out->role = nla_get_u32(attrs[IPVS_DAEMON_ATTR_STATE]);
	(void)nla_strlcpy(out->interface, attrs[IPVS_DAEMON_ATTR_MCAST_IFN],
	    sizeof(out->interface)); /* the policy bounds it */
	out->sync_id = nla_get_u32(attrs[IPVS_DAEMON_ATTR_SYNC_ID]);
	if (attrs[IPVS_DAEMON_ATTR_SYNC_MAXLEN])
		out->maxlen = nla_get_u16(attrs[IPVS_DAEMON_ATTR_SYNC_MAXLEN]);
	if (attrs[IPVS_DAEMON_ATTR_MCAST_PORT])
		out->port = nla_get_u16(attrs[IPVS_DAEMON_ATTR_MCAST_PORT]);
	if (attrs[IPVS_DAEMON_ATTR_MCAST_TTL])
		out->ttl = nla_get_u8(attrs[IPVS_DAEMON_ATTR_MCAST_TTL]);
	if (attrs[IPVS_DAEMON_ATTR_MCAST_GROUP])
		return get_addr(
		    attrs[IPVS_DAEMON_ATTR_MCAST_GROUP], ADDR_V4, &out->group);
	if (attrs[IPVS_DAEMON_ATTR_MCAST_GROUP6])
		return get_addr(
		    attrs[IPVS_DAEMON_ATTR_MCAST_GROUP6], ADDR_V6, &out->group);
	return true;
}

bool
ipvs_attr_get_version(const struct nlmsghdr *reply, uint32_t *out)
{
	struct nlmsghdr *hdr = (struct nlmsghdr *)(uintptr_t)reply;
	const struct nla_policy policy[IPVS_INFO_ATTR_MAX + 1] = {
	    [IPVS_INFO_ATTR_VERSION] = {.type = NLA_U32}};
	struct nlattr *attrs[IPVS_INFO_ATTR_MAX + 1];

	if (genlmsg_parse(hdr, 0, attrs, IPVS_INFO_ATTR_MAX, policy) < 0 ||
	    !attrs[IPVS_INFO_ATTR_VERSION])
		return false;
	*out = nla_get_u32(attrs[IPVS_INFO_ATTR_VERSION]);
	return true;
}
