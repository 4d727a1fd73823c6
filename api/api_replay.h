/* SPDX-License-Identifier: Apache-2.0 */
/* Answers kept by Idempotency-Key: a client that does not know whether its POST was
 * done sends it again, and it is done once. P.
 * They are kept in memory for 24 h, and end with the agent. */
#ifndef API_API_REPLAY_H
#define API_API_REPLAY_H

#include "agent/lib/clock.h"
#include "api/api_http.h"

enum {
	API_REPLAYS_MAX = 1024,
	API_REPLAY_KEY_MAX = 64,
	API_REPLAY_BODY_MAX_BYTES = 64 * 1024, /* a longer answer is not kept whole */
	API_REPLAY_KEPT_H = 24
};

struct api_replay {
	char key[API_REPLAY_KEY_MAX + 1];
	char actor[64]; /* whose key it is: another's is another */
	uint64_t print; /* of method, path, query and body */
	struct instant at;
	unsigned status;
	const char *content_type; /* static */
	struct buf body;          /* owned */
	char etag[API_ETAG_SIZE];
	char location[sizeof(((struct api_response *)NULL)->location)];
	bool is_write, persisted;
	uint64_t revision;
};

struct api_replays {
	struct api_replay *items; /* owned; a ring, the oldest goes */
	size_t len, next;
};

void api_replays_fini(struct api_replays *replays);

/* What a key stands for. */
uint64_t api_replay_print(const struct api_request *request, const char *query);

/* True when the response is made: what was answered before, or 422 for another request
 * with this key, or 400 for a key that is none. */
bool api_replay_find(const struct api_replays *replays,
    const struct api_request *request, const char *key, uint64_t print,
    struct instant now, struct api_response *response);

/* Keep the answer; one that asks to try again (5xx) and one that is streamed are not
 * kept. */
void api_replay_keep(struct api_replays *replays, const struct api_request *request,
    const char *key, uint64_t print, struct instant now,
    const struct api_response *response);

#endif
