/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Each look reads all links and does what the plan says of each one
 * that is wanted; any event of another's doing, and any failure, leads to another look.
 */
#include "agent/vrrp/vrrp_vmacs.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "agent/sys/macvlan.h"
#include "agent/vrrp/vrrp_vmac.h"

static const char vrrp[] = "vrrp";

/* Made in one turn of the loop: a thousandth of a second each, at most. */
enum { OPS_A_TURN = 64 };

static const struct span settle = {20LL * 1000000}; /* events come in bursts */
static const struct span retry_after = {1000LL * 1000000};

struct wanted {
	struct vrrp_vmac vmac;
	char file[128]; /* where its instance was said */
	uint32_t line;
	int told; /* the errno that was logged; EEXIST: foreign; 0: all is well */
	int err;  /* of the last look */
	/* What its base had before us, known here too: a mark goes with its carrier. */
	uint32_t on_base; /* ifindex; 0: not known */
	struct vrrp_vmac_arp before;
};

struct links {
	struct vrrp_vmac_link *at; /* owned; sorted by name when read whole */
	size_t len;
};

struct vrrp_vmacs {
	struct board *board;            /* borrowed */
	struct netlink request, events; /* open while anything is wanted */
	struct loop *loop;              /* borrowed */
	struct loop_fd *watch;          /* owned; NULL: not open */
	struct loop_timer *again;       /* owned */
	struct wanted *wanted;          /* owned */
	size_t wanted_len;
	struct links links; /* owned: of the last look */
	uint32_t rp_filter;
	bool prune; /* nobody needs those that are not wanted */
	uint64_t failures;
};

/* ---- what is seen ---- */

static void
add_link(void *ctx, const struct netlink_message *message)
{
	struct links *links = ctx;
	struct vrrp_vmac_link *link;
	struct macvlan_facts facts;

	if (!macvlan_decode(message, &facts))
		return;
	links->at = mem_grow(links->at, links->len + 1, sizeof(*links->at));
	link = &links->at[links->len++];
	*link = (struct vrrp_vmac_link){
	    .ifindex = facts.ifindex,
	    .parent = facts.parent,
	    .ours = facts.ours,
	    .ready = facts.ready,
	    .arp = {facts.arp.ignore,    facts.arp.announce   },
	    .before = {facts.before.ignore, facts.before.announce}
        };
	memcpy(link->name, facts.name, sizeof(link->name));
	memcpy(link->mac, facts.mac, sizeof(link->mac));
}

