/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fake/fake_net.h"

#include "agent/lib/mem.h"

static const int64_t flight_ns = 200000;
/* Frames sent in one go arrive one after the other, not at one instant. */
static const int64_t burst_ns = 1000;

struct fake_frame *
fake_frame_new(size_t from, size_t len)
{
	struct fake_frame *frame = mem_new(1, sizeof(*frame) + len);

	frame->users = 1;
	frame->from = from;
	frame->len = len;
	return frame;
}

void
fake_frame_unref(struct fake_frame *frame)
{
	if (--frame->users == 0)
		mem_free(frame);
}

static void
launch(struct fake_net *net, struct fake_frame *frame, size_t to, struct instant at)
{
	struct instant *last = &net->last[frame->from][to];
	struct fake_flight *flight = mem_new(1, sizeof(*flight));

	if (at.ns <= last->ns && last->ns - at.ns < burst_ns)
		at.ns = last->ns + 1;
	*last = at;
	flight->to = to;
	flight->frame = frame;
	frame->users++;
	heap_set(&net->flights, &flight->arrives, at);
}

void
fake_net_send(struct fake_net *net, struct fake_frame *frame, struct instant now)
{
	for (size_t to = 0; to < net->hosts_len; to++) {
		struct fake_fate fate = {.copies = 1};

		if (to == frame->from)
			continue;
		if (net->fate)
			fate = net->fate(net->fate_ctx, frame->from, to);
		for (size_t i = 0; i < fate.copies; i++)
			launch(net, frame, to,
			    (struct instant){now.ns + flight_ns + fate.delays[i].ns});
	}
	fake_frame_unref(frame);
}

struct instant
fake_net_due(const struct fake_net *net)
{
	const struct heap_node *first = heap_first(&net->flights);

	return first ? first->due : INSTANT_NEVER;
}

struct fake_frame *
fake_net_take(struct fake_net *net, struct instant now, size_t *to)
{
	struct heap_node *first = heap_first(&net->flights);
	/* The node is the first member. */
	struct fake_flight *flight = (struct fake_flight *)first;
	struct fake_frame *frame;

	if (!first || !instant_reached(first->due, now))
		return NULL;
	heap_remove(&net->flights, first);
	frame = flight->frame;
	*to = flight->to;
	mem_free(flight);
	return frame;
}

void
fake_net_fini(struct fake_net *net)
{
	struct fake_frame *frame;
	size_t to;

	while ((frame = fake_net_take(net, INSTANT_NEVER, &to)))
		fake_frame_unref(frame);
	heap_fini(&net->flights);
}
