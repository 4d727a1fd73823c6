/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl token: who may ask over TCP. The file is this host's: whoever may write
 * it may make himself admin, so that is no matter of the API. The agent hears of a
 * change within seconds. */
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "agent/lib/mem.h"
#include "agent/view/view_field.h"
#include "api/ctl/ctl_show.h"
#include "api/ctl/ctl_table.h"
#include "api/ctl/ctl_token_file.h"

enum { SECRET_BYTES = 32 };

static const char *const heads[] = {"NAME", "ROLE", "EXPIRES", "GRANTS", NULL};

static void
put_hex(struct buf *out, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf_printf(out, "%02x", (unsigned)bytes[i]);
}

/* 256 random bits; the beginning lets those find it who look for secrets that leaked.
 */
static bool
make_secret(struct buf *out)
{
	uint8_t bytes[SECRET_BYTES];

	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		return false;
	buf_puts(out, "fl_");
	put_hex(out, bytes, sizeof(bytes));
	return true;
}

static const struct api_token *
find(const struct api_tokens *tokens, const char *name)
{
	for (size_t i = 0; i < tokens->len; i++)
		if (strcmp(tokens->items[i].name, name) == 0)
			return &tokens->items[i];
	return NULL;
}

static void
put_expiry(struct buf *out, const struct api_token *token)
{
	char date[VIEW_DATE_SIZE];

	if (token->expires_ms == INT64_MAX) {
		buf_puts(out, "never");
		return;
	}
	buf_puts(out, view_date(token->expires_ms, date));
	if (token->expires_ms <= (int64_t)time(NULL) * 1000)
		buf_puts(out, " (over)");
}

/* ---- add ---- */

/* "name role sha256hex [expiry] [grant...]" */
static void
put_line(const struct ctl *ctl, const char *secret, struct buf *out)
{
	uint8_t sha256[SHA256_DIGEST_LENGTH];

	(void)SHA256((const unsigned char *)secret, strlen(secret), sha256);
	buf_printf(out, "%s %s ", ctl->words[0], ctl->words[1]);
	put_hex(out, sha256, sizeof(sha256));
	if (ctl->expires)
		buf_printf(out, " %s", ctl->expires);
	for (int i = 2; i < ctl->words_len; i++)
		buf_printf(out, " %s", ctl->words[i]);
	buf_putc(out, '\n');
}

/* A blank or a line's end in a word would make others of it. */
static int
check_words(const struct ctl *ctl)
{
	for (int i = 0; i < ctl->words_len; i++)
		if (ctl->words[i][strcspn(ctl->words[i], " \t\r\n")] ||
		    ctl->words[i][0] == '\0')
			return ctl_fail(ctl, CTL_USAGE, "\"%s\": a word without blanks",
			    ctl->words[i]);
	if (ctl->words[0][0] == '#')
		return ctl_fail(ctl, CTL_USAGE, "a name does not begin with #");
	return CTL_OK;
}

/* So that a fault is told of the word, not of a line of the file. */
static int
check_line(const struct ctl *ctl, const char *line)
{
	struct api_tokens tokens;
	char why[300];

	if (!api_tokens_parse(line, &tokens, why, sizeof(why)))
		return ctl_fail(ctl, CTL_USAGE, "%s", why + strlen("line 1: "));
	api_tokens_fini(&tokens);
	return CTL_OK;
}

static void
tell(const struct ctl *ctl, const char *secret)
{
	if (ctl->json) {
		json_t *told = json_pack("{s:s, s:s, s:s}", "name", ctl->words[0],
		    "role", ctl->words[1], "token", secret);

		(void)json_dumpf(told, stdout, JSON_COMPACT); /* main looks at stdout */
		putchar('\n');
		json_decref(told);
		return;
	}
	printf("%s\n", secret);
	fprintf(stderr,
	    "This is shown once: only its SHA-256 is in %s. Give it to a client as\n"
	    "Authorization: Bearer TOKEN\n",
	    ctl->file);
}

static int
append(struct ctl *ctl, const struct ctl_token_file *file, const char *line)
{
	size_t len = strlen(file->text);
	struct buf text = {0};
	int rc;

	if (find(&file->tokens, ctl->words[0]))
		return ctl_fail(ctl, CTL_CONFLICT,
		    "there is a token of the name %s: remove it first", ctl->words[0]);
	buf_puts(
	    &text, len ? file->text : "# name role sha256hex [expiry] [grant...]\n");
	if (len && file->text[len - 1] != '\n')
		buf_putc(&text, '\n');
	buf_puts(&text, line);
	rc = ctl_token_file_write(ctl, file, buf_text(&text));
	buf_fini(&text);
	return rc;
}

