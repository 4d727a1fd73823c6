/* SPDX-License-Identifier: Apache-2.0 */
/* What ipvs_real puts into a real kernel: a service of every kind. */
#ifndef TESTS_LAB_IPVS_REAL_ROWS_H
#define TESTS_LAB_IPVS_REAL_ROWS_H

#include "agent/ipvs/ipvs_table.h"

struct dest_row {
	const char *addr;
	uint16_t port;
	enum forward forward;
	uint32_t weight, uthreshold, lthreshold;
};

struct service_row {
	const char *addr; /* NULL: by mark */
	uint8_t family;
	enum protocol protocol;
	uint16_t port;
	uint32_t fwmark;
	const char *scheduler;
	uint32_t flags, timeout_s;
	uint32_t prefix_len; /* of persistence; 0: a host's */
	struct dest_row dests[4];
};

extern const struct service_row ipvs_real_rows[];

/* Every kind of tunnel. */
enum { IPVS_REAL_TUNNELS = 6 };
extern const struct tunnel ipvs_real_tunnels[IPVS_REAL_TUNNELS];

/* Without destinations. */
struct ipvs_service ipvs_real_service(const struct service_row *row);
struct ipvs_dest ipvs_real_dest(const struct dest_row *row);

/* One service with a destination for each tunnel; the caller's. */
struct ipvs_service ipvs_real_tunnelled(void);

/* All of it; the caller's. */
struct ipvs_table ipvs_real_table(void);

#endif
