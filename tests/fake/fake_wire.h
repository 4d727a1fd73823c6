/* SPDX-License-Identifier: Apache-2.0 */
/* Several engines on one Ethernet and one clock, both made up: adverts and ARP go from
 * host to host, each host's kernel keeps its addresses (with their leases) and answers
 * ARP for them whether its engine lives or not. For tests. */
#ifndef TESTS_FAKE_FAKE_WIRE_H
#define TESTS_FAKE_FAKE_WIRE_H

#include "tests/fake/fake_host.h"
#include "tests/fake/fake_model.h"

enum { FAKE_VIP = 0x0a0101a6 /* 10.1.1.166 */ };

/* Who watches; any of them may be NULL. */
struct fake_watch {
	void *ctx;
	/* A frame leaves a host. */
	void (*sent)(void *ctx, const struct fake_frame *frame);
	/* An engine's act was carried out, or its note was told. */
	void (*acted)(void *ctx, size_t host, const struct vrrp_act *act, int err);
	/* An agent heard an advert. */
	void (*heard)(
	    void *ctx, size_t host, const struct fake_frame *frame, bool accepted);
	/* A kernel let an address go whose lease had run out. */
	void (*expired)(void *ctx, size_t host, const struct fake_addr *held);
	/* An engine wants to be called again and again; without a watcher: the end. */
	void (*spins)(void *ctx, size_t host);
};

struct fake_wire {
	struct instant now;
	struct fake_host hosts[FAKE_HOSTS_MAX];
	size_t hosts_len;
	size_t links_len; /* of every host: eth0, eth1; 0: one */
	struct fake_net net;
	struct fake_watch watch;
	uint64_t adverts;    /* sent so far */
	struct span doubled; /* how long more than one host had FAKE_VIP, in all */
};

/* Add a host 10.1.1.<last> running `engine`; returns its number. */
size_t fake_wire_add(struct fake_wire *wire, struct vrrp_engine *engine, uint8_t last);

/* Let `ms` pass. */
void fake_wire_run(struct fake_wire *wire, int64_t ms);

/* Whatever is due now; time stands still. */
void fake_wire_settle(struct fake_wire *wire);

/* Go on to the next thing that happens, or to `end`: then false. */
bool fake_wire_step(struct fake_wire *wire, struct instant end);

/* The agent dies at once; the kernel goes on. */
void fake_wire_kill(struct fake_wire *wire, size_t host);

/* Its keeper sees it dead, and removes what it held. */
void fake_wire_keep(struct fake_wire *wire, size_t host);

/* A new agent on a host, told what the kernel has. */
void fake_wire_start(struct fake_wire *wire, size_t host, struct vrrp_engine *engine);

/* Replace the engine as a reload does. */
void fake_wire_reload(struct fake_wire *wire, size_t host, struct vrrp_engine *young);

/* An address goes or comes by another hand. */
/* If it has it. */
void fake_wire_lose(struct fake_wire *wire, size_t host, const struct addr *addr);
void fake_wire_remove(struct fake_wire *wire, size_t host, uint32_t addr);
void fake_wire_set(struct fake_wire *wire, size_t host, uint32_t addr);

void fake_wire_link(struct fake_wire *wire, size_t host, bool up); /* the first one */
void fake_wire_links(struct fake_wire *wire, size_t host, size_t link, bool up);

/* The number of the only master, or -1 when there is none or more than one. */
int fake_wire_master(const struct fake_wire *wire);

void fake_wire_fini(struct fake_wire *wire);

#endif
