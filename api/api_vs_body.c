/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_vs_body.h"

#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_http.h"
#include "api/api_json.h"

/* ---- the id ---- */

static bool
mark_parse(const char *text, struct command_vs *vs)
{
	char number[16];
	size_t len = strcspn(text, "-");
	uint64_t mark;

	if (len >= sizeof(number))
		return false;
	memcpy(number, text, len);
	number[len] = '\0';
	if (!api_uint_parse(number, UINT32_MAX, &mark) || mark == 0)
		return false;
	vs->fwmark = (uint32_t)mark;
	vs->family = text[len] ? ADDR_V6 : ADDR_V4;
	return text[len] == '\0' || strcmp(text + len, "-ipv6") == 0;
}

bool
api_vs_id_parse(const char *id, struct command_vs *vs)
{
	char place[ADDR_TEXT_SIZE + 8];
	const char *dash = strrchr(id, '-');

	*vs = (struct command_vs){0};
	if (strncmp(id, "fwmark-", 7) == 0)
		return mark_parse(id + 7, vs);
	if (!dash || (size_t)(dash - id) >= sizeof(place))
		return false;
	memcpy(place, id, (size_t)(dash - id));
	place[dash - id] = '\0';
	if (!api_rs_id_parse(place, &vs->addr, &vs->port) ||
	    !protocol_from_word(dash + 1, &vs->protocol))
		return false;
	vs->family = vs->addr.family;
	return true;
}

/* ---- the members ---- */

enum type { OF_UINT, OF_PORT, OF_ADDRESS, OF_PROTOCOL, OF_FORWARD, OF_TEXT, OF_SERVER };

struct member {
	const char *name;
	enum type type;
	unsigned given; /* IDENTITY, or enum command_vs_member; 0: neither */
	size_t offset;
	uint32_t max; /* of a number; of a text: its room */
	const char *wants;
};

enum { IDENTITY = 1 << 30 };

#define ROW(name, type, given, member, max, wants)                                     \
  {                                                                                    \
    (name), (type), (given), offsetof(struct api_vs_body, member), (max), (wants)      \
  }

static const struct member members[] = {
    ROW("address", OF_ADDRESS, IDENTITY, vs.addr, 0,
	"an IPv4 or IPv6 address as a string"),
    ROW("port", OF_PORT, IDENTITY, vs.port, 65535, "a whole number, 0..65535"),
    ROW("protocol", OF_PROTOCOL, IDENTITY, vs.protocol, 0,
	"\"tcp\", \"udp\" or \"sctp\""),
    ROW("fwmark", OF_UINT, IDENTITY, vs.fwmark, UINT32_MAX,
	"a whole number, 0..4294967295"),
    ROW("scheduler", OF_TEXT, COMMAND_VS_SCHEDULER, vs.scheduler,
	COMMAND_VS_SCHEDULER_SIZE, "a string of at most 15 bytes"),
    ROW("forward", OF_FORWARD, COMMAND_VS_FORWARD, vs.forward, 0,
	"\"nat\", \"dr\" or \"tun\""),
    ROW("persistence_s", OF_UINT, COMMAND_VS_PERSISTENCE, vs.persistence_s, UINT32_MAX,
	"a whole number of seconds, 0..2678400"),
    ROW("quorum", OF_UINT, COMMAND_VS_QUORUM, vs.quorum, UINT32_MAX,
	"a whole number, from 1"),
    ROW("hysteresis", OF_UINT, COMMAND_VS_HYSTERESIS, vs.hysteresis, UINT32_MAX,
	"a whole number"),
    ROW("sorry_server", OF_SERVER, COMMAND_VS_SORRY, vs.sorry_addr, 0,
	"{\"address\":...,\"port\":...} or null"),
    ROW("reason", OF_TEXT, 0, reason, sizeof(((struct api_vs_body *)NULL)->reason),
	"a string of at most 119 bytes"),
};

