/* SPDX-License-Identifier: Apache-2.0 */
/* What the number in a tracked file makes of a real server, as keepalived has it. P. */
#ifndef CHECKS_CHECK_FILE_SPEC_H
#define CHECKS_CHECK_FILE_SPEC_H

#include "checks/check.h"

enum { CHECK_FILE_WEIGHT_MAX = 254, CHECK_FILE_MORE_MAX = 253 };

struct check_file_spec {
	const char *name, *path; /* of a vrrp_track_file */
	int32_t weight;          /* what the number is multiplied by; 0: no weight */
	bool reverse;
};

/* With a weight: the number times it (less that, reversed) is added to the server's
 * weight; -254 or less is unfit, more than 253 counts as 253. Without one, 0 is fit and
 * all else is not, or, reversed, the other way round. */
struct check_verdict check_file_judge(
    const struct check_file_spec *spec, int32_t number);

#endif
