/* SPDX-License-Identifier: Apache-2.0 */
/* The authentication trailer of keepalived 2.4 (auth_hmac; an Internet-Draft): a keyed
 * digest and a sequence after the whole VRRP message. P.
 *
 * Seconds since 1970, a fraction of a second in 1/65536 and a counter are one sequence
 * of 64 bits, compared as RFC 1982 does. A sender never sends one twice; a receiver
 * keeps a mark for each sender, the last one accepted, and takes only what is after
 * it. With `anti_replay time` a sequence must also be near the wall clock, and a mark
 * that is no longer near counts for nothing: so a clock that is set wrong, and right
 * again, does not shut its host out for good. */
#ifndef AGENT_VRRP_VRRP_HMAC_H
#define AGENT_VRRP_VRRP_HMAC_H

#include <nettle/hmac.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/lib/clock.h"
#include "agent/vrrp/vrrp_packet.h"
#include "agent/words.h"

/* Marks of a router that listens to a group. */
enum { VRRP_HMAC_SENDERS = 4 };

struct vrrp_hmac_key {
	uint8_t id;
	struct hmac_sha256_ctx context; /* the key as the digest wants it */
};

struct vrrp_hmac_mark {
	struct addr sender; /* not set: a free place */
	uint64_t sequence;
	uint64_t used; /* when, in accepted adverts: the least makes room */
};

struct vrrp_hmac {
	enum vrrp_hmac_mode mode;
	bool is_monotonic; /* growth alone counts, whatever the clock says */
	uint32_t window_s;
	struct vrrp_hmac_key *keys; /* borrowed */
	size_t keys_len;
	struct vrrp_hmac_key *active; /* of those: what we sign with */
	/* run state */
	uint64_t sent; /* the last sequence; 0: none */
	struct vrrp_hmac_mark *marks;
	size_t marks_len;
	uint64_t accepted;
};

/* A VRRP message and what else is signed with it. */
struct vrrp_hmac_message {
	uint8_t version, vrid;
	struct addr source;
	const uint8_t
	    *bytes; /* borrowed; at least a header, its checksum is left out */
	size_t len;
};

void vrrp_hmac_key_init(
    struct vrrp_hmac_key *key, uint8_t id, const uint8_t *bytes, size_t len);

/* Write the trailer of `message` into out[VRRP_TRAILER_BYTES]. */
void vrrp_hmac_sign(struct vrrp_hmac *hmac, const struct vrrp_hmac_message *message,
    struct wall wall, uint8_t *out);

/* Whether trailer[VRRP_TRAILER_BYTES] (NULL: there is none) authenticates `message`:
 * VRRP_ACCEPTED, or one of VRRP_HMAC_*. Fills *sequence, which nothing remembers until
 * vrrp_hmac_accept: the advert may still be refused for another reason. */
enum vrrp_refusal vrrp_hmac_check(struct vrrp_hmac *hmac,
    const struct vrrp_hmac_message *message, const uint8_t *trailer, struct wall wall,
    uint64_t *sequence);

/* `sender`'s advert of this sequence was accepted. */
void vrrp_hmac_accept(
    struct vrrp_hmac *hmac, const struct addr *sender, uint64_t sequence);

/* What was sent and heard so far; keys and all else may differ. */
void vrrp_hmac_adopt(struct vrrp_hmac *young, const struct vrrp_hmac *old);

#endif