static int
by_name(const void *a, const void *b)
{
	const struct vrrp_vmac_link *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static const struct vrrp_vmac_link *
link_named(const struct vrrp_vmacs *vmacs, const char *name)
{
	struct vrrp_vmac_link key = {0};

	if (!vmacs->links.len)
		return NULL;
	(void)mem_copy_text(key.name, sizeof(key.name), name);
	return bsearch(&key, vmacs->links.at, vmacs->links.len, sizeof(key), by_name);
}

static int
read_links(struct vrrp_vmacs *vmacs)
{
	struct netlink_each each = {add_link, &vmacs->links};
	int rc;

	vmacs->links.len = 0;
	rc = netlink_dump(&vmacs->request, RTM_GETLINK, AF_UNSPEC, &each);
	if (rc < 0)
		return rc;
	if (vmacs->links.len)
		qsort(vmacs->links.at, vmacs->links.len, sizeof(*vmacs->links.at),
		    by_name);
	rc = macvlan_all_rp_filter(&vmacs->request);
	if (rc >= 0)
		vmacs->rp_filter = vrrp_vmac_rp_filter((uint32_t)rc);
	return rc < 0 ? rc : 0;
}

/* ---- what is done ---- */

/* The mark comes before the base is changed: it remembers what the base had. */
static int
set(struct vrrp_vmacs *vmacs, const struct macvlan_spec *spec,
    const struct vrrp_vmac_link *base)
{
	struct vrrp_vmac_arp arp = vrrp_vmac_base_arp(base->arp);
	const struct macvlan_arp on_base = {arp.ignore, arp.announce};
	int rc = macvlan_set(&vmacs->request, spec);

	if (rc == 0)
		rc = macvlan_set_arp(&vmacs->request, base->ifindex, on_base);
	return rc;
}

static int
carry_out(struct vrrp_vmacs *vmacs, const struct wanted *wanted, enum vrrp_vmac_op op,
    const struct vrrp_vmac_link *base, const struct vrrp_vmac_link *seen)
{
	struct macvlan_spec spec = {
	    .parent = base->ifindex,
	    .rp_filter = vmacs->rp_filter,
	    .before = {wanted->before.ignore, wanted->before.announce}
        };
	int rc = 0;

	memcpy(spec.name, wanted->vmac.name, sizeof(spec.name));
	memcpy(spec.mac, wanted->vmac.mac, sizeof(spec.mac));
	if (op == VRRP_VMAC_REMAKE)
		rc = macvlan_remove(&vmacs->request, seen->ifindex);
	if (rc == 0 && op != VRRP_VMAC_SET)
		rc = macvlan_make(&vmacs->request, &spec);
	if (rc == 0)
		rc = set(vmacs, &spec, base);
	return rc;
}

static void
tell(struct vrrp_vmacs *vmacs, struct wanted *wanted)
{
	const struct vrrp_vmac *vmac = &wanted->vmac;

	if (wanted->err == wanted->told)
		return;
	wanted->told = wanted->err;
	if (wanted->err == 0)
		return;
	vmacs->failures++;
	if (wanted->err == EEXIST)
		log_conf(
		    "%s:%u: use_vmac: there is an interface %s that is not ours (of "
		    "another kind, MAC or base than %s): it is left alone",
		    wanted->file, (unsigned)wanted->line, vmac->name, vmac->base);
	else
		log_sys(vrrp, wanted->err, "%s:%u: use_vmac: cannot make %s on %s",
		    wanted->file, (unsigned)wanted->line, vmac->name, vmac->base);
}

static void
remember_base(const struct vrrp_vmacs *vmacs, struct wanted *wanted,
    const struct vrrp_vmac_link *base)
{
	if (!base || wanted->on_base == base->ifindex)
		return;
	wanted->before = vrrp_vmac_before(vmacs->links.at, vmacs->links.len, base);
	wanted->on_base = base->ifindex;
}

/* True when it was work. */
static bool
look_at(struct vrrp_vmacs *vmacs, struct wanted *wanted)
{
	const struct vrrp_vmac_link *base = link_named(vmacs, wanted->vmac.base);
	const struct vrrp_vmac_link *seen = link_named(vmacs, wanted->vmac.name);
	enum vrrp_vmac_op op = vrrp_vmac_plan(&wanted->vmac, base, seen);
	bool works = false;

	remember_base(vmacs, wanted, base);
	if (vmacs->board && op != VRRP_VMAC_WAIT && op != VRRP_VMAC_FOREIGN)
		/* Before it is there: a death in between must not leave it behind. */
		atomic_store(&vmacs->board->has_macvlans, 1);
	wanted->err = 0;
	switch (op) {
	case VRRP_VMAC_WAIT:
	case VRRP_VMAC_NONE:
		break;
	case VRRP_VMAC_FOREIGN:
		wanted->err = EEXIST;
		break;
	case VRRP_VMAC_MAKE:
	case VRRP_VMAC_SET:
	case VRRP_VMAC_REMAKE:
		wanted->err = -carry_out(vmacs, wanted, op, base, seen);
		works = true;
		break;
	}
	tell(vmacs, wanted);
	return works;
}

/* ---- what is not wanted ---- */

static int
by_vmac(const void *a, const void *b)
{
	const struct wanted *left = a, *right = b;

	return strcmp(left->vmac.name, right->vmac.name);
}

static bool
is_wanted(const struct vrrp_vmacs *vmacs, const char *name)
{
	struct wanted key = {0};

	(void)mem_copy_text(key.vmac.name, sizeof(key.vmac.name), name);
	return vmacs->wanted_len &&
	    bsearch(&key, vmacs->wanted, vmacs->wanted_len, sizeof(key), by_vmac);
}

static bool
base_is_free(const struct vrrp_vmacs *vmacs, uint32_t base)
{
	for (size_t i = 0; i < vmacs->links.len; i++)
		if (vmacs->links.at[i].ours && vmacs->links.at[i].parent == base)
			return false;
	return true;
}

/* The last one on its base gives that back what it had. */
static void
remove_one(struct vrrp_vmacs *vmacs, struct vrrp_vmac_link *link)
{
	const struct macvlan_arp before = {link->before.ignore, link->before.announce};
	int rc = macvlan_remove(&vmacs->request, link->ifindex);

	if (rc < 0 && rc != -ENODEV) {
		log_sys(vrrp, -rc, "cannot remove %s", link->name);
		return;
	}
	link->ours = false;
	if (base_is_free(vmacs, link->parent))
		(void)macvlan_set_arp(&vmacs->request, link->parent, before);
}

/* ---- a look ---- */

static void
close_all(struct vrrp_vmacs *vmacs)
{
	loop_timer_stop(vmacs->again);
	loop_fd_free(vmacs->watch);
	vmacs->watch = NULL;
	netlink_close(&vmacs->request);
	netlink_close(&vmacs->events);
}

/* False when more is to be done than a turn may take. */
static bool
do_some(struct vrrp_vmacs *vmacs)
{
	int left = OPS_A_TURN;

	for (size_t i = 0; vmacs->prune && i < vmacs->links.len && left > 0; i++) {
		struct vrrp_vmac_link *link = &vmacs->links.at[i];

		if (!link->ours || is_wanted(vmacs, link->name))
			continue;
		remove_one(vmacs, link);
		left -= OPS_A_TURN / 4; /* the kernel takes its time */
	}
	for (size_t i = 0; i < vmacs->wanted_len && left > 0; i++)
		left -= look_at(vmacs, &vmacs->wanted[i]);
	return left > 0;
}

static bool
any_failed(const struct vrrp_vmacs *vmacs)
{
	for (size_t i = 0; i < vmacs->wanted_len; i++)
		if (vmacs->wanted[i].err)
			return true;
	return false;
}

static void
look(struct vrrp_vmacs *vmacs)
{
	int rc = read_links(vmacs);
	bool all;

	if (rc < 0) { /* -EINTR: they changed meanwhile */
		loop_timer_after(vmacs->again, rc == -EINTR ? settle : retry_after);
		return;
	}
	all = do_some(vmacs);
	if (!all)
		loop_timer_after(vmacs->again, span_ms(0));
	else if (any_failed(vmacs))
		loop_timer_after(vmacs->again, retry_after);
	else if (vmacs->prune && !vmacs->wanted_len)
		close_all(vmacs); /* nothing to look after */
}

static void
look_again(void *ctx)
{
	look(ctx);
}

static void
hear(void *ctx, const struct netlink_message *message)
{
	struct vrrp_vmacs *vmacs = ctx;

	if (message->port_id != vmacs->request.port_id)
		loop_timer_after(vmacs->again, settle);
}

static void
events_ready(void *ctx, unsigned events)
{
	struct vrrp_vmacs *vmacs = ctx;
	struct netlink_each each = {hear, vmacs};

	(void)events;
	if (netlink_listen(&vmacs->events, &each) < 0) /* some were lost */
		loop_timer_after(vmacs->again, settle);
}

/* ---- life ---- */

static int
open_all(struct vrrp_vmacs *vmacs)
{
	int rc = netlink_open(&vmacs->request, 0);

	if (rc == 0)
		rc = netlink_open(&vmacs->events, RTMGRP_LINK);
	if (rc < 0) {
		close_all(vmacs);
		return rc;
	}
	vmacs->watch =
	    loop_fd_new(vmacs->loop, vmacs->events.fd, LOOP_READ, events_ready, vmacs);
	return 0;
}

struct vrrp_vmacs *
vrrp_vmacs_new(struct loop *loop, struct board *board)
{
	struct vrrp_vmacs *vmacs = mem_new(1, sizeof(*vmacs));

	vmacs->loop = loop;
	vmacs->board = board;
	vmacs->request.fd = -1;
	vmacs->events.fd = -1;
	vmacs->again = loop_timer_new(loop, look_again, vmacs);
	return vmacs;
}

static void
want(struct vrrp_vmacs *vmacs, const struct model_vrrp_instance *said, const char *name,
    const char *base)
{
	struct wanted *wanted = &vmacs->wanted[vmacs->wanted_len++];
	const char *file = said->place.file;

	(void)mem_copy_text(wanted->vmac.name, sizeof(wanted->vmac.name), name);
	(void)mem_copy_text(wanted->vmac.base, sizeof(wanted->vmac.base),
	    base[0] ? base : said->interface);
	memcpy(wanted->vmac.mac, said->vmac_mac, sizeof(wanted->vmac.mac));
	(void)mem_copy_text(wanted->file, sizeof(wanted->file), file ? file : "");
	wanted->line = said->place.line;
}

static void
want_addresses(struct vrrp_vmacs *vmacs, const struct model_vrrp_instance *said,
    const struct model_vrrp_address *addresses, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (addresses[i].vmac[0])
			want(vmacs, said, addresses[i].vmac, addresses[i].interface);
}

static size_t
count_wanted(const struct model *model)
{
	size_t count = 0;

	for (size_t i = 0; i < model->instances_len; i++)
		count += 1 + model->instances[i].addresses_len +
		    model->instances[i].excluded_len;
	return count;
}

/* By name, each once: many addresses are on the same one. */
static void
want_all(struct vrrp_vmacs *vmacs, const struct model *model)
{
	size_t kept = 0;

	vmacs->wanted = mem_new(count_wanted(model), sizeof(*vmacs->wanted));
	vmacs->wanted_len = 0;
	for (size_t i = 0; i < model->instances_len; i++) {
		const struct model_vrrp_instance *said = &model->instances[i];

		if (said->vmac[0])
			want(vmacs, said, said->vmac, "");
		want_addresses(vmacs, said, said->addresses, said->addresses_len);
		want_addresses(vmacs, said, said->excluded, said->excluded_len);
	}
	if (vmacs->wanted_len)
		qsort(
		    vmacs->wanted, vmacs->wanted_len, sizeof(*vmacs->wanted), by_vmac);
	for (size_t i = 0; i < vmacs->wanted_len; i++)
		if (kept == 0 ||
		    by_vmac(&vmacs->wanted[kept - 1], &vmacs->wanted[i]) != 0)
			vmacs->wanted[kept++] = vmacs->wanted[i];
	vmacs->wanted_len = kept;
}

void
vrrp_vmacs_configure(struct vrrp_vmacs *vmacs, const struct model *model)
{
	int rc = 0;

	mem_free(vmacs->wanted);
	want_all(vmacs, model);
	vmacs->prune = false;
	if (!vmacs->watch)
		rc = open_all(vmacs);
	if (rc < 0)
		log_sys(vrrp, -rc, "cannot look after virtual MACs");
	else
		look(vmacs);
}

void
vrrp_vmacs_prune(struct vrrp_vmacs *vmacs)
{
	vmacs->prune = true;
	if (vmacs->watch)
		loop_timer_after(vmacs->again, span_ms(0));
}

void
vrrp_vmacs_stop(struct vrrp_vmacs *vmacs)
{
	int rc = 0;

	if (!vmacs->watch)
		return;
	rc = macvlan_sweep(&vmacs->request);
	if (rc < 0)
		log_sys(vrrp, -rc, "cannot remove the virtual MACs");
	else if (vmacs->board)
		atomic_store(&vmacs->board->has_macvlans, 0);
	close_all(vmacs);
}

uint64_t
vrrp_vmacs_failures(const struct vrrp_vmacs *vmacs)
{
	return vmacs->failures;
}

void
vrrp_vmacs_free(struct vrrp_vmacs *vmacs)
{
	if (!vmacs)
		return;
	close_all(vmacs);
	loop_timer_free(vmacs->again);
	mem_free(vmacs->wanted);
	mem_free(vmacs->links.at);
	mem_free(vmacs);
}
