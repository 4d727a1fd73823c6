/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/words.h"

#include <assert.h>
#include <stddef.h>
#include <strings.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

#define WORD_OF(table, value)                                                          \
  do {                                                                                 \
    assert((size_t)(value) < COUNT(table));                                            \
    return (table)[value];                                                             \
  } while (0)

static const char *const vrrp_states[] = {"init", "backup", "master", "fault"};

static const char *const refusal_words[] = {
    [VRRP_ACCEPTED] = "none",
    [VRRP_BAD_TTL] = "ttl",
    [VRRP_BAD_VERSION] = "version",
    [VRRP_BAD_FAMILY] = "family",
    [VRRP_BAD_LENGTH] = "length",
    [VRRP_BAD_CHECKSUM] = "checksum",
    [VRRP_BAD_VRID] = "vrid",
    [VRRP_BAD_AUTH_TYPE] = "auth_type",
    [VRRP_AUTH_TYPE_MISMATCH] = "auth_mismatch",
    [VRRP_BAD_AUTH] = "auth",
    [VRRP_HMAC_MISSING] = "hmac_missing",
    [VRRP_HMAC_MALFORMED] = "hmac_malformed",
    [VRRP_HMAC_TOO_OLD] = "hmac_too_old",
    [VRRP_HMAC_TOO_NEW] = "hmac_too_new",
    [VRRP_HMAC_KEY_UNKNOWN] = "hmac_key_unknown",
    [VRRP_HMAC_BAD] = "hmac_bad",
    [VRRP_HMAC_REPLAYED] = "hmac_replayed",
    [VRRP_BAD_TYPE] = "type",
    [VRRP_BAD_INTERVAL] = "interval",
    [VRRP_NO_INTERVAL] = "zero_interval",
    [VRRP_NO_ADDRESSES] = "no_addresses",
    [VRRP_NOT_LINK_LOCAL] = "not_link_local",
    [VRRP_BAD_ADDRESS_LIST] = "address_list",
    [VRRP_BAD_DESTINATION] = "destination",
    [VRRP_NOT_A_PEER] = "not_a_peer",
    [VRRP_OWNER] = "owner",
};

static const char *const refusal_texts[] = {
    [VRRP_ACCEPTED] = "accepted",
    [VRRP_BAD_TTL] = "TTL is not 255, or not what its peer may have",
    [VRRP_BAD_VERSION] = "other VRRP version",
    [VRRP_BAD_FAMILY] = "address family differs from that of the IP header",
    [VRRP_BAD_LENGTH] = "length does not fit its contents",
    [VRRP_BAD_CHECKSUM] = "wrong checksum",
    [VRRP_BAD_VRID] = "virtual_router_id is not configured on this interface",
    [VRRP_BAD_AUTH_TYPE] = "unknown authentication type",
    [VRRP_AUTH_TYPE_MISMATCH] = "authentication type differs from ours",
    [VRRP_BAD_AUTH] = "authentication failed: passwords differ",
    [VRRP_HMAC_MISSING] = "authentication failed: no HMAC trailer",
    [VRRP_HMAC_MALFORMED] = "authentication failed: unknown form of HMAC trailer",
    [VRRP_HMAC_TOO_OLD] =
	"authentication failed: older than time_window (a replay, or clocks differ)",
    [VRRP_HMAC_TOO_NEW] =
	"authentication failed: newer than time_window (clocks differ)",
    [VRRP_HMAC_KEY_UNKNOWN] = "authentication failed: no such key id",
    [VRRP_HMAC_BAD] = "authentication failed: keys or contents differ",
    [VRRP_HMAC_REPLAYED] = "authentication failed: heard before (a replay)",
    [VRRP_BAD_TYPE] = "not an advertisement",
    [VRRP_BAD_INTERVAL] = "advertisement interval differs from ours",
    [VRRP_NO_INTERVAL] = "advertisement interval is 0",
    [VRRP_NO_ADDRESSES] = "no virtual addresses",
    [VRRP_NOT_LINK_LOCAL] = "first virtual address is not link-local",
    [VRRP_BAD_ADDRESS_LIST] = "list of virtual addresses differs from ours",
    [VRRP_BAD_DESTINATION] = "multicast to a unicast instance, or the reverse",
    [VRRP_NOT_A_PEER] = "sender is not among unicast_peer",
    [VRRP_OWNER] = "we own the addresses (priority 255)",
};

static const char *const reason_words[] = {
    [VRRP_WHY_START] = "start",
    [VRRP_WHY_MASTER_DOWN] = "master_down",
    [VRRP_WHY_MASTER_RELEASED] = "master_released",
    [VRRP_WHY_PREEMPTED_WEAKER] = "preempted_weaker_master",
    [VRRP_WHY_HIGHER_PRIORITY] = "higher_priority_heard",
    [VRRP_WHY_HIGHER_ADDRESS] = "higher_address_heard",
    [VRRP_WHY_OWNER] = "address_owner",
    [VRRP_WHY_INTERFACE_DOWN] = "interface_down",
    [VRRP_WHY_INTERFACE_ABSENT] = "interface_absent",
    [VRRP_WHY_NO_VMAC] = "virtual_mac_absent",
    [VRRP_WHY_NO_PRIMARY_ADDRESS] = "no_primary_address",
    [VRRP_WHY_ADDRESS_LOST] = "virtual_address_lost",
    [VRRP_WHY_STATIC_LOST] = "static_lost",
    [VRRP_WHY_NO_SOCKET] = "no_socket",
    [VRRP_WHY_TRACK_FAILED] = "track_failed",
    [VRRP_WHY_GROUP] = "sync_group",
    [VRRP_WHY_FAULT_ENDED] = "fault_ended",
    [VRRP_WHY_STOP] = "stop",
    [VRRP_WHY_YIELD] = "yield",
    [VRRP_WHY_TIMER_LATE] = "own_timer_late",
    [VRRP_WHY_NO_PEER] = "no_unicast_peer",
    [VRRP_WHY_NO_SOURCE] = "source_address_absent",
    [VRRP_WHY_CONFIG] = "configuration",
};

