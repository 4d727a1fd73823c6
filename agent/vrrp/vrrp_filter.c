/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_filter.h"

#include "agent/lib/buf.h"

/* Made if need be, so that it can be removed, and all in one transaction. */
static const char replace[] = "table inet fairlead {\n"
			      "\tflags owner\n"
			      "}\n"
			      "delete table inet fairlead\n"
			      "table inet fairlead {\n"
			      "\tflags owner\n";

static const char chain[] = "\tchain input {\n"
			    "\t\ttype filter hook input priority 110; policy accept\n"
			    "\t\tiif lo accept\n";

static const struct {
	uint8_t family;
	const char *set, *rule;
} families[] = {
    {ADDR_V4, "\tset held4 {\n\t\ttype ipv4_addr\n",
     "\t\tip daddr @held4 counter drop\n"    },
    {ADDR_V6, "\tset held6 {\n\t\ttype ipv6_addr\n",
     "\t\ticmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n"
	"\t\tip6 daddr @held6 counter drop\n"},
};

/* A set: an address may be said in more than one instance. */
struct list {
	struct buf *out;
	uint8_t family;
	const char *before; /* the next element */
	size_t len;
};

static void
add(struct list *list, const struct model_vrrp_address *addresses, size_t len)
{
	char text[ADDR_TEXT_SIZE];

	for (size_t i = 0; i < len; i++) {
		const struct addr *addr = &addresses[i].prefix.addr;

		if (addr->family != list->family)
			continue;
		buf_printf(list->out, "%s%s", list->before, addr_format(addr, text));
		list->before = ", ";
		list->len++;
	}
}

/* The number of its addresses. */
static size_t
put_family(const struct model *model, size_t which, struct buf *out)
{
	struct list list = {.out = out,
	    .family = families[which].family,
	    .before = "\t\telements = { "};

	buf_puts(out, families[which].set);
	for (size_t i = 0; i < model->instances_len; i++) {
		const struct model_vrrp_instance *said = &model->instances[i];

		if (!said->no_accept)
			continue;
		add(&list, said->addresses, said->addresses_len);
		add(&list, said->excluded, said->excluded_len);
	}
	buf_puts(out, list.len ? " }\n\t}\n" : "\t}\n");
	return list.len;
}

bool
vrrp_filter_write(const struct model *model, struct buf *out)
{
	enum { FAMILIES = sizeof(families) / sizeof(families[0]) };
	size_t len[FAMILIES], all = 0;

	buf_puts(out, replace);
	for (size_t i = 0; i < FAMILIES; i++) {
		len[i] = put_family(model, i, out);
		all += len[i];
	}
	buf_puts(out, chain);
	for (size_t i = 0; i < FAMILIES; i++)
		if (len[i])
			buf_puts(out, families[i].rule);
	buf_puts(out, "\t}\n}\n");
	return all > 0;
}
