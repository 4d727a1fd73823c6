/* SPDX-License-Identifier: Apache-2.0 */
/* A request and its answer, as the handlers see them: nothing of the HTTP library. D.
 */
#ifndef API_API_HTTP_H
#define API_API_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/buf.h"
#include "api/api.h"
#include "api/api_route.h"

enum {
	API_BODY_MAX_BYTES = 1024 * 1024,
	API_ETAG_SIZE = 32,
	API_SLICE_BYTES = 32 * 1024 /* of a long answer: rows are added up to it */
};

/* A long answer, made while it is sent. */
struct api_stream {
	/* Append more to `out`. False: that was the last. */
	bool (*next)(struct api_stream *stream, struct buf *out);
	void (*free)(struct api_stream *stream);
	/* NULL unless it is live: then `next` may append nothing and is asked again
	 * when there are events; in a quiet time this appends a sign of life. */
	void (*idle)(struct api_stream *stream, struct buf *out);
};

struct api_identity;
struct metrics_cache;
struct metrics_requests;

struct api_request {
	const struct api_match *match;
	const char *path;       /* as sent: `instance` of a problem */
	const char *request_id; /* ours */
	const char *actor;      /* "uid 0", "token deploy" */
	const struct api_identity *person;
	const char *source; /* "unix", "127.0.0.1" */
	const char *accept; /* this and the next: NULL: absent */
	const char *if_match, *if_none_match, *content_type, *last_event_id;
	bool require_if_match;
	const struct api_query *query;
	size_t query_len;
	const char *body; /* not terminated; NULL: none */
	size_t body_len;
	const struct api_hooks *hooks;
	const struct metrics_requests *requests; /* for /metrics and /stats */
	struct metrics_cache *metrics;
};

/* Starts zeroed; `status` 0 is a bug. Who sends it owns body and stream. */
struct api_response {
	unsigned status;
	const char *content_type; /* static; NULL: no body */
	struct buf body;
	struct api_stream *stream; /* owned; instead of the body */
	char etag[API_ETAG_SIZE];  /* with its quotes; "" : none */
	char location[64 + 2 * VIEW_ID_SIZE * 3];
	char allow[64];
	struct buf link;        /* to the next page; empty: none */
	unsigned retry_after_s; /* 0: none */
	bool challenge;         /* WWW-Authenticate: Bearer */
	bool is_write; /* the two below are told as headers, even without a body */
	bool persisted;
	uint64_t revision;
	bool dry_run;  /* told as a header: nothing was changed */
	bool replayed; /* likewise: it was done before */
};

/* NULL: not given. */
const char *api_query_value(const struct api_request *request, const char *name);

/* RFC 9110 13.1: is `etag` in the list of the header? `*` is in all. Weak tags (W/)
 * count only if `weak`: If-None-Match. */
bool api_etag_listed(const char *header, const char *etag, bool weak);

/* "192.0.2.7-8080", "2001:db8::7-8080". False: it is no id of a real server. */
bool api_rs_id_parse(const char *id, struct addr *addr, uint16_t *port);

/* A whole number, 0..max, and nothing else. */
bool api_uint_parse(const char *text, uint64_t max, uint64_t *out);

/* A path segment, or a value of a query: what RFC 3986 3.3 lets stand in both, the rest
 * escaped. */
void api_put_escaped(struct buf *out, const char *text);

/* One handler per route; the request was found allowed, its query known. */
void api_read(const struct api_request *request, struct api_response *response);
void api_write(const struct api_request *request, struct api_response *response);

#endif
