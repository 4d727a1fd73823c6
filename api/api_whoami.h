/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks, as the agent sees him. E, control thread. */
#ifndef API_API_WHOAMI_H
#define API_API_WHOAMI_H

#include "api/api_http.h"

void api_whoami(const struct api_request *request, struct view *view,
    struct api_response *response);

#endif