int
ctl_token_add(struct ctl *ctl)
{
	struct ctl_token_file file;
	struct buf secret = {0}, line = {0};
	int rc = check_words(ctl);

	if (rc != CTL_OK)
		return rc;
	if (!make_secret(&secret))
		return ctl_fail(ctl, CTL_FAILED, "the kernel gives no random bytes");
	put_line(ctl, buf_text(&secret), &line);
	rc = check_line(ctl, buf_text(&line));
	if (rc == CTL_OK) {
		rc = ctl_token_file_read(ctl, &file, true);
		if (rc == CTL_OK)
			rc = append(ctl, &file, buf_text(&line));
		ctl_token_file_fini(&file);
	}
	if (rc == CTL_OK)
		tell(ctl, buf_text(&secret));
	buf_fini(&secret);
	buf_fini(&line);
	return rc;
}

/* ---- list ---- */

static void
put_row(const struct api_token *token, struct ctl_table *table)
{
	struct buf expiry = {0}, grants = {0};

	put_expiry(&expiry, token);
	for (size_t i = 0; i < token->grants.len; i++) {
		if (i)
			buf_putc(&grants, ' ');
		api_grant_put(&grants, &token->grants.items[i]);
	}
	ctl_table_cell(table, token->name);
	ctl_table_cell(table, api_role_word(token->role));
	ctl_table_cell(table, buf_text(&expiry));
	ctl_table_cell(table, buf_text(&grants));
	buf_fini(&expiry);
	buf_fini(&grants);
}

static void
put_json(const struct api_tokens *tokens)
{
	json_t *items = json_array();

	for (size_t i = 0; i < tokens->len; i++) {
		const struct api_token *token = &tokens->items[i];
		json_t *grants = json_array();
		char date[VIEW_DATE_SIZE];

		for (size_t j = 0; j < token->grants.len; j++) {
			struct buf grant = {0};

			api_grant_put(&grant, &token->grants.items[j]);
			(void)json_array_append_new(
			    grants, json_string(buf_text(&grant))); /* no memory */
			buf_fini(&grant);
		}
		(void)json_array_append_new(items, /* likewise */
		    json_pack("{s:s, s:s, s:s?, s:o}", "name", token->name, "role",
			api_role_word(token->role), "expires",
			token->expires_ms == INT64_MAX
			    ? NULL
			    : view_date(token->expires_ms, date),
			"grants", grants));
	}
	(void)json_dumpf(items, stdout, JSON_COMPACT); /* main looks at stdout */
	putchar('\n');
	json_decref(items);
}

static void
put_table(const struct ctl *ctl, const struct api_tokens *tokens)
{
	struct ctl_table table;
	struct buf out = {0};

	ctl_table_init(&table, heads);
	for (size_t i = 0; i < tokens->len; i++)
		put_row(&tokens->items[i], &table);
	ctl_table_print(&table, 0, ctl->colour, &out);
	ctl_print(&out);
	ctl_table_fini(&table);
}

int
ctl_token_list(struct ctl *ctl)
{
	struct ctl_token_file file;
	int rc = ctl_token_file_read(ctl, &file, false);

	if (rc == CTL_OK && ctl->json)
		put_json(&file.tokens);
	else if (rc == CTL_OK)
		put_table(ctl, &file.tokens);
	ctl_token_file_fini(&file);
	return rc;
}

/* ---- rm ---- */

static bool
is_of(const char *line, const char *name)
{
	size_t len = strlen(name);

	line += strspn(line, " \t");
	return strncmp(line, name, len) == 0 && strchr(" \t", line[len]) && line[len];
}

/* The lines of others as they are, comments too. */
static void
put_others(struct buf *out, const char *text, const char *name)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		len += text[len] == '\n';
		if (!is_of(text, name))
			buf_put(out, text, len);
		text += len;
	}
}

int
ctl_token_rm(struct ctl *ctl)
{
	struct ctl_token_file file;
	struct buf text = {0};
	int rc = ctl_token_file_read(ctl, &file, false);

	if (rc == CTL_OK && !find(&file.tokens, ctl->words[0]))
		rc = ctl_fail(ctl, CTL_NOT_FOUND, "there is no token of the name %s",
		    ctl->words[0]);
	if (rc == CTL_OK) {
		put_others(&text, file.text, ctl->words[0]);
		rc = ctl_token_file_write(ctl, &file, buf_text(&text));
	}
	if (rc == CTL_OK && !ctl->json)
		printf("%s: revoked\n", ctl->words[0]);
	buf_fini(&text);
	ctl_token_file_fini(&file);
	return rc;
}
