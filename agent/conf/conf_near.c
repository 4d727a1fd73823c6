/* SPDX-License-Identifier: Apache-2.0 */
/* The word probably meant. P. */
#include <string.h>

#include "agent/conf/conf_read.h"

enum { NEAR_WORD_MAX = 48 };

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t low = a < b ? a : b;

	return low < c ? low : c;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Edits (insert, drop, change, swap of neighbours) from `a` to `b`, case ignored. */
static size_t
distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][NEAR_WORD_MAX + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	memset(rows, 0, sizeof(rows));
	for (size_t j = 0; j <= b_len; j++)
		last[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *spare = before;

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			bool same = lower(a[i - 1]) == lower(b[j - 1]);

			row[j] =
			    least(last[j] + 1, row[j - 1] + 1, last[j - 1] + !same);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		before = last;
		last = row;
		row = spare;
	}
	return last[b_len];
}

const char *
conf_near(const char *word, const char *candidate, const char *nearest, size_t *best)
{
	size_t len = strlen(word), other = strlen(candidate), edits;

	if (!len || len > NEAR_WORD_MAX || other > NEAR_WORD_MAX)
		return nearest;
	edits = distance(word, len, candidate, other);
	/* A third of the word may be wrong, or one of two letters: else it is another.
	 */
	if (edits >= *best || len < 2 ||
	    (edits > 1 && edits * 3 > (len > other ? len : other)))
		return nearest;
	*best = edits;
	return candidate;
}

const char *
conf_near_word(const char *word, const char *const *words)
{
	const char *nearest = NULL;
	size_t best = SIZE_MAX;

	for (; *words; words++)
		nearest = conf_near(word, *words, nearest, &best);
	return nearest;
}
