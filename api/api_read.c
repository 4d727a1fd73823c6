/* SPDX-License-Identifier: Apache-2.0 */
/* What GET shows: everything comes from one view. Runs on: control. */
#include <string.h>

#include "api/api_checks.h"
#include "api/api_config.h"
#include "api/api_drift.h"
#include "api/api_events.h"
#include "api/api_history.h"
#include "api/api_http.h"
#include "api/api_list.h"
#include "api/api_openapi.h"
#include "api/api_operation.h"
#include "api/api_precondition.h"
#include "api/api_problem.h"
#include "api/api_rows.h"
#include "api/api_trial.h"
#include "api/api_whoami.h"
#include "api/stats.h"

static void
plain(struct api_response *response, const char *text)
{
	response->status = 200;
	response->content_type = "text/plain; charset=utf-8";
	buf_puts(&response->body, text);
}

static struct json_out
json(struct api_response *response)
{
	response->status = 200;
	response->content_type = "application/json";
	return json_out_to(&response->body);
}

static void
streamed(struct api_response *response, struct api_stream *stream)
{
	response->status = 200;
	response->content_type = "application/json";
	response->stream = stream;
}

/* Sets the tag; true when the client has this already, and 304 is the answer. */
static bool
unchanged(const struct api_request *request, struct api_response *response, char kind,
    uint64_t revision)
{
	api_etag(kind, revision, response->etag);
	if (!request->if_none_match ||
	    !api_etag_listed(request->if_none_match, response->etag, true))
		return false;
	response->status = 304;
	return true;
}

static void
health(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	const struct view_agent *agent = &view->agent;

	if (request->match->route->handler == API_HEALTHZ) {
		plain(response, "ok\n");
		return;
	}
	if (agent->ready) {
		plain(response, "ready\n");
		return;
	}
	response->retry_after_s = 5;
	api_refuse(request, response, 503, "not_ready",
	    agent->not_ready[0] ? agent->not_ready : "the agent is starting");
}

static void
vrrp_one(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	const struct view_vrrp *vrrp = view_find_vrrp(view, request->match->args[0]);
	struct json_out out;

	if (!vrrp) {
		api_refuse(request, response, 404, "vrrp.not_found",
		    "there is no VRRP instance of this name");
		return;
	}
	out = json(response);
	api_row_vrrp(&out, view, vrrp);
	buf_putc(&response->body, '\n');
}

static void
group_one(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	const struct view_sync_group *group =
	    view_find_sync_group(view, request->match->args[0]);
	struct json_out out;

	if (!group) {
		api_refuse(request, response, 404, "sync_group.not_found",
		    "there is no sync group of this name");
		return;
	}
	out = json(response);
	api_row_group(&out, view, group);
	buf_putc(&response->body, '\n');
}

/* NULL, and the response is the problem, when there is no such virtual server. */
static const struct view_pool *
find_pool(const struct api_request *request, const struct view *view,
    struct api_response *response)
{
	const struct view_pool *pool = view_find_pool(view, request->match->args[0]);

	if (!pool)
		api_refuse(request, response, 404, "vs.not_found",
		    "there is no virtual server of this id");
	return pool;
}

/* ?expand=real-servers is all that can be asked for. */
static bool
expand_wanted(
    const struct api_request *request, struct api_response *response, bool *expand)
{
	const char *value = api_query_value(request, "expand");

	*expand = value != NULL;
	if (!value || strcmp(value, "real-servers") == 0)
		return true;
	api_refuse(request, response, 400, "query.value",
	    "expand can only be \"real-servers\"");
	return false;
}

/* Filters and page of a list. */
static bool
wanted(const struct api_request *request, const struct view_fields *const *tables,
    struct api_want *want, struct api_response *response)
{
	*want = (struct api_want){0};
	return api_filters_read(request, tables, &want->filters, response) &&
	    api_page_read(request, want, response);
}

static void
vs_list(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	static const struct view_fields *const tables[] = {
	    &view_pool_fields, &view_pool_effective_fields, NULL};
	struct api_want want;

	if (wanted(request, tables, &want, response) &&
	    expand_wanted(request, response, &want.expand) &&
	    !unchanged(request, response, 'g', view->agent.revision))
		api_list_answer(request, response, api_list_vs(view, &want), &want);
}

static void
vs_one(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	const struct view_pool *pool = find_pool(request, view, response);
	struct json_out out;
	bool expand;

	if (!pool || !expand_wanted(request, response, &expand) ||
	    unchanged(request, response, 'r', pool->revision))
		return;
	if (expand) {
		streamed(response, api_list_vs_one(view, pool));
		return;
	}
	out = json(response);
	json_out_open(&out, NULL, '{');
	api_row_vs(&out, pool);
	json_out_close(&out, '}');
	buf_putc(&response->body, '\n');
}

