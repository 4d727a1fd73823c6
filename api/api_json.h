/* SPDX-License-Identifier: Apache-2.0 */
/* JSON of a request as the parser's tree. Touches nothing; not P only because of the
 * parser's library. */
#ifndef API_API_JSON_H
#define API_API_JSON_H

#include <jansson.h>

#include "api/api_body.h"
#include "api/api_problem.h"

enum { API_BODY_DEPTH_MAX = 16 };

/* An object, for json_decref; NULL with the fault told: no JSON, too deep, a member
 * twice, no object. */
json_t *api_json_load(const char *text, size_t len, struct api_faults *faults);

/* As api_body_parse of what is an object already. */
bool api_body_read(json_t *root, unsigned allowed, unsigned required,
    struct api_body *body, struct api_faults *faults);

#endif
