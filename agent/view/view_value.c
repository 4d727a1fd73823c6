/* SPDX-License-Identifier: Apache-2.0 */
/* A fact as a number, as a word, as a date. P. */
#include "agent/view/view_field.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "agent/view/view.h"

uint64_t
view_field_uint(const struct view_field *field, const void *row)
{
	const void *at = view_field_at(field, row);
	uint64_t u64 = 0;
	uint32_t u32;
	uint16_t u16;

	if (field->kind == VIEW_TEXT || field->kind == VIEW_ADDR)
		return 0;
	if (field->kind == VIEW_BOOL)
		return *(const bool *)at;
	if (field->size == 1)
		return *(const uint8_t *)at;
	if (field->size == 2) {
		memcpy(&u16, at, sizeof(u16));
		return u16;
	}
	if (field->size == 4) {
		memcpy(&u32, at, sizeof(u32));
		return u32;
	}
	assert(field->size == sizeof(u64));
	memcpy(&u64, at, sizeof(u64));
	return u64;
}

int64_t
view_field_int(const struct view_field *field, const void *row)
{
	int32_t i32;

	if (field->kind == VIEW_INT && field->size == sizeof(i32)) {
		memcpy(&i32, view_field_at(field, row), sizeof(i32));
		return i32;
	}
	return (int64_t)view_field_uint(field, row);
}

unsigned
view_kind_words(enum view_kind kind)
{
	switch (kind) {
	case VIEW_VRRP_STATE:
		return VRRP_FAULT + 1;
	case VIEW_VRRP_REASON:
		return VRRP_WHY_CONFIG + 1;
	case VIEW_VRRP_WISH:
		return VRRP_WISHES;
	case VIEW_VRRP_AUTH:
		return VRRP_AUTH_HMAC + 1;
	case VIEW_REFUSAL:
		return VRRP_REFUSALS;
	case VIEW_PROTOCOL:
		return PROTOCOL_SCTP + 1;
	case VIEW_FORWARD:
		return FORWARD_TUN + 1;
	case VIEW_ADMIN:
		return ADMIN_MAINTENANCE + 1;
	case VIEW_OVERRIDE:
		return OVERRIDES;
	case VIEW_DRAIN_END:
		return DRAIN_ENDS;
	case VIEW_RS_STATE:
		return RS_STATES;
	case VIEW_VS_STATE:
		return VS_STATES;
	case VIEW_ORIGIN:
		return ORIGIN_API + 1;
	case VIEW_UINT:
	case VIEW_INT:
	case VIEW_BOOL:
	case VIEW_TEXT:
	case VIEW_ADDR:
	case VIEW_MS:
	case VIEW_US:
	case VIEW_WALL:
		break;
	}
	return 0;
}

const char *
view_kind_word(enum view_kind kind, unsigned value)
{
	switch (kind) {
	case VIEW_VRRP_STATE:
		return vrrp_state_word((enum vrrp_state)value);
	case VIEW_VRRP_REASON:
		return vrrp_reason_word((enum vrrp_reason)value);
	case VIEW_VRRP_WISH:
		return vrrp_wish_word((enum vrrp_wish)value);
	case VIEW_VRRP_AUTH:
		return vrrp_auth_word((enum vrrp_auth)value);
	case VIEW_REFUSAL:
		return vrrp_refusal_word((enum vrrp_refusal)value);
	case VIEW_PROTOCOL:
		return protocol_word((enum protocol)value);
	case VIEW_FORWARD:
		return forward_word((enum forward)value);
	case VIEW_ADMIN:
		return admin_word((enum admin)value);
	case VIEW_OVERRIDE:
		return health_override_word((enum health_override)value);
	case VIEW_DRAIN_END:
		return drain_end_word((enum drain_end)value);
	case VIEW_RS_STATE:
		return rs_state_word((enum rs_state)value);
	case VIEW_VS_STATE:
		return vs_state_word((enum vs_state)value);
	case VIEW_ORIGIN:
		return origin_word((enum origin)value);
	case VIEW_UINT:
	case VIEW_INT:
	case VIEW_BOOL:
	case VIEW_TEXT:
	case VIEW_ADDR:
	case VIEW_MS:
	case VIEW_US:
	case VIEW_WALL:
		break;
	}
	return NULL;
}
