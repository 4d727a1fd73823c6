/* SPDX-License-Identifier: Apache-2.0 */
/* use_vmac while it is read. P. */
#ifndef AGENT_CONF_VRRP_VMAC_KEYS_H
#define AGENT_CONF_VRRP_VMAC_KEYS_H

#include "agent/conf/conf_key.h"
#include "agent/conf/model_base.h"

struct raw_instance;

/* Of one instance. */
struct raw_vmac {
	const struct conf_node *line;                          /* NULL: not said */
	char name[MODEL_IFNAME_SIZE], base[MODEL_IFNAME_SIZE]; /* "": not said */
	bool has_mac;
	uint8_t mac[MODEL_MAC_BYTES];
};

/* Of all of them. */
struct raw_vmacs {
	struct conf_items lines; /* struct conf_single: of instances that have one */
	/* Default names that are taken: a bit a VRID, IPv4 and IPv6. */
	uint8_t names[2][256 / 8];
};

conf_read_fn vrrp_read_vmac;
conf_write_fn vrrp_write_vmac;

/* What follows from it. After the family and the lists. */
void vrrp_resolve_vmac(
    struct conf_reader *reader, const struct conf_node *node, struct raw_instance *raw);

#endif
