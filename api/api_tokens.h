/* SPDX-License-Identifier: Apache-2.0 */
/* The token file: read, and its lines taken apart. E, control thread and fairleadctl.
 */
#ifndef API_API_TOKENS_H
#define API_API_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/api_grant.h"
#include "api/api_route.h"

enum { API_TOKENS_MAX = 1024, API_SHA256_SIZE = 32 };

/* Of a line "name role sha256hex [expiry] [grant...]"; the token itself is kept
 * nowhere. */
struct api_token {
	char name[64];
	enum api_role role;
	uint8_t sha256[API_SHA256_SIZE];
	int64_t expires_ms; /* wall clock; INT64_MAX: never */
	struct api_grants grants;
};

struct api_tokens {
	struct api_token *items; /* owned */
	size_t len;
};

/* Empty lines and those that begin with # are passed over. The expiry is a date,
 * 2026-12-31 (its end, UTC) or 2026-12-31T08:00:00Z. False: `why` names line and
 * fault, and *tokens is empty. */
bool api_tokens_parse(
    const char *text, struct api_tokens *tokens, char *why, size_t why_size);

/* NULL, or what is wrong with the line's words (3 or more). */
const char *api_token_parse(char *const *words, size_t len, struct api_token *token);

/* 0 or -errno. Refused when others may write the file. */
int api_tokens_load(
    const char *path, struct api_tokens *tokens, char *why, size_t why_size);
void api_tokens_fini(struct api_tokens *tokens);

#endif
