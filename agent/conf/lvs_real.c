/* SPDX-License-Identifier: Apache-2.0 */
/* real_server: its words, and how it goes with its virtual server. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_rows.h"
#include "agent/conf/lvs_words.h"
#include "agent/lib/arena.h"

bool
lvs_read_addr_port(struct conf_reader *reader, const struct conf_node *node,
    struct addr *addr, uint16_t *port)
{
	const struct conf_range ports = {0, UINT16_MAX, ""};
	int64_t value;

	if (!conf_value_addr(reader, (struct conf_at){node, 1}, addr))
		return false;
	if (!conf_word(node, 2))
		return true;
	if (!conf_value_number(reader, (struct conf_at){node, 2}, &ports, &value))
		return false;
	*port = (uint16_t)value;
	return true;
}

static void
read_forward(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct raw_real *raw = into;

	(void)key;
	lvs_read_forward(reader, node, &raw->m.forward, &raw->m.tunnel);
}

static void
write_forward(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_real_server *m = from;

	lvs_write_forward(writer, key->word, m->forward, &m->tunnel);
}

static void
write_smtp_alert(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	conf_write(writer, key->word,
	    ((const struct model_real_server *)from)->smtp_alert ? "on" : "off", NULL);
}

static const struct conf_key real_rows[] = {
    ROW_IN("weight", CONF_UINT, struct raw_real, m.weight, 0, LVS_WEIGHT_MAX,
	"share of connections (default: the virtual server's)"),
    ROW_BY("lvs_method", struct raw_real, m.forward, read_forward, write_forward,
	"as lb_kind (default: the virtual server's)"),
    ROW("uthreshold", CONF_UINT, struct raw_real, m.uthreshold,
	"connections above which it gets no new ones (default 0: any)"),
    ROW("lthreshold", CONF_UINT, struct raw_real, m.lthreshold,
	"connections below which it gets new ones again (default 0)"),
    ROW("inhibit_on_failure", CONF_BOOL, struct raw_real, m.inhibit_on_failure,
	"weight 0 instead of removal (default: the virtual server's)"),
    ROW("alpha", CONF_BOOL, struct raw_real, m.alpha,
	"starts down (default: the virtual server's)"),
    ROW("notify_up", CONF_COMMAND, struct raw_real, m.notify_up,
	"COMMAND [USER [GROUP]]: it is up"),
    ROW("notify_down", CONF_COMMAND, struct raw_real, m.notify_down,
	"COMMAND [USER [GROUP]]: it is down"),
    ROW_OF(.word = "smtp_alert", .type = CONF_FUNCTION, .read = conf_read_tri,
	.place = offsetof(struct raw_real, smtp_alert), .write = write_smtp_alert,
	.help = "[on|off]: mail when it changes (default on)"),
    LVS_RETRY_ROWS(struct raw_real),
    ROW_IN("delay_loop", CONF_MS, struct raw_real, retry.delay_loop_ms, 1,
	LVS_SECONDS_MAX_MS, "seconds between checks (default: the virtual server's)"),
    ROW_OF(.word = "probe_vip", .type = CONF_FUNCTION, .read = lvs_read_probe_vip,
	.write = lvs_write_probe_vip,
	.help = "MARK SOURCE: its checks go through the virtual address, as clients "
		"do: from SOURCE, an address of this host, and with the firewall mark "
		"MARK, for which a virtual server with this real server alone is "
		"made. Needs net.ipv4.conf.IF.accept_local=1 where it answers "
		"(default: straight to it)"),
    ROW_OF(.word = "checks_need", .type = CONF_FUNCTION, .read = lvs_read_checks_need,
	.write = lvs_write_checks_need,
	.help = "all|any|N: how many of its checks must be up, those with a weight "
		"apart (default all)"),
    ROW("virtualhost", CONF_TEXT, struct raw_real, virtualhost,
	"Host of HTTP checks (default: the virtual server's)"),
    ROW("snmp_name", CONF_TEXT, struct raw_real, m.snmp_name,
	"its name in keepalived's MIB (default: none)"),
    ROW_LATER("TCP_CHECK", "a connection is made"),
    ROW_LATER("HTTP_GET", "a page is fetched"),
    ROW_LATER("SSL_GET", "a page is fetched over TLS"),
    ROW_LATER("MISC_CHECK", "a program says"),
    ROW_LATER("SMTP_CHECK", "a mail server greets"),
    ROW_LATER("DNS_CHECK", "a name server answers"),
    ROW_LATER("PING_CHECK", "an echo comes back"),
    ROW_LATER("UDP_CHECK", "a datagram is answered"),
    ROW_LATER("FILE_CHECK", "a file says"),
    ROW_LATER("BFD_CHECK", "a BFD session says"),
};

const struct conf_block lvs_real_block = {
    ROWS(real_rows), .size = sizeof(struct raw_real)};

static void
start_real(const struct raw_virtual *virtual, struct raw_real *raw)
{
	raw->m.port = virtual->m.port;
	raw->vip = virtual->m.addr;
	raw->vip_port = virtual->m.port;
	raw->m.forward = virtual->m.forward;
	raw->m.tunnel = virtual->m.tunnel;
	raw->m.weight = virtual->m.weight;
	raw->m.inhibit_on_failure = virtual->m.inhibit_on_failure;
	raw->m.alpha = virtual->m.alpha;
	raw->retry = virtual->retry;
	raw->retry.delay_loop_ms = virtual->m.delay_loop_ms;
	raw->virtualhost = virtual->m.virtualhost;
	raw->smtp_alert = CONF_UNSET;
}

/* A mark, or a group of several ports: what a packet comes with, it goes on with. */
static bool
has_many_ports(const struct model_virtual_server *vs)
{
	return vs->group ? vs->port == 0 : vs->fwmark != 0;
}

