/* SPDX-License-Identifier: Apache-2.0 */
/* The API's own description: OpenAPI 3.1, made from the tables that it runs by (routes,
 * their roles and parameters; the fields of the rows that it shows), so that it cannot
 * say anything else than is so. P. */
#ifndef API_API_OPENAPI_H
#define API_API_OPENAPI_H

#include "agent/lib/buf.h"

void api_openapi(const char *version, struct buf *out);

#endif
