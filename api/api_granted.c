/* SPDX-License-Identifier: Apache-2.0 */
/* Role or grant: may this person do what the request wants? Runs on: control. */
#include "api/api_gate.h"

#include <jansson.h>
#include <string.h>

#include "api/api_body.h"
#include "api/api_problem.h"
#include "api/api_server.h"

/* What would do, and what there is. */
static bool
refuse(struct api_call *call, const char *code, const struct api_wish *wish)
{
	const struct api_identity *person = &call->person;
	struct buf text = {0};

	buf_printf(&text, "%s is %s, this needs %s", person->actor,
	    api_role_word(person->role), api_role_word(call->match.route->role));
	if (wish) {
		buf_puts(&text, " or the grant ");
		api_wish_put(&text, wish);
	}
	for (size_t i = 0; i < person->grants.len; i++) {
		buf_puts(&text, i ? ", " : "; granted: ");
		api_grant_put(&text, &person->grants.items[i]);
	}
	api_refuse(&call->request, &call->response, 403, code, buf_text(&text));
	buf_fini(&text);
	return false;
}

bool
api_granted(struct api_call *call)
{
	const struct api_identity *person = &call->person;
	bool grantable;
	uint32_t allowed;

	if (person->role >= call->match.route->role)
		return true;
	grantable = api_wish_of(&call->match, &call->wish);
	if (!grantable || !person->grants.len)
		return refuse(call, "auth.role", grantable ? &call->wish : NULL);
	allowed = api_grants_allow(&person->grants, &call->wish);
	if (call->wish.verb)
		allowed &= api_verb_find(call->wish.verb);
	if (!allowed)
		return refuse(call, "auth.grant", &call->wish);
	call->wished = true;
	return true;
}

/* A drain that ends in more than a drain needs the verb of its end, too: "remove" and
 * "maintenance" are both. */
static bool
end_allowed(const json_t *body, uint32_t allowed, struct api_wish *wish)
{
	const char *end = json_string_value(json_object_get(body, "on_timeout"));

	if (!end || strcmp(end, "keep") == 0)
		return true;
	wish->verb = end;
	return (allowed & api_verb_find(end)) != 0;
}

/* Whoever has only grants is told nothing of what is wrong with a body that names no
 * action. */
static bool
body_allowed(struct api_call *call, const json_t *body)
{
	struct api_wish *wish = &call->wish;
	uint32_t allowed = api_grants_allow(&call->person.grants, wish);

	if (!wish->verb)
		wish->verb = json_string_value(json_object_get(body, "action"));
	return wish->verb && allowed & api_verb_find(wish->verb) &&
	    end_allowed(body, allowed, wish);
}

bool
api_granted_body(struct api_call *call)
{
	json_t *body;
	bool good;

	if (!call->wished)
		return true;
	body = json_loadb(call->body.len ? call->body.bytes : "", call->body.len,
	    JSON_REJECT_DUPLICATES, NULL);
	good = body_allowed(call, body) || refuse(call, "auth.grant", &call->wish);
	call->wish.verb = NULL; /* the body's */
	json_decref(body);
	return good;
}
