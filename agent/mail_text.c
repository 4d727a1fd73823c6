/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/mail_text.h"

#include <string.h>

#include "agent/lib/buf.h"

/* Up to `end`, at most a line; what is not printable ASCII cannot end one. */
static void
put_clean(struct buf *out, const char *text, const char *end)
{
	size_t len = (size_t)(end - text);

	for (size_t i = 0; i < len && i < MAIL_LINE_MAX; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < ' ')
			buf_putc(out, ' ');
		else
			buf_putc(out, c < 0x7f ? (char)c : '?');
	}
}

static void
put_text(struct buf *out, const char *text)
{
	put_clean(out, text, text + strlen(text));
}

static void
put_header(struct buf *out, const char *name, const char *value)
{
	buf_puts(out, name);
	buf_puts(out, ": ");
	put_text(out, value);
	buf_puts(out, "\r\n");
}

static void
put_recipients(struct buf *out, const struct mail_text *text)
{
	buf_puts(out, "To: ");
	for (size_t i = 0; i < text->to_len; i++) {
		put_text(out, text->to[i]);
		buf_puts(out, i + 1 < text->to_len ? ",\r\n " : "\r\n");
	}
}

/* As operators' filters know it: "[ROUTER_ID] ...". */
static void
put_subject(struct buf *out, const struct mail_text *text)
{
	size_t before = out->len;

	buf_puts(out, "Subject: [");
	put_text(out, text->router_id);
	buf_puts(out, "] ");
	if (out->len - before + strlen(text->subject) > MAIL_LINE_MAX)
		buf_puts(out, "\r\n "); /* folded, RFC 5322 2.2.3 */
	put_text(out, text->subject);
	buf_puts(out, "\r\n");
}

static void
put_header_of(struct buf *out, const struct mail_text *text)
{
	put_header(out, "Date", text->date);
	put_header(out, "From", text->from);
	put_recipients(out, text);
	put_subject(out, text);
	buf_printf(out, "Message-ID: <%llx.%llx@", (unsigned long long)text->at_ms,
	    (unsigned long long)text->serial);
	put_text(out, text->host);
	buf_puts(out, ">\r\n");
	/* RFC 3834 5: no vacation shall answer. */
	put_header(out, "Auto-Submitted", "auto-generated");
	put_header(out, "MIME-Version", "1.0");
	put_header(out, "Content-Type", "text/plain; charset=us-ascii");
}

static void
put_body(struct buf *out, const char *body)
{
	while (*body) {
		const char *end = strchrnul(body, '\n');

		put_clean(out, body, end);
		buf_puts(out, "\r\n");
		body = *end ? end + 1 : end;
	}
}

void
mail_text_compose(const struct mail_text *text, struct buf *out)
{
	put_header_of(out, text);
	buf_puts(out, "\r\n");
	put_body(out, text->body);
	buf_puts(out, "\r\n");
	put_header(out, "Time", text->date);
	put_header(out, "Host", text->host);
	put_header(out, "Router", text->router_id);
}

bool
mail_text_address(const char *said, char *out)
{
	const char *open = strrchr(said, '<');
	const char *start = open ? open + 1 : said;
	const char *end = open ? strchr(start, '>') : said + strlen(said);
	size_t len = 0;

	if (!end || (open && end[1]))
		return false;
	for (; start + len < end; len++) {
		unsigned char c = (unsigned char)start[len];

		if (c <= ' ' || c >= 0x7f || strchr("<>,;\\\"()", c) ||
		    len == MAIL_ADDRESS_SIZE - 2)
			return false;
		out[len] = (char)c;
	}
	out[len] = '\0';
	return len > 0;
}