static const char *const wishes[] = {"none", "yield", "priority"};
static const char *const auths[] = {"none", "pass", "ah", "hmac"};
static const char *const hmac_modes[] = {"enforce", "permissive", "receive-only"};
static const char *const checksums[] = {"message", "pseudo", "group"};
static const char *const protocols[] = {"tcp", "udp", "sctp"};
static const char *const forwards[] = {"nat", "dr", "tun"};
static const char *const compats[] = {"mehdy", "gen2brain", "node"};
static const char *const overrides[OVERRIDES] = {"none", "up", "down"};
static const char *const drain_ends[DRAIN_ENDS] = {"keep", "remove", "maintenance"};
static const char *const admins[] = {"ready", "drain", "maintenance"};
static const char *const rs_states[] = {"up", "down", "draining", "drained",
    "maintenance", "standby", "starting", "unchecked", "error"};
static const char *const vs_states[] = {"up", "down", "error"};
static const char *const origins[] = {"config", "api"};

static_assert(COUNT(refusal_words) == VRRP_REFUSALS, "a word for each refusal");
static_assert(COUNT(refusal_texts) == VRRP_REFUSALS, "a text for each refusal");
static_assert(COUNT(checksums) == VRRP_CHECKSUMS, "a word for each form");
static_assert(COUNT(rs_states) == RS_STATES, "a word for each state");
static_assert(COUNT(vs_states) == VS_STATES, "a word for each state");

const char *
vrrp_state_word(enum vrrp_state state)
{
	WORD_OF(vrrp_states, state);
}

const char *
vrrp_refusal_word(enum vrrp_refusal why)
{
	WORD_OF(refusal_words, why);
}

const char *
vrrp_refusal_text(enum vrrp_refusal why)
{
	WORD_OF(refusal_texts, why);
}

const char *
vrrp_reason_word(enum vrrp_reason why)
{
	WORD_OF(reason_words, why);
}

const char *
vrrp_wish_word(enum vrrp_wish wish)
{
	WORD_OF(wishes, wish);
}

const char *
vrrp_auth_word(enum vrrp_auth auth)
{
	WORD_OF(auths, auth);
}

const char *
vrrp_hmac_mode_word(enum vrrp_hmac_mode mode)
{
	WORD_OF(hmac_modes, mode);
}

const char *
vrrp_checksum_word(enum vrrp_checksum form)
{
	WORD_OF(checksums, form);
}

const char *
protocol_word(enum protocol protocol)
{
	WORD_OF(protocols, protocol);
}

const char *
forward_word(enum forward forward)
{
	WORD_OF(forwards, forward);
}

const char *
metrics_compat_word(enum metrics_compat compat)
{
	return compats[compat];
}

const char *
admin_word(enum admin admin)
{
	WORD_OF(admins, admin);
}

const char *
health_override_word(enum health_override health)
{
	WORD_OF(overrides, health);
}

const char *
drain_end_word(enum drain_end end)
{
	WORD_OF(drain_ends, end);
}

const char *
rs_state_word(enum rs_state state)
{
	WORD_OF(rs_states, state);
}

const char *
vs_state_word(enum vs_state state)
{
	WORD_OF(vs_states, state);
}

const char *
origin_word(enum origin origin)
{
	WORD_OF(origins, origin);
}

/* The index of `word` in the table, in either case, or -1. */
static int
find(const char *const *table, size_t len, const char *word)
{
	for (size_t i = 0; i < len; i++)
		if (strcasecmp(table[i], word) == 0)
			return (int)i;
	return -1;
}

bool
vrrp_wish_from_word(const char *word, enum vrrp_wish *out)
{
	int at = find(wishes, COUNT(wishes), word);

	if (at < 0)
		return false;
	*out = (enum vrrp_wish)at;
	return true;
}

bool
forward_from_word(const char *word, enum forward *out)
{
	int at = find(forwards, COUNT(forwards), word);

	if (at < 0)
		return false;
	*out = (enum forward)at;
	return true;
}

bool
metrics_compat_from_word(const char *word, enum metrics_compat *out)
{
	int at = find(compats, COUNT(compats), word);

	if (at < 0)
		return false;
	*out = (enum metrics_compat)at;
	return true;
}

bool
admin_from_word(const char *word, enum admin *out)
{
	int at = find(admins, COUNT(admins), word);

	if (at < 0)
		return false;
	*out = (enum admin)at;
	return true;
}

/* "none" is no override that one could ask for. */
bool
health_override_from_word(const char *word, enum health_override *out)
{
	int at = find(overrides, COUNT(overrides), word);

	if (at <= (int)OVERRIDE_NONE)
		return false;
	*out = (enum health_override)at;
	return true;
}

bool
drain_end_from_word(const char *word, enum drain_end *out)
{
	int at = find(drain_ends, COUNT(drain_ends), word);

	if (at < 0)
		return false;
	*out = (enum drain_end)at;
	return true;
}

bool
protocol_from_word(const char *word, enum protocol *out)
{
	int at = find(protocols, COUNT(protocols), word);

	if (at < 0)
		return false;
	*out = (enum protocol)at;
	return true;
}
