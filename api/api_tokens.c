/* SPDX-License-Identifier: Apache-2.0 */
/* The token file. Runs on: control. */
#include "api/api_tokens.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "agent/lib/mem.h"
#include "api/api_listen.h"

enum { WORDS_MAX = 4 + API_GRANTS_MAX + 1 };

void
api_tokens_fini(struct api_tokens *tokens)
{
	mem_free(tokens->items);
	*tokens = (struct api_tokens){0};
}

static int
hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at;

	if (c >= 'A' && c <= 'F')
		c = (char)(c - 'A' + 'a');
	at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

static bool
parse_sha256(const char *hex, uint8_t *out)
{
	if (strlen(hex) != 2 * API_SHA256_SIZE)
		return false;
	for (size_t i = 0; i < API_SHA256_SIZE; i++) {
		int high = hex_value(hex[2 * i]), low = hex_value(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (uint8_t)(high * 16 + low);
	}
	return true;
}

/* Days from 1970-01-01 to a civil date: months counted from March, so that the leap day
 * comes last. */
static int64_t
days_of(int year, int month, int day)
{
	int from_march = month > 2 ? month - 3 : month + 9;
	int y = month > 2 ? year : year - 1;

	return 365ll * y + y / 4 - y / 100 + y / 400 + (153 * from_march + 2) / 5 +
	    day - 1 - 719468;
}

static bool
is_date(int year, int month, int day)
{
	static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return year >= 1970 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
	    day <= lengths[month - 1];
}

/* "2026-12-31" means to the end of that day. */
static bool
parse_expiry(const char *text, int64_t *out_ms)
{
	int year, month, day, hour = 0, minute = 0, second = 0, end = 0;
	int64_t days;

	if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 ||
	    end != 10 || !is_date(year, month, day))
		return false;
	days = days_of(year, month, day);
	if (text[10] == '\0') {
		*out_ms = (days + 1) * 86400000;
		return true;
	}
	end = 0;
	if (sscanf(text + 10, "T%2d:%2d:%2dZ%n", &hour, &minute, &second, &end) != 3 ||
	    end != 10 || text[20] != '\0' || hour < 0 || hour > 23 || minute < 0 ||
	    minute > 59 || second < 0 || second > 59)
		return false;
	*out_ms = days * 86400000 + (hour * 3600ll + minute * 60 + second) * 1000;
	return true;
}

static const char *
parse_grants(char *const *words, size_t len, struct api_grants *grants)
{
	const char *fault = NULL;

	if (len > API_GRANTS_MAX)
		return "a token has at most 8 grants";
	for (size_t i = 0; i < len && !fault; i++)
		fault = api_grant_parse(words[i], &grants->items[grants->len++]);
	return fault;
}

const char *
api_token_parse(char *const *words, size_t len, struct api_token *token)
{
	bool has_expiry = len > 3 && !strchr(words[3], '=');

	*token = (struct api_token){.expires_ms = INT64_MAX};
	if (len < 3)
		return "a line is: name role sha256hex [expiry] [grant...]";
	if (!mem_copy_text(token->name, sizeof(token->name), words[0]))
		return "the name is longer than 63 bytes";
	if (!api_role_from_word(words[1], &token->role))
		return "the role is viewer, operator or admin";
	if (!parse_sha256(words[2], token->sha256))
		return "the third word is the token's SHA-256, 64 hex digits "
		       "(printf %s TOKEN | sha256sum)";
	if (has_expiry && !parse_expiry(words[3], &token->expires_ms))
		return "the expiry is 2026-12-31 or 2026-12-31T08:00:00Z";
	len -= has_expiry ? 4 : 3;
	return parse_grants(words + (has_expiry ? 4 : 3), len, &token->grants);
}

static const char *
parse_line(char *line, struct api_tokens *tokens)
{
	char *words[WORDS_MAX], *rest = NULL;
	size_t len = 0;

	for (char *word = strtok_r(line, " \t\r", &rest); word && len < WORDS_MAX;
	     word = strtok_r(NULL, " \t\r", &rest))
		words[len++] = word;
	if (len == 0 || words[0][0] == '#')
		return NULL;
	if (tokens->len == API_TOKENS_MAX)
		return "there are more than 1024 tokens";
	tokens->items =
	    mem_grow(tokens->items, tokens->len + 1, sizeof(*tokens->items));
	return api_token_parse(words, len, &tokens->items[tokens->len++]);
}

bool
api_tokens_parse(
    const char *text, struct api_tokens *tokens, char *why, size_t why_size)
{
	char *copy = mem_strdup(text), *line = copy, *end;
	const char *fault = NULL;
	unsigned number = 0;

	*tokens = (struct api_tokens){0};
	while (line && !fault) {
		end = strchr(line, '\n');
		if (end)
			*end = '\0';
		number++;
		fault = parse_line(line, tokens);
		line = end ? end + 1 : NULL;
	}
	mem_free(copy);
	if (!fault)
		return true;
	(void)snprintf(why, why_size, "line %u: %s", number, fault);
	api_tokens_fini(tokens);
	return false;
}

/* Who may write the file may make himself admin. */
static int
check_mode(const char *path, char *why, size_t why_size)
{
	struct stat st;

	if (stat(path, &st) != 0 || !(st.st_mode & (S_IWGRP | S_IWOTH)))
		return 0; /* if it is not there, reading it says so */
	(void)snprintf(why, why_size,
	    "token_file %s: others may write it: chmod go-w %s", path, path);
	return -EPERM;
}

int
api_tokens_load(const char *path, struct api_tokens *tokens, char *why, size_t why_size)
{
	char *text = NULL;
	char fault[160];
	int rc = check_mode(path, why, why_size);

	*tokens = (struct api_tokens){0};
	if (rc == 0)
		rc = api_file_read("token_file", path, &text, why, why_size);
	if (rc == 0 && !api_tokens_parse(text, tokens, fault, sizeof(fault))) {
		(void)snprintf(why, why_size, "token_file %s: %s", path, fault);
		rc = -EINVAL;
	}
	mem_free(text);
	return rc;
}
