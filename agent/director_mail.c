/* SPDX-License-Identifier: Apache-2.0 */
/* The subjects are those that operators' filters know from keepalived. */
#include "agent/director_mail.h"

#include <stdio.h>

static const char *
server_name(enum protocol protocol, const struct addr *addr, uint16_t port,
    char out[DIRECTOR_MAIL_NAME_SIZE])
{
	char text[ADDR_TEXT_SIZE];

	(void)snprintf(out, DIRECTOR_MAIL_NAME_SIZE, "[%s]:%s:%u",
	    addr_format(addr, text), protocol_word(protocol), port); /* fits */
	return out;
}

static const char *
service_name(const struct model_virtual_server *vs, char out[DIRECTOR_MAIL_NAME_SIZE])
{
	if (vs->group) {
		(void)snprintf(out, DIRECTOR_MAIL_NAME_SIZE, "[%s]:%u", vs->group->name,
		    vs->port); /* fits */
		return out;
	}
	if (!vs->fwmark)
		return server_name(vs->protocol, &vs->addr, vs->port, out);
	(void)snprintf(out, DIRECTOR_MAIL_NAME_SIZE, "FWM %u", vs->fwmark);
	return out;
}

void
director_mail_rs(const struct director_mail_rs *news, struct director_mail *out)
{
	char rs[DIRECTOR_MAIL_NAME_SIZE], vs[DIRECTOR_MAIL_NAME_SIZE];

	(void)server_name(news->vs->protocol, news->addr, news->port, rs);
	(void)service_name(news->vs, vs);
	(void)snprintf(out->subject, sizeof(out->subject),
	    "Realserver %s of virtual server %s - %s", rs, vs,
	    news->up ? "UP" : "DOWN");
	(void)snprintf(out->body, sizeof(out->body), "%s of %s: %s%s%s\n", rs,
	    news->vs->id, news->up ? "up" : "down", news->detail[0] ? ", " : "",
	    news->detail); /* the detail may be cut */
}

void
director_mail_quorum(const struct director_mail_quorum *news, struct director_mail *out)
{
	char vs[DIRECTOR_MAIL_NAME_SIZE];
	const char *sorry = "";

	if (news->vs->has_sorry_server)
		sorry =
		    news->up ? "The sorry server rests\n" : "The sorry server serves\n";
	(void)snprintf(out->subject, sizeof(out->subject), "Virtualserver %s - %s",
	    service_name(news->vs, vs), news->up ? "UP" : "DOWN");
	(void)snprintf(out->body, sizeof(out->body),
	    "%s: quorum %s, weight %llu of %llu\n%s", news->vs->id,
	    news->up ? "regained" : "lost", (unsigned long long)news->live_weight,
	    (unsigned long long)news->needed_weight, sorry);
}
