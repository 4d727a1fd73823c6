/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_sched.h"

#include "agent/conf/model.h"

enum { JITTER_PART = 20, JITTER_MAX_MS = 1000 };

struct check_sched_rule
check_sched_rule_of(const struct model_check *check)
{
	return (struct check_sched_rule){
	    .interval = span_ms(check->delay_loop_ms),
	    .interval_down = span_ms(check->delay_loop_down_ms),
	    .retry_delay = span_ms(check->delay_before_retry_ms),
	    .warmup = span_ms(check->warmup_ms),
	    .retry = check->retry,
	    .rise = check->rise,
	    .alpha = check->alpha,
	};
}

/* splitmix64 (Steele, Lea, Flood 2014): any seed will do, neighbours included. */
static uint64_t
roll(uint64_t *dice)
{
	uint64_t z = *dice += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* Evenly within 0..width. */
static struct span
spread(struct check_sched *sched, struct span width)
{
	if (width.ns <= 0)
		return (struct span){0};
	return (struct span){(int64_t)(roll(&sched->dice) % ((uint64_t)width.ns + 1))};
}

void
check_sched_init(struct check_sched *sched, const struct check_sched_rule *rule,
    uint64_t seed, struct instant now)
{
	*sched = (struct check_sched){.dice = seed, .up = !rule->alpha};
	sched->due = instant_add(now, spread(sched, rule->warmup));
}

/* One interval after the last start, give or take 1/40 of it (at most half a second). A
 * check that outlasts its interval rests for one: it must not run without a pause. */
static struct instant
after_interval(
    struct check_sched *sched, const struct check_sched_rule *rule, struct instant now)
{
	bool is_down = !sched->up && rule->interval_down.ns;
	struct span wait = is_down ? rule->interval_down : rule->interval;
	struct span width = {wait.ns / JITTER_PART};
	struct instant next;

	if (width.ns > span_ms(JITTER_MAX_MS).ns)
		width = span_ms(JITTER_MAX_MS);
	wait.ns += spread(sched, width).ns - width.ns / 2;
	next = instant_add(sched->due, wait);
	return instant_reached(next, now) ? instant_add(now, wait) : next;
}

/* Whether one more try that speaks against the opinion is still not enough. */
static bool
is_held(const struct check_sched *sched, const struct check_sched_rule *rule)
{
	if (!sched->up)
		return sched->against + 1 < rule->rise;
	return sched->decided && sched->against < rule->retry;
}

bool
check_sched_note(struct check_sched *sched, const struct check_sched_rule *rule,
    bool passed, struct instant now)
{
	bool is_news = !sched->decided || sched->up != passed;

	if (sched->up != passed && is_held(sched, rule)) {
		sched->against++;
		sched->due = instant_add(now, rule->retry_delay);
		return false;
	}
	sched->against = 0;
	sched->decided = true;
	sched->up = passed;
	sched->due = after_interval(sched, rule, now);
	return is_news;
}

void
check_sched_defer(
    struct check_sched *sched, const struct check_sched_rule *rule, struct instant now)
{
	sched->due = after_interval(sched, rule, now);
}
