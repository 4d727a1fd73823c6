/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_body.h"

#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_json.h"

enum type {
	OF_TEXT,
	OF_UINT,
	OF_BOOL,
	OF_ADDRESS,
	OF_FORWARD,
	OF_ADMIN,
	OF_DRAIN_END,
	OF_PERSISTENCE,
	OF_HEALTH
};

static const struct member {
	const char *name;
	enum api_member bit;
	enum type type;
	size_t offset, size; /* size: of a text's array */
	uint32_t max;        /* of a number */
	const char *wants;
} members[] = {
    {"id",	     API_M_ID,             OF_TEXT,        offsetof(struct api_body, id),             VIEW_ID_SIZE, 0,
     "a string"																			    },
    {"address",        API_M_ADDRESS,        OF_ADDRESS,     offsetof(struct api_body, address),        0,            0,
     "an IPv4 or IPv6 address as a string"																 },
    {"port",           API_M_PORT,           OF_UINT,        offsetof(struct api_body, port),           0,            65535,
     "a whole number, 0..65535"																	    },
    {"weight",         API_M_WEIGHT,         OF_UINT,        offsetof(struct api_body, weight),         0,
     API_WEIGHT_MAX,													 "a whole number, 0..65535"                    },
    {"forward",        API_M_FORWARD,        OF_FORWARD,     offsetof(struct api_body, forward),        0,            0,
     "\"nat\", \"dr\" or \"tun\""																	  },
    {"admin",          API_M_ADMIN,          OF_ADMIN,       offsetof(struct api_body, admin),          0,            0,
     "\"ready\", \"drain\" or \"maintenance\""															     },
    {"inherit_checks", API_M_INHERIT_CHECKS, OF_BOOL,
     offsetof(struct api_body,							 inherit_checks), 0,            0,     "true or false"                               },
    {"action",         API_M_ACTION,         OF_TEXT,        offsetof(struct api_body, action),         16,           0,
     "a string"																			    },
    {"timeout_ms",     API_M_TIMEOUT,        OF_UINT,        offsetof(struct api_body, timeout_ms),     0,
     API_TIMEOUT_MAX_MS,												     "a whole number of milliseconds, 0..604800000"},
    {"reason",         API_M_REASON,         OF_TEXT,        offsetof(struct api_body, reason),
     API_REASON_SIZE,												 0,     "a string of at most 119 bytes"               },
    {"duration_ms",    API_M_DURATION,       OF_UINT,        offsetof(struct api_body, duration_ms),    0,
     API_TIMEOUT_MAX_MS,												     "a whole number of milliseconds, 0..604800000"},
    {"priority",       API_M_PRIORITY,       OF_UINT,        offsetof(struct api_body, priority),       0,            254,
     "a whole number, 1..254"																	      },
    {"on_timeout",     API_M_ON_TIMEOUT,     OF_DRAIN_END,
     offsetof(struct api_body,							 on_timeout),     0,            0,
     "\"keep\", \"remove\" or \"maintenance\""															     },
    {"persistence",    API_M_PERSISTENCE,    OF_PERSISTENCE,
     offsetof(struct api_body,							 drain_expires),  0,            0,     "\"honour\" or \"expire\""                    },
    {"force",          API_M_FORCE,          OF_BOOL,        offsetof(struct api_body, force),          0,            0,
     "true or false"																		       },
    {"health",         API_M_HEALTH,         OF_HEALTH,      offsetof(struct api_body, health),         0,            0,
     "\"up\" or \"down\""																		  },
    {"ttl_ms",         API_M_TTL,            OF_UINT,        offsetof(struct api_body, ttl_ms),         0,
     API_TIMEOUT_MAX_MS,												     "a whole number of milliseconds, 0..604800000"},
};

/* What a GET shows beside, so that a copied answer gets the right complaint. */
static const char *const read_only[] = {"sorry_server", "checks", "effective", "kernel",
    "origin", "edited", "persisted", "revision", "links", "tier", "drain", "override"};

/* How deep the brackets of the text go; whether they match is the parser's question. */
static unsigned
depth_of(const char *text, size_t len)
{
	unsigned depth = 0, deepest = 0;
	bool quoted = false;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"')
			quoted = !quoted;
		else if (quoted && text[i] == '\\')
			i++;
		else if (!quoted && (text[i] == '{' || text[i] == '['))
			depth++;
		else if (!quoted && (text[i] == '}' || text[i] == ']') && depth)
			depth--;
		deepest = depth > deepest ? depth : deepest;
	}
	return deepest;
}

static bool
take_text(const struct member *member, const json_t *value, char *to)
{
	return json_is_string(value) && json_string_length(value) > 0 &&
	    mem_copy_text(to, member->size, json_string_value(value));
}

