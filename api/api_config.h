/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration as a whole: shown, and tried. E, control thread. */
#ifndef API_API_CONFIG_H
#define API_API_CONFIG_H

#include "api/api_http.h"

#define API_CONFIG_TYPE "text/x-keepalived-conf"

/* GET /api/v1/config: facts of it; with Accept: text/x-keepalived-conf, itself. */
void api_config(const struct api_request *request, struct view *view,
    struct api_response *response);

/* POST /api/v1/config/validate: text/x-keepalived-conf, {"text":"..."}, or nothing,
 * which stands for the file as it is on disk. */
void api_config_try(const struct api_request *request, struct view *view,
    struct api_response *response);

#endif
