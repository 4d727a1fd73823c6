/* SPDX-License-Identifier: Apache-2.0 */
/* What a client sends: a path, a query, headers, a body; and that what is told of it is
 * JSON. */
#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_auth.h"
#include "api/api_body.h"
#include "api/api_http.h"
#include "api/api_pick.h"
#include "api/api_route.h"
#include "api/api_vs_body.h"
#include "api/json_out.h"
#include "api/metrics.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
as_target(const char *text)
{
	struct api_query query[API_QUERY_MAX];
	struct api_match match;
	size_t query_len;

	for (unsigned method = API_GET; method <= API_METHODS; method++)
		(void)api_route_find((enum api_method)method, text, &match);
	(void)api_query_parse(text, "force persist reason", query, &query_len);
	assert(query_len <= API_QUERY_MAX);
}

/* All faults together, as the answer would show them. */
static void
as_body(const char *text, size_t len)
{
	static const struct api_request request = {.path = "/", .request_id = "0"};
	struct api_response response = {0};
	struct api_faults faults = {0};
	struct api_problem problem = {
	    .status = 400, .code = "x", .detail = "x", .faults = &faults};
	struct api_body body;
	json_t *told;

	if (api_body_parse(text, len, ~0u, 0, &body, &faults)) {
		assert(body.weight <= API_WEIGHT_MAX && faults.len == 0);
		return;
	}
	api_problem(&request, &response, &problem);
	told = json_loadb(buf_text(&response.body), response.body.len, 0, NULL);
	assert(told);
	json_decref(told);
	buf_fini(&response.body);
}

/* What was read of a virtual server is what may be said of one. */
static void
as_virtual_server(const char *text, size_t len)
{
	struct api_vs_body body = {0};
	struct api_faults faults = {0};
	struct command_vs vs;
	struct addr addr;
	uint16_t port;

	if (api_vs_body_parse(text, len, &body, &faults)) {
		assert(faults.len == 0);
		assert(body.vs.fwmark || addr_is_set(&body.vs.addr));
	}
	if (api_vs_id_parse(text, &vs))
		assert(vs.family == ADDR_V4 || vs.family == ADDR_V6);
	if (api_rs_id_parse(text, &addr, &port))
		assert(addr_is_set(&addr));
}

/* In one piece or byte by byte, what is picked is the same. */
static void
as_picked(const char *text, size_t len)
{
	struct api_pick whole = {.fields = "id,items"}, parts = {.fields = "id,items"};
	struct buf a = {0}, b = {0};

	api_pick(&whole, text, len, &a);
	for (size_t i = 0; i < len; i++)
		api_pick(&parts, text + i, 1, &b);
	assert(a.len == b.len && memcmp(buf_text(&a), buf_text(&b), a.len) == 0);
	buf_fini(&a);
	buf_fini(&b);
}

static void
as_head(const char *text)
{
	struct api_tokens tokens;
	char why[200];

	(void)api_host_allowed(text, "director1");
	if (api_tokens_parse(text, &tokens, why, sizeof(why)))
		api_tokens_fini(&tokens);
}

/* As a label it must come out of the text, and into JSON, as what it is. */
static void
as_scraped(const char *text)
{
	struct buf label = {0}, member = {0};
	json_t *told;

	(void)metrics_accepted(text);
	metrics_put_label(&label, "name", text);
	assert(memchr(label.bytes, '\n', label.len) == NULL);
	buf_putc(&member, '{');
	metrics_put_members(&member, (struct metrics_text){label.bytes, label.len});
	buf_putc(&member, '}');
	told = json_loadb(member.bytes, member.len, 0, NULL);
	assert(told && json_object_size(told) == 1);
	json_decref(told);
	buf_fini(&label);
	buf_fini(&member);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char *text = mem_new(len + 1, 1);

	memcpy(text, bytes, len);
	as_target(text);
	as_body(text, len);
	as_virtual_server(text, len);
	as_picked(text, len);
	as_head(text);
	as_scraped(text);
	mem_free(text);
	return 0;
}
