/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks, and what they may. E: reads the socket's peer; the rest
 * decides on its arguments alone. Control thread. */
#ifndef API_API_AUTH_H
#define API_API_AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "agent/lib/addr.h"
#include "agent/lib/clock.h"
#include "api/api_tokens.h"

enum { API_ACTOR_SIZE = 80 };

/* How somebody showed who he is. */
enum api_method_of_auth {
	API_BY_NOTHING,
	API_BY_PEER, /* of the Unix socket */
	API_BY_TOKEN,
	API_BY_CERTIFICATE,
	API_AUTHS
};
const char *api_auth_word(enum api_method_of_auth by);

struct api_identity {
	enum api_role role; /* API_NOBODY: not known */
	enum api_method_of_auth by;
	char actor[API_ACTOR_SIZE];
	int64_t expires_ms; /* wall clock; INT64_MAX: never */
	struct api_grants grants;
};

/* ---- the Unix socket: the kernel says who it is ---- */

struct api_peer {
	uid_t uid;
	gid_t gid;
	bool in_group; /* of the socket's group, by its first or a further group */
};

/* 0 or -errno. `group`: the socket's. */
int api_auth_peer(int fd, gid_t group, struct api_peer *peer);

/* Root and the agent's own user are admin; the socket's group is operator; whoever else
 * the socket's mode lets in is viewer. */
struct api_identity api_auth_unix(const struct api_peer *peer, uid_t own_uid);

/* ---- TCP: a bearer token ---- */

enum api_token_check {
	API_TOKEN_GOOD,
	API_TOKEN_ABSENT, /* no Authorization header, or another scheme */
	API_TOKEN_WRONG,
	API_TOKEN_EXPIRED
};

/* `header` is the value of Authorization, or NULL. Takes the same time whichever token
 * it is, and whether it is one. */
enum api_token_check api_auth_token(const struct api_tokens *tokens, const char *header,
    int64_t wall_ms, struct api_identity *identity);

/* Is the Host header one of ours: an address, "localhost", `hostname` or what it begins
 * with? A page that lets its own name point here (DNS rebinding) sends that name. */
bool api_host_allowed(const char *header, const char *hostname);

/* ---- back-off: wrong tokens from one source make it wait ---- */

enum { API_BACKOFF_SOURCES = 64, API_BACKOFF_FREE = 5, API_BACKOFF_MAX_S = 30 };

struct api_backoff_source {
	struct addr addr;
	unsigned failures;
	struct instant until, last;
};

/* Zeroed at the start. When it is full the source that has been quiet for longest goes.
 */
struct api_backoff {
	struct api_backoff_source sources[API_BACKOFF_SOURCES];
};

/* Whole seconds that it still has to wait; 0: none. */
unsigned api_backoff_wait_s(
    const struct api_backoff *backoff, const struct addr *addr, struct instant now);

/* After API_BACKOFF_FREE failures: 1 s, 2 s, 4 s ... API_BACKOFF_MAX_S. */
void api_backoff_failed(
    struct api_backoff *backoff, const struct addr *addr, struct instant now);
void api_backoff_passed(struct api_backoff *backoff, const struct addr *addr);

#endif
