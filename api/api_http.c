/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_http.h"

#include <string.h>

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
