/* SPDX-License-Identifier: Apache-2.0 */
/* What a client sends: a path, a query, a body; and that what is told of it is JSON. */
#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_auth.h"
#include "api/api_body.h"
#include "api/api_route.h"
#include "api/json_out.h"

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

static void
as_head(const char *text)
{
	struct api_tokens tokens;
	char why[200];

	(void)api_host_allowed(text, "director1");
	if (api_tokens_parse(text, &tokens, why, sizeof(why)))
		api_tokens_fini(&tokens);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char *text = mem_new(len + 1, 1);

	memcpy(text, bytes, len);
	as_target(text);
	as_body(text, len);
	as_head(text);
	mem_free(text);
	return 0;
}
