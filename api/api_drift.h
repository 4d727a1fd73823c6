/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/v1/drift: where file, edits and kernel do not say the same. P. */
#ifndef API_API_DRIFT_H
#define API_API_DRIFT_H

#include "api/api_http.h"

void api_drift(const struct api_request *request, struct view *view,
    struct api_response *response);

#endif
