/* SPDX-License-Identifier: Apache-2.0 */
/* What operators wish of instances for a time, by name: kept while an instance is not
 * in the configuration, too. P. */
#ifndef AGENT_VRRP_VRRP_WISHES_H
#define AGENT_VRRP_VRRP_WISHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/words.h"

enum {
	VRRP_WISH_NAME_SIZE = 128,
	VRRP_WISH_ACTOR_SIZE = 48,
	VRRP_WISH_REASON_SIZE = 120
};

struct vrrp_wished {
	char instance[VRRP_WISH_NAME_SIZE];
	enum vrrp_wish kind;
	uint8_t priority;         /* VRRP_WISH_PRIORITY: 1..254 */
	int64_t begun_ms, end_ms; /* wall clock; end 0: until it is taken back */
	char actor[VRRP_WISH_ACTOR_SIZE], reason[VRRP_WISH_REASON_SIZE];
	bool persisted;
};

struct vrrp_wishes {
	struct vrrp_wished *items; /* owned */
	size_t len;
};

void vrrp_wishes_fini(struct vrrp_wishes *wishes);

/* Copied; one of kind VRRP_WISH_NONE takes the instance's out. */
void vrrp_wishes_put(struct vrrp_wishes *wishes, const struct vrrp_wished *wished);

/* NULL: none; borrowed until the next put. */
const struct vrrp_wished *vrrp_wishes_of(
    const struct vrrp_wishes *wishes, const char *instance);

/* As a store keeps it: "KIND PRIORITY BEGUN END<tab>ACTOR<tab>REASON", in
 * out[VRRP_WISH_TEXT_SIZE]. */
enum { VRRP_WISH_TEXT_SIZE = 320 };
void vrrp_wish_text(const struct vrrp_wished *wished, char *out);

/* False, and *out untouched, when it is none; the instance is left to who calls. */
bool vrrp_wish_parse(const char *text, struct vrrp_wished *out);

#endif
