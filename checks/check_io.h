/* SPDX-License-Identifier: Apache-2.0 */
/* What a checker may ask for while one try of it is under way. E, control thread: no
 * function of a checker may wait. Installed for plug-ins, which may call all of it but
 * check_try_memory, check_script and check_try_curl (checks/plugin.list). */
#ifndef CHECKS_CHECK_IO_H
#define CHECKS_CHECK_IO_H

#include "checks/check.h"

struct check_curl;
struct check_try;
struct keeper_result;
struct keeper_script;

const struct model_check *check_try_model(const struct check_try *try);
const void *check_try_spec(const struct check_try *try);

/* The checker's own memory: ops->state_size bytes, zeroed before start. */
void *check_try_state(struct check_try *try);

/* More of it, zeroed, for what only some tries need; once a try, gone with it. */
void *check_try_memory(struct check_try *try, size_t bytes);

/* The try is over; `try` is gone when these return. The text (one line) is for a
 * person: what was seen, then what was wanted. */
void check_done(struct check_try *try, enum check_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* CHECK_OK, and the weight that the real server shall have from now on, 0..253. */
void check_done_weight(struct check_try *try, int32_t weight);

/* The same with all of it said: of a checker whose core says so. */
void check_done_verdict(struct check_try *try, const struct check_verdict *verdict);

/* The server showed a certificate that is good until then (wall clock). `near`: so near
 * that it is a warning, whatever comes of the try. */
void check_try_certificate(struct check_try *try, int64_t until_ms, bool near);

/* From now on a deadline that passes means `late`: CHECK_CONNECT_TIMEOUT or (at first)
 * CHECK_TIMEOUT. */
void check_try_expect(struct check_try *try, enum check_code late);

/* Connect to connect_addr:connect_port over TCP, and say who we are as proxy_protocol
 * asks. A failure ends the try with its
 * reason; success calls `then`, once, with a descriptor that is closed with the
 * try. */
void check_connect(struct check_try *try, void (*then)(struct check_try *try, int fd));

/* The same with a socket of another kind: SOCK_DGRAM, and 0 or IPPROTO_ICMP. */
void check_dial(struct check_try *try, int type, int protocol,
    void (*then)(struct check_try *try, int fd));

/* Close it before the try is over, so that it can connect once more. */
void check_hang_up(struct check_try *try);

/* Hear LOOP_READ, LOOP_WRITE of the connection, once it is made; once a connection.
 * Then for other events. */
void check_watch(struct check_try *try, unsigned events,
    void (*ready)(struct check_try *try, int fd, unsigned events));
void check_watch_events(struct check_try *try, unsigned events);

/* Once connected: `ready` is called once, when there is something to read, or the peer
 * has ended. It may ask again. */
void check_await(struct check_try *try, void (*ready)(struct check_try *try, int fd));

/* End the connection by a reset, without a TIME_WAIT on this side: for a check that
 * only wanted to know whether it can be made. */
void check_reset_on_close(int fd);

/* A non-blocking close-on-exec socket of the family of check->connect_addr, bound as
 * bindto, bind_port, bind_if and fwmark say. -errno on failure; *step says what failed:
 * "bind to 10.0.0.1". `step` has CHECK_DETAIL_SIZE bytes. */
int check_socket(const struct model_check *check, int type, char *step);

/* "10.1.1.163:80", "[2001:db8::1]:80"; into out[CHECK_PEER_SIZE]; returns out. */
enum { CHECK_PEER_SIZE = ADDR_TEXT_SIZE + 10 };
const char *check_peer(const struct model_check *check, char *out);

/* Run a script; one without a user gets script_user. One that may not be run, or
 * cannot, ends the try; else `ended` is called once. A try that is over takes its
 * script, and the script's process group, with it. */
void check_script(struct check_try *try, const struct keeper_script *script,
    void (*ended)(struct check_try *try, const struct keeper_result *result));

/* What a script said, to be kept until the next try of the same check. */
void check_keep_output(struct check_try *try, const char *output);

/* The requests of all checkers share one: check_curl.h. */
struct check_curl *check_try_curl(struct check_try *try);

/* What an errno means: of making the socket, and of connecting it. */
enum check_code check_socket_code(int err);
enum check_code check_connect_code(int err);

/* Ends the try with what `err` means; the detail has the peer, and at what (NULL: in
 * connecting). */
void check_fail(struct check_try *try, const char *what, int err);

#endif
