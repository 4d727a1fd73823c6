/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/lib/file_number.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
file_number(const char *text, size_t len, int32_t *out)
{
	bool negative = false;
	int64_t value = 0;
	size_t at = 0, first;

	while (at < len && is_blank(text[at]))
		at++;
	while (len > at && is_blank(text[len - 1]))
		len--;
	if (at < len && (text[at] == '-' || text[at] == '+'))
		negative = text[at++] == '-';
	first = at;
	for (; at < len && is_digit(text[at]); at++) {
		value = value * 10 + (text[at] - '0');
		if (value > (int64_t)INT32_MAX + negative)
			return false;
	}
	if (at == first || at < len)
		return false;
	*out = (int32_t)(negative ? -value : value);
	return true;
}
