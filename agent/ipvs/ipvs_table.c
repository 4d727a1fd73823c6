/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/ipvs/ipvs_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"

/* ---- order ---- */

static int
cmp_u32(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

int
ipvs_key_cmp(const struct ipvs_key *a, const struct ipvs_key *b)
{
	int order = cmp_u32(a->fwmark, b->fwmark);

	if (order == 0)
		order = cmp_u32(a->family, b->family);
	if (order != 0 || a->fwmark != 0)
		return order;
	order = addr_cmp(&a->addr, &b->addr);
	if (order == 0)
		order = cmp_u32(a->port, b->port);
	return order != 0 ? order : cmp_u32(a->protocol, b->protocol);
}

static int
cmp_place(const struct ipvs_dest *dest, const struct addr *addr, uint16_t port)
{
	int order = addr_cmp(&dest->addr, addr);

	return order != 0 ? order : cmp_u32(dest->port, port);
}

int
ipvs_dest_cmp(const struct ipvs_dest *a, const struct ipvs_dest *b)
{
	return cmp_place(a, &b->addr, b->port);
}

static int
cmp_services(const void *a, const void *b)
{
	const struct ipvs_service *left = a, *right = b;

	return ipvs_key_cmp(&left->key, &right->key);
}

static int
cmp_dests(const void *a, const void *b)
{
	return ipvs_dest_cmp(a, b);
}

void
ipvs_service_sort(struct ipvs_service *service)
{
	if (service->dests_len > 1)
		qsort(service->dests, service->dests_len, sizeof(*service->dests),
		    cmp_dests);
}

void
ipvs_table_sort(struct ipvs_table *table)
{
	for (size_t i = 0; i < table->len; i++)
		ipvs_service_sort(&table->services[i]);
	if (table->len > 1)
		qsort(table->services, table->len, sizeof(*table->services),
		    cmp_services);
}

/* ---- sameness ---- */

uint32_t
ipvs_service_netmask_be(const struct ipvs_service *service)
{
	if (service->netmask_be != 0)
		return service->netmask_be;
	return service->key.family == ADDR_V6 ? 128 : UINT32_MAX;
}

bool
ipvs_service_same(const struct ipvs_service *a, const struct ipvs_service *b)
{
	if (strcmp(a->scheduler, b->scheduler) != 0 || a->flags != b->flags)
		return false;
	if (!(a->flags & IP_VS_SVC_F_PERSISTENT))
		return true;
	return a->timeout_s == b->timeout_s && strcmp(a->engine, b->engine) == 0 &&
	    ipvs_service_netmask_be(a) == ipvs_service_netmask_be(b);
}

static bool
same_forward(const struct ipvs_dest *a, const struct ipvs_dest *b)
{
	return a->forward == b->forward &&
	    (a->forward != FORWARD_TUN || tunnel_same(&a->tunnel, &b->tunnel));
}

bool
ipvs_dest_same(const struct ipvs_dest *a, const struct ipvs_dest *b)
{
	return same_forward(a, b) && a->weight == b->weight &&
	    a->uthreshold == b->uthreshold && a->lthreshold == b->lthreshold;
}

/* ---- ownership ---- */

void
ipvs_service_fini(struct ipvs_service *service)
{
	mem_free(service->dests);
	service->dests = NULL;
	service->dests_len = 0;
}

void
ipvs_table_fini(struct ipvs_table *table)
{
	for (size_t i = 0; i < table->len; i++)
		ipvs_service_fini(&table->services[i]);
	mem_free(table->services);
	*table = (struct ipvs_table){0};
}

struct ipvs_service
ipvs_service_dup(const struct ipvs_service *service)
{
	struct ipvs_service copy = *service;

	copy.dests = NULL;
	if (service->dests_len > 0) {
		copy.dests = mem_new(service->dests_len, sizeof(*copy.dests));
		memcpy(copy.dests, service->dests,
		    service->dests_len * sizeof(*copy.dests));
	}
	return copy;
}

/* ---- search ---- */

/* The first place whose key is not less than `key`. */
static size_t
lower_bound(const struct ipvs_table *table, const struct ipvs_key *key)
{
	size_t low = 0, high = table->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ipvs_key_cmp(&table->services[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct ipvs_service *
ipvs_table_find(const struct ipvs_table *table, const struct ipvs_key *key)
{
	size_t at = lower_bound(table, key);

	if (at == table->len || ipvs_key_cmp(&table->services[at].key, key) != 0)
		return NULL;
	return &table->services[at];
}

/* Likewise, among destinations. */
static size_t
lower_dest(const struct ipvs_service *service, const struct addr *addr, uint16_t port)
{
	size_t low = 0, high = service->dests_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cmp_place(&service->dests[middle], addr, port) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct ipvs_dest *
ipvs_service_find(
    const struct ipvs_service *service, const struct addr *addr, uint16_t port)
{
	size_t at = lower_dest(service, addr, port);

	if (at == service->dests_len || cmp_place(&service->dests[at], addr, port) != 0)
		return NULL;
	return &service->dests[at];
}

/* ---- change ---- */

void
ipvs_service_put(struct ipvs_service *service, const struct ipvs_dest *dest)
{
	size_t at = lower_dest(service, &dest->addr, dest->port);
	struct ipvs_dest *place;

	if (at == service->dests_len || ipvs_dest_cmp(&service->dests[at], dest) != 0) {
		service->dests = mem_grow(
		    service->dests, service->dests_len + 1, sizeof(*service->dests));
		place = &service->dests[at];
		memmove(place + 1, place, (service->dests_len - at) * sizeof(*place));
		service->dests_len++;
	}
	service->dests[at] = *dest;
}

void
ipvs_table_put(struct ipvs_table *table, struct ipvs_service *service_take)
{
	size_t at = lower_bound(table, &service_take->key);
	struct ipvs_service *place;

	if (at < table->len &&
	    ipvs_key_cmp(&table->services[at].key, &service_take->key) == 0) {
		ipvs_service_fini(&table->services[at]);
	} else {
		table->services =
		    mem_grow(table->services, table->len + 1, sizeof(*table->services));
		place = &table->services[at];
		memmove(place + 1, place, (table->len - at) * sizeof(*place));
		table->len++;
	}
	table->services[at] = *service_take;
	*service_take = (struct ipvs_service){0};
}

void
ipvs_table_remove(struct ipvs_table *table, const struct ipvs_key *key)
{
	struct ipvs_service *found = ipvs_table_find(table, key);
	size_t at;

	if (!found)
		return;
	at = (size_t)(found - table->services);
	ipvs_service_fini(found);
	memmove(found, found + 1, (table->len - at - 1) * sizeof(*found));
	table->len--;
}

/* ---- text ---- */

const char *
ipvs_key_format(const struct ipvs_key *key, char *out)
{
	char addr[ADDR_TEXT_SIZE];

	if (key->fwmark != 0)
		(void)snprintf(out, IPVS_KEY_TEXT_SIZE, "fwmark %u%s", key->fwmark,
		    key->family == ADDR_V6 ? " IPv6" : "");
	else
		(void)snprintf(out, IPVS_KEY_TEXT_SIZE,
		    key->family == ADDR_V6 ? "[%s]:%u/%s" : "%s:%u/%s",
		    addr_format(&key->addr, addr), (unsigned)key->port,
		    protocol_word(key->protocol));
	return out;
}
