/* SPDX-License-Identifier: Apache-2.0 */
/* One virtual MAC: what is configured and what is seen -> what to do. P.
 *
 * It is an interface of its own on another one, its base. What carries the name but is
 * not of our making is never touched; what a dead predecessor left is taken over. */
#ifndef AGENT_VRRP_VRRP_VMAC_H
#define AGENT_VRRP_VRRP_VMAC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VRRP_VMAC_NAME_SIZE = 16, VRRP_VMAC_BYTES = 6 };

/* As configured. */
struct vrrp_vmac {
	char name[VRRP_VMAC_NAME_SIZE];
	char base[VRRP_VMAC_NAME_SIZE];
	uint8_t mac[VRRP_VMAC_BYTES];
};

/* How an interface deals with ARP: the sysctls of these names. */
struct vrrp_vmac_arp {
	uint32_t ignore, announce;
};

/* A link as the kernel shows it. */
struct vrrp_vmac_link {
	uint32_t ifindex;
	char name[VRRP_VMAC_NAME_SIZE];
	uint8_t mac[VRRP_VMAC_BYTES];
	uint32_t parent;             /* 0: not of the kind that carries a MAC */
	bool ours;                   /* has the mark that we put on those we made */
	bool ready;                  /* set and switched on */
	struct vrrp_vmac_arp arp;    /* its own */
	struct vrrp_vmac_arp before; /* ours: of its parent, before we came */
};

enum vrrp_vmac_op {
	VRRP_VMAC_WAIT,   /* its base is absent */
	VRRP_VMAC_NONE,   /* it is as it should be */
	VRRP_VMAC_MAKE,   /* there is none */
	VRRP_VMAC_SET,    /* it is there; settings, or those of its base, are not */
	VRRP_VMAC_REMAKE, /* ours, but with another MAC or base */
	VRRP_VMAC_FOREIGN /* somebody else's: left alone */
};

/* `base` and `seen`: the links of these names, NULL when absent. */
enum vrrp_vmac_op vrrp_vmac_plan(const struct vrrp_vmac *want,
    const struct vrrp_vmac_link *base, const struct vrrp_vmac_link *seen);

/* What a base must have: it answers by ARP for its own addresses alone, and asks with
 * them alone, or it would tie a virtual address to its own MAC. What is stricter stays.
 */
struct vrrp_vmac_arp vrrp_vmac_base_arp(struct vrrp_vmac_arp now);

/* What `base` had before the first virtual MAC came upon it. */
struct vrrp_vmac_arp vrrp_vmac_before(
    const struct vrrp_vmac_link *links, size_t len, const struct vrrp_vmac_link *base);

/* Reverse path filter of a virtual MAC, for net.ipv4.conf.all.rp_filter: replies leave
 * by the base, so a strict check would drop what comes in. The stricter of the two
 * counts, and 2 (loose) counts before 1. */
uint32_t vrrp_vmac_rp_filter(uint32_t all);

#endif