/* IPVS: only a tunnel leads from one family into the other, and only NAT changes the
 * port. */
static void
check_real(struct conf_reader *reader, const struct conf_node *node,
    const struct raw_virtual *virtual, struct model_real_server *m)
{
	lvs_check_family(reader, (struct conf_at){node, 1}, &virtual->m, m);
	if (m->lthreshold > m->uthreshold)
		conf_error(reader, conf_line_of(node, "lthreshold"), 1, "conflict",
		    "lthreshold is above uthreshold");
	if (has_many_ports(&virtual->m) || m->forward == FORWARD_NAT ||
	    m->port == virtual->m.port)
		return;
	conf_warning(reader, node, 2, "port",
	    "%s does not change the port: %u, the virtual server's, is used",
	    lvs_forward_word(m->forward), (unsigned)virtual->m.port);
	m->port = virtual->m.port;
}

void
lvs_read_real(struct conf_reader *reader, const struct conf_node *node,
    struct raw_virtual *virtual)
{
	struct raw_real raw = {0};
	const struct conf_target targets[] = {
	    {&reader->work->checkers, &raw},
            {&lvs_real_block,         &raw},
	    {&lvs_tier_block,         &raw}
        };
	struct model_real_server *reals = virtual->real_servers.items;
	uint32_t alert = reader->work->global.smtp_alert_checker;

	start_real(virtual, &raw);
	conf_no_more_words(reader, node, 3);
	if (!lvs_read_addr_port(reader, node, &raw.m.addr, &raw.m.port))
		return;
	raw.m.place = conf_place((struct conf_at){node, 0});
	conf_read_lines(reader, node, targets, 3);
	check_real(reader, node, virtual, &raw.m);
	if (raw.smtp_alert != CONF_UNSET)
		alert = raw.smtp_alert;
	raw.m.smtp_alert = alert != 0;
	raw.m.virtualhost = raw.virtualhost;
	raw.m.tries = raw.retry;
	lvs_read_checks(reader, &raw);
	reals[virtual->real_servers.len++] = raw.m; /* there is room for all */
	conf_single_add(reader, &virtual->real_lines, &virtual->real_servers, node);
}
