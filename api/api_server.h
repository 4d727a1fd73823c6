/* SPDX-License-Identifier: Apache-2.0 */
/* What the server is made of, shared by api.c (the HTTP library), api_configure.c
 * (which listeners) and api_gate.h (who may). E, control thread. */
#ifndef API_API_SERVER_H
#define API_API_SERVER_H

#include "agent/lib/clock.h"
#include "api/api_auth.h"
#include "api/api_http.h"
#include "api/api_listen.h"
#include "api/api_replay.h"
#include "api/metrics.h"

struct MHD_Connection;
struct api_files;
struct api_live;
struct MHD_Daemon;
struct loop_fd;
struct loop_timer;

struct api_tls { /* PEM texts, owned; NULL: none */
	char *certificate, *key, *client_ca;
};

/* One connection. The list is its listener's. */
struct api_conn {
	struct api_listener *listener; /* borrowed */
	struct api_conn *next, *prev;
	int fd; /* the library's */
	struct instant deadline;
	bool idle;                  /* between two requests */
	bool cut;                   /* shut down, by us */
	uid_t uid;                  /* Unix: of the peer */
	struct addr addr;           /* TCP: of the client */
	struct api_identity person; /* Unix: known from the start */
};

struct api_listener {
	struct api *api;          /* borrowed */
	struct api_listen listen; /* its strings are owned */
	struct api_socket socket;
	struct api_tls tls; /* all NULL: none */
	struct MHD_Daemon *daemon;
	struct loop_fd *watch;
	struct loop_timer *again; /* the library asked to be run again */
	struct api_conn *conns;
	bool made_room; /* a connection ended in this run */
	struct api_listener *next;
};

struct api {
	struct loop *loop; /* borrowed */
	struct api_hooks hooks;
	struct api_listener *listeners; /* owned */
	struct api_listener *leaving;   /* owned: closed, answering what is open */
	struct loop_timer *reaper;      /* stops those that leave */
	struct loop_timer *sweep;       /* ends connections past their deadline */
	bool sweeping;                  /* its timer is set */
	struct api_live *lives;         /* streams that go on; api_live.c */
	struct loop_timer *stir, *beat; /* events to tell; signs of life */
	bool stirred;                   /* `stir` is set */
	unsigned lives_len;
	struct api_files *files; /* looks at those of tokens and certificates */
	struct api_tokens tokens;
	struct api_backoff backoff;
	struct api_replays replays;
	struct metrics_requests requests;
	struct metrics_cache metrics;
	struct api_totals totals;
	bool require_if_match;
	char hostname[256];
	uint32_t run_id, next_id; /* of request ids */
};

/* One request. Header values are borrowed from the library until it completes. */
struct api_call {
	struct api *api;
	struct api_conn *conn;
	const char *method;
	const char *host, *origin, *authorization;
	char *path; /* owned; the query is cut off, and follows */
	const char *query_text;
	bool begun, refused, answered;
	bool bad_certificate; /* shown, and not of our client_ca */
	bool wished;          /* a grant may allow it: `wish` */
	struct api_wish wish;
	struct api_match match;
	struct api_query query[API_QUERY_MAX];
	struct api_identity person;
	struct instant begun_at;
	char source[ADDR_TEXT_SIZE];
	char id[24];
	struct api_request request;
	struct api_response response;
	struct buf body;
};

/* The parts of an api that belong to api.c: made first, ended last. */
void api_begin(struct api *api);
void api_end(struct api *api);

/* 0 or -errno. The listener owns what it needs of its socket. */
int api_listener_start(struct api_listener *listener, char *why, size_t why_size);

/* No new connections; what is open goes on. Allowed inside a request. */
void api_listener_quiesce(struct api_listener *listener);

/* End it and its connections; never inside a request. */
void api_listener_stop(struct api_listener *listener);

void api_listener_free(struct api_listener *listener); /* NULL is fine */

/* The person of a verified client certificate: its common name, and as role its
 * organizational unit (viewer unless that is a role's word). `session` is a
 * gnutls_session_t. False: there is none, or (*shown) it is not of our client_ca. */
bool api_tls_person(void *session, struct api_identity *person, bool *shown);

#endif
