/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "api/api_auth.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/lib/mem.h"

const char *
api_auth_word(enum api_method_of_auth by)
{
	static const char *const words[] = {"nothing", "peer", "token", "certificate"};

	return words[by];
}

/* ---- the Unix socket ---- */

static bool
in_further_groups(int fd, gid_t group)
{
	gid_t groups[256];
	socklen_t len = sizeof(groups);

	/* More than 256 groups: ERANGE, and they count as not in it. */
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &len) != 0)
		return false;
	for (size_t i = 0; i < len / sizeof(groups[0]); i++)
		if (groups[i] == group)
			return true;
	return false;
}

int
api_auth_peer(int fd, gid_t group, struct api_peer *peer)
{
	struct ucred cred;
	socklen_t len = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) != 0)
		return -errno;
	peer->uid = cred.uid;
	peer->gid = cred.gid;
	peer->in_group = cred.gid == group || in_further_groups(fd, group);
	return 0;
}

struct api_identity
api_auth_unix(const struct api_peer *peer, uid_t own_uid)
{
	struct api_identity identity = {
	    .role = API_VIEWER, .by = API_BY_PEER, .expires_ms = INT64_MAX};

	if (peer->uid == 0 || peer->uid == own_uid)
		identity.role = API_ADMIN;
	else if (peer->in_group)
		identity.role = API_OPERATOR;
	(void)snprintf(identity.actor, sizeof(identity.actor), "uid %u",
	    (unsigned)peer->uid); /* fits */
	return identity;
}

/* ---- tokens ---- */

enum api_token_check
api_auth_token(const struct api_tokens *tokens, const char *header, int64_t wall_ms,
    struct api_identity *identity)
{
	const struct api_token *found = NULL;
	uint8_t sha256[API_SHA256_SIZE];
	const char *token;

	*identity = (struct api_identity){.role = API_NOBODY};
	if (!header || strncasecmp(header, "Bearer ", 7) != 0)
		return API_TOKEN_ABSENT;
	token = header + 7 + strspn(header + 7, " ");
	(void)SHA256((const unsigned char *)token, strlen(token), sha256);
	/* All are looked at, so that the time does not tell which one it is. */
	for (size_t i = 0; i < tokens->len; i++)
		if (CRYPTO_memcmp(tokens->items[i].sha256, sha256, sizeof(sha256)) == 0)
			found = &tokens->items[i];
	if (!found)
		return API_TOKEN_WRONG;
	if (found->expires_ms <= wall_ms)
		return API_TOKEN_EXPIRED;
	identity->role = found->role;
	identity->by = API_BY_TOKEN;
	identity->expires_ms = found->expires_ms;
	identity->grants = found->grants;
	(void)snprintf(
	    identity->actor, sizeof(identity->actor), "token %s", found->name);
	return API_TOKEN_GOOD;
}

/* The name in a Host header: without the port, and in [] for IPv6. */
static bool
host_name(const char *header, char *out, size_t size)
{
	size_t len;

	if (*header == '[') {
		header++;
		len = strcspn(header, "]");
	} else {
		len = strcspn(header, ":");
	}
	if (len == 0 || len >= size)
		return false;
	memcpy(out, header, len);
	out[len] = '\0';
	return true;
}

bool
api_host_allowed(const char *header, const char *hostname)
{
	char name[256];
	struct addr addr;
	size_t len = strlen(hostname);

	if (!header || !host_name(header, name, sizeof(name)))
		return false;
	if (addr_parse(name, &addr) || strcasecmp(name, "localhost") == 0)
		return true;
	/* "director1" answers to "director1.example.org", too. */
	return len > 0 && strncasecmp(name, hostname, len) == 0 &&
	    (name[len] == '\0' || name[len] == '.');
}

/* ---- back-off ---- */

static const struct api_backoff_source *
find(const struct api_backoff *backoff, const struct addr *addr)
{
	for (size_t i = 0; i < API_BACKOFF_SOURCES; i++)
		if (backoff->sources[i].failures &&
		    addr_equal(&backoff->sources[i].addr, addr))
			return &backoff->sources[i];
	return NULL;
}

unsigned
api_backoff_wait_s(
    const struct api_backoff *backoff, const struct addr *addr, struct instant now)
{
	const struct api_backoff_source *source = find(backoff, addr);

	if (!source || instant_reached(source->until, now))
		return 0;
	return (unsigned)(span_to_ms(instant_since(source->until, now)) / 1000) + 1;
}

static struct api_backoff_source *
find_or_take(struct api_backoff *backoff, const struct addr *addr)
{
	struct api_backoff_source *quietest = &backoff->sources[0];

	for (size_t i = 0; i < API_BACKOFF_SOURCES; i++) {
		struct api_backoff_source *source = &backoff->sources[i];

		if (source->failures && addr_equal(&source->addr, addr))
			return source;
		if (source->last.ns < quietest->last.ns)
			quietest = source;
	}
	*quietest = (struct api_backoff_source){.addr = *addr};
	return quietest;
}

void
api_backoff_failed(
    struct api_backoff *backoff, const struct addr *addr, struct instant now)
{
	struct api_backoff_source *source = find_or_take(backoff, addr);
	int64_t wait_s = 1;

	source->last = now;
	if (source->failures < UINT16_MAX)
		source->failures++;
	if (source->failures <= API_BACKOFF_FREE)
		return;
	for (unsigned i = API_BACKOFF_FREE + 1;
	     i < source->failures && wait_s < API_BACKOFF_MAX_S; i++)
		wait_s *= 2;
	if (wait_s > API_BACKOFF_MAX_S)
		wait_s = API_BACKOFF_MAX_S;
	source->until = instant_add(now, span_s(wait_s));
}

void
api_backoff_passed(struct api_backoff *backoff, const struct addr *addr)
{
	for (size_t i = 0; i < API_BACKOFF_SOURCES; i++)
		if (backoff->sources[i].failures &&
		    addr_equal(&backoff->sources[i].addr, addr))
			backoff->sources[i] = (struct api_backoff_source){0};
}
