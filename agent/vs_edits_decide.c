/* SPDX-License-Identifier: Apache-2.0 */
/* What a command makes of one virtual server: refused, nothing new, or the edit that
 * says it. P. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/vs_edits.h"

static bool
exists(const struct vs_scene *scene)
{
	return scene->edit ? !scene->edit->removed : scene->said != NULL;
}

__attribute__((format(printf, 5, 6))) static bool
refuse(struct command_reply *reply, enum command_status status, const char *code,
    const char *pointer, const char *fmt, ...)
{
	va_list args;

	reply->status = status;
	reply->code = code;
	reply->pointer = pointer;
	va_start(args, fmt);
	(void)vsnprintf(reply->detail, sizeof(reply->detail), fmt, args);
	va_end(args);
	return false;
}

static bool
creates(const struct command *command)
{
	return command->kind == COMMAND_VS_ADD || command->kind == COMMAND_VS_PUT;
}

static bool
is_in_order(const struct vs_scene *scene, const char *id, const struct command *command,
    struct command_reply *reply)
{
	bool there = exists(scene);

	if (!there && !creates(command))
		return refuse(reply, COMMAND_NO_VS, "vs.not_found", NULL,
		    "there is no virtual server %s", id);
	if (there && command->kind == COMMAND_VS_ADD)
		return refuse(reply, COMMAND_EXISTS, "vs.exists", NULL,
		    "the virtual server %s exists", id);
	if (there && command->only_if_absent)
		return refuse(reply, COMMAND_STALE, "vs.exists", NULL,
		    "the virtual server exists, and must not");
	if (command->if_revision && command->if_revision != scene->revision)
		return refuse(reply, COMMAND_STALE, "vs.stale", NULL,
		    "the virtual server is at revision %llu",
		    (unsigned long long)scene->revision);
	if (command->kind == COMMAND_VS_REMOVE && scene->connections && !command->force)
		return refuse(reply, COMMAND_CONFLICT, "vs.in_use", NULL,
		    "%llu connections would be cut: drain its real servers first, or "
		    "say force",
		    (unsigned long long)scene->connections);
	return true;
}

/* ---- validity, of what would be laid ---- */

static bool
is_host(const struct addr *addr)
{
	return addr_is_set(addr) && !addr_is_any(addr) && !addr_is_multicast(addr);
}

static bool
identity_is_valid(const struct model_virtual_server *vs, struct command_reply *reply)
{
	if (vs->fwmark)
		return true;
	if (!is_host(&vs->addr))
		return refuse(reply, COMMAND_INVALID, "vs.address", "/address",
		    "must be the address of one host");
	if (!vs->port && !vs->persistence_s)
		return refuse(reply, COMMAND_INVALID, "vs.port", "/port",
		    "port 0 (all ports) needs persistence_s");
	return true;
}

static bool
scheduler_is_valid(const char *word)
{
	size_t len = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return len > 0 && word[len] == '\0';
}

static bool
sorry_is_valid(const struct model_virtual_server *vs, struct command_reply *reply)
{
	const struct model_real_server *sorry = &vs->sorry_server;

	if (!vs->has_sorry_server)
		return true;
	if (!is_host(&sorry->addr) ||
	    (sorry->addr.family != vs->family && sorry->forward != FORWARD_TUN))
		return refuse(reply, COMMAND_INVALID, "vs.sorry_server",
		    "/sorry_server/address", "must be the address of one IPv%u host",
		    vs->family);
	if (sorry->forward != FORWARD_NAT && !vs->fwmark && sorry->port != vs->port)
		return refuse(reply, COMMAND_INVALID, "vs.sorry_server",
		    "/sorry_server/port",
		    "forwarding by %s keeps the port: it must be %u",
		    forward_word(sorry->forward), vs->port);
	return true;
}

static bool
is_valid(const struct vs_edit *next, struct command_reply *reply)
{
	const struct model_virtual_server *vs = &next->laid;

	if (!scheduler_is_valid(vs->scheduler))
		return refuse(reply, COMMAND_INVALID, "vs.scheduler", "/scheduler",
		    "is no name of a scheduler");
	if (vs->persistence_s > COMMAND_VS_PERSISTENCE_MAX_S)
		return refuse(reply, COMMAND_INVALID, "vs.persistence",
		    "/persistence_s", "0..%d", COMMAND_VS_PERSISTENCE_MAX_S);
	if (vs->quorum == 0)
		return refuse(
		    reply, COMMAND_INVALID, "vs.quorum", "/quorum", "at least 1");
	return (next->file_print || identity_is_valid(vs, reply)) &&
	    sorry_is_valid(vs, reply);
}

/* ---- the next edit ---- */

static bool
same_sorry(const struct command_vs *wants, const struct model_virtual_server *said)
{
	if (!said->has_sorry_server || !addr_is_set(&wants->sorry_addr))
		return !said->has_sorry_server && !addr_is_set(&wants->sorry_addr);
	return addr_equal(&said->sorry_server.addr, &wants->sorry_addr) &&
	    said->sorry_server.port == wants->sorry_port;
}

