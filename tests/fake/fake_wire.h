/* SPDX-License-Identifier: Apache-2.0 */
/* Several engines on one Ethernet and one clock, both made up: adverts and ARP go from
 * host to host, each host's kernel keeps its addresses (with their leases) and answers
 * ARP for them whether its engine lives or not. For tests. */
#ifndef TESTS_FAKE_FAKE_WIRE_H
#define TESTS_FAKE_FAKE_WIRE_H

#include "agent/vrrp/vrrp_engine.h"

enum {
	FAKE_HOSTS_MAX = 4,
	FAKE_ADDRS_MAX = 16,
	FAKE_FRAMES_MAX = 512,
	FAKE_FRAME_BYTES = 1200,
	FAKE_NOTES_MAX = 256,
	FAKE_IFINDEX = 2,
	FAKE_VIP = 0x0a0101a6 /* 10.1.1.166 */
};

struct fake_addr {
	struct addr addr;
	struct instant ends; /* INSTANT_NEVER: permanent */
};

struct fake_host {
	struct vrrp_engine *engine; /* owned; NULL: the agent is dead */
	struct addr own;
	uint8_t mac[VRRP_MAC_BYTES];
	bool frozen;  /* the agent is stopped, the kernel is not */
	bool deaf;    /* hears nothing */
	bool refuses; /* the kernel refuses every new address */
	struct fake_addr addrs[FAKE_ADDRS_MAX];
	size_t addrs_len;
	struct vrrp_note notes[FAKE_NOTES_MAX]; /* the first ones */
	size_t notes_len;
};

struct fake_frame {
	struct instant at;
	size_t from;
	bool is_arp;
	struct addr source, destination; /* of an advert; its payload follows */
	size_t len;
	uint8_t bytes[FAKE_FRAME_BYTES];
};

struct fake_wire {
	struct instant now;
	struct fake_host hosts[FAKE_HOSTS_MAX];
	size_t hosts_len;
	struct fake_frame frames[FAKE_FRAMES_MAX];
	size_t frames_len;
	uint64_t adverts;    /* sent so far */
	struct span doubled; /* how long more than one host had FAKE_VIP, in all */
};

/* An instance on eth0 as the scenario has it: VRID 51, password 1111, one address. */
struct model_vrrp_instance fake_instance(uint8_t priority);

struct vrrp_engine *fake_engine(
    const struct model_vrrp_instance *instances, size_t len);

/* Add a host 10.1.1.<last> running `engine`; returns its number. */
size_t fake_wire_add(struct fake_wire *wire, struct vrrp_engine *engine, uint8_t last);

/* Let `ms` pass. */
void fake_wire_run(struct fake_wire *wire, int64_t ms);

/* Whatever is due now; time stands still. */
void fake_wire_settle(struct fake_wire *wire);

/* The agent dies at once; the kernel goes on. */
void fake_wire_kill(struct fake_wire *wire, size_t host);

/* A new agent on a host, told what the kernel has. */
void fake_wire_start(struct fake_wire *wire, size_t host, struct vrrp_engine *engine);

/* Replace the engine as a reload does. */
void fake_wire_reload(struct fake_wire *wire, size_t host, struct vrrp_engine *young);

/* An address goes or comes by another hand. */
void fake_wire_remove(struct fake_wire *wire, size_t host, uint32_t addr);
void fake_wire_set(struct fake_wire *wire, size_t host, uint32_t addr);

void fake_wire_link(struct fake_wire *wire, size_t host, bool up);

bool fake_host_has(const struct fake_host *host, uint32_t addr);
enum vrrp_state fake_host_state(const struct fake_host *host);
size_t fake_host_notes(const struct fake_host *host, enum vrrp_note_kind kind);

/* The number of the only master, or -1 when there is none or more than one. */
int fake_wire_master(const struct fake_wire *wire);

void fake_wire_fini(struct fake_wire *wire);

#endif
