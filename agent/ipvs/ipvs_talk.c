/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control.
 *
 * Of a batch only the last message asks to be acknowledged. A message that fails
 * answers for itself, by its sequence number, and does not stop the others, so that
 * the last one's answer means: all were tried. libnl's own acknowledgements stay off:
 * unread ones would fall into the next dump.
 *
 * The kernel works a request off within the send, and a dump's next part within the
 * read of the last, so an answer that is not there at once will never come: the socket
 * does not wait. The kernel keeps silent when a request ends with EINTR (seen with a
 * sync daemon stopped before it had run, Linux 6.1). */
#include "agent/ipvs/ipvs_talk.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ip_vs.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

#include "agent/lib/buf.h"
#include "agent/lib/mem.h"

enum {
	SOCKET_BYTES = 512 * 1024,
	REPLY_BYTES = 64 * 1024 /* the kernel fills at most 32 KiB of a dump's part */
};

struct ipvs_talk {
	struct nl_sock *sock; /* NULL: not open */
	struct nl_cb *cb;
	int family; /* IPVS's number, as long as sock is open */
	uint32_t seq;
	struct buf batch;
	uint32_t batch_first; /* number of its first message */
};

/* What is awaited: the answers to the messages numbered first to last. */
struct exchange {
	uint32_t first, last;
	bool done;
	int err; /* positive errno of message `last` */
	struct ipvs_listener *listener;
	void (*failed)(void *ctx, size_t i, int err);
	void *ctx;
};

/* libnl's numbers where they say more than "it failed". */
static int
errno_of_nl(int rc)
{
	switch (-rc) {
	case NLE_SUCCESS:
		return 0;
	case NLE_AGAIN: /* silence: see above */
		return -EINTR;
	case NLE_NOMEM: /* the socket's buffer overflowed */
		return -ENOBUFS;
	case NLE_PERM:
		return -EPERM;
	case NLE_OBJ_NOTFOUND:
		return -ENOENT;
	case NLE_DUMP_INTR:
		return -EAGAIN;
	case NLE_MSG_TOOSHORT:
	case NLE_MSG_TRUNC:
		return -EBADMSG;
	case NLE_AF_NOSUPPORT:
	case NLE_PROTO_MISMATCH:
		return -EPROTONOSUPPORT;
	default:
		return -EIO;
	}
}

/* ---- answers ---- */

/* Only the kernel is listened to, and only to what was asked. */
static int
on_message(struct nl_msg *msg, void *ctx)
{
	const struct exchange *x = ctx;
	uint32_t seq = nlmsg_hdr(msg)->nlmsg_seq;

	if (nlmsg_get_src(msg)->nl_pid != 0)
		return NL_SKIP;
	return seq - x->first <= x->last - x->first ? NL_OK : NL_SKIP;
}

static int
on_valid(struct nl_msg *msg, void *ctx)
{
	struct exchange *x = ctx;

	struct ipvs_listener *listener = x->listener;

	if (listener && listener->reply &&
	    !listener->reply(nlmsg_hdr(msg), listener->into))
		listener->not_understood++;
	return NL_OK;
}

/* An acknowledgement, or the end of a dump: that one may say that it broke off. */
static int
on_end(struct nl_msg *msg, void *ctx)
{
	struct exchange *x = ctx;
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	int status = 0;

	if (hdr->nlmsg_seq != x->last)
		return NL_SKIP;
	if (hdr->nlmsg_type == NLMSG_DONE && nlmsg_datalen(hdr) >= (int)sizeof(status))
		memcpy(&status, nlmsg_data(hdr), sizeof(status));
	x->err = status < 0 ? -status : 0;
	x->done = true;
	return NL_STOP;
}

static int
on_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *ctx)
{
	struct exchange *x = ctx;
	uint32_t at = error->msg.nlmsg_seq - x->first;

	if (from->nl_pid != 0 || at > x->last - x->first)
		return NL_SKIP;
	if (x->failed)
		x->failed(x->ctx, at, -error->error);
	if (error->msg.nlmsg_seq != x->last)
		return NL_SKIP;
	x->err = -error->error;
	x->done = true;
	return NL_STOP;
}

static int
on_any_seq(struct nl_msg *msg, void *ctx)
{
	(void)msg;
	(void)ctx;
	return NL_OK; /* on_message has looked */
}

static void
listen_for(struct nl_cb *cb, struct exchange *x)
{
	(void)nl_cb_set(cb, NL_CB_MSG_IN, NL_CB_CUSTOM, on_message, x);
	(void)nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, on_any_seq, NULL);
	(void)nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, x);
	(void)nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_end, x);
	(void)nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_end, x);
	(void)nl_cb_err(cb, NL_CB_CUSTOM, on_error, x);
}

