/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/conf/model_tunnel.h"

#include <stdio.h>

const char *
tunnel_type_word(enum tunnel_type type)
{
	static const char *const words[] = {"ipip", "gue", "gre"};

	return words[type];
}

const char *
tunnel_checksum_word(enum tunnel_checksum checksum)
{
	static const char *const words[] = {"nocsum", "csum", "remcsum"};

	return words[checksum];
}

bool
tunnel_same(const struct tunnel *a, const struct tunnel *b)
{
	if (a->type != b->type)
		return false;
	if (a->type == TUNNEL_GUE && a->port != b->port)
		return false;
	return a->type == TUNNEL_IPIP || a->checksum == b->checksum;
}

const char *
tunnel_text(enum forward forward, const struct tunnel *tunnel, char *out)
{
	const char *type = tunnel_type_word(tunnel->type);
	const char *checksum = tunnel_checksum_word(tunnel->checksum);

	out[0] = '\0';
	if (forward != FORWARD_TUN)
		return out;
	/* At most "gue port 65535 remcsum". */
	switch (tunnel->type) {
	case TUNNEL_IPIP:
		(void)snprintf(out, TUNNEL_TEXT_SIZE, "%s", type);
		break;
	case TUNNEL_GUE:
		(void)snprintf(out, TUNNEL_TEXT_SIZE, "%s port %u %s", type,
		    (unsigned)tunnel->port, checksum);
		break;
	case TUNNEL_GRE:
		(void)snprintf(out, TUNNEL_TEXT_SIZE, "%s %s", type, checksum);
		break;
	}
	return out;
}
