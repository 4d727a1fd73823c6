/* SPDX-License-Identifier: Apache-2.0 */
/* Runtime edits as a layer over the model: what REST and SNMP changed of the real
 * servers that the file names, or added to them. P.
 *
 * An edit goes before the file for the same real server, unless the file says something
 * else of it than when the edit was made: then the file goes first, and that is told.
 * What the file can say and an edit too is whether there is such a real server, its
 * weight and its forwarding method; a drain or maintenance is the operator's alone, and
 * outlives a change of those. */
#ifndef AGENT_EDITS_H
#define AGENT_EDITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model.h"
#include "agent/ipvs/ipvs_member.h"

enum { EDITS_MAX = 65536, EDITS_REASON_SIZE = 120 };

/* What is said of a drain; all zeros without one. Times are of the wall clock. */
struct edit_drain {
	int64_t begun_ms, deadline_ms; /* 0: no deadline */
	enum drain_end end;
	bool expires; /* templates of persistence do not keep it from its end */
};

/* What an operator says of its health instead of its checks; all zeros: nothing. */
struct edit_override {
	enum health_override health;
	int64_t begun_ms, end_ms; /* wall clock; 0: no end */
	char actor[48], reason[EDITS_REASON_SIZE];
};

struct edit {
	char vs_id[MODEL_ID_SIZE];
	struct addr addr;
	uint16_t port;
	uint64_t revision;   /* the global one when it was made; 1.. */
	uint64_t file_print; /* edits_print of what the file said then; 0: nothing */
	bool removed;        /* not wanted, whatever the file says */
	bool has_weight, has_forward;
	uint32_t weight;
	enum forward forward;
	bool no_checks; /* of one that is not in the file */
	enum admin admin;
	struct edit_drain drain;
	struct edit_override override;
	bool persisted; /* the store has it as it is here */
	bool saved;     /* the store has it, perhaps older */
};

struct edits {
	struct edit **items; /* owned; by vs_id, address, port */
	size_t len, room;
	uint64_t revision; /* grows with each edit, also with those that were undone */
};

void edits_fini(struct edits *edits);

/* Borrowed until the next put or remove; NULL: not edited. */
const struct edit *edits_find(const struct edits *edits, const char *vs_id,
    const struct addr *addr, uint16_t port);

/* Add or replace; copied. */
void edits_put(struct edits *edits, const struct edit *edit);
void edits_remove(
    struct edits *edits, const char *vs_id, const struct addr *addr, uint16_t port);

/* The edits of one virtual server are items[first] and the *len - 1 after it. */
size_t edits_of(const struct edits *edits, const char *vs_id, size_t *len);

/* By address, then port: the order of all here. */
int edits_place_cmp(
    const struct addr *a, uint16_t a_port, const struct addr *b, uint16_t b_port);

/* What a later file is compared with; never 0. NULL: 0. */
uint64_t edits_print(const struct model_real_server *configured);

/* The real servers that the file names, by address and port, doubles left out. The
 * array is the caller's (mem_free); *len counts it. */
const struct model_real_server **edits_sort(
    const struct model_virtual_server *vs, size_t *len);

/* In such an array; NULL: none. */
const struct model_real_server *edits_configured(
    const struct model_real_server *const *sorted, size_t len, const struct addr *addr,
    uint16_t port);

enum edits_fate {
	EDITS_STANDS,
	EDITS_DONE,         /* it removed what the file does not name any more */
	EDITS_FILE_CHANGED, /* the file says something else now */
	EDITS_FILE_ADDED,   /* the file names now what the edit had added */
	EDITS_FILE_DROPPED  /* the file does not name it any more */
};

/* For people: why an edit gave way. */
const char *edits_fate_text(enum edits_fate fate);

/* An edit meets a file (`configured` NULL: without it). Unless it stands, *left is what
 * is left of it; false when nothing is. */
enum edits_fate edits_judge(const struct edit *edit,
    const struct model_real_server *configured, struct edit *left, bool *is_left);

/* Whether it says nothing that the file does not say. */
bool edits_is_empty(const struct edit *edit);

#endif
