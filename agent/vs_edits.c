/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vs_edits.h"

#include <string.h>

#include "agent/lib/mem.h"

/* ---- a sorted array of pointers: who borrows one keeps it while others come ---- */

void
vs_edits_fini(struct vs_edits *edits)
{
	for (size_t i = 0; i < edits->len; i++)
		mem_free(edits->items[i]);
	mem_free(edits->items);
	*edits = (struct vs_edits){0};
}

static size_t
lower_bound(const struct vs_edits *edits, const char *vs_id)
{
	size_t low = 0, high = edits->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(edits->items[middle]->vs_id, vs_id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct vs_edit *
vs_edits_find(const struct vs_edits *edits, const char *vs_id)
{
	size_t at = lower_bound(edits, vs_id);

	if (at < edits->len && strcmp(edits->items[at]->vs_id, vs_id) == 0)
		return edits->items[at];
	return NULL;
}

void
vs_edits_put(struct vs_edits *edits, const struct vs_edit *edit)
{
	struct vs_edit *old = vs_edits_find(edits, edit->vs_id);
	size_t at;

	if (old) {
		*old = *edit;
		return;
	}
	at = lower_bound(edits, edit->vs_id);
	if (edits->len == edits->room) {
		edits->room = edits->room ? 2 * edits->room : 16;
		edits->items =
		    mem_grow(edits->items, edits->room, sizeof(struct vs_edit *));
	}
	memmove(&edits->items[at + 1], &edits->items[at],
	    (edits->len - at) * sizeof(struct vs_edit *));
	edits->items[at] = mem_new(1, sizeof(struct vs_edit));
	*edits->items[at] = *edit;
	edits->len++;
}

void
vs_edits_remove(struct vs_edits *edits, const char *vs_id)
{
	size_t at = lower_bound(edits, vs_id);

	if (!vs_edits_find(edits, vs_id))
		return;
	mem_free(edits->items[at]);
	edits->len--;
	memmove(&edits->items[at], &edits->items[at + 1],
	    (edits->len - at) * sizeof(struct vs_edit *));
}

/* ---- what the file says ---- */

/* FNV-1a, 64 bits: a file that says something else is seen with all but certainty. */
static void
add_to_print(uint64_t *print, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < len; i++)
		*print = (*print ^ at[i]) * UINT64_C(1099511628211);
}

uint64_t
vs_edits_print(const struct model_virtual_server *said)
{
	uint64_t print = UINT64_C(14695981039346656037);
	uint32_t numbers[6];

	if (!said)
		return 0;
	numbers[0] = (uint32_t)said->forward;
	numbers[1] = said->persistence_s;
	numbers[2] = said->quorum;
	numbers[3] = said->hysteresis;
	numbers[4] = said->has_sorry_server;
	numbers[5] = said->has_sorry_server ? said->sorry_server.port : 0;
	add_to_print(&print, said->scheduler, strlen(said->scheduler));
	add_to_print(&print, numbers, sizeof(numbers));
	if (said->has_sorry_server)
		add_to_print(&print, said->sorry_server.addr.bytes,
		    sizeof(said->sorry_server.addr.bytes));
	return print | UINT64_C(1) << 63;
}

/* ---- layers ---- */

/* As a virtual_server block of the configuration that says nothing more. */
static void
start(struct model_virtual_server *vs, const struct vs_edit *edit)
{
	const struct command_vs *wants = &edit->wants;

	*vs = (struct model_virtual_server){
	    .family = wants->family,
	    .protocol = wants->protocol,
	    .addr = wants->addr,
	    .port = wants->port,
	    .fwmark = wants->fwmark,
	    .scheduler = "wlc",
	    .forward = FORWARD_NAT,
	    .weight = 1,
	    .persistence_netmask_be = UINT32_MAX, /* of a host */
	    .delay_loop_ms = 60000,
	    .quorum = 1,
	    .tries = {.delay_loop_ms = 60000,
		      .connect_timeout_ms = 5000,
		      .retry = UINT32_MAX,
		      .delay_before_retry_ms = UINT32_MAX,
		      .warmup_ms = UINT32_MAX}
        };
	memcpy(vs->id, edit->vs_id, sizeof(vs->id));
}

static void
lay_sorry(struct model_virtual_server *vs, const struct command_vs *wants)
{
	vs->has_sorry_server = addr_is_set(&wants->sorry_addr);
	vs->sorry_server = (struct model_real_server){.addr = wants->sorry_addr,
	    .port = wants->sorry_port,
	    .forward = vs->forward,
	    .tunnel = vs->tunnel,
	    .weight = 1};
}

static void
lay_over(struct model_virtual_server *vs, const struct command_vs *wants)
{
	if (wants->given & COMMAND_VS_SCHEDULER)
		/* The longest name of a scheduler is as long. */
		(void)mem_copy_text(
		    vs->scheduler, sizeof(vs->scheduler), wants->scheduler);
	if (wants->given & COMMAND_VS_FORWARD)
		vs->forward = wants->forward;
	if (wants->given & COMMAND_VS_PERSISTENCE)
		vs->persistence_s = wants->persistence_s;
	if (wants->given & COMMAND_VS_QUORUM)
		vs->quorum = wants->quorum;
	if (wants->given & COMMAND_VS_HYSTERESIS)
		vs->hysteresis = wants->hysteresis;
	if (wants->given & COMMAND_VS_SORRY)
		lay_sorry(vs, wants);
}

void
vs_edit_lay(struct vs_edit *edit, const struct model_virtual_server *said)
{
	if (said)
		edit->laid = *said;
	else
		start(&edit->laid, edit);
	lay_over(&edit->laid, &edit->wants);
}

enum edits_fate
vs_edits_judge(const struct vs_edit *edit, const struct model_virtual_server *said)
{
	if (vs_edits_print(said) == edit->file_print)
		return EDITS_STANDS;
	if (!said)
		return edit->removed ? EDITS_DONE : EDITS_FILE_DROPPED;
	return edit->file_print ? EDITS_FILE_CHANGED : EDITS_FILE_ADDED;
}
