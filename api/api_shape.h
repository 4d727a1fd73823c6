/* SPDX-License-Identifier: Apache-2.0 */
/* What holds of the answers of every route alike, laid over what its handler made. P.
 */
#ifndef API_API_SHAPE_H
#define API_API_SHAPE_H

#include "api/api_http.h"

/* ?fields= of an answer with JSON objects; long ones while they are sent. */
void api_shape(const struct api_request *request, struct api_response *response);

#endif
