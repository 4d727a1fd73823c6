/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_file_spec.h"

#include <stdio.h>

static void
judge_weight(
    const struct check_file_spec *spec, int64_t more, struct check_verdict *out)
{
	if (spec->reverse)
		more = -more;
	if (more < -CHECK_FILE_MORE_MAX) {
		out->code = CHECK_FILE_DOWN;
		return;
	}
	if (more > CHECK_FILE_MORE_MAX)
		more = CHECK_FILE_MORE_MAX;
	out->weight_as = CHECK_WEIGHT_MORE;
	out->dynamic_weight = (int32_t)more;
}

struct check_verdict
check_file_judge(const struct check_file_spec *spec, int32_t number)
{
	struct check_verdict verdict = {.code = CHECK_OK, .dynamic_weight = -1};

	(void)snprintf(verdict.detail, sizeof(verdict.detail), "%.80s reads %d",
	    spec->name, (int)number);
	if (spec->weight)
		judge_weight(spec, (int64_t)number * spec->weight, &verdict);
	else if ((number == 0) == spec->reverse)
		verdict.code = CHECK_FILE_DOWN;
	return verdict;
}
