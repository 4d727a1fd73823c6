/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fake/fake_host.h"

#include <assert.h>
#include <errno.h>

static const int64_t million = 1000000;

struct addr
fake_host_own(uint8_t last, size_t link, uint8_t family)
{
	if (family == ADDR_V4)
		return addr_v4(0x0a010100u + (uint32_t)link * 0x800 + last);
	return (struct addr){
	    ADDR_V6, {0xfe, 0x80, [13] = (uint8_t)link, [15] = last}
        };
}

bool
fake_host_is_own(const struct fake_host *host, const struct addr *addr)
{
	for (size_t i = 0; i < host->links_len; i++)
		if (addr_equal(addr, &host->owns[i][0]) ||
		    addr_equal(addr, &host->owns[i][1]))
			return true;
	return false;
}

struct instant
fake_host_clock(const struct fake_host *host, struct instant now)
{
	return (struct instant){
	    now.ns + host->ahead.ns + now.ns * host->drift_ppm / million};
}

/* The first nanosecond at which it is so: rounding leaves a few to try. */
struct instant
fake_host_when(const struct fake_host *host, struct instant due)
{
	const int64_t rate = million + host->drift_ppm;
	int64_t gone_ns = due.ns - host->ahead.ns;
	struct instant at;

	if (due.ns == INSTANT_NEVER.ns || host->drift_ppm == 0)
		return due.ns == INSTANT_NEVER.ns ? due : (struct instant){gone_ns};
	at.ns = gone_ns / rate * million + gone_ns % rate * million / rate;
	while (instant_before(fake_host_clock(host, at), due))
		at.ns++;
	return at;
}

struct wall
fake_host_wall(const struct fake_host *host, struct instant now)
{
	return (struct wall){
	    FAKE_START_S * INT64_C(1000000000) + now.ns + host->day_off.ns};
}

size_t
fake_host_find(const struct fake_host *host, const struct addr *addr)
{
	size_t i;

	for (i = 0; i < host->addrs_len; i++)
		if (addr_equal(&host->addrs[i].prefix.addr, addr))
			break;
	return i;
}

bool
fake_host_has(const struct fake_host *host, uint32_t addr)
{
	struct addr wanted = addr_v4(addr);

	return fake_host_find(host, &wanted) < host->addrs_len;
}

int
fake_host_address(
    struct fake_host *host, const struct vrrp_act *act, struct instant now)
{
	size_t at = fake_host_find(host, &act->vip->prefix.addr);
	struct span lease = act->router->lease;

	if (act->op == VRRP_LEASE_REMOVE) {
		if (at == host->addrs_len)
			return EADDRNOTAVAIL;
		(void)fake_host_forget(host, at);
		return 0;
	}
	if (host->refuses)
		return EPERM;
	if (act->op == VRRP_LEASE_ADD && at < host->addrs_len)
		return EEXIST;
	assert(at < FAKE_ADDRS_MAX);
	host->addrs[at] = (struct fake_addr){act->vip->prefix,
	    act->vip->interface->ifindex - FAKE_IFINDEX,
	    lease.ns ? instant_add(now, lease) : INSTANT_NEVER};
	if (at == host->addrs_len)
		host->addrs_len++;
	return 0;
}

struct fake_addr
fake_host_forget(struct fake_host *host, size_t i)
{
	struct fake_addr held = host->addrs[i];

	host->addrs[i] = host->addrs[--host->addrs_len];
	return held;
}

struct vrrp_address
fake_host_told(const struct fake_addr *held, bool gone)
{
	return (struct vrrp_address){.ifindex = FAKE_IFINDEX + (uint32_t)held->link,
	    .prefix = held->prefix,
	    .gone = gone,
	    .finite = held->ends.ns != INSTANT_NEVER.ns};
}

struct instant
fake_host_expiry(const struct fake_host *host)
{
	struct instant next = INSTANT_NEVER;

	for (size_t i = 0; i < host->addrs_len; i++)
		next = instant_earlier(next, host->addrs[i].ends);
	return next;
}

enum vrrp_state
fake_host_state(const struct fake_host *host)
{
	return host->engine ? host->engine->routers[0].run.fsm.state : VRRP_INIT;
}

size_t
fake_host_notes(const struct fake_host *host, enum vrrp_note_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < host->notes_len; i++)
		count += host->notes[i].kind == kind;
	return count;
}
