/* SPDX-License-Identifier: Apache-2.0 */
/* A virtual_server_group, and which services of the kernel a virtual server stands for:
 * one, or one for each address and firewall mark of its group. P. */
#ifndef AGENT_CONF_MODEL_GROUP_H
#define AGENT_CONF_MODEL_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model_base.h"

enum { MODEL_GROUP_SERVICES_MAX = 4096 }; /* of one group */

/* A line of a group: `len` addresses from `first` on, or a firewall mark. */
struct model_group_entry {
	uint8_t
	    family; /* of a mark that does not say: ADDR_NONE, the virtual server's */
	struct addr first; /* not set with a mark */
	uint32_t len;      /* 1 of a mark */
	uint16_t port;
	uint32_t fwmark; /* 0: addresses */
	size_t begin;    /* services of the lines before */
	struct model_place place;
};

struct model_server_group {
	const char *name; /* first: it is dumped and found by it */
	const struct model_group_entry *entries;
	size_t entries_len;
	size_t services_len; /* of all entries */
	struct model_place place;
};

/* One service of the kernel: an address and port, or a mark. */
struct model_service {
	uint8_t family;
	struct addr addr;
	uint16_t port;
	uint32_t fwmark;
};

struct model_virtual_server;

/* 1 without a group; in the group's order. O(log entries) each. */
size_t model_vs_services_len(const struct model_virtual_server *vs);
struct model_service model_vs_service(const struct model_virtual_server *vs, size_t at);

/* Whether any of its services is of another family. */
bool model_vs_differs(const struct model_virtual_server *vs, uint8_t from_family);

/* The address `offset` after `first`; it wraps within the family. */
struct addr model_addr_after(const struct addr *first, uint32_t offset);

/* "10.0.1.1-10.0.1.5", "10.0.1.1", "fwmark 7 inet6": an entry without its port. */
enum { MODEL_ENTRY_TEXT_SIZE = 2 * ADDR_TEXT_SIZE + 2 };
const char *model_entry_text(const struct model_group_entry *entry, char *out);

#endif
