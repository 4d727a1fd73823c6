/* SPDX-License-Identifier: Apache-2.0 */
/* A server on the loopback that behaves as badly as it is told, on a thread of its own,
 * one connection after the other: for tests of checkers. */
#ifndef TESTS_FAKE_FAKE_SERVER_H
#define TESTS_FAKE_FAKE_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fake_manner {
	FAKE_ANSWER,  /* say `reply`, close */
	FAKE_KEEP,    /* say `reply` to each request of the connection */
	FAKE_SILENT,  /* accept, read, say nothing */
	FAKE_RESET,   /* accept, read, reset */
	FAKE_DRIP,    /* a byte of `reply` every 20 ms */
	FAKE_ENDLESS, /* say `reply`, then `x` without end */
	FAKE_NO_TLS   /* accept, never speak the handshake */
};

struct fake_server_options {
	enum fake_manner manner;
	const char *reply;
	const char *then; /* instead of `reply`, after the first request */
	size_t reply_len; /* 0: `reply` is a string */
	const char
	    *request_end;     /* what ends a request; NULL: an empty line, as HTTP's */
	const char *tls_name; /* the name in its certificate; NULL: no TLS */
	int32_t tls_days;     /* until the certificate expires; 0: an hour */
	bool tls_client;      /* demand a certificate that is the server's own */
	bool tls_h2;          /* agree to HTTP/2 */
};

struct fake_server;

struct fake_server *fake_server_start(const struct fake_server_options *options);
uint16_t fake_server_port(const struct fake_server *server);

/* The file of its own certificate (PEM): who trusts that trusts the server. */
const char *fake_server_ca(const struct fake_server *server);
/* The file of its key. */
const char *fake_server_key(const struct fake_server *server);

/* Connections so far; only after fake_server_stop. */
unsigned fake_server_connections(const struct fake_server *server);

/* Requests so far, one after the other, and the name asked for in TLS ("" if none);
 * only after fake_server_stop. */
const char *fake_server_heard(const struct fake_server *server);
const char *fake_server_sni(const struct fake_server *server);

void fake_server_stop(struct fake_server *server);
void fake_server_free(struct fake_server *server); /* stops it if need be */

#endif
