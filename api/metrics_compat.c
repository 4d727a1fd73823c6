/* SPDX-License-Identifier: Apache-2.0 */
/* Names, labels and numbers as of mehdy/keepalived-exporter 1.x, as of
 * gen2brain/keepalived_exporter 0.x, and as of node_exporter 1.x (collector ipvs), read
 * in November 2026. Where they differ on purpose:
 *   - what keepalived alone has is left out (its GARP delay, the state of its scripts);
 *   - gen2brain tells a real server by its address alone, which is told twice when two
 *     virtual servers have it: here a label says which one;
 *   - node_exporter counts for the whole node, also what is not ours or is gone. */
#include "api/metrics_compat.h"

#include <assert.h>
#include <ctype.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

#include "agent/view/view.h"
#include "api/metrics_rows.h"

/* ---- labels ---- */

static void
mehdy_labels(const struct metrics_row *row, struct buf *out)
{
	metrics_put_label(out, "iname", row->vrrp->name);
	metrics_put_label(out, "intf", row->vrrp->interface);
	metrics_put_label_uint(out, "vrid", row->vrrp->vrid);
}

static void
mehdy_address_labels(const struct metrics_row *row, struct buf *out)
{
	const struct view_vrrp_address *address = row->row;
	char text[ADDR_TEXT_SIZE];

	metrics_put_label(out, "iname", row->vrrp->name);
	metrics_put_label(out, "intf", address->interface);
	metrics_put_label_uint(out, "vrid", row->vrrp->vrid);
	metrics_put_label(out, "ip_address", addr_format(&address->prefix.addr, text));
}

static void
put_upper(struct buf *out, const char *name, const char *word)
{
	char upper[16];
	size_t len = 0;

	for (; word[len] && len < sizeof(upper) - 1; len++)
		upper[len] = (char)toupper((unsigned char)word[len]);
	upper[len] = '\0';
	metrics_put_label(out, name, upper);
}

static void
gen2brain_labels(const struct metrics_row *row, struct buf *out)
{
	metrics_put_label(out, "name", row->vrrp->name);
	metrics_put_label(out, "intf", row->vrrp->interface);
	metrics_put_label_uint(out, "vrid", row->vrrp->vrid);
	put_upper(out, "state", vrrp_state_word(row->vrrp->state));
}

static void
put_endpoint(struct buf *out, const struct addr *addr, uint16_t port,
    const struct view_pool *pool)
{
	static const uint8_t numbers[] = {IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP};
	struct buf text = {0};
	char scratch[ADDR_TEXT_SIZE];

	buf_puts(&text, addr_format(addr, scratch));
	buf_putc(&text, ':');
	buf_put_u64(&text, port);
	metrics_put_label(out, "addr", buf_text(&text));
	metrics_put_label_uint(out, "proto", numbers[pool->protocol]);
	buf_fini(&text);
}

static void
gen2brain_vs_labels(const struct metrics_row *row, struct buf *out)
{
	put_endpoint(out, &row->pool->addr, row->pool->port, row->pool);
	if (row->pool->fwmark || row->pool->group[0])
		metrics_put_label(out, "virtual_server", row->pool->id);
}

static void
gen2brain_rs_labels(const struct metrics_row *row, struct buf *out)
{
	put_endpoint(out, &row->rs->addr, row->rs->port, row->pool);
	metrics_put_label(out, "virtual_server", row->pool->id);
}

/* A mark has neither address nor protocol; it is eight hexadecimal digits, as in
 * /proc/net/ip_vs. A group, which is told as one, has its name for an address. */
static void
node_labels(const struct metrics_row *row, struct buf *out)
{
	static const char digits[] = "0123456789ABCDEF";
	const struct view_pool *pool = row->pool;
	char text[ADDR_TEXT_SIZE], mark[9] = "";

	for (unsigned i = 0; pool->fwmark && i < 8; i++)
		mark[i] = digits[pool->fwmark >> (28 - 4 * i) & 15];
	metrics_put_label(out, "local_address",
	    pool->group[0]     ? pool->group
		: pool->fwmark ? ""
			       : addr_format(&pool->addr, text));
	metrics_put_label_uint(out, "local_port", pool->port);
	metrics_put_label(out, "local_mark", mark);
	put_upper(out, "proto", pool->fwmark ? "fwm" : protocol_word(pool->protocol));
	metrics_put_label(out, "remote_address", addr_format(&row->rs->addr, text));
	metrics_put_label_uint(out, "remote_port", row->rs->port);
}

/* ---- figures ---- */

static void
up(const struct metrics_sink *sink, const void *row)
{
	(void)row;
	metrics_say(sink, NULL, NULL, 1);
}

