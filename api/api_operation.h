/* SPDX-License-Identifier: Apache-2.0 */
/* What takes time and is under way: drains. They live in the real server's edit, so a
 * restart goes on with them. Runs on: control. */
#ifndef API_API_OPERATION_H
#define API_API_OPERATION_H

#include "api/api_http.h"

/* GET /api/v1/operations[/{}] */
void api_operations(const struct api_request *request, struct view *view,
    struct api_response *response);

/* GET /api/v1/virtual-servers/{}/real-servers/{}/history: its last changes. */
void api_rs_history(const struct api_request *request, struct view *view,
    struct api_response *response);

#endif