static bool
take_uint(const json_t *value, uint32_t max, uint32_t *out)
{
	json_int_t number = json_integer_value(value);

	*out = (uint32_t)number;
	return json_is_integer(value) && number >= 0 && number <= (json_int_t)max;
}

static bool
take_port(const json_t *value, uint16_t *out)
{
	uint32_t number;
	bool good = take_uint(value, UINT16_MAX, &number);

	*out = good ? (uint16_t)number : 0;
	return good;
}

static bool
take_address(const json_t *value, struct addr *out)
{
	return json_is_string(value) && addr_parse(json_string_value(value), out);
}

static bool
take_server(const json_t *value, struct command_vs *vs)
{
	if (json_is_null(value))
		return true;
	vs->sorry_port = vs->port; /* where the service is, its servers usually are */
	return json_is_object(value) &&
	    take_address(json_object_get(value, "address"), &vs->sorry_addr) &&
	    (!json_object_get(value, "port") ||
		take_port(json_object_get(value, "port"), &vs->sorry_port)) &&
	    json_object_size(value) == 1u + !!json_object_get(value, "port");
}

static bool
take(const struct member *member, const json_t *value, struct api_vs_body *body)
{
	void *to = (char *)body + member->offset;
	const char *word = json_string_value(value);

	switch (member->type) {
	case OF_UINT:
		return take_uint(value, member->max, to);
	case OF_PORT:
		return take_port(value, to);
	case OF_ADDRESS:
		return take_address(value, to);
	case OF_PROTOCOL:
		return word && protocol_from_word(word, to);
	case OF_FORWARD:
		return word && forward_from_word(word, to);
	case OF_TEXT:
		return word && *word && mem_copy_text(to, member->max, word);
	case OF_SERVER:
		return take_server(value, &body->vs);
	}
	return false;
}

static const struct member *
find_member(const char *name)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (strcmp(members[i].name, name) == 0)
			return &members[i];
	return NULL;
}

static bool
same_identity(const struct command_vs *a, const struct command_vs *b)
{
	return a->fwmark == b->fwmark && a->port == b->port &&
	    a->protocol == b->protocol && addr_equal(&a->addr, &b->addr);
}

static void
read_member(const char *name, const json_t *value, struct api_vs_body *body,
    struct api_faults *faults)
{
	const struct member *member = find_member(name);
	struct command_vs before = body->vs;
	char pointer[API_POINTER_SIZE];

	(void)api_pointer(name, pointer);
	if (!member)
		api_fault_add(
		    faults, pointer, "unknown_member", "this is not taken here");
	else if (member->given == IDENTITY && body->merged)
		api_fault_add(faults, pointer, "identity",
		    "this is what it is: make another virtual server");
	else if (!take(member, value, body))
		api_fault_add(faults, pointer, "value", "must be %s", member->wants);
	else if (body->named && !same_identity(&before, &body->vs))
		api_fault_add(faults, pointer, "identity", "differs from the path");
	else
		body->vs.given |= member->given & ~(unsigned)IDENTITY;
}

static void
check_identity(struct api_vs_body *body, struct api_faults *faults)
{
	struct command_vs *vs = &body->vs;

	if (vs->fwmark && addr_is_set(&vs->addr))
		api_fault_add(faults, "/fwmark", "identity",
		    "a virtual server has an address or a firewall mark");
	else if (!vs->fwmark && !addr_is_set(&vs->addr))
		api_fault_add(faults, "/address", "required",
		    "this member is missing: an address, or fwmark instead");
	if (!body->named)
		vs->family = vs->fwmark ? ADDR_V4 : vs->addr.family;
}

bool
api_vs_body_parse(
    const char *text, size_t len, struct api_vs_body *body, struct api_faults *faults)
{
	json_t *root = api_json_load(text, len, faults), *value;
	const char *name;

	if (!root)
		return false;
	json_object_foreach(root, name, value) read_member(name, value, body, faults);
	if (!faults->len)
		check_identity(body, faults);
	json_decref(root);
	return faults->len == 0;
}
