/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_hmac.h"

#include <nettle/memops.h>
#include <string.h>

#include "agent/lib/wire.h"

enum {
	SCHEME_HMAC_SHA256_128 = 1,
	HEAD_BYTES = 12, /* of the trailer, before the digest */
	DIGEST_BYTES = VRRP_TRAILER_BYTES - HEAD_BYTES,
	PSEUDO_BYTES = 20,
	CHECKSUM_AT = 6, /* in a VRRP message of any version */
	CHECKSUM_BYTES = 2,
};

/* ---- sequences ---- */

static uint64_t
sequence_at(struct wall wall)
{
	uint64_t seconds = (uint64_t)wall.ns / 1000000000;
	uint64_t fraction = (uint64_t)wall.ns % 1000000000 * 65536 / 1000000000;

	return seconds << 32 | fraction << 16;
}

/* RFC 1982 3.2 with 64 bits. */
static bool
is_after(uint64_t a, uint64_t b)
{
	return a != b && a - b < UINT64_C(1) << 63;
}

/* By how many seconds it is ahead of the clock; negative: behind. */
static int64_t
seconds_ahead(uint64_t sequence, struct wall wall)
{
	return (int32_t)((uint32_t)(sequence >> 32) -
	    (uint32_t)((uint64_t)wall.ns / 1000000000));
}

static bool
is_near(const struct vrrp_hmac *hmac, uint64_t sequence, struct wall wall)
{
	int64_t ahead = seconds_ahead(sequence, wall);

	return -(int64_t)hmac->window_s <= ahead && ahead <= hmac->window_s;
}

/* The clock's, or one more than the last if the clock was set back.
 *
 * Not for ever: with a last one far ahead, ours would be refused until the clock is
 * there again. While ours and a receiver's clock are within the window of each other,
 * before and after, the last is at most two windows ahead, and one more is accepted
 * until the clock has caught up. If it is further ahead, the receiver's clock was set
 * back, too; its mark is then no longer near, and the clock's is accepted. */
static uint64_t
next_sequence(struct vrrp_hmac *hmac, struct wall wall)
{
	uint64_t next = sequence_at(wall);
	bool follows = hmac->sent &&
	    (hmac->is_monotonic ||
		seconds_ahead(hmac->sent, wall) <= 2 * (int64_t)hmac->window_s);

	if (follows && !is_after(next, hmac->sent))
		next = hmac->sent + 1;
	hmac->sent = next;
	return next;
}

/* ---- digest ---- */

void
vrrp_hmac_key_init(
    struct vrrp_hmac_key *key, uint8_t id, const uint8_t *bytes, size_t len)
{
	key->id = id;
	hmac_sha256_set_key(&key->context, len, bytes);
}

/* The context is as before afterwards: a key serves any number of messages. */
static void
digest(struct vrrp_hmac_key *key, const struct vrrp_hmac_message *message,
    const uint8_t *head, uint8_t *out)
{
	static const uint8_t zeros[DIGEST_BYTES];
	const uint8_t *after = message->bytes + CHECKSUM_AT + CHECKSUM_BYTES;
	uint8_t pseudo[PSEUDO_BYTES] = {0};
	bool is_v6 = message->source.family == ADDR_V6;

	pseudo[0] = is_v6 ? 6 : 4;
	pseudo[1] = message->version;
	pseudo[2] = message->vrid;
	memcpy(pseudo + 4, message->source.bytes, is_v6 ? 16 : 4);
	hmac_sha256_update(&key->context, sizeof(pseudo), pseudo);
	hmac_sha256_update(&key->context, CHECKSUM_AT, message->bytes);
	hmac_sha256_update(&key->context, CHECKSUM_BYTES, zeros);
	hmac_sha256_update(
	    &key->context, message->len - CHECKSUM_AT - CHECKSUM_BYTES, after);
	hmac_sha256_update(&key->context, HEAD_BYTES, head);
	hmac_sha256_update(&key->context, sizeof(zeros), zeros);
	hmac_sha256_digest(&key->context, DIGEST_BYTES, out);
}

void
vrrp_hmac_sign(struct vrrp_hmac *hmac, const struct vrrp_hmac_message *message,
    struct wall wall, uint8_t *out)
{
	uint64_t sequence = next_sequence(hmac, wall);
	struct wr wr = wr_init(out, VRRP_TRAILER_BYTES);

