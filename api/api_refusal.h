/* SPDX-License-Identifier: Apache-2.0 */
/* Why somebody was turned away: counted always, told to the log at a limited rate. P.
 */
#ifndef API_API_REFUSAL_H
#define API_API_REFUSAL_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/lib/clock.h"

enum api_refusal {
	API_REFUSED_ABSENT,      /* neither token nor certificate nor peer */
	API_REFUSED_WRONG,       /* token */
	API_REFUSED_EXPIRED,     /* token */
	API_REFUSED_BACKOFF,     /* token, of an address that has to wait */
	API_REFUSED_CERTIFICATE, /* shown, but not of our client_ca */
	API_REFUSED_ROLE,
	API_REFUSED_GRANT,
	API_REFUSED_HOST,
	API_REFUSED_ORIGIN,
	API_REFUSED_CROWD, /* too many connections of one address or user */
	API_REFUSED_SLOW,  /* a request that did not come whole in its time */
	API_REFUSALS
};

enum { API_REFUSAL_LINES = 10, API_REFUSAL_WINDOW_S = 10 };

/* Zeroed at the start. */
struct api_refusals {
	uint64_t counts[API_REFUSALS];
	struct instant window; /* its begin; 0: none yet */
	unsigned lines;        /* told in it */
	unsigned held_back;    /* since the last that was told */
};

const char *api_refusal_word(enum api_refusal refusal);
const char *api_refusal_code(enum api_refusal refusal); /* of the problem */

/* One more. Whether to tell it; *held_back were not told before it. */
bool api_refusal_count(struct api_refusals *refusals, enum api_refusal refusal,
    struct instant now, unsigned *held_back);

/* What failed to show who it is, by how it tried to. */
uint64_t api_refusals_by_none(const struct api_refusals *refusals);
uint64_t api_refusals_by_token(const struct api_refusals *refusals);
uint64_t api_refusals_by_certificate(const struct api_refusals *refusals);

#endif
