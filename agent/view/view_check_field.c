/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked for of one check alone, as rows. */
#include "agent/view/view_check.h"

#include <stddef.h>

#include "agent/view/view_field.h"

#define ROW(type, member, name, kind, metric, help)                                    \
  {                                                                                    \
    (name), (kind), offsetof(struct type, member),                                     \
	(uint16_t)sizeof(((struct type *)NULL)->member), (metric), (help)              \
  }
#define TABLE(rows)                                                                    \
  {                                                                                    \
    rows, sizeof(rows) / sizeof((rows)[0])                                             \
  }

static const struct view_field check_config_rows[] = {
    ROW(view_check_more, target, "target", VIEW_TEXT, NULL, "Where it connects."),
    ROW(view_check_more, plugin, "plugin", VIEW_TEXT, NULL, "Empty: built in."),
    ROW(view_check_more, deadline_ms, "deadline_ms", VIEW_UINT, NULL,
	"The longest that one try may take."),
    ROW(view_check_more, delay_loop_ms, "delay_loop_ms", VIEW_UINT, NULL,
	"Between two tries."),
    ROW(view_check_more, delay_loop_down_ms, "delay_loop_down_ms", VIEW_UINT, NULL,
	"Between two tries while down."),
    ROW(view_check_more, retry, "retry", VIEW_UINT, NULL,
	"Further tries before it is down."),
    ROW(view_check_more, rise, "rise", VIEW_UINT, NULL, "Successes before it is up."),
    ROW(view_check_more, delay_before_retry_ms, "delay_before_retry_ms", VIEW_UINT,
	NULL, "Between the tries of either."),
    ROW(view_check_more, fwmark, "fwmark", VIEW_UINT, NULL, "Of its packets."),
};
const struct view_fields view_check_config_fields = TABLE(check_config_rows);

static const struct view_field check_more_rows[] = {
    ROW(view_check_more, running, "running", VIEW_BOOL, NULL, "A try is under way."),
    ROW(view_check_more, next_ms, "next_run_at", VIEW_WALL, NULL,
	"When the next try begins."),
};
const struct view_fields view_check_more_fields = TABLE(check_more_rows);
