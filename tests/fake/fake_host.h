/* SPDX-License-Identifier: Apache-2.0 */
/* A made-up host: its clock, its kernel's addresses, and the engine that runs on it.
 * For tests. */
#ifndef TESTS_FAKE_FAKE_HOST_H
#define TESTS_FAKE_FAKE_HOST_H

#include "agent/vrrp/vrrp_engine.h"
#include "tests/fake/fake_net.h"

enum {
	FAKE_ADDRS_MAX = 24,
	FAKE_NOTES_MAX = 256,
	FAKE_INBOX_MAX = 64,
	FAKE_IFINDEX = 2,         /* of the first link, eth0 */
	FAKE_START_S = 1700000000 /* the time of day when a wire's clock showed 0 */
};

struct fake_addr {
	struct addr_prefix prefix;
	size_t link;
	struct instant ends; /* by the host's clock; INSTANT_NEVER: permanent */
};

struct fake_host {
	struct vrrp_engine *engine;          /* owned; NULL: the agent is dead */
	struct addr own;                     /* of IPv4, on the first link */
	struct addr owns[FAKE_LINKS_MAX][2]; /* IPv4's and IPv6's */
	size_t links_len;
	uint8_t mac[VRRP_MAC_BYTES];
	struct span ahead;   /* its clock, of the wire's */
	int32_t drift_ppm;   /* its clock runs so much too fast */
	struct span day_off; /* its time of day is ahead by it; no drift there */
	bool frozen;         /* the agent is stopped, the kernel is not */
	bool missed;         /* a frozen agent was not told of links and addresses */
	bool deaf;           /* hears nothing */
	bool down[FAKE_LINKS_MAX]; /* the link has no carrier */
	bool refuses;              /* the kernel refuses every new address */
	struct fake_addr addrs[FAKE_ADDRS_MAX];
	size_t addrs_len;
	struct fake_frame *inbox[FAKE_INBOX_MAX]; /* waits for a frozen agent */
	size_t inbox_len;
	struct vrrp_note notes[FAKE_NOTES_MAX]; /* the first ones */
	size_t notes_len;
};

/* The address of host `last` on a link, in this family. */
struct addr fake_host_own(uint8_t last, size_t link, uint8_t family);
bool fake_host_is_own(const struct fake_host *host, const struct addr *addr);

/* Its own clock when the wire's shows `now`. */
struct instant fake_host_clock(const struct fake_host *host, struct instant now);

/* Its time of day when the wire's clock shows `now`. */
struct wall fake_host_wall(const struct fake_host *host, struct instant now);

/* The wire's clock when its own will show `due`. */
struct instant fake_host_when(const struct fake_host *host, struct instant due);

/* The place of `addr`, addrs_len when the kernel has it not. */
size_t fake_host_find(const struct fake_host *host, const struct addr *addr);
bool fake_host_has(const struct fake_host *host, uint32_t addr);

/* 0 or a positive errno, as the kernel answers; `now` by its own clock. */
int fake_host_address(
    struct fake_host *host, const struct vrrp_act *act, struct instant now);

/* Forget the i-th address. */
struct fake_addr fake_host_forget(struct fake_host *host, size_t i);

/* What the engine is told of it. */
struct vrrp_address fake_host_told(const struct fake_addr *held, bool gone);

/* By its own clock; INSTANT_NEVER when no address has an end. */
struct instant fake_host_expiry(const struct fake_host *host);

enum vrrp_state fake_host_state(const struct fake_host *host);
size_t fake_host_notes(const struct fake_host *host, enum vrrp_note_kind kind);

#endif
