/* SPDX-License-Identifier: Apache-2.0 */
/* ?state=up,down&interface=eth0: which rows of a list are wanted, by the same tables
 * that show them. P. */
#ifndef API_API_FILTER_H
#define API_API_FILTER_H

#include "agent/view/view_field.h"
#include "api/api_http.h"

enum { API_FILTERS_MAX = 6 };

/* All must agree; zeroed: every row is wanted. */
struct api_filters {
	struct api_filter {
		const struct view_field *field;
		char values[sizeof(
		    ((struct api_query *)NULL)->value)]; /* a comma list */
	} items[API_FILTERS_MAX];
	size_t len;
};

/* Every parameter of the request that is named as a field of one of the tables (NULL
 * ends them) is a filter. False after answering 400: an enumeration without that word.
 */
bool api_filters_read(const struct api_request *request,
    const struct view_fields *const *tables, struct api_filters *filters,
    struct api_response *response);

bool api_filters_match(const struct api_filters *filters, const void *row);

#endif
