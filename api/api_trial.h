/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/v1/checks/test: a check that is in no configuration, run once. It takes as
 * long as its server does, so it is answered at once with 202 and where to look for the
 * outcome: no request waits, and none needs to be set aside. */
#ifndef API_API_TRIAL_H
#define API_API_TRIAL_H

#include "api/api_edit.h"

struct arena;

/* A definition, read from the body: `wanted` and all that it points to lives in the
 * arena. False: `faults` (zeroed by the caller) says what is wrong. */
bool api_trial_parse(const char *text, size_t len, struct arena *arena,
    struct view_once_wanted *wanted, struct api_faults *faults);

void api_trial_begin(struct api_edit *edit);

/* GET /api/v1/checks/test/{} */
void api_trial_one(const struct api_request *request, struct view *view,
    struct api_response *response);

#endif
