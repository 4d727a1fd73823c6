/* SPDX-License-Identifier: Apache-2.0 */
/* Events of routes and rules: bytes of the kernel. */
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/vrrp/vrrp_fib_encode.h"

/* What a walk over attributes is about. */
struct attrs {
	const uint8_t *bytes;
	size_t len, at;
};

static bool
next(struct attrs *attrs, struct rtattr *attr, const uint8_t **value)
{
	size_t left = attrs->at < attrs->len ? attrs->len - attrs->at : 0;

	if (left < sizeof(*attr))
		return false;
	memcpy(attr, attrs->bytes + attrs->at, sizeof(*attr));
	if (attr->rta_len < sizeof(*attr) || attr->rta_len > left)
		return false;
	*value = attrs->bytes + attrs->at + sizeof(*attr);
	attrs->at += RTA_ALIGN(attr->rta_len);
	attr->rta_len = (unsigned short)(attr->rta_len - sizeof(*attr));
	return true;
}

static void
read_u32(const struct rtattr *attr, const uint8_t *value, uint32_t *out)
{
	if (attr->rta_len == sizeof(*out))
		memcpy(out, value, sizeof(*out));
}

static uint8_t
family_of(uint8_t af)
{
	if (af == AF_INET)
		return ADDR_V4;
	return af == AF_INET6 ? ADDR_V6 : ADDR_NONE;
}

static bool
decode_route(const uint8_t *payload, size_t len, struct vrrp_fib_event *out)
{
	struct attrs attrs = {payload, len, NLMSG_ALIGN(sizeof(struct rtmsg))};
	struct rtmsg header;
	const uint8_t *value;
	struct rtattr attr;

	if (len < sizeof(header))
		return false;
	memcpy(&header, payload, sizeof(header));
	out->family = family_of(header.rtm_family);
	out->table = header.rtm_table;
	out->protocol = header.rtm_protocol;
	out->to.addr.family = out->family;
	out->to.prefix_len = header.rtm_dst_len;
	/* A cached route of the kernel's own is none of the table. */
	if (out->family == ADDR_NONE || (header.rtm_flags & RTM_F_CLONED) ||
	    header.rtm_dst_len > addr_len(&out->to.addr) * 8)
		return false;
	while (next(&attrs, &attr, &value)) {
		if (attr.rta_type == RTA_TABLE)
			read_u32(&attr, value, &out->table);
		if (attr.rta_type == RTA_PRIORITY)
			read_u32(&attr, value, &out->preference);
		if (attr.rta_type == RTA_DST && attr.rta_len == addr_len(&out->to.addr))
			memcpy(out->to.addr.bytes, value, attr.rta_len);
	}
	return true;
}

static bool
decode_rule(const uint8_t *payload, size_t len, struct vrrp_fib_event *out)
{
	struct attrs attrs = {payload, len, NLMSG_ALIGN(sizeof(struct fib_rule_hdr))};
	struct fib_rule_hdr header;
	const uint8_t *value;
	struct rtattr attr;

	if (len < sizeof(header))
		return false;
	memcpy(&header, payload, sizeof(header));
	out->family = family_of(header.family);
	out->table = header.table;
	if (out->family == ADDR_NONE)
		return false;
	while (next(&attrs, &attr, &value)) {
		if (attr.rta_type == FRA_TABLE)
			read_u32(&attr, value, &out->table);
		if (attr.rta_type == FRA_PRIORITY)
			read_u32(&attr, value, &out->preference);
		if (attr.rta_type == FRA_PROTOCOL && attr.rta_len == 1)
			out->protocol = *value;
	}
	return true;
}

bool
vrrp_fib_decode(
    uint16_t type, const void *payload, size_t len, struct vrrp_fib_event *out)
{
	*out = (struct vrrp_fib_event){.type = type};
	if (type == RTM_NEWROUTE || type == RTM_DELROUTE)
		return decode_route(payload, len, out);
	if (type == RTM_NEWRULE || type == RTM_DELRULE)
		return decode_rule(payload, len, out);
	return false;
}