static bool
take_uint(const struct member *member, const json_t *value, uint32_t *to)
{
	json_int_t number = json_integer_value(value);

	if (!json_is_integer(value) || number < 0 || number > (json_int_t)member->max)
		return false;
	*to = (uint32_t)number;
	return true;
}

static bool
take_bool(const json_t *value, bool *to)
{
	*to = json_is_true(value);
	return json_is_boolean(value);
}

static bool
take_persistence(const char *word, bool *expires)
{
	if (!word)
		return false;
	*expires = strcmp(word, "expire") == 0;
	return *expires || strcmp(word, "honour") == 0;
}

static bool
take(const struct member *member, const json_t *value, struct api_body *body)
{
	void *to = (char *)body + member->offset;
	const char *word = json_string_value(value);

	switch (member->type) {
	case OF_TEXT:
		return take_text(member, value, to);
	case OF_UINT:
		return take_uint(member, value, to);
	case OF_BOOL:
		return take_bool(value, to);
	case OF_ADDRESS:
		return word && addr_parse(word, to);
	case OF_FORWARD:
		return word && forward_from_word(word, to);
	case OF_ADMIN:
		return word && admin_from_word(word, to);
	case OF_DRAIN_END:
		return word && drain_end_from_word(word, to);
	case OF_PERSISTENCE:
		return take_persistence(word, to);
	case OF_HEALTH:
		return word && health_override_from_word(word, to);
	}
	return false;
}

static void
refuse_member(const char *name, struct api_faults *faults)
{
	char pointer[API_POINTER_SIZE];

	(void)api_pointer(name, pointer);
	for (size_t i = 0; i < sizeof(read_only) / sizeof(read_only[0]); i++)
		if (strcmp(name, read_only[i]) == 0) {
			api_fault_add(faults, pointer, "read_only",
			    "this member is shown, but cannot be set");
			return;
		}
	api_fault_add(faults, pointer, "unknown_member", "this is not taken here");
}

static void
read_member(const char *name, const json_t *value, unsigned allowed,
    struct api_body *body, struct api_faults *faults)
{
	char pointer[API_POINTER_SIZE];

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const struct member *member = &members[i];

		if (!(member->bit & allowed) || strcmp(name, member->name) != 0)
			continue;
		body->given |= member->bit;
		if (!take(member, value, body))
			api_fault_add(faults, api_pointer(name, pointer), "value",
			    "must be %s", member->wants);
		return;
	}
	refuse_member(name, faults);
}

/* The library tells of a duplicate only in words: ... near '"weight"'. */
static void
refuse_duplicate(const char *text, struct api_faults *faults)
{
	const char *start = strchr(text, '"');
	size_t len = start ? strcspn(start + 1, "\"") : 0;
	char name[API_POINTER_SIZE], pointer[API_POINTER_SIZE];

	if (!start || len >= sizeof(name)) {
		api_fault_add(
		    faults, "", "duplicate_member", "a member is twice there");
		return;
	}
	memcpy(name, start + 1, len);
	name[len] = '\0';
	api_fault_add(faults, api_pointer(name, pointer), "duplicate_member",
	    "this member is twice there");
}

json_t *
api_json_load(const char *text, size_t len, struct api_faults *faults)
{
	json_error_t error;
	json_t *root;

	if (depth_of(text, len) > API_BODY_DEPTH_MAX) {
		api_fault_add(faults, "", "too_deep", "more than %d levels of brackets",
		    API_BODY_DEPTH_MAX);
		return NULL;
	}
	root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (root && !json_is_object(root)) {
		api_fault_add(faults, "", "type", "the body must be a JSON object");
		json_decref(root);
		return NULL;
	}
	if (!root && json_error_code(&error) == json_error_duplicate_key)
		refuse_duplicate(error.text, faults);
	else if (!root)
		api_fault_add(faults, "", "syntax", "not JSON: line %d, column %d: %s",
		    error.line, error.column, error.text);
	return root;
}

bool
api_body_read(json_t *root, unsigned allowed, unsigned required, struct api_body *body,
    struct api_faults *faults)
{
	char pointer[API_POINTER_SIZE];
	const char *name;
	json_t *value;

	*body = (struct api_body){0};
	json_object_foreach(root, name, value)
	    read_member(name, value, allowed, body, faults);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (required & ~body->given & members[i].bit)
			api_fault_add(faults, api_pointer(members[i].name, pointer),
			    "required", "this member is missing: %s", members[i].wants);
	return faults->len == 0;
}

bool
api_body_parse(const char *text, size_t len, unsigned allowed, unsigned required,
    struct api_body *body, struct api_faults *faults)
{
	json_t *root = api_json_load(text, len, faults);
	bool good = false;

	*body = (struct api_body){0};
	if (root)
		good = api_body_read(root, allowed, required, body, faults);
	json_decref(root);
	return good;
}