/* The family's `base` is where the counter lies. */
static void
counter(const struct metrics_sink *sink, const void *row)
{
	uint64_t value;

	memcpy(&value, (const char *)row + sink->family->base, sizeof(value));
	metrics_say(sink, NULL, NULL, value);
}

static void
gauge(const struct metrics_sink *sink, const void *row)
{
	uint32_t value;

	memcpy(&value, (const char *)row + sink->family->base, sizeof(value));
	metrics_say(sink, NULL, NULL, value);
}

/* What is not in the kernel's table is not in theirs. */
static void
kernel_counter(const struct metrics_sink *sink, const void *row)
{
	bool is_rs = sink->family->rows == METRICS_RS;

	if (is_rs ? ((const struct view_rs *)row)->kernel.present
		  : ((const struct view_pool *)row)->kernel.present)
		counter(sink, row);
}

static void
kernel_gauge(const struct metrics_sink *sink, const void *row)
{
	if (((const struct view_rs *)row)->kernel.present)
		gauge(sink, row);
}

/* Of all virtual servers together; `base` lies in struct view_kernel. */
static void
sum(const struct metrics_sink *sink, const void *row)
{
	const struct view *view = row;
	uint64_t all = 0, value;

	for (uint32_t i = 0; i < view->pools_len; i++) {
		memcpy(&value,
		    (const char *)&view->pools[i]->kernel + sink->family->base,
		    sizeof(value));
		all += value;
	}
	metrics_say(sink, NULL, NULL, all);
}

/* keepalived's number of a state is ours: init, backup, master, fault. */
static void
address_state(const struct metrics_sink *sink, const struct metrics_row *row)
{
	const struct view_vrrp_address *address = row->row;
	bool excluded = strstr(sink->family->name, "excluded") != NULL;

	if (address->advertised != excluded)
		metrics_say(sink, NULL, NULL, row->vrrp->state);
}

/* ---- families ---- */

#define ALL(who, r, t, n, h, b, s, l)                                                  \
  {                                                                                    \
    .compat = 1u << (who), .rows = (r), .type = (t), .prefix = "", .name = (n),        \
    .help = (h), .base = (b), .sample = (s), .labels = (l)                             \
  }
#define MEHDY(name, help, member)                                                      \
  ALL(COMPAT_MEHDY, METRICS_VRRP, METRICS_COUNTER, name, help,                         \
      offsetof(struct view_vrrp, member), counter, mehdy_labels)
#define GEN2BRAIN(name, help, member)                                                  \
  ALL(COMPAT_GEN2BRAIN, METRICS_VRRP, METRICS_COUNTER, "keepalived_vrrp_" name, help,  \
      offsetof(struct view_vrrp, member), counter, gen2brain_labels)
#define GEN2BRAIN_LVS(name, help, member)                                              \
  ALL(COMPAT_GEN2BRAIN, METRICS_POOL, METRICS_COUNTER, "keepalived_lvs_vip_" name,     \
      "Virtual server: " help, offsetof(struct view_pool, kernel.member),              \
      kernel_counter, gen2brain_vs_labels),                                            \
      ALL(COMPAT_GEN2BRAIN, METRICS_RS, METRICS_COUNTER, "keepalived_lvs_rs_" name,    \
	  "Real server: " help, offsetof(struct view_rs, kernel.member),               \
	  kernel_counter, gen2brain_rs_labels)
#define NODE(name, help, member)                                                       \
  ALL(COMPAT_NODE, METRICS_VIEW, METRICS_COUNTER, "node_ipvs_" name,                   \
      help " of all virtual servers.", offsetof(struct view_kernel, member), sum,      \
      NULL)
#define NODE_BACKEND(name, help, member)                                               \
  ALL(COMPAT_NODE, METRICS_RS, METRICS_GAUGE, "node_ipvs_backend_" name, help,         \
      offsetof(struct view_rs, kernel.member), kernel_gauge, node_labels)

