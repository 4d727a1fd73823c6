/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "api/api_whoami.h"

#include "agent/view/view_field.h"
#include "api/api_auth.h"
#include "api/json_out.h"

static void
put_expiry(struct json_out *out, int64_t expires_ms)
{
	char date[VIEW_DATE_SIZE];

	if (expires_ms == INT64_MAX) {
		json_out_null(out, "expires");
		return;
	}
	json_out_text(out, "expires", view_date(expires_ms, date));
}

static void
put_grants(struct json_out *out, const struct api_grants *grants)
{
	struct buf text = {0};

	json_out_open(out, "grants", '[');
	for (size_t i = 0; i < grants->len; i++) {
		buf_clear(&text);
		api_grant_put(&text, &grants->items[i]);
		json_out_text(out, NULL, buf_text(&text));
	}
	json_out_close(out, ']');
	buf_fini(&text);
}

void
api_whoami(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	const struct api_identity *person = request->person;
	struct json_out out = json_out_to(&response->body);

	(void)view;
	response->status = 200;
	response->content_type = "application/json";
	json_out_open(&out, NULL, '{');
	json_out_text(&out, "actor", person->actor);
	json_out_text(&out, "method", api_auth_word(person->by));
	json_out_text(&out, "role", api_role_word(person->role));
	json_out_text(&out, "source", request->source);
	put_expiry(&out, person->expires_ms);
	put_grants(&out, &person->grants);
	json_out_close(&out, '}');
	buf_putc(&response->body, '\n');
}
