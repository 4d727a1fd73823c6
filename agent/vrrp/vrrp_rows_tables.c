/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Routes, rules and static addresses in the view, in the order of the
 * engine's entries: static ones, then each instance's. */
#include <stdatomic.h>

#include "agent/lib/mem.h"
#include "agent/vrrp/vrrp_rows.h"

/* Where the next one goes. */
struct filling {
	const struct vrrp_rows_from *from;
	struct view *view;
};

static bool
is_held(const struct board *board, uint32_t slot)
{
	if (!board || slot >= BOARD_MESSAGES_MAX)
		return false;
	return atomic_load_explicit(
		   &board->messages[slot].held, memory_order_acquire) != 0;
}

static void
add(const struct filling *filling, const char *kind, const char *text)
{
	const struct vrrp_seats *seats = filling->from->seats;
	uint32_t at = filling->view->tables_len++;
	struct view_table_entry *row = &filling->view->tables[at];

	(void)mem_copy_text(row->kind, sizeof(row->kind), kind);
	(void)mem_copy_text(row->text, sizeof(row->text), text);
	row->held = is_held(filling->from->board, seats->entries[at].slot);
}

static void
add_static(const struct filling *filling, const struct model_static *said)
{
	for (size_t i = 0; i < said->addresses_len; i++)
		add(filling, "address", said->addresses[i].text);
	for (size_t i = 0; i < said->routes_len; i++)
		add(filling, "route", said->routes[i].text);
	for (size_t i = 0; i < said->rules_len; i++)
		add(filling, "rule", said->rules[i].text);
	filling->view->statics_len = filling->view->tables_len;
}

static void
add_instance(const struct filling *filling, const struct model_vrrp_instance *said,
    struct view_vrrp *row)
{
	row->tables_first = filling->view->tables_len;
	for (size_t i = 0; i < said->routes_len; i++)
		add(filling, "route", said->routes[i].text);
	for (size_t i = 0; i < said->rules_len; i++)
		add(filling, "rule", said->rules[i].text);
	row->tables_len = filling->view->tables_len - row->tables_first;
}

void
vrrp_rows_fill_tables(const struct vrrp_rows_from *from, struct view *view)
{
	const struct filling filling = {from, view};

	if (!from->seats)
		return;
	view->tables = mem_new(from->seats->entries_len, sizeof(*view->tables));
	add_static(&filling, &from->model->fixed);
	for (size_t i = 0; i < from->seats->len; i++)
		add_instance(&filling, from->seats->at[i].said, &view->vrrp[i]);
}
