/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_refusal.h"

static const struct {
	const char *word, *code;
} rows[] = {
    [API_REFUSED_ABSENT] = {"absent",      "auth.required"   },
    [API_REFUSED_WRONG] = {"wrong",       "auth.wrong"      },
    [API_REFUSED_EXPIRED] = {"expired",     "auth.expired"    },
    [API_REFUSED_BACKOFF] = {"backoff",     "auth.backoff"    },
    [API_REFUSED_CERTIFICATE] = {"certificate", "auth.certificate"},
    [API_REFUSED_ROLE] = {"role",        "auth.role"       },
    [API_REFUSED_GRANT] = {"grant",       "auth.grant"      },
    [API_REFUSED_HOST] = {"host",        "host.refused"    },
    [API_REFUSED_ORIGIN] = {"origin",      "origin.refused"  },
    [API_REFUSED_CROWD] = {"crowd",       "crowd"           },
    [API_REFUSED_SLOW] = {"slow",        "slow"            },
};

const char *
api_refusal_word(enum api_refusal refusal)
{
	return rows[refusal].word;
}

const char *
api_refusal_code(enum api_refusal refusal)
{
	return rows[refusal].code;
}

bool
api_refusal_count(struct api_refusals *refusals, enum api_refusal refusal,
    struct instant now, unsigned *held_back)
{
	struct instant end =
	    instant_add(refusals->window, span_s(API_REFUSAL_WINDOW_S));

	refusals->counts[refusal]++;
	if (refusals->window.ns == 0 || instant_reached(end, now)) {
		refusals->window = now;
		refusals->lines = 0;
	}
	if (refusals->lines == API_REFUSAL_LINES) {
		refusals->held_back++;
		return false;
	}
	refusals->lines++;
	*held_back = refusals->held_back;
	refusals->held_back = 0;
	return true;
}

uint64_t
api_refusals_by_none(const struct api_refusals *refusals)
{
	return refusals->counts[API_REFUSED_ABSENT];
}

uint64_t
api_refusals_by_token(const struct api_refusals *refusals)
{
	return refusals->counts[API_REFUSED_WRONG] +
	    refusals->counts[API_REFUSED_EXPIRED] +
	    refusals->counts[API_REFUSED_BACKOFF];
}

uint64_t
api_refusals_by_certificate(const struct api_refusals *refusals)
{
	return refusals->counts[API_REFUSED_CERTIFICATE];
}
