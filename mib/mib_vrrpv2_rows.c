/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_vrrpv2_rows.h"

#include <assert.h>
#include <string.h>

#include "agent/lib/mem.h"

static int
compare_keys(uint32_t ifindex, uint8_t vrid, const struct view_vrrp *b)
{
	if (ifindex != b->ifindex)
		return ifindex < b->ifindex ? -1 : 1;
	return (int)vrid - (int)b->vrid;
}

static bool
is_row(const struct view_vrrp *vrrp)
{
	return vrrp->ifindex != 0 && vrrp->version == 2 &&
	    vrrp->primary.family != ADDR_V6;
}

/* The view is in this order already; a second instance of the same key would be a
 * second row of the same name, which the MIB has no word for: the first one stays. */
static void
add_router(struct mib_vrrpv2 *rows, const struct view_vrrp *vrrp)
{
	uint32_t len = rows->routers_len;
	int order = len == 0
	    ? 1
	    : compare_keys(vrrp->ifindex, vrrp->vrid, rows->routers[len - 1].vrrp);

	assert(order >= 0);
	if (order > 0)
		rows->routers[rows->routers_len++] = (struct router){.vrrp = vrrp};
}

/* Put `address` where it belongs among those of its router, once. They come nearly
 * sorted, so that the search from the end is short. */
static void
add_association(struct mib_vrrpv2 *rows, struct router *router, uint32_t address)
{
	struct association *own =
	    rows->associations + (rows->associations_len - router->addresses);
	size_t at = router->addresses;

	while (at > 0 && own[at - 1].address > address)
		at--;
	if (at > 0 && own[at - 1].address == address)
		return;
	memmove(own + at + 1, own + at, (router->addresses - at) * sizeof(own[0]));
	own[at] = (struct association){.vrrp = router->vrrp, .address = address};
	router->addresses++;
	rows->associations_len++;
}

static void
add_associations(struct mib_vrrpv2 *rows, struct router *router)
{
	const struct view_vrrp *vrrp = router->vrrp;
	const struct view_vrrp_address *all = rows->view->vrrp_addresses;

	for (uint32_t i = 0; i < vrrp->addresses_len; i++) {
		const struct view_vrrp_address *one = &all[vrrp->addresses_first + i];

		if (one->advertised && one->prefix.addr.family == ADDR_V4)
			add_association(rows, router, addr_to_v4(&one->prefix.addr));
	}
}

struct mib_vrrpv2 *
mib_vrrpv2_new(const struct view *view)
{
	struct mib_vrrpv2 *rows = mem_new(1, sizeof(*rows));

	rows->view = view;
	rows->routers = mem_new(view->vrrp_len, sizeof(*rows->routers));
	rows->associations =
	    mem_new(view->vrrp_addresses_len, sizeof(*rows->associations));
	for (uint32_t i = 0; i < view->vrrp_len; i++)
		if (is_row(&view->vrrp[i]))
			add_router(rows, &view->vrrp[i]);
	for (size_t i = 0; i < rows->routers_len; i++)
		add_associations(rows, &rows->routers[i]);
	return rows;
}

void
mib_vrrpv2_free(struct mib_vrrpv2 *rows)
{
	if (!rows)
		return;
	mem_free(rows->routers);
	mem_free(rows->associations);
	mem_free(rows);
}

void *
mib_vrrpv2_source_new(const struct view *view)
{
	return mib_vrrpv2_new(view);
}

void
mib_vrrpv2_source_free(void *source)
{
	mib_vrrpv2_free(source);
}

uint32_t
mib_vrrpv2_len(const struct mib_vrrpv2 *rows)
{
	return rows->routers_len;
}

const struct view_vrrp *
mib_vrrpv2_at(const struct mib_vrrpv2 *rows, size_t at)
{
	return rows->routers[at].vrrp;
}

const struct view_vrrp *
mib_vrrpv2_find(const struct mib_vrrpv2 *rows, uint32_t ifindex, uint8_t vrid)
{
	size_t low = 0, high = rows->routers_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_keys(ifindex, vrid, rows->routers[middle].vrrp);

		if (order == 0)
			return rows->routers[middle].vrrp;
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
