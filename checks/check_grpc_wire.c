/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_grpc_wire.h"

#include <string.h>

#include "agent/lib/wire.h"

/* Kinds of fields in protobuf's tags. */
enum { VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5 };
enum { VARINT_BYTES_MAX = 10, STATUS_FIELD = 1 };

size_t
check_grpc_ask(const char *service, uint8_t *out)
{
	size_t len = service ? strlen(service) : 0;
	struct wr wr = wr_init(out, CHECK_GRPC_ASK_MAX);

	wr_u8(&wr, 0); /* not compressed */
	wr_be32(&wr, (uint32_t)(len ? (len < 0x80 ? 2 : 3) + len : 0));
	if (!len)
		return wr_len(&wr);
	wr_u8(&wr, STATUS_FIELD << 3 | BYTES);
	if (len >= 0x80)
		wr_u8(&wr, (uint8_t)(0x80 | (len & 0x7f)));
	wr_u8(&wr, (uint8_t)(len >= 0x80 ? len >> 7 : len));
	wr_bytes(&wr, service, len);
	return wr_len(&wr);
}

/* Least significant seven bits first; what does not fit 64 bits fails. */
static uint64_t
read_varint(struct rd *rd)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < VARINT_BYTES_MAX; i++) {
		uint8_t byte = rd_u8(rd);

		if (i == VARINT_BYTES_MAX - 1 && byte > 1)
			break;
		value |= (uint64_t)(byte & 0x7f) << 7 * i;
		if (!(byte & 0x80))
			return value;
	}
	rd->failed = true;
	return 0;
}

static void
skip_field(struct rd *rd, unsigned kind)
{
	uint64_t len = kind == FIXED64 ? 8 : 4;

	if (kind == VARINT) {
		(void)read_varint(rd);
		return;
	}
	if (kind == BYTES)
		len = read_varint(rd);
	else if (kind != FIXED64 && kind != FIXED32)
		rd->failed = true; /* groups went out of use before gRPC came */
	if (len > rd_left(rd))
		rd->failed = true;
	else
		(void)rd_bytes(rd, (size_t)len);
}

bool
check_grpc_answer(const void *body, size_t len, uint32_t *serving)
{
	struct rd rd = rd_init(body, len);
	uint64_t status = CHECK_GRPC_IS_UNKNOWN;
	uint8_t compressed = rd_u8(&rd);
	uint32_t message_len = rd_be32(&rd);

	if (!rd_ok(&rd) || compressed || message_len != rd_left(&rd))
		return false;
	while (rd_ok(&rd) && rd_left(&rd)) {
		uint64_t tag = read_varint(&rd);

		if (tag == (STATUS_FIELD << 3 | VARINT))
			status = read_varint(&rd);
		else
			skip_field(&rd, tag & 7);
	}
	if (!rd_ok(&rd) || status > INT32_MAX)
		return false;
	*serving = (uint32_t)status;
	return true;
}

const char *
check_grpc_serving_word(uint32_t serving)
{
	static const char *const words[] = {
	    "UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};

	return serving < sizeof(words) / sizeof(words[0]) ? words[serving] : NULL;
}

const char *
check_grpc_status_word(unsigned long status)
{
	static const char *const words[] = {"OK", "CANCELLED", "UNKNOWN",
	    "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
	    "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED",
	    "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
	    "UNAUTHENTICATED"};

	return status < sizeof(words) / sizeof(words[0]) ? words[status] : NULL;
}
