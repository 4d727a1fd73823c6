/* SPDX-License-Identifier: Apache-2.0 */
/* Requests; and that both sides' numbers are one. */
#include "agent/ipvs/ipvs_attr.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/ip_vs.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "agent/ipvs/ipvs_sync.h"

_Static_assert((int)IPVS_SCHEDULER_SIZE == (int)IP_VS_SCHEDNAME_MAXLEN, "name size");
_Static_assert((int)IPVS_SCHEDULER_SIZE == (int)IP_VS_PENAME_MAXLEN, "name size");
_Static_assert((int)MODEL_IFNAME_SIZE == (int)IP_VS_IFNAME_MAXLEN, "name size");
_Static_assert((int)TUNNEL_GUE == IP_VS_CONN_F_TUNNEL_TYPE_GUE, "tunnel type");
_Static_assert((int)TUNNEL_GRE == IP_VS_CONN_F_TUNNEL_TYPE_GRE, "tunnel type");
_Static_assert((int)TUNNEL_CSUM == IP_VS_TUNNEL_ENCAP_FLAG_CSUM, "tunnel flag");
_Static_assert((int)TUNNEL_REMCSUM == IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM, "tunnel flag");
_Static_assert((int)IPVS_DAEMON_MASTER == IP_VS_STATE_MASTER, "daemon state");
_Static_assert((int)IPVS_DAEMON_BACKUP == IP_VS_STATE_BACKUP, "daemon state");

enum { ADDR_BYTES = 16 }; /* union nf_inet_addr */

/* ---- words of both sides ---- */

int
ipvs_attr_command(enum ipvs_op_kind kind)
{
	static const int commands[] = {
	    [IPVS_NEW_SERVICE] = IPVS_CMD_NEW_SERVICE,
	    [IPVS_SET_SERVICE] = IPVS_CMD_SET_SERVICE,
	    [IPVS_DEL_SERVICE] = IPVS_CMD_DEL_SERVICE,
	    [IPVS_NEW_DEST] = IPVS_CMD_NEW_DEST,
	    [IPVS_SET_DEST] = IPVS_CMD_SET_DEST,
	    [IPVS_DEL_DEST] = IPVS_CMD_DEL_DEST,
	};

	return commands[kind];
}

static uint16_t
af_of(uint8_t family)
{
	return family == ADDR_V6 ? AF_INET6 : AF_INET;
}

static uint16_t
ipproto_of(enum protocol protocol)
{
	switch (protocol) {
	case PROTOCOL_TCP:
		return IPPROTO_TCP;
	case PROTOCOL_UDP:
		return IPPROTO_UDP;
	case PROTOCOL_SCTP:
		return IPPROTO_SCTP;
	}
	return 0;
}

static uint32_t
method_of(enum forward forward)
{
	switch (forward) {
	case FORWARD_NAT:
		return IP_VS_CONN_F_MASQ;
	case FORWARD_DR:
		return IP_VS_CONN_F_DROUTE;
	case FORWARD_TUN:
		return IP_VS_CONN_F_TUNNEL;
	}
	return IP_VS_CONN_F_MASQ;
}

/* ---- requests ---- */

static int
put_key(struct nl_msg *msg, const struct ipvs_key *key)
{
	int rc = nla_put_u16(msg, IPVS_SVC_ATTR_AF, af_of(key->family));

	if (key->fwmark != 0)
		return rc | nla_put_u32(msg, IPVS_SVC_ATTR_FWMARK, key->fwmark);
	rc |= nla_put_u16(msg, IPVS_SVC_ATTR_PROTOCOL, ipproto_of(key->protocol));
	rc |= nla_put(msg, IPVS_SVC_ATTR_ADDR, ADDR_BYTES, key->addr.bytes);
	return rc | nla_put_u16(msg, IPVS_SVC_ATTR_PORT, htons(key->port));
}

static int
put_settings(struct nl_msg *msg, const struct ipvs_service *service)
{
	struct ip_vs_flags flags = {.flags = service->flags, .mask = ~0u};
	int rc = nla_put_string(msg, IPVS_SVC_ATTR_SCHED_NAME, service->scheduler);

	rc |= nla_put(msg, IPVS_SVC_ATTR_FLAGS, sizeof(flags), &flags);
	rc |= nla_put_u32(msg, IPVS_SVC_ATTR_TIMEOUT, service->timeout_s);
	if (service->engine[0])
		rc |= nla_put_string(msg, IPVS_SVC_ATTR_PE_NAME, service->engine);
	return rc |
	    nla_put_u32(msg, IPVS_SVC_ATTR_NETMASK, ipvs_service_netmask_be(service));
}

static int
put_service(struct nl_msg *msg, const struct ipvs_service *service, bool whole)
{
	struct nlattr *nest = nla_nest_start(msg, IPVS_CMD_ATTR_SERVICE);
	int rc;

	if (!nest)
		return -1;
	rc = put_key(msg, &service->key);
	if (whole)
		rc |= put_settings(msg, service);
	return rc | nla_nest_end(msg, nest);
}

/* Only what differs from ipip, so that kernels before 5.2 see nothing new; without
 * them a later kernel makes it ipip. */
