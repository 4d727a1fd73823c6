/* SPDX-License-Identifier: Apache-2.0 */
/* The field's words: one enumeration and one table of names each, shared by
 * configuration, log, REST, metrics and SNMP. P. */
#ifndef AGENT_WORDS_H
#define AGENT_WORDS_H

#include <stdbool.h>

/* RFC 2787 calls FAULT "initialize"; INIT is an instance that has not started yet. */
enum vrrp_state { VRRP_INIT, VRRP_BACKUP, VRRP_MASTER, VRRP_FAULT };
enum { VRRP_STATES = VRRP_FAULT + 1 };

/* Why an advert was refused, in the order in which it is looked at (VRRP receive
 * checks, RFC 3768 7.1); VRRP_ACCEPTED is none. */
enum vrrp_refusal {
	VRRP_ACCEPTED,
	VRRP_BAD_TTL,
	VRRP_BAD_VERSION,
	VRRP_BAD_FAMILY, /* the carrier is not that of the contents */
	VRRP_BAD_LENGTH,
	VRRP_BAD_CHECKSUM,
	VRRP_BAD_VRID,
	VRRP_BAD_AUTH_TYPE,      /* a type this protocol does not have */
	VRRP_AUTH_TYPE_MISMATCH, /* another type than ours */
	VRRP_BAD_AUTH,           /* same type, other password */
	VRRP_HMAC_MISSING,       /* no trailer, and one must be there */
	VRRP_HMAC_MALFORMED,     /* another scheme, or reserved bits */
	VRRP_HMAC_TOO_OLD,       /* outside the window of time */
	VRRP_HMAC_TOO_NEW,
	VRRP_HMAC_KEY_UNKNOWN,
	VRRP_HMAC_BAD,      /* another key, or other contents */
	VRRP_HMAC_REPLAYED, /* not after the last one of its sender */
	VRRP_BAD_TYPE,      /* not an advertisement */
	VRRP_BAD_INTERVAL,
	VRRP_NO_INTERVAL,    /* 0: RFC 9568, erratum 8301 */
	VRRP_NO_ADDRESSES,   /* erratum 8299 */
	VRRP_NOT_LINK_LOCAL, /* IPv6: the first address, erratum 8300 */
	VRRP_BAD_ADDRESS_LIST,
	VRRP_BAD_DESTINATION, /* multicast to a unicast router, or the reverse */
	VRRP_NOT_A_PEER,      /* unicast: sender is not in unicast_peer */
	VRRP_OWNER,           /* we own the addresses: erratum 8298 */
	VRRP_REFUSALS
};

/* Why an instance changed its state. */
enum vrrp_reason {
	VRRP_WHY_START,
	VRRP_WHY_MASTER_DOWN,      /* no advert for the master-down time */
	VRRP_WHY_MASTER_RELEASED,  /* its advert had priority 0 */
	VRRP_WHY_PREEMPTED_WEAKER, /* ours is higher and we may preempt */
	VRRP_WHY_HIGHER_PRIORITY,  /* a better master was heard */
	VRRP_WHY_HIGHER_ADDRESS,   /* same priority, higher primary address */
	VRRP_WHY_OWNER,            /* priority 255 */
	VRRP_WHY_INTERFACE_DOWN,
	VRRP_WHY_INTERFACE_ABSENT,
	VRRP_WHY_NO_VMAC, /* the interface with its virtual MAC is absent */
	VRRP_WHY_NO_PRIMARY_ADDRESS,
	VRRP_WHY_ADDRESS_LOST, /* a VIP went and could not be put back */
	VRRP_WHY_STATIC_LOST,  /* a static address, route or rule of its group */
	VRRP_WHY_NO_SOCKET,    /* adverts can be neither heard nor sent */
	VRRP_WHY_TRACK_FAILED, /* something tracked with weight 0 is bad */
	VRRP_WHY_GROUP,        /* its sync group did */
	VRRP_WHY_FAULT_ENDED,
	VRRP_WHY_STOP,
	VRRP_WHY_YIELD,      /* an operator wished it */
	VRRP_WHY_TIMER_LATE, /* our own: others must have taken over */
	VRRP_WHY_NO_PEER,    /* unicast without a peer */
	VRRP_WHY_NO_SOURCE,  /* the address that adverts come from is not there */
	VRRP_WHY_CONFIG      /* by a reload */
};

/* The first three as in version 2's header. */
enum vrrp_auth {
	VRRP_AUTH_NONE = 0,
	VRRP_AUTH_PASS = 1,
	VRRP_AUTH_AH = 2,
	VRRP_AUTH_HMAC = 3 /* a trailer; the header says none */
};

