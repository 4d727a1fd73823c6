/* SPDX-License-Identifier: Apache-2.0 */
/* How a tunnel (lb_kind TUN) wraps what it carries. P. Of any other method all is 0. */
#ifndef AGENT_CONF_MODEL_TUNNEL_H
#define AGENT_CONF_MODEL_TUNNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/words.h"

/* IP_VS_CONN_F_TUNNEL_TYPE_* of linux/ip_vs.h, in its order: Linux 5.2, GRE 5.3. */
enum tunnel_type { TUNNEL_IPIP, TUNNEL_GUE, TUNNEL_GRE };

/* Of GUE and GRE; the last of GUE alone. IP_VS_TUNNEL_ENCAP_FLAG_* are these values. */
enum tunnel_checksum { TUNNEL_NOCSUM, TUNNEL_CSUM, TUNNEL_REMCSUM };

struct tunnel {
	enum tunnel_type type;
	enum tunnel_checksum checksum;
	uint16_t port; /* of GUE's UDP */
};

/* Whether both wrap alike: what a type does not have is not compared. */
bool tunnel_same(const struct tunnel *a, const struct tunnel *b);

/* "ipip", "gue port 6080 csum", "gre nocsum"; "" of any other method. */
enum { TUNNEL_TEXT_SIZE = 32 };
const char *tunnel_text(enum forward forward, const struct tunnel *tunnel, char *out);

const char *tunnel_type_word(enum tunnel_type type);
const char *tunnel_checksum_word(enum tunnel_checksum checksum);

#endif
