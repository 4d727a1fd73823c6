/* SPDX-License-Identifier: Apache-2.0 */
/* Checks as rows: how each is called, and all of them by virtual server, real server
 * and number. P. */
#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/view/view_field.h"
#include "api/api_checks.h"
#include "api/api_list_inside.h"

/* ---- names ---- */

const char *
api_check_id(const struct view_pool *pool, const struct view_check *check, char *out)
{
	char rs[ADDR_TEXT_SIZE];

	(void)snprintf(out, API_CHECK_ID_SIZE, "%s,%s-%u,%u", pool->id,
	    addr_format(&check->rs_addr, rs), check->rs_port, check->index); /* fits */
	return out;
}

bool
api_check_id_parse(const char *id, struct api_check_name *out)
{
	char copy[API_CHECK_ID_SIZE], *index, *rs;
	uint64_t number;

	if (!mem_copy_text(copy, sizeof(copy), id))
		return false;
	index = strrchr(copy, ',');
	if (!index)
		return false;
	*index++ = '\0';
	rs = strrchr(copy, ',');
	if (!rs)
		return false;
	*rs++ = '\0';
	if (!api_uint_parse(index, UINT16_MAX, &number) ||
	    !api_rs_id_parse(rs, &out->rs_addr, &out->rs_port))
		return false;
	out->index = (uint16_t)number;
	return mem_copy_text(out->vs_id, sizeof(out->vs_id), copy);
}

void
api_row_check(
    struct json_out *out, const struct view_pool *pool, const struct view_check *check)
{
	char id[API_CHECK_ID_SIZE];

	json_out_text(out, "id", api_check_id(pool, check, id));
	json_out_fields(out, &view_check_fields, check);
}

/* ---- the list ---- */

static uint32_t
end_of(const struct list *list)
{
	return list->pool ? 1 : list->view->pools_len;
}

static const struct view_pool *
pool_of(const struct list *list)
{
	return list->pool ? list->pool : list->view->pools[list->at];
}

static bool
check_item(struct list *list, struct json_out *out)
{
	const struct view_pool *pool;
	const struct view_check *check;

	if (list->at == end_of(list))
		return false;
	pool = pool_of(list);
	if (list->part == pool->checks_len) {
		list->at++;
		list->part = 0;
		return true;
	}
	check = &pool->checks[list->part++];
	if (!api_filters_match(&list->filters, check))
		return true;
	json_out_open(out, NULL, '{');
	api_row_check(out, pool, check);
	json_out_text(out, "virtual_server", pool->id);
	json_out_close(out, '}');
	return true;
}

/* A page ends right behind a check, so `part` is not 0. */
static void
check_cursor(const struct list *list, char *out)
{
	const struct view_pool *pool = pool_of(list);
	char id[API_CHECK_ID_SIZE];

	if (list->part == pool->checks_len && list->at + 1 == end_of(list))
		return; /* that was the last */
	(void)snprintf(out, API_CURSOR_SIZE, "%s",
	    api_check_id(pool, &pool->checks[list->part - 1], id)); /* fits */
}

static bool
is_behind(const struct view_check *check, const struct api_check_name *name)
{
	int order = addr_cmp(&check->rs_addr, &name->rs_addr);

	if (order != 0)
		return order > 0;
	if (check->rs_port != name->rs_port)
		return check->rs_port > name->rs_port;
	return check->index > name->index;
}

/* The first behind the cursor, whether what it names is there or not; a cursor that is
 * none starts from the beginning. */
static void
seek(struct list *list, const char *cursor)
{
	struct api_check_name name;

	if (!api_check_id_parse(cursor, &name))
		return;
	while (list->at < end_of(list) && strcmp(pool_of(list)->id, name.vs_id) < 0)
		list->at++;
	if (list->at == end_of(list) || strcmp(pool_of(list)->id, name.vs_id) != 0)
		return;
	while (list->part < pool_of(list)->checks_len &&
	    !is_behind(&pool_of(list)->checks[list->part], &name))
		list->part++;
}

struct api_stream *
api_list_checks(struct view *view, const char *vs_id, const struct api_want *want)
{
	struct list *list = api_list_new(view, check_item);

	list->pool = vs_id ? view_find_pool(view, vs_id) : NULL;
	api_list_want(list, want, check_cursor);
	if (want->cursor)
		seek(list, want->cursor);
	return &list->stream;
}
