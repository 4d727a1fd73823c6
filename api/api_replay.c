/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_replay.h"

#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_problem.h"

void
api_replays_fini(struct api_replays *replays)
{
	for (size_t i = 0; i < replays->len; i++)
		buf_fini(&replays->items[i].body);
	mem_free(replays->items);
	*replays = (struct api_replays){0};
}

/* FNV-1a, 64 bits; a byte that no text has ends each part. */
static void
add(uint64_t *print, const char *bytes, size_t len)
{
	const unsigned char *at = (const unsigned char *)bytes;

	for (size_t i = 0; i < len; i++)
		*print = (*print ^ at[i]) * UINT64_C(1099511628211);
	*print = (*print ^ 0xffu) * UINT64_C(1099511628211);
}

uint64_t
api_replay_print(const struct api_request *request, const char *query)
{
	uint64_t print = UINT64_C(14695981039346656037);
	const char *method = api_method_word(request->match->route->method);

	add(&print, method, strlen(method));
	add(&print, request->path, strlen(request->path));
	add(&print, query ? query : "", query ? strlen(query) : 0);
	add(&print, request->body_len ? request->body : "", request->body_len);
	return print;
}

static const struct api_replay *
find(const struct api_replays *replays, const char *actor, const char *key,
    struct instant now)
{
	const struct span kept = span_s((int64_t)API_REPLAY_KEPT_H * 3600);

	for (size_t i = 0; i < replays->len; i++) {
		const struct api_replay *replay = &replays->items[i];

		if (strcmp(replay->key, key) == 0 &&
		    strcmp(replay->actor, actor) == 0 &&
		    !instant_reached(instant_add(replay->at, kept), now))
			return replay;
	}
	return NULL;
}

static void
repeat(const struct api_replay *replay, struct api_response *response)
{
	response->status = replay->status;
	response->content_type = replay->content_type;
	buf_put(&response->body, buf_text(&replay->body), replay->body.len);
	memcpy(response->etag, replay->etag, sizeof(response->etag));
	memcpy(response->location, replay->location, sizeof(response->location));
	response->is_write = replay->is_write;
	response->persisted = replay->persisted;
	response->revision = replay->revision;
	response->replayed = true;
}

bool
api_replay_find(const struct api_replays *replays, const struct api_request *request,
    const char *key, uint64_t print, struct instant now, struct api_response *response)
{
	const struct api_replay *replay;

	if (!*key || strlen(key) > API_REPLAY_KEY_MAX) {
		api_refuse(request, response, 400, "idempotency.key",
		    "an Idempotency-Key has 1 to 64 bytes");
		return true;
	}
	replay = find(replays, request->actor, key, now);
	if (!replay)
		return false;
	if (replay->print == print)
		repeat(replay, response);
	else
		api_refuse(request, response, 422, "idempotency.reused",
		    "this Idempotency-Key was sent with another request");
	return true;
}

void
api_replay_keep(struct api_replays *replays, const struct api_request *request,
    const char *key, uint64_t print, struct instant now,
    const struct api_response *response)
{
	struct api_replay *replay;

	if (response->status >= 500 || response->stream ||
	    response->body.len > API_REPLAY_BODY_MAX_BYTES)
		return;
	if (!replays->items)
		replays->items = mem_new(API_REPLAYS_MAX, sizeof(*replays->items));
	replay = &replays->items[replays->next];
	replays->next = (replays->next + 1) % API_REPLAYS_MAX;
	replays->len += replays->len < API_REPLAYS_MAX;
	buf_fini(&replay->body);
	*replay = (struct api_replay){.print = print,
	    .at = now,
	    .status = response->status,
	    .content_type = response->content_type,
	    .is_write = response->is_write,
	    .persisted = response->persisted,
	    .revision = response->revision};
	/* Its length was looked at; an actor is cut alike each time. */
	(void)mem_copy_text(replay->key, sizeof(replay->key), key);
	(void)mem_copy_text(replay->actor, sizeof(replay->actor), request->actor);
	buf_put(&replay->body, buf_text(&response->body), response->body.len);
	memcpy(replay->etag, response->etag, sizeof(replay->etag));
	memcpy(replay->location, response->location, sizeof(replay->location));
}