/* What is done with the trailer of auth_hmac. */
enum vrrp_hmac_mode {
	VRRP_HMAC_ENFORCE,     /* sent, and must be there */
	VRRP_HMAC_PERMISSIVE,  /* sent, and may be missing */
	VRRP_HMAC_RECEIVE_ONLY /* not sent, and may be missing */
};

/* What the checksum of an advert covers: the message alone (version 2, and version 3 of
 * IPv4 as RFC 9568 5.2.8 reads), with a pseudo header before it (IPv6, and RFC 5798 as
 * keepalived and FRR read it for IPv4), or with one that names the group though the
 * advert is unicast (keepalived before 1.3.7). */
enum vrrp_checksum {
	VRRP_CHECKSUM_MESSAGE,
	VRRP_CHECKSUM_PSEUDO,
	VRRP_CHECKSUM_GROUP,
	VRRP_CHECKSUMS
};

/* What an operator wishes of an instance for a time. */
enum vrrp_wish { VRRP_WISH_NONE, VRRP_WISH_YIELD, VRRP_WISH_PRIORITY, VRRP_WISHES };

/* Whether keepalived's old checksum of unicast adverts is understood and sent. */
enum vrrp_old_checksum { VRRP_OLD_AUTO, VRRP_OLD_ALWAYS, VRRP_OLD_NEVER };

/* The exporters whose names metrics may have besides ours. */
enum metrics_compat { COMPAT_MEHDY, COMPAT_GEN2BRAIN, COMPAT_NODE, COMPATS };

enum protocol { PROTOCOL_TCP, PROTOCOL_UDP, PROTOCOL_SCTP };

enum forward { FORWARD_NAT, FORWARD_DR, FORWARD_TUN };

/* What the operator wants of a real server, whatever its checks say. */
enum admin { ADMIN_READY, ADMIN_DRAIN, ADMIN_MAINTENANCE };

/* What an operator says of its health instead of its checks. */
enum health_override { OVERRIDE_NONE, OVERRIDE_UP, OVERRIDE_DOWN, OVERRIDES };

/* What is done with a real server when its drain is over. */
enum drain_end { DRAIN_KEEP, DRAIN_REMOVE, DRAIN_MAINTENANCE, DRAIN_ENDS };

/* What a real server is, all things considered: the words of REST, CLI, MIB, metrics.
 */
enum rs_state {
	RS_UP,
	RS_DOWN,
	RS_DRAINING,
	RS_DRAINED,
	RS_MAINTENANCE,
	RS_STANDBY,
	RS_STARTING,
	RS_UNCHECKED,
	RS_ERROR,
	RS_STATES
};

enum vs_state { VS_UP, VS_DOWN, VS_ERROR, VS_STATES };

/* Where an object comes from. */
enum origin { ORIGIN_CONFIG, ORIGIN_API };

const char *vrrp_state_word(enum vrrp_state state); /* "master" */
const char *vrrp_refusal_word(
    enum vrrp_refusal why); /* "auth_mismatch": metric label */
const char *vrrp_refusal_text(enum vrrp_refusal why); /* for the log */
const char *vrrp_reason_word(enum vrrp_reason why);   /* "master_down" */
const char *vrrp_wish_word(enum vrrp_wish wish);      /* "yield" */
const char *vrrp_auth_word(enum vrrp_auth auth);
const char *vrrp_hmac_mode_word(enum vrrp_hmac_mode mode); /* "receive-only" */
const char *protocol_word(enum protocol protocol);         /* "tcp" */
const char *forward_word(enum forward forward);            /* "dr" */

const char *vrrp_checksum_word(enum vrrp_checksum form);     /* "pseudo" */
const char *protocol_word(enum protocol protocol);           /* "tcp" */
const char *forward_word(enum forward forward);              /* "dr" */
const char *metrics_compat_word(enum metrics_compat compat); /* "mehdy" */
const char *admin_word(enum admin admin);
const char *health_override_word(enum health_override health); /* "none", "up" */
const char *drain_end_word(enum drain_end end);                /* "keep" */
const char *rs_state_word(enum rs_state state);
const char *vs_state_word(enum vs_state state);
const char *origin_word(enum origin origin);

bool vrrp_wish_from_word(const char *word, enum vrrp_wish *out);
bool forward_from_word(const char *word, enum forward *out); /* either case */
bool metrics_compat_from_word(const char *word, enum metrics_compat *out);
bool admin_from_word(const char *word, enum admin *out);
bool health_override_from_word(const char *word, enum health_override *out);
bool drain_end_from_word(const char *word, enum drain_end *out);
bool protocol_from_word(const char *word, enum protocol *out);

#endif
