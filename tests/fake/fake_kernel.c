/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fake/fake_kernel.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"

static struct fake_kernel *
fake_of(struct ipvs_kernel *kernel)
{
	return (struct fake_kernel *)(void *)kernel;
}

struct ipvs_service *
fake_kernel_service(const struct fake_kernel *fake, const struct ipvs_key *key)
{
	for (size_t i = 0; i < fake->table.len; i++)
		if (ipvs_key_cmp(&fake->table.services[i].key, key) == 0)
			return &fake->table.services[i];
	return NULL;
}

struct ipvs_dest *
fake_kernel_dest(const struct ipvs_service *service, const struct ipvs_dest *dest)
{
	for (size_t i = 0; i < service->dests_len; i++)
		if (ipvs_dest_cmp(&service->dests[i], dest) == 0)
			return &service->dests[i];
	return NULL;
}

/* ---- ops, by the kernel's rules (net/netfilter/ipvs/ip_vs_ctl.c, Linux 6.1) ---- */

/* "no_such" stands for every scheduler the kernel cannot find. */
static int
refuse_settings(const struct ipvs_service *service)
{
	if (strcmp(service->scheduler, "no_such") == 0)
		return ENOENT;
	if (service->key.family == ADDR_V6 && service->netmask_be > 128)
		return EINVAL;
	return 0;
}

static int
refuse_dest(const struct ipvs_service *service, const struct ipvs_dest *dest)
{
	if (dest->lthreshold > dest->uthreshold)
		return ERANGE;
	if (dest->addr.family != service->key.family && dest->forward != FORWARD_TUN)
		return EINVAL;
	if (dest->forward == FORWARD_TUN && dest->tunnel.type == TUNNEL_GUE &&
	    dest->tunnel.port == 0)
		return EINVAL;
	return 0;
}

static int
new_service(struct fake_kernel *fake, const struct ipvs_service *as)
{
	struct ipvs_table *table = &fake->table;
	int err = refuse_settings(as);

	if (err != 0)
		return err;
	table->services =
	    mem_grow(table->services, table->len + 1, sizeof(*table->services));
	table->services[table->len] = *as;
	table->services[table->len].dests = NULL;
	table->services[table->len].dests_len = 0;
	table->len++;
	return 0;
}

static int
set_service(struct ipvs_service *service, const struct ipvs_service *as)
{
	int err = refuse_settings(as);
	struct ipvs_service kept = *service;

	if (err != 0)
		return err;
	*service = *as;
	service->dests = kept.dests;
	service->dests_len = kept.dests_len;
	service->counters = kept.counters;
	return 0;
}

static int
del_service(struct fake_kernel *fake, struct ipvs_service *service)
{
	mem_free(service->dests);
	*service = fake->table.services[--fake->table.len];
	return 0;
}

static int
new_dest(struct ipvs_service *service, const struct ipvs_dest *dest)
{
	int err = refuse_dest(service, dest);

	if (err != 0)
		return err;
	if (fake_kernel_dest(service, dest))
		return EEXIST;
	service->dests =
	    mem_grow(service->dests, service->dests_len + 1, sizeof(*service->dests));
	service->dests[service->dests_len++] = *dest;
	return 0;
}

static int
set_dest(struct ipvs_service *service, const struct ipvs_dest *dest)
{
	struct ipvs_dest *found = fake_kernel_dest(service, dest);
	int err = refuse_dest(service, dest);

	if (err != 0)
		return err;
	if (!found)
		return ENOENT;
	found->forward = dest->forward;
	found->tunnel = dest->tunnel;
	found->weight = dest->weight;
	found->uthreshold = dest->uthreshold;
	found->lthreshold = dest->lthreshold;
	return 0; /* its connections and counters go on */
}

static int
del_dest(struct ipvs_service *service, const struct ipvs_dest *dest)
{
	struct ipvs_dest *found = fake_kernel_dest(service, dest);

	if (!found)
		return ENOENT;
	*found = service->dests[--service->dests_len];
	return 0;
}

int
fake_kernel_do(struct fake_kernel *fake, const struct ipvs_op *op)
{
	struct ipvs_service *service = fake_kernel_service(fake, &op->service.key);

	if (op->kind == IPVS_NEW_SERVICE)
		return service ? EEXIST : new_service(fake, &op->service);
	if (!service)
		return ESRCH;
	switch (op->kind) {
	case IPVS_NEW_SERVICE:
		break;
	case IPVS_SET_SERVICE:
		return set_service(service, &op->service);
	case IPVS_DEL_SERVICE:
		return del_service(fake, service);
	case IPVS_NEW_DEST:
		return new_dest(service, &op->dest);
	case IPVS_SET_DEST:
		return set_dest(service, &op->dest);
	case IPVS_DEL_DEST:
		return del_dest(service, &op->dest);
	}
	return EINVAL;
}

/* ---- the joint ---- */

