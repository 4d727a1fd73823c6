/* SPDX-License-Identifier: Apache-2.0 */
/* Which events of the kernel's tables are worth hearing. A routing daemon may change a
 * million routes: the kernel itself drops what is not at a destination of ours, by a
 * classic BPF program (linux/filter.h) on the monitor's socket. */
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/lib/arena.h"
#include "agent/vrrp/vrrp_fib_build.h"

enum {
	PROLOGUE = 15,
	KEYS_MAX = (BPF_MAXINSNS - PROLOGUE - 1) / 2,
	AT_TYPE = offsetof(struct nlmsghdr, nlmsg_type),
	AT_FAMILY = NLMSG_HDRLEN, /* and the prefix length, in one word */
	AT_ATTRS = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct rtmsg))
};

/* BPF reads in network order what the kernel wrote in its own. */
static uint32_t
swapped(uint16_t type)
{
	const union {
		uint16_t number;
		uint8_t bytes[2];
	} as = {.number = type};

	return (uint32_t)as.bytes[0] << 8 | as.bytes[1];
}

/* Family, prefix length and the first 32 bits of the destination, made one. Two that
 * differ may have the same: then more is heard than need be. */
static uint32_t
key_of(const struct addr_prefix *to)
{
	const uint8_t *bytes = to->addr.bytes;
	uint32_t head = (uint32_t)(to->addr.family == ADDR_V6 ? AF_INET6 : AF_INET);

	head = head << 24 | (uint32_t)to->prefix_len << 16;
	if (to->prefix_len == 0)
		return head;
	return head ^
	    ((uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
		(uint32_t)bytes[2] << 8 | bytes[3]);
}

static int
by_number(const void *a, const void *b)
{
	const uint32_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

/* Each key once. */
static size_t
collect(const struct vrrp_fib *fib, uint32_t *keys)
{
	size_t len = 0, kept = 0;

	for (size_t i = 0; i < fib->len; i++)
		if (fib->entries[i].kind == VRRP_FIB_ROUTE)
			keys[len++] = key_of(&fib->entries[i].key.to);
	if (len)
		qsort(keys, len, sizeof(*keys), by_number);
	for (size_t i = 0; i < len; i++)
		if (i == 0 || keys[i] != keys[i - 1])
			keys[kept++] = keys[i];
	return kept;
}

void
vrrp_fib_filter(struct vrrp_fib *fib, struct arena *arena)
{
	const struct sock_filter prologue[PROLOGUE] = {
	    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, AT_TYPE),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, swapped(RTM_NEWROUTE), 2, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, swapped(RTM_DELROUTE), 1, 0),
	    BPF_STMT(BPF_RET | BPF_K, UINT32_MAX), /* rules are few */
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, AT_FAMILY),
	    BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xffff0000u),
	    BPF_STMT(BPF_ST, 0),
	    BPF_STMT(BPF_LD | BPF_IMM, AT_ATTRS),
	    BPF_STMT(BPF_LDX | BPF_IMM, RTA_DST),
	    /* Where that attribute is; 0: a default route has none. */
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_NLATTR)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 2, 0),
	    BPF_STMT(BPF_MISC | BPF_TAX, 0),
	    BPF_STMT(BPF_LD | BPF_W | BPF_IND, RTA_LENGTH(0)),
	    BPF_STMT(BPF_LDX | BPF_MEM, 0),
	    BPF_STMT(BPF_ALU | BPF_XOR | BPF_X, 0),
	};
	uint32_t *keys = arena_alloc(arena, (fib->len + 1) * sizeof(*keys));
	size_t keys_len = collect(fib, keys), at = PROLOGUE;

	if (keys_len > KEYS_MAX)
		return; /* too many for one program: all is heard */
	fib->filter =
	    arena_alloc(arena, (PROLOGUE + 2 * keys_len + 1) * sizeof(*fib->filter));
	memcpy(fib->filter, prologue, sizeof(prologue));
	for (size_t i = 0; i < keys_len; i++) {
		fib->filter[at++] = (struct sock_filter)BPF_JUMP(
		    BPF_JMP | BPF_JEQ | BPF_K, keys[i], 0, 1);
		fib->filter[at++] =
		    (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, UINT32_MAX);
	}
	fib->filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0);
	fib->filter_len = (uint16_t)at;
}
