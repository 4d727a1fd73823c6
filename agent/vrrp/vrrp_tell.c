/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/vrrp/vrrp_tell.h"

#include <stdio.h>

#include "agent/lib/log.h"

static const char vrrp[] = "vrrp";

const char *
vrrp_tell_state(enum vrrp_state state)
{
	switch (state) {
	case VRRP_INIT:
		return "STOP";
	case VRRP_BACKUP:
		return "BACKUP";
	case VRRP_MASTER:
		return "MASTER";
	case VRRP_FAULT:
		return "FAULT";
	}
	return "";
}

static void
tell_enter(const char *name, const struct vrrp_note *note)
{
	const char *why = vrrp_reason_word(note->reason);

	if (note->state == VRRP_INIT)
		log_event(vrrp, "%s: Stopped (%s)", name, why);
	else
		log_event(vrrp, "%s: Entering %s STATE (%s)", name,
		    vrrp_tell_state(note->state), why);
}

/* ", 7 more since": what the limit of the rate swallowed. */
static const char *
more_text(uint32_t more, char *out, size_t size)
{
	out[0] = '\0';
	if (more)
		(void)snprintf(out, size, ", %u more since the last line", more);
	return out;
}

static void
tell_refused(const char *name, const struct vrrp_note *note, const char *peer)
{
	char more[48], intervals[64] = "";

	if (note->refusal == VRRP_BAD_INTERVAL)
		(void)snprintf(intervals, sizeof(intervals),
		    " (theirs %u ms, ours %u ms)", note->theirs * 10u,
		    note->ours * 10u);
	log_peer(vrrp, "%s: advert from %s %s: %s%s%s", name, peer,
	    note->up ? "accepted" : "refused", vrrp_refusal_text(note->refusal),
	    intervals, more_text(note->more, more, sizeof(more)));
}

static void
tell_election(const char *name, const struct vrrp_note *note, const char *peer)
{
	char more[48];

	(void)more_text(note->more, more, sizeof(more));
	if (note->kind == VRRP_NOTE_LOWER)
		log_event(vrrp,
		    "%s: Received advert with lower priority %u from %s, ours %u, "
		    "forcing new election%s",
		    name, note->theirs, peer, note->ours, more);
	else if (note->kind == VRRP_NOTE_HIGHER)
		log_event(vrrp,
		    "%s: Received advert with higher priority %u, ours %u, entering "
		    "BACKUP (from %s)",
		    name, note->theirs, note->ours, peer);
	else if (note->kind == VRRP_NOTE_HIGHER_ADDRESS)
		log_event(vrrp,
		    "%s: Received advert with our priority %u and higher address %s, "
		    "entering BACKUP",
		    name, note->ours, peer);
	else if (note->kind == VRRP_NOTE_RELEASE)
		log_event(vrrp, "%s: Received advert with priority 0 from %s%s", name,
		    peer, more);
	else if (note->kind == VRRP_NOTE_OURSELVES)
		log_peer(vrrp,
		    "%s: Received advert from our own address %s: a loop, or its "
		    "double%s",
		    name, peer, more);
	else
		log_event(vrrp,
		    "%s: Received advert with lower priority %u from %s, ours %u, "
		    "preempt delay begins",
		    name, note->theirs, peer, note->ours);
}

static void
tell_split_brain(const char *name, const struct vrrp_note *note, const char *peer)
{
	char addr[ADDR_TEXT_SIZE], mac[32] = "";

	(void)addr_format(&note->addr, addr);
	if (note->has_mac)
		(void)snprintf(mac, sizeof(mac), " at %02x:%02x:%02x:%02x:%02x:%02x",
		    note->mac[0], note->mac[1], note->mac[2], note->mac[3],
		    note->mac[4], note->mac[5]);
	if (note->up)
		log_event(vrrp, "%s: split brain: another host%s%s%s holds %s", name,
		    *peer ? " " : "", peer, mac, addr);
	else
		log_event(vrrp, "%s: split brain has ended: %s %s", name,
		    note->state == VRRP_MASTER ? "nobody else holds"
					       : "we no longer hold",
		    addr);
}

static void
tell_address(const char *name, const struct vrrp_note *note)
{
	char addr[ADDR_TEXT_SIZE];

	(void)addr_format(&note->addr, addr);
	if (note->kind == VRRP_NOTE_ADDRESS_BACK)
		log_event(vrrp, "%s: %s had gone from %s, put back", name, addr,
		    note->interface);
	else if (note->kind == VRRP_NOTE_ADDRESS_FOREIGN)
		log_event(vrrp,
		    "%s: %s on %s was set by another and has no lease, left alone",
		    name, addr, note->interface);
	else
		log_sys(vrrp, note->err, "%s: cannot %s %s on %s", name,
		    note->up ? "set" : "remove", addr, note->interface);
}

