/* SPDX-License-Identifier: Apache-2.0 */
/* Routes, rules and static addresses, as rows. */
#include "agent/view/view.h"
#include "agent/view/view_field.h"

#define ROW(member, name, kind, help)                                                  \
  {                                                                                    \
    (name), (kind), offsetof(struct view_table_entry, member),                         \
	(uint16_t)sizeof(((struct view_table_entry *)NULL)->member), NULL, (help)      \
  }

static const struct view_field rows[] = {
    ROW(kind, "kind", VIEW_TEXT, "address, route or rule."),
    ROW(text, "text", VIEW_TEXT, "As the configuration says it."),
    ROW(held, "held", VIEW_BOOL, "In the kernel by us, now."),
};
const struct view_fields view_table_fields = {rows, sizeof(rows) / sizeof(rows[0])};
