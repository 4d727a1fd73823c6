/* SPDX-License-Identifier: Apache-2.0 */
/* A mail as bytes (RFC 5322): nothing that came from elsewhere can end a line of it. P.
 */
#ifndef AGENT_MAIL_TEXT_H
#define AGENT_MAIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum {
	MAIL_LINE_MAX = 900,    /* bytes; RFC 5322 2.1.1 allows 998 */
	MAIL_ADDRESS_SIZE = 256 /* RFC 5321 4.5.3.1.3: a path has 256, with <> */
};

/* All borrowed. */
struct mail_text {
	const char *host; /* this machine */
	const char *from;
	const char *const *to;
	size_t to_len;
	const char *router_id;
	const char *subject; /* without the router_id */
	const char *body;    /* lines, parted by \n */
	const char *date;    /* RFC 5322 3.3 */
	uint64_t serial; /* with `at_ms`: unlike that of any other mail of the host */
	int64_t at_ms;
};

/* Append header and body, in printable ASCII, with CR LF. Dots are not doubled. */
void mail_text_compose(const struct mail_text *text, struct buf *out);

/* The bare address of "NAME <a@b>" or "a@b" into out[MAIL_ADDRESS_SIZE]. False when
 * it is none that an SMTP command could carry. */
bool mail_text_address(const char *said, char *out);

#endif
