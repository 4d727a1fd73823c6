/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_vrrpv3_rows.h"

#include <stdlib.h>

#include "agent/lib/mem.h"
#include "mib/mib_value.h"

/* Its adverts go to a group of its family, whatever it is sent to instead. */
static uint32_t
type_of(const struct view_vrrp *vrrp)
{
	return mib_inet_type(&vrrp->group);
}

static int
compare_routers(const void *left, const void *right)
{
	const struct v3_router *a = left, *b = right;

	if (a->vrrp->ifindex != b->vrrp->ifindex)
		return a->vrrp->ifindex < b->vrrp->ifindex ? -1 : 1;
	if (a->vrrp->vrid != b->vrrp->vrid)
		return a->vrrp->vrid < b->vrrp->vrid ? -1 : 1;
	return (int)a->type - (int)b->type;
}

static int
compare_associations(const void *left, const void *right)
{
	const struct v3_association *a = left, *b = right;

	if (a->router != b->router)
		return a->router < b->router ? -1 : 1;
	return addr_cmp(a->addr, b->addr);
}

/* Two of the same index have one name: the first one stays. */
static void
drop_twins(struct mib_vrrpv3 *rows)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < rows->routers_len; i++)
		if (kept == 0 ||
		    compare_routers(&rows->routers[kept - 1], &rows->routers[i]) != 0)
			rows->routers[kept++] = rows->routers[i];
	rows->routers_len = kept;
}

static void
add_associations(struct mib_vrrpv3 *rows, uint32_t router)
{
	const struct v3_router *is = &rows->routers[router];
	uint32_t end = is->vrrp->addresses_first + is->vrrp->addresses_len;

	for (uint32_t i = is->vrrp->addresses_first; i < end; i++) {
		const struct view_vrrp_address *own = &rows->view->vrrp_addresses[i];

		if (own->advertised && mib_inet_type(&own->prefix.addr) == is->type)
			rows->associations[rows->associations_len++] =
			    (struct v3_association){router, &own->prefix.addr};
	}
}

/* In order, each once; their routers count them. */
static void
settle_associations(struct mib_vrrpv3 *rows)
{
	struct v3_association *all = rows->associations;
	uint32_t kept = 0;

	if (rows->associations_len)
		qsort(all, rows->associations_len, sizeof(*all), compare_associations);
	for (uint32_t i = 0; i < rows->associations_len; i++) {
		if (kept > 0 && compare_associations(&all[kept - 1], &all[i]) == 0)
			continue;
		all[kept++] = all[i];
		rows->routers[all[i].router].addresses++;
	}
	rows->associations_len = kept;
}

struct mib_vrrpv3 *
mib_vrrpv3_new(const struct view *view)
{
	struct mib_vrrpv3 *rows = mem_new(1, sizeof(*rows));

	rows->view = view;
	rows->routers = mem_new(view->vrrp_len, sizeof(*rows->routers));
	rows->associations =
	    mem_new(view->vrrp_addresses_len, sizeof(*rows->associations));
	for (uint32_t i = 0; i < view->vrrp_len; i++) {
		const struct view_vrrp *vrrp = &view->vrrp[i];

		if (vrrp->version == 3 && vrrp->ifindex != 0)
			rows->routers[rows->routers_len++] =
			    (struct v3_router){.vrrp = vrrp, .type = type_of(vrrp)};
	}
	if (rows->routers_len)
		qsort(rows->routers, rows->routers_len, sizeof(*rows->routers),
		    compare_routers);
	drop_twins(rows);
	for (uint32_t i = 0; i < rows->routers_len; i++)
		add_associations(rows, i);
	settle_associations(rows);
	return rows;
}

void
mib_vrrpv3_free(struct mib_vrrpv3 *rows)
{
	if (!rows)
		return;
	mem_free(rows->routers);
	mem_free(rows->associations);
	mem_free(rows);
}

void *
mib_vrrpv3_source_new(const struct view *view)
{
	return mib_vrrpv3_new(view);
}

void
mib_vrrpv3_source_free(void *source)
{
	mib_vrrpv3_free(source);
}

const struct view_vrrp *
mib_vrrpv3_same(const struct mib_vrrpv3 *rows, const struct view_vrrp *vrrp)
{
	const struct v3_router key = {.vrrp = vrrp, .type = type_of(vrrp)};
	const struct v3_router *same = NULL;

	if (rows->routers_len)
		same = bsearch(&key, rows->routers, rows->routers_len,
		    sizeof(*rows->routers), compare_routers);
	return same ? same->vrrp : NULL;
}
