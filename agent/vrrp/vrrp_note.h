/* SPDX-License-Identifier: Apache-2.0 */
/* What the election has to tell: notes for the log, and each router as it is. D. */
#ifndef AGENT_VRRP_VRRP_NOTE_H
#define AGENT_VRRP_VRRP_NOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/lib/clock.h"
#include "agent/vrrp/vrrp_gap.h"
#include "agent/vrrp/vrrp_peer.h"
#include "agent/words.h"

/* Something the log should say. Which fields are set depends on the kind. */
enum vrrp_note_kind {
	VRRP_NOTE_ENTER,  /* from, state, reason, ours; of the last advert heard:
			     last_heard, peer, theirs; limit */
	VRRP_NOTE_LOWER,  /* theirs, ours, peer, state */
	VRRP_NOTE_HIGHER, /* theirs, ours, peer */
	VRRP_NOTE_HIGHER_ADDRESS,
	VRRP_NOTE_RELEASE,       /* peer: sent priority 0 */
	VRRP_NOTE_OURSELVES,     /* peer: our own address */
	VRRP_NOTE_DELAY,         /* theirs, ours, peer: the preempt delay begins */
	VRRP_NOTE_PRIORITY,      /* theirs: before, ours: now */
	VRRP_NOTE_OVERRIDE_OVER, /* its time has come */
	VRRP_NOTE_LATE,          /* peer, theirs, ours, silence, limit, more */
	VRRP_NOTE_REFUSED, /* refusal, peer, theirs, ours (intervals in cs), more; up:
			      it was accepted all the same */
	VRRP_NOTE_SENT_RELEASE,   /* we sent priority 0 */
	VRRP_NOTE_SPLIT_BRAIN,    /* up: begun or ended; peer, mac, addr */
	VRRP_NOTE_ADDRESS_BACK,   /* addr, interface: lost by another hand, put back */
	VRRP_NOTE_ADDRESS_FAILED, /* addr, interface, err; up: to add, else to remove */
	VRRP_NOTE_ADDRESS_FOREIGN, /* addr, interface: somebody's own, left alone */
	VRRP_NOTE_FIB_BACK,        /* text: a route, rule or address was put back */
	VRRP_NOTE_FIB_FAILED,      /* text, err; up: to add, else to remove */
	VRRP_NOTE_FIB_FOREIGN,     /* text: another's is in its place */
	VRRP_NOTE_SEND_FAILED,     /* err, interface, more */
	VRRP_NOTE_INTERFACE,       /* interface, up, err: ENODEV when absent */
	VRRP_NOTE_SOCKET_FAILED,   /* interface, err; up: of IPv6 */
	VRRP_NOTE_UNKNOWN_VRID     /* interface, theirs: the VRID, peer, more */
};

enum { VRRP_NO_ROUTER = INT32_MAX };

struct vrrp_note {
	enum vrrp_note_kind kind;
	uint32_t router;   /* index in the engine; VRRP_NO_ROUTER */
	struct instant at; /* when it was noted; set by the thread */
	enum vrrp_state from, state;
	enum vrrp_reason reason;
	enum vrrp_refusal refusal;
	uint16_t theirs, ours;
	uint32_t more; /* of the same kind, not told since the last one */
	bool up;
	bool has_mac;
	uint8_t mac[6];
	int err; /* positive errno */
	struct addr peer, addr;
	const char *text;          /* borrowed: gone once the engine was given back */
	struct instant last_heard; /* 0: nothing was heard yet */
	struct span silence;       /* before the advert that came late */
	struct span limit;         /* of silence, before a backup takes over */
	char interface[16];
};

/* Of routes and rules. */
struct vrrp_fib_counters {
	uint64_t restored; /* lost by another hand, put back */
	uint64_t failures; /* operations that the kernel refused */
};

struct vrrp_counters {
	uint64_t entered[VRRP_STATES]; /* each state */
	uint64_t become_master, release_master, adverts_received, adverts_sent;
	uint64_t priority_zero_received, priority_zero_sent, garp_sent, split_brains;
	uint64_t addresses_restored;
	struct vrrp_fib_counters fib; /* of its routes and rules */
	uint64_t refused[VRRP_REFUSALS];
	uint64_t checksums[VRRP_CHECKSUMS]; /* of the adverts accepted */
};

/* How regular adverts are: see vrrp_gap.h. */
struct vrrp_regularity {
	struct vrrp_histogram heard, late;
	uint64_t warnings;
	struct span interval; /* that the gaps are measured by */
};

/* What was last, for those who ask later. */
struct vrrp_lately {
	enum vrrp_refusal protocol_error; /* TTL, version or checksum; else accepted */
	enum vrrp_reason master_reason;   /* became master; VRRP_WHY_START: never */
};

/* One router as it is. */
struct vrrp_status {
	uint32_t router;
	uint32_t ifindex;
	enum vrrp_state state;
	enum vrrp_reason reason;
	uint8_t priority; /* effective */
	enum vrrp_wish override;
	struct addr primary, master;
	struct instant since;   /* of the last change of state */
	struct instant started; /* of leaving init; 0: is in it */
	struct span master_down, master_interval;
	enum vrrp_checksum checksum_sent;
	struct vrrp_spoken checksum_heard; /* of the last advert accepted */
	bool split_brain;
	struct addr split_brain_peer;
	uint8_t split_brain_mac[6];
	struct addr last_auth_failure_source;
	enum vrrp_refusal last_auth_failure;
	struct vrrp_lately lately;
	uint64_t track_interfaces_up; /* a bit each, the first 64 */
	struct vrrp_counters counters;
	struct vrrp_regularity regularity;
};

#endif
