/* SPDX-License-Identifier: Apache-2.0 */
/* What GET shows: everything comes from one view. Runs on: control. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "api/api_history.h"
#include "api/api_http.h"
#include "api/api_list.h"
#include "api/api_problem.h"
#include "api/api_rows.h"
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
	(void)snprintf(response->etag, sizeof(response->etag), "\"%c%" PRIu64 "\"",
	    kind, revision); /* 24 bytes at most */
	if (!request->if_none_match ||
	    !api_etag_listed(request->if_none_match, response->etag, true))
		return false;
	response->status = 304;
	return true;
}

static void
health(const struct api_request *request, const struct view *view,
    struct api_response *response)
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
vrrp_one(const struct api_request *request, const struct view *view,
    struct api_response *response)
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
group_one(const struct api_request *request, const struct view *view,
    struct api_response *response)
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

static void
vrrp(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	enum api_handler handler = request->match->route->handler;

	if (handler == API_VRRP_ONE)
		vrrp_one(request, view, response);
	else if (handler == API_GROUP_ONE)
		group_one(request, view, response);
	else
		api_history(request, view, response);
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

static void
vs_list(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	bool expand;

	if (!expand_wanted(request, response, &expand) ||
	    unchanged(request, response, 'g', view->agent.revision))
		return;
	streamed(response, api_list_vs(view, expand));
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

/* The bits of a comma list of states; 0 when a word is none of them. */
static unsigned
states_of(const char *list)
{
	unsigned states = 0;

	while (*list) {
		size_t len = strcspn(list, ",");
		unsigned i;

		for (i = 0; i < RS_STATES; i++) {
			const char *word = rs_state_word((enum rs_state)i);

			if (strlen(word) == len && memcmp(word, list, len) == 0)
				break;
		}
		if (i == RS_STATES)
			return 0;
		states |= 1u << i;
		list += len + (list[len] == ',');
	}
	return states;
}

static void
rs_list(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	const struct view_pool *pool = find_pool(request, view, response);
	const char *wanted = api_query_value(request, "state");
	unsigned states = wanted ? states_of(wanted) : ~0u;

	if (!pool)
		return;
	if (!states) {
		api_refuse(request, response, 400, "query.value",
		    "state is a comma list of up, down, draining, drained, "
		    "maintenance, standby, starting, unchecked, error");
		return;
	}
	if (!unchanged(request, response, 'g', view->agent.revision))
		streamed(response, api_list_rs(view, pool, states));
}

static void
rs_one(const struct api_request *request, const struct view *view,
    struct api_response *response)
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
fixed(struct api_response *response, void (*row)(struct json_out *out))
{
	struct json_out out = json(response);

	row(&out);
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

/* Lists without parameters. */
static void
list(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	static const struct {
		enum api_handler handler;
		struct api_stream *(*list)(struct view *view);
	} lists[] = {
	    {API_VRRP_LIST,  api_list_vrrp    },
	    {API_GROUP_LIST, api_list_groups  },
	    {API_TRACKING,   api_list_tracking},
	    {API_IPVS_LIST,  api_list_ipvs    },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (lists[i].handler == request->match->route->handler)
			streamed(response, lists[i].list(view));
}

static void
of_one_vs(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	enum api_handler handler = request->match->route->handler;

	if (handler == API_VS_ONE)
		vs_one(request, view, response);
	else if (handler == API_RS_LIST)
		rs_list(request, view, response);
	else
		rs_one(request, view, response);
}

void
api_read(const struct api_request *request, struct api_response *response)
{
	struct view *view = request->hooks->view(request->hooks->ctx);

	switch (request->match->route->handler) {
	case API_HEALTHZ:
	case API_READYZ:
		health(request, view, response);
		return;
	case API_METRICS:
	case API_STATS:
		figures(request, view, response);
		return;
	case API_VERSIONS:
		fixed(response, api_row_versions);
		return;
	case API_INDEX:
		fixed(response, api_row_index);
		return;
	case API_INFO:
		whole(response, view, api_row_info);
		return;
	case API_CONFIG:
		whole(response, view, api_row_config);
		return;
	case API_VRRP_LIST:
	case API_GROUP_LIST:
	case API_TRACKING:
	case API_IPVS_LIST:
		list(request, view, response);
		return;
	case API_VRRP_ONE:
	case API_VRRP_HISTORY:
	case API_GROUP_ONE:
		vrrp(request, view, response);
		return;
	case API_VS_LIST:
		vs_list(request, view, response);
		return;
	case API_VS_ONE:
	case API_RS_LIST:
	case API_RS_ONE:
		of_one_vs(request, view, response);
		return;
	case API_CONFIG_ACTION:
	case API_VRRP_ACTION:
	case API_GROUP_ACTION:
	case API_RS_ADD:
	case API_RS_PUT:
	case API_RS_PATCH:
	case API_RS_REMOVE:
	case API_RS_ACTION:
		break;
	}
	api_write(request, response);
}
