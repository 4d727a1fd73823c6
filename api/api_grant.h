/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody may do to some objects beyond his role: "vs=web-*:drain,ready". P. */
#ifndef API_API_GRANT_H
#define API_API_GRANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/buf.h"
#include "api/api_route.h"

enum api_kind { API_KIND_VS, API_KIND_VRRP, API_KIND_GROUP, API_KIND_CHECK, API_KINDS };

enum {
	API_GRANTS_MAX = 8,
	API_GRANT_PATTERN_SIZE = 96,
	API_OBJECT_SIZE = 2 * VIEW_ID_SIZE
};

struct api_grant {
	enum api_kind kind;
	/* `*`: any characters, `?`: one. Of a virtual server's id, which covers its
	 * real servers; with a slash: of "VS/RS". */
	char pattern[API_GRANT_PATTERN_SIZE];
	uint32_t verbs; /* bits of api_verb_find */
};

struct api_grants {
	struct api_grant items[API_GRANTS_MAX];
	size_t len;
};

/* NULL, or what is wrong with the word: KIND=PATTERN:VERB[,VERB...]; the verb `*` is
 * all. */
const char *api_grant_parse(const char *word, struct api_grant *grant);

/* As it is written in the token file. */
void api_grant_put(struct buf *out, const struct api_grant *grant);

/* The bit of a verb's word; 0: there is none. */
uint32_t api_verb_find(const char *word);

/* What a request wants of which object. */
struct api_wish {
	enum api_kind kind;
	const char *id;               /* borrowed */
	char object[API_OBJECT_SIZE]; /* "VS/RS", or the id */
	const char *verb;             /* NULL: its body says which */
};

/* False: no grant is enough for the route, only the role. */
bool api_wish_of(const struct api_match *match, struct api_wish *wish);

/* The verbs that the grants allow on the object, as bits. */
uint32_t api_grants_allow(const struct api_grants *grants, const struct api_wish *wish);

/* "vs=10.1.1.166-80-tcp:drain" (or ":..." where the body says), for a refusal. */
void api_wish_put(struct buf *out, const struct api_wish *wish);

#endif