static int
put_tunnel(struct nl_msg *msg, const struct ipvs_dest *dest)
{
	const struct tunnel *tunnel = &dest->tunnel;
	int rc;

	if (dest->forward != FORWARD_TUN || tunnel->type == TUNNEL_IPIP)
		return 0;
	rc = nla_put_u8(msg, IPVS_DEST_ATTR_TUN_TYPE, (uint8_t)tunnel->type);
	if (tunnel->type == TUNNEL_GUE)
		rc |= nla_put_u16(msg, IPVS_DEST_ATTR_TUN_PORT, htons(tunnel->port));
	return rc |
	    nla_put_u16(msg, IPVS_DEST_ATTR_TUN_FLAGS, (uint16_t)tunnel->checksum);
}

static int
put_dest(struct nl_msg *msg, const struct ipvs_dest *dest, bool whole)
{
	struct nlattr *nest = nla_nest_start(msg, IPVS_CMD_ATTR_DEST);
	int rc;

	if (!nest)
		return -1;
	rc = nla_put_u16(msg, IPVS_DEST_ATTR_ADDR_FAMILY, af_of(dest->addr.family));
	rc |= nla_put(msg, IPVS_DEST_ATTR_ADDR, ADDR_BYTES, dest->addr.bytes);
	rc |= nla_put_u16(msg, IPVS_DEST_ATTR_PORT, htons(dest->port));
	if (whole) {
		rc |= nla_put_u32(
		    msg, IPVS_DEST_ATTR_FWD_METHOD, method_of(dest->forward));
		rc |= nla_put_u32(msg, IPVS_DEST_ATTR_WEIGHT, dest->weight);
		rc |= nla_put_u32(msg, IPVS_DEST_ATTR_U_THRESH, dest->uthreshold);
		rc |= nla_put_u32(msg, IPVS_DEST_ATTR_L_THRESH, dest->lthreshold);
		rc |= put_tunnel(msg, dest);
	}
	return rc | nla_nest_end(msg, nest);
}

bool
ipvs_attr_put_key(struct nl_msg *msg, const struct ipvs_key *key)
{
	struct ipvs_service service = {.key = *key};

	return put_service(msg, &service, false) >= 0;
}

bool
ipvs_attr_put_op(struct nl_msg *msg, const struct ipvs_op *op)
{
	bool settings = op->kind == IPVS_NEW_SERVICE || op->kind == IPVS_SET_SERVICE;
	int rc = put_service(msg, &op->service, settings);

	if (op->kind == IPVS_NEW_DEST || op->kind == IPVS_SET_DEST)
		rc |= put_dest(msg, &op->dest, true);
	else if (op->kind == IPVS_DEL_DEST)
		rc |= put_dest(msg, &op->dest, false);
	return rc >= 0;
}

bool
ipvs_attr_put_timeouts(struct nl_msg *msg, const struct ipvs_timeouts *timeouts)
{
	int rc = 0;

	if (timeouts->tcp_s)
		rc |= nla_put_u32(msg, IPVS_CMD_ATTR_TIMEOUT_TCP, timeouts->tcp_s);
	if (timeouts->tcpfin_s)
		rc |=
		    nla_put_u32(msg, IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, timeouts->tcpfin_s);
	if (timeouts->udp_s)
		rc |= nla_put_u32(msg, IPVS_CMD_ATTR_TIMEOUT_UDP, timeouts->udp_s);
	return rc >= 0;
}

static int
put_daemon_settings(struct nl_msg *msg, const struct model_sync_daemon *as)
{
	int rc = nla_put_string(msg, IPVS_DAEMON_ATTR_MCAST_IFN, as->interface);

	rc |= nla_put_u32(msg, IPVS_DAEMON_ATTR_SYNC_ID, as->sync_id);
	if (as->maxlen)
		rc |= nla_put_u16(msg, IPVS_DAEMON_ATTR_SYNC_MAXLEN, as->maxlen);
	if (as->port)
		rc |= nla_put_u16(msg, IPVS_DAEMON_ATTR_MCAST_PORT, as->port);
	if (as->ttl)
		rc |= nla_put_u8(msg, IPVS_DAEMON_ATTR_MCAST_TTL, as->ttl);
	if (as->group.family == ADDR_V4)
		rc |= nla_put(msg, IPVS_DAEMON_ATTR_MCAST_GROUP, 4, as->group.bytes);
	else if (as->group.family == ADDR_V6)
		rc |= nla_put(
		    msg, IPVS_DAEMON_ATTR_MCAST_GROUP6, ADDR_BYTES, as->group.bytes);
	return rc;
}

bool
ipvs_attr_put_daemon(
    struct nl_msg *msg, unsigned role, const struct model_sync_daemon *as)
{
	struct nlattr *nest = nla_nest_start(msg, IPVS_CMD_ATTR_DAEMON);
	int rc;

	if (!nest)
		return false;
	rc = nla_put_u32(msg, IPVS_DAEMON_ATTR_STATE, role);
	if (as)
		rc |= put_daemon_settings(msg, as);
	return (rc | nla_nest_end(msg, nest)) >= 0;
}