static int
probe(struct ipvs_kernel *kernel, char *version)
{
	struct fake_kernel *fake = fake_of(kernel);

	fake->probes++;
	if (fake->absent)
		return -ENOENT;
	(void)snprintf(version, IPVS_VERSION_SIZE, "1.2.1");
	return 0;
}

static int
refuse_dump(const struct fake_kernel *fake)
{
	return fake->absent ? -ENOENT : -fake->dump_errno;
}

static int
dump_services(struct ipvs_kernel *kernel, struct ipvs_table *out)
{
	struct fake_kernel *fake = fake_of(kernel);
	int rc = refuse_dump(fake);

	fake->service_dumps++;
	if (rc != 0)
		return rc;
	ipvs_table_fini(out);
	for (size_t i = 0; i < fake->table.len; i++) {
		struct ipvs_service head = fake->table.services[i];

		head.dests = NULL;
		head.dests_len = 0;
		ipvs_table_put(out, &head);
	}
	return 0;
}

static int
dump_dests(struct ipvs_kernel *kernel, struct ipvs_service *service)
{
	struct fake_kernel *fake = fake_of(kernel);
	const struct ipvs_service *found = fake_kernel_service(fake, &service->key);
	int rc = refuse_dump(fake);

	fake->dest_dumps++;
	if (rc != 0)
		return rc;
	ipvs_service_fini(service);
	if (found) {
		struct ipvs_service copy = ipvs_service_dup(found);

		service->dests = copy.dests;
		service->dests_len = copy.dests_len;
		ipvs_service_sort(service);
	}
	return 0;
}

static int
told_to_fail(struct fake_kernel *fake, const struct ipvs_op *op)
{
	if (fake->absent)
		return ENOENT;
	if (fake->fail_key_errno != 0 &&
	    ipvs_key_cmp(&fake->fail_key, &op->service.key) == 0)
		return fake->fail_key_errno;
	if (fake->fail_at == 0 || --fake->fail_at != 0)
		return 0;
	return fake->fail_errno;
}

static void
apply(struct ipvs_kernel *kernel, struct ipvs_op *ops, size_t len)
{
	struct fake_kernel *fake = fake_of(kernel);

	for (size_t i = 0; i < len; i++) {
		fake->ops++;
		ops[i].err = told_to_fail(fake, &ops[i]);
		if (ops[i].err == 0)
			ops[i].err = fake_kernel_do(fake, &ops[i]);
		if (ops[i].err == 0 && fake->applied)
			fake->applied(fake->ctx, fake);
	}
}

static int
set_timeouts(struct ipvs_kernel *kernel, const struct ipvs_timeouts *timeouts)
{
	struct fake_kernel *fake = fake_of(kernel);

	if (fake->absent)
		return -ENOENT;
	fake->timeouts = *timeouts;
	return 0;
}

static int
daemon_at(const struct fake_kernel *fake, unsigned role)
{
	for (int i = 0; i < fake->daemons_len; i++)
		if (fake->daemons[i].role == role)
			return i;
	return -1;
}

static int
daemon_start(
    struct ipvs_kernel *kernel, unsigned role, const struct model_sync_daemon *as)
{
	struct fake_kernel *fake = fake_of(kernel);
	struct ipvs_daemon *made;

	if (fake->absent)
		return -ENOENT;
	if (daemon_at(fake, role) >= 0)
		return -EEXIST;
	if (strcmp(as->interface, "no_such") == 0)
		return -ENODEV;
	made = &fake->daemons[fake->daemons_len++];
	*made = (struct ipvs_daemon){.role = role,
	    .sync_id = as->sync_id,
	    .maxlen = as->maxlen,
	    .port = as->port ? as->port : 8848,
	    .ttl = as->ttl ? as->ttl : 1,
	    .group = as->group};
	(void)mem_copy_text(made->interface, sizeof(made->interface), as->interface);
	return 0;
}

static int
daemon_stop(struct ipvs_kernel *kernel, unsigned role)
{
	struct fake_kernel *fake = fake_of(kernel);
	int at = daemon_at(fake, role);

	if (fake->absent)
		return -ENOENT;
	if (at < 0)
		return -ESRCH;
	fake->daemons[at] = fake->daemons[--fake->daemons_len];
	return 0;
}

static int
daemon_query(struct ipvs_kernel *kernel, struct ipvs_daemon *out)
{
	struct fake_kernel *fake = fake_of(kernel);

	if (fake->absent)
		return -ENOENT;
	memcpy(out, fake->daemons, sizeof(fake->daemons));
	return fake->daemons_len;
}

static const struct ipvs_kernel_ops fake_ops = {
    .probe = probe,
    .dump_services = dump_services,
    .dump_dests = dump_dests,
    .apply = apply,
    .set_timeouts = set_timeouts,
    .daemon_start = daemon_start,
    .daemon_stop = daemon_stop,
    .daemon_query = daemon_query,
};

void
fake_kernel_init(struct fake_kernel *fake)
{
	*fake = (struct fake_kernel){.kernel.ops = &fake_ops};
}

void
fake_kernel_fini(struct fake_kernel *fake)
{
	ipvs_table_fini(&fake->table);
}
