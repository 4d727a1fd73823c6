/* SPDX-License-Identifier: Apache-2.0 */
/* The few bytes of grpc.health.v1.Health/Check: a message of gRPC (a flag, a length)
 * around one of protobuf (a field). P. */
#ifndef CHECKS_CHECK_GRPC_WIRE_H
#define CHECKS_CHECK_GRPC_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHECK_GRPC_SERVICE_MAX = 255, CHECK_GRPC_ASK_MAX = 5 + 3 + 255 };

/* HealthCheckRequest for `service` (at most CHECK_GRPC_SERVICE_MAX bytes; NULL or "":
 * the server as a whole) into out[CHECK_GRPC_ASK_MAX]; returns its length. */
size_t check_grpc_ask(const char *service, uint8_t *out);

/* HealthCheckResponse.ServingStatus. */
enum check_grpc_serving {
	CHECK_GRPC_IS_UNKNOWN,
	CHECK_GRPC_IS_SERVING,
	CHECK_GRPC_IS_NOT_SERVING,
	CHECK_GRPC_IS_SERVICE_UNKNOWN
};

/* The one message of an answer; false when it is none: cut, more than one, compressed,
 * not protobuf, a status beyond 2^31. Fields of other numbers are passed over, and a
 * status that does not come is UNKNOWN, as protobuf has it.
 * Source: gRPC over HTTP2, "Length-Prefixed-Message"; protobuf encoding. */
bool check_grpc_answer(const void *body, size_t len, uint32_t *serving);

/* "NOT_SERVING"; NULL: a status that nobody has defined. */
const char *check_grpc_serving_word(uint32_t serving);
/* "UNAVAILABLE" of grpc-status 14; NULL likewise. */
const char *check_grpc_status_word(unsigned long status);

#endif