	wr_u8(&wr, SCHEME_HMAC_SHA256_128);
	wr_u8(&wr, hmac->active->id);
	wr_be16(&wr, 0);
	wr_be32(&wr, (uint32_t)(sequence >> 32));
	wr_be32(&wr, (uint32_t)sequence);
	digest(hmac->active, message, out, out + HEAD_BYTES);
}

/* ---- verification ---- */

static struct vrrp_hmac_key *
key_of(const struct vrrp_hmac *hmac, uint8_t id)
{
	for (size_t i = 0; i < hmac->keys_len; i++)
		if (hmac->keys[i].id == id)
			return &hmac->keys[i];
	return NULL;
}

static struct vrrp_hmac_mark *
mark_of(const struct vrrp_hmac *hmac, const struct addr *sender)
{
	for (size_t i = 0; i < hmac->marks_len; i++)
		if (addr_equal(&hmac->marks[i].sender, sender))
			return &hmac->marks[i];
	return NULL;
}

static bool
is_replayed(const struct vrrp_hmac *hmac, const struct addr *sender, uint64_t sequence,
    struct wall wall)
{
	const struct vrrp_hmac_mark *mark = mark_of(hmac, sender);

	if (!mark || (!hmac->is_monotonic && !is_near(hmac, mark->sequence, wall)))
		return false;
	return !is_after(sequence, mark->sequence);
}

static enum vrrp_refusal
check_trailer(struct vrrp_hmac *hmac, const struct vrrp_hmac_message *message,
    const uint8_t *trailer, struct wall wall, uint64_t *sequence)
{
	struct rd rd = rd_init(trailer, VRRP_TRAILER_BYTES);
	uint8_t scheme = rd_u8(&rd), expected[DIGEST_BYTES];
	uint8_t id = rd_u8(&rd);
	uint16_t reserved = rd_be16(&rd);
	struct vrrp_hmac_key *key;

	*sequence = (uint64_t)rd_be32(&rd) << 32;
	*sequence |= rd_be32(&rd);
	if (scheme != SCHEME_HMAC_SHA256_128 || reserved != 0)
		return VRRP_HMAC_MALFORMED;
	/* Before the digest: an old advert must not cost us one. */
	if (!hmac->is_monotonic && !is_near(hmac, *sequence, wall))
		return seconds_ahead(*sequence, wall) < 0 ? VRRP_HMAC_TOO_OLD
							  : VRRP_HMAC_TOO_NEW;
	key = key_of(hmac, id);
	if (!key)
		return VRRP_HMAC_KEY_UNKNOWN;
	digest(key, message, trailer, expected);
	if (!memeql_sec(expected, trailer + HEAD_BYTES, sizeof(expected)))
		return VRRP_HMAC_BAD;
	if (is_replayed(hmac, &message->source, *sequence, wall))
		return VRRP_HMAC_REPLAYED;
	return VRRP_ACCEPTED;
}

enum vrrp_refusal
vrrp_hmac_check(struct vrrp_hmac *hmac, const struct vrrp_hmac_message *message,
    const uint8_t *trailer, struct wall wall, uint64_t *sequence)
{
	if (trailer)
		return check_trailer(hmac, message, trailer, wall, sequence);
	return hmac->mode == VRRP_HMAC_ENFORCE ? VRRP_HMAC_MISSING : VRRP_ACCEPTED;
}

static struct vrrp_hmac_mark *
make_room(const struct vrrp_hmac *hmac)
{
	struct vrrp_hmac_mark *oldest = &hmac->marks[0];

	for (size_t i = 1; i < hmac->marks_len; i++)
		if (hmac->marks[i].used < oldest->used)
			oldest = &hmac->marks[i];
	return oldest;
}

void
vrrp_hmac_accept(struct vrrp_hmac *hmac, const struct addr *sender, uint64_t sequence)
{
	struct vrrp_hmac_mark *mark = mark_of(hmac, sender);

	if (!mark)
		mark = make_room(hmac);
	*mark = (struct vrrp_hmac_mark){*sender, sequence, ++hmac->accepted};
}

/* ---- reload ---- */

void
vrrp_hmac_adopt(struct vrrp_hmac *young, const struct vrrp_hmac *old)
{
	young->sent = old->sent;
	for (size_t i = 0; i < old->marks_len; i++) {
		const struct vrrp_hmac_mark *mark = &old->marks[i];
		struct vrrp_hmac_mark *into = make_room(young);

		if (mark->used <= into->used) /* fewer places than before */
			continue;
		*into = *mark;
	}
	young->accepted = old->accepted;
}
