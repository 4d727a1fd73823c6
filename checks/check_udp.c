/* SPDX-License-Identifier: Apache-2.0 */
/* UDP_CHECK: fit is what answers, or, where no answer is wanted, what no host says is
 * closed: for that, the whole of connect_timeout is waited. Runs on: control. */
#include "checks/check_udp.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/lib/arena.h"
#include "agent/sys/loop.h"
#include "checks/check_io.h"
#include "checks/check_rows.h"
#include "checks/check_trace.h"

static const uint8_t no_bytes[1];

static void
heard(struct check_try *try, int fd, unsigned events)
{
	uint8_t reply[CHECK_UDP_REPLY_MAX];
	char detail[CHECK_DETAIL_SIZE];
	ssize_t got = recv(fd, reply, sizeof(reply), 0);
	enum check_code code;

	(void)events; /* readable, or an error: recv says which */
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got < 0) {
		check_fail(try, "no answer", errno);
		return;
	}
	check_trace(try, CHECK_STEP_RECEIVED, (size_t)got);
	code = check_udp_judge(check_try_spec(try), reply, (size_t)got, detail);
	check_done(try, code, "%s", detail);
}

static void
connected(struct check_try *try, int fd)
{
	const struct check_udp_spec *spec = check_try_spec(try);
	const void *bytes = spec->payload.len ? spec->payload.bytes : no_bytes;

	if (send(fd, bytes, spec->payload.len, MSG_NOSIGNAL) < 0) {
		check_fail(try, "sending", errno);
		return;
	}
	check_trace(try, CHECK_STEP_SENT, spec->payload.len);
	if (!spec->require_reply)
		check_try_expect(try, CHECK_OK);
	check_watch(try, LOOP_READ, heard);
}

static void
start(struct check_try *try)
{
	check_dial(try, SOCK_DGRAM, 0, connected);
}

const struct check_ops check_udp_ops = {
    .abi = CHECK_ABI,
    .name = "udp",
    .start = start,
    .equal = check_udp_equal,
    .in_flight_max = 2000,
};

/* ---- its words ---- */

static bool
read_hex(struct conf_reader *reader, const struct conf_node *node, bool may_be_any,
    struct check_udp_bytes *out)
{
	uint8_t bytes[CHECK_UDP_BYTES_MAX], mask[CHECK_UDP_BYTES_MAX];
	struct arena *arena = conf_arena(reader);
	uint8_t *kept;
	size_t len;

	if (!check_udp_parse(
		conf_word(node, 1), bytes, may_be_any ? mask : NULL, &len)) {
		conf_error(reader, node, 1, "value",
		    "%s wants 1 to %d bytes, two hexadecimal digits each%s",
		    conf_word(node, 0), CHECK_UDP_BYTES_MAX,
		    may_be_any ? ", X for any digit" : "");
		return false;
	}
	kept = arena_alloc(arena, 2 * len);
	memcpy(kept, bytes, len);
	if (may_be_any)
		memcpy(kept + len, mask, len);
	*out = (struct check_udp_bytes){kept, may_be_any ? kept + len : NULL, len};
	return true;
}

static void
read_payload(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct check_udp_spec *spec = into;

	(void)key;
	if (conf_words_len(node) != 2)
		conf_error(
		    reader, node, 0, "value", "payload wants hexadecimal digits");
	else
		(void)read_hex(reader, node, false, &spec->payload); /* reports */
}

static void
read_reply(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct check_udp_spec *spec = into;

	(void)key;
	spec->require_reply = true;
	if (conf_words_len(node) > 2)
		conf_error(reader, node, 2, "value", "require_reply wants one pattern");
	else if (conf_words_len(node) == 2)
		(void)read_hex(reader, node, true, &spec->reply); /* reports */
}

static void
write_payload(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct check_udp_spec *spec = from;
	char text[CHECK_UDP_TEXT_SIZE];

	if (spec->payload.len)
		conf_write(writer, key->word, check_udp_format(&spec->payload, text),
		    (char *)NULL);
}

static void
write_reply(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct check_udp_spec *spec = from;
	char text[CHECK_UDP_TEXT_SIZE];

	if (spec->reply.len)
		conf_write(writer, key->word, check_udp_format(&spec->reply, text),
		    (char *)NULL);
	else if (spec->require_reply)
		conf_write(writer, key->word, (char *)NULL);
}

static void
defaults(void *into)
{
	struct check_udp_spec *spec = into;

	spec->max_reply_length = 255;
}

static void
finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	const struct check_udp_spec *spec = into;

	if (spec->min_reply_length > spec->max_reply_length)
		conf_error(reader, node, 0, "conflict",
		    "min_reply_length is above max_reply_length, which is %u",
		    spec->max_reply_length);
	if (!spec->require_reply && spec->min_reply_length)
		conf_warning(reader, node, 0, "no_effect",
		    "min_reply_length means nothing without require_reply");
}

static const struct conf_key keys[] = {
    CHECK_ROW_BY("payload", read_payload, write_payload,
	"HEX: the bytes to send, two digits each (an empty datagram)"),
    CHECK_ROW_BY("require_reply", read_reply, write_reply,
	"[HEX]: a reply must come, and begin with these bytes, X for any digit "
	"(without it only an ICMP error is a failure, and a try that hears nothing "
	"lasts for connect_timeout)"),
    CHECK_ROW_IN("min_reply_length", CONF_UINT, struct check_udp_spec, min_reply_length,
	0, CHECK_UDP_REPLY_MAX, "bytes of a reply, at least (0)"),
    CHECK_ROW_IN("max_reply_length", CONF_UINT, struct check_udp_spec, max_reply_length,
	0, CHECK_UDP_REPLY_MAX, "bytes of a reply, at most (255)"),
};

const struct conf_block check_udp_block = {CHECK_ROWS(keys),
    .size = sizeof(struct check_udp_spec), .defaults = defaults, .finish = finish};
