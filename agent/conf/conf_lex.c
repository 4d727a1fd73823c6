/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "agent/conf/conf_tree.h"
#include "agent/lib/arena.h"

struct lexer {
	struct arena *arena;
	struct conf_diags *diags;
	const struct conf_line *line;
	struct conf_tokens *out;
	size_t at;
	size_t brace_in_word; /* unmatched '{' inside the word: a regex, a template */
	size_t word_len;
	size_t words_len; /* bytes of all words of the line */
	char word[CONF_WORD_MAX + 1];
};

static void
report(struct lexer *lex, size_t at, const char *code, const char *text)
{
	struct conf_spot spot = conf_line_spot(lex->line, at);

	conf_diag_at(lex->diags, CONF_GRADE_ERROR, &spot, code, "%s", text);
}

static struct conf_token *
add(struct lexer *lex, enum conf_token_kind kind, size_t at)
{
	struct conf_tokens *out = lex->out;
	struct conf_token *token;

	if (out->len == CONF_LINE_WORDS_MAX)
		return &out->items[out->len - 1]; /* reported by add_word */
	token = &out->items[out->len++];
	*token = (struct conf_token){.kind = kind, .at = (uint32_t)at};
	token->end = (uint32_t)at + 1;
	return token;
}

static void
put(struct lexer *lex, char c)
{
	if (lex->word_len == CONF_WORD_MAX)
		report(
		    lex, lex->at, "word_too_long", "the word has more than 4096 bytes");
	if (lex->word_len <= CONF_WORD_MAX)
		lex->word[lex->word_len++] = c;
}

static int
digit_of(char c, int base)
{
	int digit = -1;

	if (c >= '0' && c <= '9')
		digit = c - '0';
	else if (c >= 'a' && c <= 'f')
		digit = c - 'a' + 10;
	else if (c >= 'A' && c <= 'F')
		digit = c - 'A' + 10;
	return digit < base ? digit : -1;
}

/* \nnn or \xXX: the cursor is on the first digit. */
static void
put_number(struct lexer *lex, int base, int digits)
{
	int value = 0;

	for (; digits && lex->at < lex->line->len; digits--, lex->at++) {
		int digit = digit_of(lex->line->text[lex->at], base);

		if (digit < 0)
			break;
		value = value * base + digit;
	}
	if (value)
		put(lex, (char)(unsigned char)value);
	else
		report(lex, lex->at - 1, "escape", "a word cannot hold the byte 0");
}

/* The cursor is after the backslash. */
static void
put_escape(struct lexer *lex)
{
	static const char letters[] = "abEefnrtv", codes[] = "\a\b\033\033\f\n\r\t\v";
	char c = lex->line->text[lex->at];
	const char *found = strchr(letters, c);

	if (c == 'x') {
		lex->at++;
		put_number(lex, 16, 2);
	} else if (c >= '0' && c <= '7') {
		put_number(lex, 8, 3);
	} else if (c == 'c' && lex->at + 1 < lex->line->len) {
		put(lex, (char)(lex->line->text[lex->at + 1] & 0x1f));
		lex->at += 2;
	} else {
		put(lex, found && c ? codes[found - letters] : c);
		lex->at++;
	}
}

/* The cursor is on the opening quote; leaves it after the closing one. */
static void
read_quoted(struct lexer *lex)
{
	const struct conf_line *line = lex->line;
	size_t start = lex->at;
	char quote = line->text[lex->at++];

	while (lex->at < line->len && line->text[lex->at] != quote) {
		if (line->text[lex->at] == '\\' && lex->at + 1 < line->len) {
			lex->at++;
			put_escape(lex);
		} else {
			put(lex, line->text[lex->at++]);
		}
	}
	if (lex->at < line->len)
		lex->at++;
	else
		report(lex, start, "unterminated_quote", "the quote does not end");
}

/* Whether the '}' under the cursor closes a block rather than ends "a{2}". */
static bool
closes_block(struct lexer *lex)
{
	if (lex->line->text[lex->at] != '}')
		return false;
	if (!lex->brace_in_word)
		return true;
	lex->brace_in_word--;
	return false;
}

static bool
at_word_end(const struct lexer *lex)
{
	size_t next = lex->at + 1;

	return next >= lex->line->len || conf_is_blank(lex->line->text[next]);
}

/* An unquoted '{' within a word opens a block only as its last character. */
static bool
opens_block(struct lexer *lex)
{
	if (lex->line->text[lex->at] != '{')
		return false;
	if (at_word_end(lex) && !lex->brace_in_word)
		return true;
	lex->brace_in_word++;
	return false;
}

static void
read_plain(struct lexer *lex)
{
	char c = lex->line->text[lex->at];
	char next = lex->at + 1 < lex->line->len ? lex->line->text[lex->at + 1] : '\0';

	if (c == '\\' && next && strchr("\"'\\", next)) {
		lex->at++;
		c = next;
	}
	lex->at++;
	put(lex, c);
}

static void
read_word(struct lexer *lex)
{
	const struct conf_line *line = lex->line;
	size_t start = lex->at;
	struct conf_token *token;

	lex->word_len = 0;
	lex->brace_in_word = 0;
	while (lex->at < line->len && !conf_is_blank(line->text[lex->at])) {
		char c = line->text[lex->at];

		if (c == '"' || c == '\'')
			read_quoted(lex);
		else if (opens_block(lex) || closes_block(lex))
			break;
		else
			read_plain(lex);
	}
	if (lex->out->len == CONF_LINE_WORDS_MAX - 1)
		report(lex, start, "too_many_words", "more than 1023 words in a line");
	token = add(lex, CONF_TOKEN_WORD, start);
	token->text = arena_strndup(lex->arena, lex->word,
	    lex->word_len > CONF_WORD_MAX ? CONF_WORD_MAX : lex->word_len);
	token->end = (uint32_t)lex->at;
	if (lex->words_len <= CONF_WORDS_MAX &&
	    lex->words_len + lex->word_len > CONF_WORDS_MAX)
		report(lex, start, "line_too_long",
		    "the words of the line have more than 8192 bytes");
	lex->words_len += lex->word_len;
}

/* "{{ x }}", "{% x %}": of a template, not braces of ours. */
static bool
is_leftover(const struct lexer *lex)
{
	const char *text = lex->line->text + lex->at;
	size_t left = lex->line->len - lex->at;

	return left >= 2 && text[0] == '{' && (text[1] == '{' || text[1] == '%');
}

static void
report_leftover(struct lexer *lex)
{
	struct conf_spot spot = conf_line_spot(lex->line, lex->at);

	conf_diag_at(lex->diags, CONF_GRADE_MISTAKE, &spot, "template_leftover",
	    "%.*s is left over from a template", 2, lex->line->text + lex->at)
	    ->reading = "the line is skipped";
	lex->at = lex->line->len;
	lex->out->len = 0;
}

void
conf_lex(struct arena *arena, struct conf_diags *diags, const struct conf_line *line,
    struct conf_tokens *out)
{
	struct lexer lex = {.arena = arena, .diags = diags, .line = line, .out = out};

	out->len = 0;
	while (lex.at < line->len) {
		char c = line->text[lex.at];
		bool glued = lex.at > 0 && !conf_is_blank(line->text[lex.at - 1]);

		if (conf_is_blank(c))
			lex.at++;
		else if (is_leftover(&lex))
			report_leftover(&lex);
		else if (c == '{')
			add(&lex, CONF_TOKEN_OPEN, lex.at++)->glued = glued;
		else if (c == '}')
			add(&lex, CONF_TOKEN_CLOSE, lex.at++);
		else
			read_word(&lex);
	}
}
