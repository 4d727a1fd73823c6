/* SPDX-License-Identifier: Apache-2.0 */
/* A journal as bytes: lines that each carry the checksum of themselves and of all that
 * came before, so that a torn, damaged, lost or doubled line is found. P.
 *   CRC [TAB =KEY TAB VALUE | TAB -KEY]... LF
 * CRC is 8 lower case digits: CRC-32 (IEEE 802.3) of the rest of the line without LF,
 * begun with the CRC of the line before. Control characters and % in a key or value
 * are %XX. The first line sets "journal" to the version. */
#ifndef AGENT_STORE_STORE_JOURNAL_H
#define AGENT_STORE_STORE_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "agent/lib/buf.h"
#include "agent/store/store.h"

/* Begin a journal in `out`. Returns the CRC to chain the next line to. */
uint32_t store_journal_begin(struct buf *out);

/* One line: its records count together or not at all. Returns the next CRC. */
uint32_t store_journal_line(
    struct buf *out, uint32_t chain, const struct store_record *records, size_t len);

enum store_journal_end {
	STORE_JOURNAL_WHOLE,
	STORE_JOURNAL_TORN,    /* the last line is not complete */
	STORE_JOURNAL_DAMAGED, /* a line is not what was written */
	STORE_JOURNAL_NEWER    /* of a version that we do not know */
};

const char *store_journal_end_text(enum store_journal_end end);

struct store_journal_found {
	enum store_journal_end end;
	size_t good_bytes; /* up to here it can be trusted */
	size_t lines;      /* in them */
	uint32_t chain;    /* the CRC to chain the next line to */
};

/* Hand each good record to `take`, in order; `bytes` are of any origin. Stops at the
 * first line that is not good. */
struct store_journal_found store_journal_read(const char *bytes, size_t len,
    void (*take)(void *ctx, const struct store_record *record), void *ctx);

#endif