/* What the file says anyhow need not be said again. */
static void
drop_the_same(struct command_vs *wants, const struct model_virtual_server *said)
{
	unsigned same = 0;

	if (strcmp(wants->scheduler, said->scheduler) == 0)
		same |= COMMAND_VS_SCHEDULER;
	if (wants->forward == said->forward)
		same |= COMMAND_VS_FORWARD;
	if (wants->persistence_s == said->persistence_s)
		same |= COMMAND_VS_PERSISTENCE;
	if (wants->quorum == said->quorum)
		same |= COMMAND_VS_QUORUM;
	if (wants->hysteresis == said->hysteresis)
		same |= COMMAND_VS_HYSTERESIS;
	if (same_sorry(wants, said))
		same |= COMMAND_VS_SORRY;
	wants->given &= ~same;
}

static void
merge(struct command_vs *to, const struct command_vs *from)
{
	unsigned given = to->given | from->given;

	if (from->given & COMMAND_VS_SCHEDULER)
		memcpy(to->scheduler, from->scheduler, sizeof(to->scheduler));
	if (from->given & COMMAND_VS_FORWARD)
		to->forward = from->forward;
	if (from->given & COMMAND_VS_PERSISTENCE)
		to->persistence_s = from->persistence_s;
	if (from->given & COMMAND_VS_QUORUM)
		to->quorum = from->quorum;
	if (from->given & COMMAND_VS_HYSTERESIS)
		to->hysteresis = from->hysteresis;
	if (from->given & COMMAND_VS_SORRY) {
		to->sorry_addr = from->sorry_addr;
		to->sorry_port = from->sorry_port;
	}
	to->given = given;
}

static struct command_vs
identity_of(const struct vs_scene *scene, const struct command *command)
{
	const struct model_virtual_server *said = scene->said;

	if (said)
		return (struct command_vs){.family = said->family,
		    .protocol = said->protocol,
		    .addr = said->addr,
		    .port = said->port,
		    .fwmark = said->fwmark};
	if (scene->edit && !scene->edit->removed)
		return (struct command_vs){.family = scene->edit->wants.family,
		    .protocol = scene->edit->wants.protocol,
		    .addr = scene->edit->wants.addr,
		    .port = scene->edit->wants.port,
		    .fwmark = scene->edit->wants.fwmark};
	return (struct command_vs){.family = command->vs->family,
	    .protocol = command->vs->protocol,
	    .addr = command->vs->addr,
	    .port = command->vs->port,
	    .fwmark = command->vs->fwmark};
}

static struct vs_edit
edit_after(const struct vs_scene *scene, const char *id, const struct command *command)
{
	struct vs_edit next = {.file_print = vs_edits_print(scene->said),
	    .removed = command->kind == COMMAND_VS_REMOVE,
	    .saved = scene->edit && scene->edit->saved,
	    .persisted = command->persist == COMMAND_PERSIST_STATE,
	    .wants = identity_of(scene, command)};

	(void)mem_copy_text(
	    next.vs_id, sizeof(next.vs_id), id); /* ids have one length */
	if (command->kind == COMMAND_VS_PATCH && scene->edit)
		merge(&next.wants, &scene->edit->wants);
	if (!next.removed)
		merge(&next.wants, command->vs);
	if (scene->said)
		drop_the_same(&next.wants, scene->said);
	vs_edit_lay(&next, scene->said);
	return next;
}

/* ---- whether that is news ---- */

static bool
says_the_same(const struct command_vs *a, const struct command_vs *b)
{
	struct command_vs left = {.given = a->given}, right = {.given = b->given};

	merge(&left, a);
	merge(&right, b);
	return left.given == right.given &&
	    strcmp(left.scheduler, right.scheduler) == 0 &&
	    left.forward == right.forward &&
	    left.persistence_s == right.persistence_s && left.quorum == right.quorum &&
	    left.hysteresis == right.hysteresis &&
	    addr_equal(&left.sorry_addr, &right.sorry_addr) &&
	    left.sorry_port == right.sorry_port;
}

/* Nothing is left to say, and no older edit on disk would speak up at the next start.
 */
static bool
is_spent(const struct vs_edit *next)
{
	if (next->saved && !next->persisted)
		return false;
	return next->file_print ? !next->removed && !next->wants.given : next->removed;
}

static bool
is_news(const struct vs_scene *scene, const struct vs_edit *next)
{
	const struct vs_edit none = {0};
	const struct vs_edit *now = scene->edit ? scene->edit : &none;
	bool was_persisted = scene->edit ? scene->edit->persisted : true;

	if (!exists(scene) || now->removed != next->removed)
		return true;
	return !says_the_same(&now->wants, &next->wants) ||
	    (next->persisted && !was_persisted);
}

struct vs_decision
vs_edits_decide(
    const struct vs_scene *scene, const char *id, const struct command *command)
{
	struct vs_decision decision = {.reply = {.status = COMMAND_DONE}};

	if (!is_in_order(scene, id, command, &decision.reply))
		return decision;
	decision.next = edit_after(scene, id, command);
	if (!decision.next.removed && !is_valid(&decision.next, &decision.reply))
		return decision;
	if (creates(command) && !exists(scene))
		decision.reply.status = COMMAND_CREATED;
	decision.changes = is_news(scene, &decision.next);
	decision.erases = is_spent(&decision.next);
	decision.next.saved |= decision.next.persisted;
	return decision;
}