/* ---- the socket ---- */

static void
close_socket(struct ipvs_talk *talk)
{
	nl_socket_free(talk->sock);
	talk->sock = NULL;
	talk->family = 0;
}

static int
set_up(struct nl_sock *sock)
{
	int rc = genl_connect(sock);

	if (rc < 0)
		return errno_of_nl(rc);
	nl_socket_disable_auto_ack(sock);
	nl_socket_disable_msg_peek(sock); /* half the system calls */
	rc = nl_socket_set_msg_buf_size(sock, REPLY_BYTES);
	if (rc == 0)
		rc = nl_socket_set_buffer_size(sock, SOCKET_BYTES, SOCKET_BYTES);
	if (rc == 0)
		rc = nl_socket_set_nonblocking(sock);
	return errno_of_nl(rc);
}

int
ipvs_talk_open(struct ipvs_talk *talk)
{
	int rc;

	close_socket(talk);
	talk->sock = nl_socket_alloc();
	if (!talk->sock)
		return -ENOMEM;
	rc = set_up(talk->sock);
	if (rc == 0) {
		rc = genl_ctrl_resolve(talk->sock, IPVS_GENL_NAME);
		talk->family = rc;
		rc = rc < 0 ? errno_of_nl(rc) : 0;
	}
	if (rc < 0)
		close_socket(talk);
	return rc;
}

/* ---- requests ---- */

struct nl_msg *
ipvs_talk_message(struct ipvs_talk *talk, int command, int flags, int *err)
{
	struct nl_msg *msg;

	*err = talk->sock ? 0 : ipvs_talk_open(talk);
	if (*err < 0)
		return NULL;
	msg = nlmsg_alloc();
	if (msg &&
	    genlmsg_put(msg, 0, ++talk->seq, talk->family, 0, NLM_F_REQUEST | flags,
		(uint8_t)command, IPVS_GENL_VERSION))
		return msg;
	nlmsg_free(msg);
	*err = -ENOMEM;
	return NULL;
}

/* Send, and read until message x->last is answered. 0, or why it could not be read:
 * the socket is then closed, since answers may still come. */
static int
exchange(struct ipvs_talk *talk, void *bytes, size_t len, struct exchange *x)
{
	int rc;

	listen_for(talk->cb, x);
	rc = nl_sendto(talk->sock, bytes, len);
	while (rc >= 0 && !x->done)
		rc = nl_recvmsgs(talk->sock, talk->cb);
	if (x->done)
		return 0;
	close_socket(talk);
	return errno_of_nl(rc);
}

int
ipvs_talk_ask(
    struct ipvs_talk *talk, struct nl_msg *msg_take, struct ipvs_listener *listener)
{
	struct nlmsghdr *hdr = nlmsg_hdr(msg_take);
	struct exchange x = {
	    .first = hdr->nlmsg_seq, .last = hdr->nlmsg_seq, .listener = listener};
	int rc = exchange(talk, hdr, hdr->nlmsg_len, &x);

	nlmsg_free(msg_take);
	return rc < 0 ? rc : -x.err;
}

void
ipvs_talk_collect(struct ipvs_talk *talk, struct nl_msg *msg_take)
{
	const struct nlmsghdr *hdr = nlmsg_hdr(msg_take);

	assert(hdr->nlmsg_len % NLMSG_ALIGNTO == 0);
	if (talk->batch.len == 0)
		talk->batch_first = hdr->nlmsg_seq;
	buf_put(&talk->batch, hdr, hdr->nlmsg_len);
	nlmsg_free(msg_take);
}

void
ipvs_talk_discard(struct ipvs_talk *talk)
{
	buf_clear(&talk->batch);
}

int
ipvs_talk_send(
    struct ipvs_talk *talk, void (*failed)(void *ctx, size_t i, int err), void *ctx)
{
	struct exchange x = {.first = talk->batch_first,
	    .last = talk->seq,
	    .failed = failed,
	    .ctx = ctx};
	int rc = exchange(talk, talk->batch.bytes, talk->batch.len, &x);

	buf_clear(&talk->batch);
	return rc;
}

/* ---- life ---- */

struct ipvs_talk *
ipvs_talk_new(void)
{
	struct ipvs_talk *talk = mem_new(1, sizeof(*talk));

	talk->cb = nl_cb_alloc(NL_CB_CUSTOM);
	if (!talk->cb)
		abort(); /* no memory: as mem_new */
	return talk;
}

void
ipvs_talk_free(struct ipvs_talk *talk)
{
	close_socket(talk);
	nl_cb_put(talk->cb);
	buf_fini(&talk->batch);
	mem_free(talk);
}
