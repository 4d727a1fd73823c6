/* SPDX-License-Identifier: Apache-2.0 */
/* GRPC_CHECK: the health service that servers of gRPC offer (grpc.health.v1). E,
 * control thread. */
#ifndef CHECKS_CHECK_GRPC_H
#define CHECKS_CHECK_GRPC_H

#include "checks/check.h"
#include "checks/check_tls.h"

struct check_grpc_spec {
	const char *service;  /* NULL: the server as a whole */
	bool tls;             /* else HTTP/2 in the clear, by prior knowledge */
	bool keep;            /* the connection, for the next try */
	const char *sni_name; /* NULL: the virtualhost */
	struct check_tls trust;
};

extern const struct check_ops check_grpc_ops;
extern const struct conf_block check_grpc_block;

#endif
