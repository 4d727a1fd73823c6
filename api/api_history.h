/* SPDX-License-Identifier: Apache-2.0 */
/* Why did it fail over: the story of one instance as JSON. Runs on: control. */
#ifndef API_API_HISTORY_H
#define API_API_HISTORY_H

#include "agent/history.h"
#include "api/api_http.h"
#include "api/json_out.h"

/* GET /api/v1/vrrp/instances/{}/history */
void api_history(const struct api_request *request, struct view *view,
    struct api_response *response);

/* One event as an object; `id` is that of a stream, NULL: none. */
void api_row_event(
    struct json_out *out, const struct history_event *event, const char *id);

#endif