static const struct metrics_family families[] = {
    {.compat = 1u << COMPAT_MEHDY | 1u << COMPAT_GEN2BRAIN,
     .rows = METRICS_AGENT,
     .prefix = "",
     .name = "keepalived_up",
     .help = "1: there is something to tell.",
     .sample = up                  },
    { .compat = 1u << COMPAT_MEHDY,
     .rows = METRICS_VRRP_ADDRESS,
     .prefix = "",
     .name = "keepalived_vrrp_state",
     .help = "0 init, 1 backup, 2 master, 3 fault.",
     .sample_of = address_state,
     .labels = mehdy_address_labels},
    { .compat = 1u << COMPAT_MEHDY,
     .rows = METRICS_VRRP_ADDRESS,
     .prefix = "",
     .name = "keepalived_vrrp_excluded_state",
     .help = "The same for addresses that adverts do not name.",
     .sample_of = address_state,
     .labels = mehdy_address_labels},
    MEHDY("keepalived_advertisements_received_total", "Adverts received.",
	adverts_received),
    MEHDY("keepalived_advertisements_sent_total", "Adverts sent.", adverts_sent),
    MEHDY("keepalived_become_master_total", "Became master.", become_master),
    MEHDY("keepalived_release_master_total", "Ceased to be master.", release_master),
    MEHDY("keepalived_packet_length_errors_total", "Adverts of a wrong length.",
	refused[VRRP_BAD_LENGTH]),
    MEHDY("keepalived_advertisements_interval_errors_total",
	"Adverts with another interval.", refused[VRRP_BAD_INTERVAL]),
    MEHDY("keepalived_ip_ttl_errors_total", "Adverts with a wrong TTL.",
	refused[VRRP_BAD_TTL]),
    MEHDY("keepalived_invalid_type_received_total", "Packets that are no adverts.",
	refused[VRRP_BAD_TYPE]),
    MEHDY("keepalived_address_list_errors_total", "Adverts with other addresses.",
	refused[VRRP_BAD_ADDRESS_LIST]),
    MEHDY("keepalived_authentication_invalid_total",
	"Adverts with an unknown authentication.", refused[VRRP_BAD_AUTH_TYPE]),
    MEHDY("keepalived_authentication_mismatch_total",
	"Adverts with another authentication.", refused[VRRP_AUTH_TYPE_MISMATCH]),
    MEHDY("keepalived_authentication_failure_total", "Adverts with a wrong password.",
	refused[VRRP_BAD_AUTH]),
    MEHDY("keepalived_priority_zero_received_total",
	"Adverts received with priority 0.", priority_zero_received),
    MEHDY("keepalived_priority_zero_sent_total", "Adverts sent with priority 0.",
	priority_zero_sent),
    GEN2BRAIN("advert_rcvd", "Adverts received.", adverts_received),
    GEN2BRAIN("advert_sent", "Adverts sent.", adverts_sent),
    GEN2BRAIN("become_master", "Became master.", become_master),
    GEN2BRAIN("release_master", "Ceased to be master.", release_master),
    GEN2BRAIN("packet_len_err", "Adverts of a wrong length.", refused[VRRP_BAD_LENGTH]),
    GEN2BRAIN("advert_interval_err", "Adverts with another interval.",
	refused[VRRP_BAD_INTERVAL]),
    GEN2BRAIN("ip_ttl_err", "Adverts with a wrong TTL.", refused[VRRP_BAD_TTL]),
    GEN2BRAIN(
	"invalid_type_rcvd", "Packets that are no adverts.", refused[VRRP_BAD_TYPE]),
    GEN2BRAIN("addr_list_err", "Adverts with other addresses.",
	refused[VRRP_BAD_ADDRESS_LIST]),
    GEN2BRAIN("invalid_authtype", "Adverts with an unknown authentication.",
	refused[VRRP_BAD_AUTH_TYPE]),
    GEN2BRAIN("authtype_mismatch", "Adverts with another authentication.",
	refused[VRRP_AUTH_TYPE_MISMATCH]),
    GEN2BRAIN("auth_failure", "Adverts with a wrong password.", refused[VRRP_BAD_AUTH]),
    GEN2BRAIN(
	"pri_zero_rcvd", "Adverts received with priority 0.", priority_zero_received),
    GEN2BRAIN("pri_zero_sent", "Adverts sent with priority 0.", priority_zero_sent),
    GEN2BRAIN_LVS("in_packets", "packets received.", packets_in),
    GEN2BRAIN_LVS("out_packets", "packets sent.", packets_out),
    GEN2BRAIN_LVS("in_bytes", "bytes received.", bytes_in),
    GEN2BRAIN_LVS("out_bytes", "bytes sent.", bytes_out),
    GEN2BRAIN_LVS("conn", "connections.", connections),
    NODE("connections_total", "Connections", connections),
    NODE("incoming_packets_total", "Packets received", packets_in),
    NODE("outgoing_packets_total", "Packets sent", packets_out),
    NODE("incoming_bytes_total", "Bytes received", bytes_in),
    NODE("outgoing_bytes_total", "Bytes sent", bytes_out),
    NODE_BACKEND("connections_active", "Active connections.", active),
    NODE_BACKEND("connections_inactive", "Inactive connections.", inactive),
    NODE_BACKEND("weight", "Weight in the kernel's table.", weight),
};

size_t
metrics_compat_families(unsigned compat, struct metrics_family *out)
{
	size_t len = 0;

	static_assert(sizeof(families) / sizeof(families[0]) <= METRICS_COMPAT_MAX,
	    "all have room");
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (families[i].compat & compat)
			out[len++] = families[i];
	return len;
}
