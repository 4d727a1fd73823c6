/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/lib/mem.h"
#include "api/api_list_inside.h"
#include "api/api_rows.h"

/* ---- VRRP: in an order that ends with a reload, so a cursor names its row ---- */

static bool
vrrp_item(struct list *list, struct json_out *out)
{
	const struct view_vrrp *vrrp;

	if (list->at == list->view->vrrp_len)
		return false;
	vrrp = &list->view->vrrp[list->at++];
	if (api_filters_match(&list->filters, vrrp))
		api_row_vrrp(out, list->view, vrrp);
	return true;
}

static void
vrrp_cursor(const struct list *list, char *out)
{
	if (list->at < list->view->vrrp_len)
		(void)mem_copy_text(out, API_CURSOR_SIZE,
		    list->view->vrrp[list->at - 1].name); /* fits */
}

struct api_stream *
api_list_vrrp(struct view *view, const struct api_want *want)
{
	struct list *list = api_list_new(view, vrrp_item);
	const struct view_vrrp *last =
	    want->cursor ? view_find_vrrp(view, want->cursor) : NULL;

	api_list_want(list, want, vrrp_cursor);
	if (last)
		list->at = (uint32_t)(last - view->vrrp) + 1;
	if (last || !want->cursor)
		return &list->stream;
	api_list_free(&list->stream);
	return NULL;
}

static bool
group_item(struct list *list, struct json_out *out)
{
	const struct view_sync_group *group;

	if (list->at == list->view->sync_groups_len)
		return false;
	group = &list->view->sync_groups[list->at++];
	if (api_filters_match(&list->filters, group))
		api_row_group(out, list->view, group);
	return true;
}

static void
group_cursor(const struct list *list, char *out)
{
	if (list->at < list->view->sync_groups_len)
		(void)mem_copy_text(out, API_CURSOR_SIZE,
		    list->view->sync_groups[list->at - 1].name); /* fits */
}

struct api_stream *
api_list_groups(struct view *view, const struct api_want *want)
{
	struct list *list = api_list_new(view, group_item);
	const struct view_sync_group *last =
	    want->cursor ? view_find_sync_group(view, want->cursor) : NULL;

	api_list_want(list, want, group_cursor);
	if (last)
		list->at = (uint32_t)(last - view->sync_groups) + 1;
	if (last || !want->cursor)
		return &list->stream;
	api_list_free(&list->stream);
	return NULL;
}

/* Each object once for every instance that tracks it. */
static bool
tracking_item(struct list *list, struct json_out *out)
{
	const struct view *view = list->view;
	const struct view_vrrp *vrrp;

	if (list->at == view->vrrp_len)
		return false;
	vrrp = &view->vrrp[list->at];
	if (list->part == vrrp->tracks_len) {
		list->at++;
		list->part = 0;
		return true;
	}
	json_out_open(out, NULL, '{');
	json_out_text(out, "instance", vrrp->name);
	json_out_fields(
	    out, &view_track_fields, &view->tracks[vrrp->tracks_first + list->part++]);
	json_out_close(out, '}');
	return true;
}

struct api_stream *
api_list_tracking(struct view *view)
{
	return &api_list_new(view, tracking_item)->stream;
}
