/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/edits_layers.h"

#include "agent/lib/mem.h"

static struct ipvs_rs_spec
spec_of_file(const struct model_real_server *rs)
{
	return (struct ipvs_rs_spec){.addr = rs->addr,
	    .port = rs->port,
	    .forward = rs->forward,
	    .tunnel = rs->tunnel,
	    .weight = rs->weight,
	    .uthreshold = rs->uthreshold,
	    .lthreshold = rs->lthreshold,
	    .tier = rs->tier,
	    .inhibit_on_failure = rs->inhibit_on_failure,
	    .checks = rs->checks,
	    .checks_len = rs->checks_len,
	    .checks_need = rs->checks_need,
	    .origin = ORIGIN_CONFIG,
	    .persisted = true,
	    .configured = rs};
}

static struct ipvs_rs_spec
spec_of_addition(const struct model_virtual_server *vs, const struct edit *edit)
{
	struct ipvs_rs_spec spec = {.addr = edit->addr,
	    .port = edit->port,
	    .forward = vs->forward,
	    .tunnel = vs->tunnel,
	    .weight = vs->weight,
	    .inhibit_on_failure = vs->inhibit_on_failure,
	    .origin = ORIGIN_API};

	if (!edit->no_checks && vs->real_servers_len > 0) {
		spec.checks = vs->real_servers[0].checks;
		spec.checks_len = vs->real_servers[0].checks_len;
		spec.checks_need = vs->real_servers[0].checks_need;
		spec.checks_copied = true;
	}
	return spec;
}

/* Who was not tunnelled has no tunnel of its own: that of the virtual server. */
static void
lay_forward(struct ipvs_rs_spec *spec, const struct model_virtual_server *vs,
    enum forward forward)
{
	if (forward == FORWARD_TUN && spec->forward != FORWARD_TUN)
		spec->tunnel = vs->tunnel;
	spec->forward = forward;
}

static void
lay_over(struct ipvs_rs_spec *spec, const struct model_virtual_server *vs,
    const struct edit *edit)
{
	if (edit->has_weight)
		spec->weight = edit->weight;
	if (edit->has_forward)
		lay_forward(spec, vs, edit->forward);
	spec->admin = edit->admin;
	spec->drain_end = edit->drain.end;
	spec->drain_expires = edit->drain.expires;
	spec->deadline_ms = edit->drain.deadline_ms;
	spec->override = edit->override.health;
	spec->override_end_ms = edit->override.end_ms;
	spec->edited = !edits_is_empty(edit);
	spec->persisted = edit->persisted;
	spec->revision = edit->revision;
}

/* Which comes next, the file's (<0) or the edit's (>0); 0: they are about one. */
static int
next_of(const struct model_real_server *rs, const struct edit *edit)
{
	if (!edit)
		return -1;
	if (!rs)
		return 1;
	return edits_place_cmp(&rs->addr, rs->port, &edit->addr, edit->port);
}

bool
edits_lay(const struct model_virtual_server *vs, const struct model_real_server *rs,
    const struct edit *edit, struct ipvs_rs_spec *out)
{
	if (edit && edit->removed)
		return false;
	*out = rs ? spec_of_file(rs) : spec_of_addition(vs, edit);
	if (edit)
		lay_over(out, vs, edit);
	return true;
}

struct ipvs_rs_spec *
edits_merge(const struct edits *edits, const struct model_virtual_server *vs,
    const struct model_real_server *const *sorted, size_t sorted_len, size_t *len)
{
	size_t edited, at = edits_of(edits, vs->id, &edited), end = at + edited, i = 0;
	struct ipvs_rs_spec *specs = mem_new(sorted_len + edited, sizeof(*specs));

	*len = 0;
	while (i < sorted_len || at < end) {
		const struct model_real_server *rs = i < sorted_len ? sorted[i] : NULL;
		const struct edit *edit = at < end ? edits->items[at] : NULL;
		int order = next_of(rs, edit);

		i += order <= 0;
		at += order >= 0;
		*len += edits_lay(
		    vs, order <= 0 ? rs : NULL, order >= 0 ? edit : NULL, &specs[*len]);
	}
	return specs;
}

struct model_check
edits_copy_check(const struct model_check *check, const struct model_real_server *other,
    const struct addr *addr, uint16_t port)
{
	struct model_check copy = *check;

	/* The other's way through the virtual address leads to no one else. */
	if (other->probe_mark && copy.fwmark == other->probe_mark) {
		copy.connect_addr = *addr;
		copy.connect_port = port;
		copy.fwmark = 0;
	}
	if (addr_equal(&copy.connect_addr, &other->addr))
		copy.connect_addr = *addr;
	if (copy.connect_port == other->port)
		copy.connect_port = port;
	return copy;
}
