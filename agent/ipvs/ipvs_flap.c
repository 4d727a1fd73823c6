/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/ipvs/ipvs_flap.h"

#include <assert.h>

/* The oldest of the last `changes` is within the window: they all are. */
static bool
is_too_often(
    const struct ipvs_flap *flap, const struct model_flap *rule, struct instant now)
{
	unsigned oldest;

	if (flap->len < rule->changes)
		return false;
	oldest = flap->next + MODEL_FLAP_CHANGES_MAX - rule->changes;
	return instant_since(now, flap->changes[oldest % MODEL_FLAP_CHANGES_MAX]).ns <=
	    span_ms(rule->within_ms).ns;
}

static struct span
length_of(const struct model_flap *rule, uint32_t in_a_row)
{
	int64_t ms = rule->hold_ms;

	while (in_a_row-- > 0 && ms < rule->hold_max_ms)
		ms *= 2;
	return span_ms(ms < rule->hold_max_ms ? ms : rule->hold_max_ms);
}

/* Who stayed calm for as long as the longest hold starts afresh. */
static bool
has_calmed(
    const struct ipvs_flap *flap, const struct model_flap *rule, struct instant now)
{
	return !flap->held &&
	    instant_since(now, flap->let_go_last).ns > span_ms(rule->hold_max_ms).ns;
}

bool
ipvs_flap_changed(
    struct ipvs_flap *flap, const struct model_flap *rule, struct instant now)
{
	assert(rule->changes <= MODEL_FLAP_CHANGES_MAX);
	flap->changes[flap->next] = now;
	flap->next = (uint8_t)((flap->next + 1) % MODEL_FLAP_CHANGES_MAX);
	if (flap->len < MODEL_FLAP_CHANGES_MAX)
		flap->len++;
	if (!rule->changes || !is_too_often(flap, rule, now))
		return false;
	if (has_calmed(flap, rule, now))
		flap->in_a_row = 0;
	flap->length = length_of(rule, flap->in_a_row);
	flap->until = instant_add(now, flap->length);
	flap->in_a_row++;
	flap->held = true;
	flap->len = 0; /* the next hold needs as many changes again */
	return true;
}

bool
ipvs_flap_holds(
    struct ipvs_flap *flap, const struct model_flap *rule, struct instant now)
{
	if (flap->held && (!rule->changes || instant_reached(flap->until, now))) {
		flap->held = false;
		flap->let_go_last = now;
	}
	return flap->held;
}
