/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_http.h"

#include <string.h>

#include "agent/lib/addr.h"

const char *
api_query_value(const struct api_request *request, const char *name)
{
	for (size_t i = 0; i < request->query_len; i++)
		if (strcmp(request->query[i].name, name) == 0)
			return request->query[i].value;
	return NULL;
}

bool
api_etag_listed(const char *header, const char *etag, bool weak)
{
	size_t etag_len = strlen(etag);

	while (*header) {
		size_t len = strcspn(header, ",");
		const char *tag = header + strspn(header, " \t");
		bool is_weak = strncmp(tag, "W/", 2) == 0;
		size_t tag_len;

		header += len + (header[len] == ',');
		if (*tag == '*')
			return true;
		if (is_weak && !weak)
			continue;
		tag += is_weak ? 2 : 0;
		tag_len = strcspn(tag, ", \t");
		if (tag_len == etag_len && memcmp(tag, etag, tag_len) == 0)
			return true;
	}
	return false;
}

bool
api_uint_parse(const char *text, uint64_t max, uint64_t *out)
{
	uint64_t number = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		uint64_t digit = (uint64_t)*text - '0';

		if (*text < '0' || *text > '9' || number > (max - digit) / 10 ||
		    digit > max)
			return false;
		number = 10 * number + digit;
	}
	*out = number;
	return true;
}

bool
api_rs_id_parse(const char *id, struct addr *addr, uint16_t *port)
{
	const char *dash = strrchr(id, '-');
	char host[ADDR_TEXT_SIZE];
	uint64_t number;

	if (!dash || (size_t)(dash - id) >= sizeof(host) ||
	    !api_uint_parse(dash + 1, UINT16_MAX, &number))
		return false;
	memcpy(host, id, (size_t)(dash - id));
	host[dash - id] = '\0';
	*port = (uint16_t)number;
	return addr_parse(host, addr);
}

void
api_put_escaped(struct buf *out, const char *text)
{
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-._~!$()*,;:@";

	for (; *text; text++) {
		if (strchr(plain, *text))
			buf_putc(out, *text);
		else
			buf_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
	}
}