/* Of one virtual server, or of all of them. */
static void
rs_list(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	static const struct view_fields *const tables[] = {
	    &view_rs_fields, &view_rs_effective_fields, &view_rs_origin_fields, NULL};
	bool across = request->match->route->handler == API_RS_ALL;
	const struct view_pool *pool =
	    across ? NULL : find_pool(request, view, response);
	struct api_want want;

	if ((pool || across) && wanted(request, tables, &want, response) &&
	    !unchanged(request, response, 'g', view->agent.revision))
		api_list_answer(
		    request, response, api_list_rs(view, pool, &want), &want);
}

static void
rs_one(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	const struct view_pool *pool = find_pool(request, view, response);
	const struct view_rs *rs;
	struct json_out out;

	if (!pool)
		return;
	rs = view_find_rs(pool, request->match->args[1]);
	if (!rs) {
		api_refuse(request, response, 404, "rs.not_found",
		    "the virtual server has no real server of this id");
		return;
	}
	if (unchanged(request, response, 'r', rs->revision))
		return;
	out = json(response);
	api_row_rs(&out, pool, rs);
	buf_putc(&response->body, '\n');
}

static void
whole(struct api_response *response, const struct view *view,
    void (*row)(struct json_out *out, const struct view *view))
{
	struct json_out out = json(response);

	row(&out, view);
	buf_putc(&response->body, '\n');
}

static void
info(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	(void)request;
	whole(response, view, api_row_info);
}

static void
openapi(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	(void)request;
	response->status = 200;
	response->content_type = "application/json";
	api_openapi(view->agent.version, &response->body);
}

static void
versions(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	struct json_out out = json(response);

	(void)view;
	if (request->match->route->handler == API_INDEX)
		api_row_index(&out);
	else
		api_row_versions(&out);
	buf_putc(&response->body, '\n');
}

static void
figures(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	enum metrics_format format = metrics_accepted(request->accept);

	if (request->match->route->handler == API_STATS) {
		streamed(response,
		    stats_stream(view, request->requests, &request->metrics->options));
		return;
	}
	streamed(response,
	    metrics_stream(request->metrics, view, request->requests, format));
	response->content_type = metrics_content_type(format);
}

static void
vrrp_list(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	static const struct view_fields *const instance[] = {&view_vrrp_fields, NULL};
	static const struct view_fields *const group[] = {
	    &view_sync_group_fields, NULL};
	bool groups = request->match->route->handler == API_GROUP_LIST;
	struct api_want want;

	if (wanted(request, groups ? group : instance, &want, response))
		api_list_answer(request, response,
		    groups ? api_list_groups(view, &want) : api_list_vrrp(view, &want),
		    &want);
}

static void
tracking(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	(void)request;
	streamed(response, api_list_tracking(view));
}

static void
ipvs(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	(void)request;
	streamed(response, api_list_ipvs(view));
}

void
api_read(const struct api_request *request, struct api_response *response)
{
	/* A new row must not move the others. */
	/* clang-format off */
	static const struct {
		enum api_handler handler;
		void (*read)(const struct api_request *request, struct view *view,
		    struct api_response *response);
	} readers[] = {
	    {API_HEALTHZ, health},
	    {API_READYZ, health},
	    {API_METRICS, figures},
	    {API_STATS, figures},
	    {API_VERSIONS, versions},
	    {API_INDEX, versions},
	    {API_OPENAPI, openapi},
	    {API_INFO, info},
	    {API_WHOAMI, api_whoami},
	    {API_CONFIG, api_config},
	    {API_CONFIG_TRY, api_config_try},
	    {API_EVENTS, api_events},
	    {API_VRRP_LIST, vrrp_list},
	    {API_GROUP_LIST, vrrp_list},
	    {API_TRACKING, tracking},
	    {API_VRRP_ONE, vrrp_one},
	    {API_GROUP_ONE, group_one},
	    {API_VRRP_HISTORY, api_history},
	    {API_VS_LIST, vs_list},
	    {API_VS_ONE, vs_one},
	    {API_RS_LIST, rs_list},
	    {API_RS_ALL, rs_list},
	    {API_RS_ONE, rs_one},
	    {API_RS_HISTORY, api_rs_history},
	    {API_OPERATION_LIST, api_operations},
	    {API_OPERATION_ONE, api_operations},
	    {API_DRIFT, api_drift},
	    {API_IPVS_LIST, ipvs},
	    {API_CHECK_LIST, api_check_list},
	    {API_CHECK_ONE, api_check_one},
	    {API_CHECK_TESTED, api_trial_one},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (readers[i].handler == request->match->route->handler) {
			readers[i].read(request,
			    request->hooks->view(request->hooks->ctx), response);
			return;
		}
	api_write(request, response);
}
