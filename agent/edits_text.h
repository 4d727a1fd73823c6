/* SPDX-License-Identifier: Apache-2.0 */
/* Edits, and what is ours in the kernel, as the texts that a store keeps. P.
 *   rs/VS/ADDR/PORT    rev=12 file=8000000100000001 weight=3 admin=drain then=remove
 * ... own/4/tcp/10.1.1.166/80/0                    a service: family ... fwmark
 *   own/4/tcp/10.1.1.166/80/0/10.1.1.163/80      a destination of it
 * Texts of people have %20 for what is no letter. Words that are not known are skipped:
 * a newer agent may have written them. */
#ifndef AGENT_EDITS_TEXT_H
#define AGENT_EDITS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/edits.h"
#include "agent/ipvs/ipvs_table.h"

enum {
	EDITS_KEY_SIZE = MODEL_ID_SIZE + ADDR_TEXT_SIZE + 16,
	EDITS_VALUE_SIZE = 1024,
	EDITS_OWN_SIZE = 2 * ADDR_TEXT_SIZE + 48
};

/* Into out[EDITS_KEY_SIZE]. */
void edits_key(const char *vs_id, const struct addr *addr, uint16_t port, char *out);

/* Into out[EDITS_VALUE_SIZE]. */
void edits_value(const struct edit *edit, char *out);

/* False, and *out untouched, when key and value are not an edit's. What was read is
 * persisted and saved. */
bool edits_parse(const char *key, const char *value, struct edit *out);

/* Into out[EDITS_OWN_SIZE]; `dest` NULL: the service itself. */
void edits_own_key(const struct ipvs_key *key, const struct ipvs_dest *dest, char *out);

/* `dest` gets address and port, not set for the service itself. */
bool edits_own_parse(const char *text, struct ipvs_key *key, struct ipvs_dest *dest);

#endif