static void
tell_fib(const char *name, const struct vrrp_note *note)
{
	if (note->kind == VRRP_NOTE_FIB_BACK)
		log_event(vrrp, "%s: \"%s\" had gone, put back", name, note->text);
	else if (note->kind == VRRP_NOTE_FIB_FOREIGN)
		log_event(vrrp, "%s: \"%s\" was set by another, left alone", name,
		    note->text);
	else
		log_sys(vrrp, note->err, "%s: cannot %s \"%s\"", name,
		    note->up ? "set" : "remove", note->text);
}

static void
tell_interface(const struct vrrp_note *note)
{
	if (note->kind == VRRP_NOTE_SOCKET_FAILED)
		log_sys(vrrp, note->err, "interface %s: cannot open its sockets of %s",
		    note->interface, note->up ? "IPv6" : "IPv4");
	else
		log_event(vrrp, "interface %s: is %s", note->interface,
		    note->err      ? "absent"
			: note->up ? "up"
				   : "down");
}

static void
tell_unknown(const struct vrrp_note *note, const char *peer)
{
	char more[48];

	log_peer(vrrp, "interface %s: advert from %s of VRID %u, which is not ours%s",
	    note->interface, peer, note->theirs,
	    more_text(note->more, more, sizeof(more)));
}

static void
tell_send_failed(const char *name, const struct vrrp_note *note)
{
	char more[48];

	log_sys(vrrp, note->err, "%s: cannot send on %s%s", name, note->interface,
	    more_text(note->more, more, sizeof(more)));
}

static void
tell_late(const char *name, const struct vrrp_note *note, const char *peer)
{
	char more[48];

	log_event(vrrp,
	    "%s: advert from %s came %lld ms after the one before: we take over after "
	    "%lld ms%s",
	    name, peer, (long long)span_to_ms(note->silence),
	    (long long)span_to_ms(note->limit),
	    more_text(note->more, more, sizeof(more)));
}

void
vrrp_tell_note(const char *name, const struct vrrp_note *note)
{
	char peer[ADDR_TEXT_SIZE];

	(void)addr_format(&note->peer, peer);
	switch (note->kind) {
	case VRRP_NOTE_ENTER:
		tell_enter(name, note);
		break;
	case VRRP_NOTE_LOWER:
	case VRRP_NOTE_HIGHER:
	case VRRP_NOTE_HIGHER_ADDRESS:
	case VRRP_NOTE_RELEASE:
	case VRRP_NOTE_OURSELVES:
	case VRRP_NOTE_DELAY:
		tell_election(name, note, peer);
		break;
	case VRRP_NOTE_PRIORITY:
		log_event(vrrp, "%s: changing effective priority from %u to %u", name,
		    note->theirs, note->ours);
		break;
	case VRRP_NOTE_LATE:
		tell_late(name, note, peer);
		break;
	case VRRP_NOTE_OVERRIDE_OVER:
		log_event(vrrp, "%s: what an operator wished for a time is over", name);
		break;
	case VRRP_NOTE_REFUSED:
		tell_refused(name, note, peer);
		break;
	case VRRP_NOTE_SENT_RELEASE:
		log_event(vrrp, "%s: sent 0 priority", name);
		break;
	case VRRP_NOTE_SPLIT_BRAIN:
		tell_split_brain(name, note, peer);
		break;
	case VRRP_NOTE_ADDRESS_BACK:
	case VRRP_NOTE_ADDRESS_FAILED:
	case VRRP_NOTE_ADDRESS_FOREIGN:
		tell_address(name, note);
		break;
	case VRRP_NOTE_FIB_BACK:
	case VRRP_NOTE_FIB_FAILED:
	case VRRP_NOTE_FIB_FOREIGN:
		tell_fib(note->router == VRRP_NO_ROUTER ? "static" : name, note);
		break;
	case VRRP_NOTE_SEND_FAILED:
		tell_send_failed(name, note);
		break;
	case VRRP_NOTE_INTERFACE:
	case VRRP_NOTE_SOCKET_FAILED:
		tell_interface(note);
		break;
	case VRRP_NOTE_UNKNOWN_VRID:
		tell_unknown(note, peer);
		break;
	}
}
