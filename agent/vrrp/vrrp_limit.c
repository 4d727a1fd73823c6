/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_limit.h"

static const struct span told_again_after = {10LL * 1000000000};

bool
vrrp_limit_take(struct vrrp_limit *limit, struct instant now, uint32_t *more)
{
	if (instant_before(now, limit->next)) {
		limit->more++;
		return false;
	}
	*more = limit->more;
	*limit = (struct vrrp_limit){.next = instant_add(now, told_again_after)};
	return true;
}
