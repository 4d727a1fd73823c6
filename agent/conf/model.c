/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/conf/model.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/arena.h"
#include "agent/lib/mem.h"

void
model_free(struct model *model)
{
	if (!model)
		return;
	arena_free(model->arena);
	mem_free(model);
}

void
model_vs_id(const struct model_virtual_server *vs, char *out)
{
	char addr[ADDR_TEXT_SIZE];

	/* A name has at most MODEL_NAME_MAX bytes: it fits. */
	if (vs->group)
		(void)snprintf(out, MODEL_ID_SIZE, "group-%s-%s", vs->group->name,
		    protocol_word(vs->protocol));
	else if (vs->fwmark)
		(void)snprintf(out, MODEL_ID_SIZE, "fwmark-%u%s", (unsigned)vs->fwmark,
		    vs->family == ADDR_V6 ? "-ipv6" : "");
	else
		(void)snprintf(out, MODEL_ID_SIZE, "%s-%u-%s",
		    addr_format(&vs->addr, addr), (unsigned)vs->port,
		    protocol_word(vs->protocol));
}

void
model_rs_id(const struct addr *addr, uint16_t port, char *out)
{
	char text[ADDR_TEXT_SIZE];

	(void)snprintf(
	    out, MODEL_ID_SIZE, "%s-%u", addr_format(addr, text), (unsigned)port);
}

static bool
port_parse(const char *text, uint16_t *out)
{
	unsigned value = 0;
	size_t len = strlen(text);

	if (!len || len > 5 || strspn(text, "0123456789") != len ||
	    (len > 1 && text[0] == '0'))
		return false;
	for (; *text; text++)
		value = value * 10 + (unsigned)(*text - '0');
	*out = (uint16_t)value;
	return value <= UINT16_MAX;
}

bool
model_rs_id_parse(const char *id, struct addr *addr, uint16_t *port)
{
	const char *dash = strrchr(id, '-');
	char text[ADDR_TEXT_SIZE];
	struct addr got;
	uint16_t got_port;
	size_t len = dash ? (size_t)(dash - id) : sizeof(text);

	if (len >= sizeof(text))
		return false;
	memcpy(text, id, len);
	text[len] = '\0';
	if (!addr_parse(text, &got) || !port_parse(dash + 1, &got_port))
		return false;
	*addr = got;
	*port = got_port;
	return true;
}

const char *
model_track_name(const struct model *model, const struct model_track *track)
{
	switch (track->kind) {
	case MODEL_TRACK_SCRIPT:
		return model->vrrp_scripts[track->index].name;
	case MODEL_TRACK_FILE:
		return model->track_files[track->index].name;
	case MODEL_TRACK_PROCESS:
		return model->track_processes[track->index].name;
	case MODEL_TRACK_VIRTUAL:
		return model->virtual_servers[track->index].id;
	case MODEL_TRACK_INTERFACE:
	case MODEL_TRACK_KINDS:
		break;
	}
	return track->interface;
}
