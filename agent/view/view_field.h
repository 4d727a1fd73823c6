/* SPDX-License-Identifier: Apache-2.0 */
/* One line a fact: name, kind, place, help. Read by JSON and metrics alike. P. */
#ifndef AGENT_VIEW_VIEW_FIELD_H
#define AGENT_VIEW_VIEW_FIELD_H

#include <stddef.h>
#include <stdint.h>

enum view_kind {
	VIEW_UINT, /* of any size */
	VIEW_INT,
	VIEW_BOOL,
	VIEW_TEXT, /* a char array; "" is told as null */
	VIEW_ADDR, /* not set is told as null */
	VIEW_MS,   /* unsigned milliseconds; seconds as a metric */
	VIEW_US,   /* unsigned microseconds; seconds as a metric */
	VIEW_WALL, /* int64_t, ms since 1970: a date; seconds as a metric; 0: never */
	/* The rest are enumerations told by their words, and one-hot as metrics. */
	VIEW_VRRP_STATE,
	VIEW_VRRP_REASON,
	VIEW_VRRP_WISH,
	VIEW_VRRP_AUTH,
	VIEW_REFUSAL,
	VIEW_PROTOCOL,
	VIEW_FORWARD,
	VIEW_ADMIN,
	VIEW_OVERRIDE,
	VIEW_DRAIN_END,
	VIEW_RS_STATE,
	VIEW_VS_STATE,
	VIEW_ORIGIN
};

struct view_field {
	const char *name; /* JSON member */
	enum view_kind kind;
	uint16_t offset, size; /* in the row */
	const char *metric;    /* suffix of the metric's name; NULL: JSON only */
	const char *help;      /* one sentence */
};

struct view_fields {
	const struct view_field *rows;
	size_t len;
};

/* Of struct view_agent, by the object that shows them. */
extern const struct view_fields view_agent_fields, view_agent_config_fields,
    view_agent_ipvs_fields, view_agent_vrrp_fields, view_agent_snmp_fields,
    view_agent_check_fields, view_agent_mail_fields, view_agent_notify_fields,
    view_agent_store_fields, view_agent_sync_fields;
extern const struct view_fields view_knob_fields, view_diagnostic_fields;
extern const struct view_fields view_vrrp_fields, view_vrrp_counter_fields;
extern const struct view_fields view_vrrp_override_fields;
extern const struct view_fields view_vrrp_address_fields, view_track_fields;
extern const struct view_fields view_sync_group_fields, view_sync_member_fields;
extern const struct view_fields view_table_fields;
extern const struct view_fields view_process_fields, view_check_type_fields;
extern const struct view_fields view_pool_fields, view_pool_effective_fields,
    view_pool_origin_fields;
extern const struct view_fields view_entry_fields;
extern const struct view_fields view_rs_fields, view_rs_effective_fields;
extern const struct view_fields view_rs_origin_fields, view_rs_drain_fields;
extern const struct view_fields view_rs_override_fields, view_rs_flap_fields;
extern const struct view_fields view_kernel_fields, view_check_fields,
    view_check_config_fields, view_check_more_fields;

/* The number there, by the row's kind; VIEW_TEXT and VIEW_ADDR have none (0). */
uint64_t view_field_uint(const struct view_field *field, const void *row);
int64_t view_field_int(const struct view_field *field, const void *row);

/* The place itself. */
static inline const void *
view_field_at(const struct view_field *field, const void *row)
{
	return (const char *)row + field->offset;
}

/* How many words an enumeration has; 0 for the other kinds. */
unsigned view_kind_words(enum view_kind kind);
const char *view_kind_word(enum view_kind kind, unsigned value);

/* A moment in UTC. */
struct view_civil {
	int year;
	unsigned month, day; /* from 1 */
	unsigned hour, minute, second, ms;
};
struct view_civil view_civil(int64_t wall_ms);

enum { VIEW_DATE_SIZE = 48 };

/* "2026-11-22T10:01:02.123Z" (RFC 3339) into out[VIEW_DATE_SIZE]; returns out. */
const char *view_date(int64_t wall_ms, char *out);

#endif
