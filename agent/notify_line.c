/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/notify_line.h"

#include <stdio.h>

enum { ENDPOINT_SIZE = MODEL_NAME_MAX + 24 };

const char *
notify_line_vrrp(char out[NOTIFY_LINE_SIZE], const char *kind, const char *name,
    const char *word, unsigned priority)
{
	(void)snprintf(out, NOTIFY_LINE_SIZE, "%s \"%s\" %s %u\n", kind, name, word,
	    priority); /* fits: a name has at most MODEL_NAME_MAX bytes */
	return out;
}

static const char *
endpoint(char out[ENDPOINT_SIZE], const struct addr *addr, enum protocol protocol,
    uint16_t port)
{
	char text[ADDR_TEXT_SIZE];

	(void)snprintf(out, ENDPOINT_SIZE, "[%s]:%s:%u", addr_format(addr, text),
	    protocol_word(protocol), port); /* fits */
	return out;
}

static const char *
service(char out[ENDPOINT_SIZE], const struct model_virtual_server *vs)
{
	if (vs->group) {
		(void)snprintf(out, ENDPOINT_SIZE, "[%s]:%u", vs->group->name,
		    vs->port); /* as keepalived 2.2.7 writes it; fits */
		return out;
	}
	if (!vs->fwmark)
		return endpoint(out, &vs->addr, vs->protocol, vs->port);
	(void)snprintf(out, ENDPOINT_SIZE, "fwmark %u", vs->fwmark); /* fits */
	return out;
}

static const char *
word_of(bool up)
{
	return up ? "UP" : "DOWN";
}

const char *
notify_line_vs(
    char out[NOTIFY_LINE_SIZE], const struct model_virtual_server *vs, bool up)
{
	char text[ENDPOINT_SIZE];

	(void)snprintf(out, NOTIFY_LINE_SIZE, "VS %s %s\n", service(text, vs),
	    word_of(up)); /* fits */
	return out;
}

const char *
notify_line_rs(char out[NOTIFY_LINE_SIZE], const struct model_virtual_server *vs,
    const struct addr *addr, uint16_t port, bool up)
{
	char rs[ENDPOINT_SIZE], text[ENDPOINT_SIZE];

	(void)snprintf(out, NOTIFY_LINE_SIZE, "RS %s %s %s\n",
	    endpoint(rs, addr, vs->protocol, port), service(text, vs),
	    word_of(up)); /* fits */
	return out;
}
