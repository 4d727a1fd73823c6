/* SPDX-License-Identifier: Apache-2.0 */
/* What virtual servers, real servers and checks read alike. P. */
#ifndef AGENT_CONF_LVS_WORDS_H
#define AGENT_CONF_LVS_WORDS_H

#include "agent/conf/conf_parts.h"

enum { LVS_WEIGHT_MAX = 65535 };

#define LVS_SECONDS_MAX_MS (2678400LL * 1000) /* 31 days */

/* What a check inherits through both, unless delay_loop, which only a real server may
 * repeat. `owner` has a member `retry`. */
#define LVS_RETRY_ROWS(owner)                                                          \
  ROW_IN("retry", CONF_UINT, owner, retry.retry, 0, 1000000,                           \
      "further tries of a check before down (default: the check's)"),                  \
      ROW_BY("fall", owner, retry.retry, lvs_read_fall, NULL,                          \
	  "N: failures of a check in a row before down: a retry of N - 1"),            \
      ROW_IN("rise", CONF_UINT, owner, retry.rise, 1, 1000000,                         \
	  "successes of a check in a row before up again (default 1)"),                \
      ROW_IN("delay_before_retry", CONF_MS, owner, retry.delay_before_retry_ms, 0,     \
	  LVS_SECONDS_MAX_MS, "seconds between them (default: the check's)"),          \
      ROW_IN("delay_loop_down", CONF_MS, owner, retry.delay_loop_down_ms, 1,           \
	  LVS_SECONDS_MAX_MS,                                                          \
	  "seconds between checks while they are down (default: delay_loop)"),         \
      ROW_IN("warmup", CONF_MS, owner, retry.warmup_ms, 0, LVS_SECONDS_MAX_MS,         \
	  "first check within this many seconds (default: delay_loop)"),               \
      ROW_IN("connect_timeout", CONF_MS, owner, retry.connect_timeout_ms, 1,           \
	  LVS_SECONDS_MAX_MS, "seconds a check may take (default 5)")

/* fall N: in the place of `retry`. */
conf_read_fn lvs_read_fall;

/* lvs_probe.c: probe_vip of a real server; where its checks go for that reason; the
 * virtual servers, after `raw`, that lead them. */
conf_read_fn lvs_read_probe_vip;
conf_write_fn lvs_write_probe_vip;
void lvs_probe_aim(const struct raw_real *raw, struct model_check *check);
void lvs_probe_paths(struct conf_reader *reader, const struct conf_node *node,
    const struct raw_virtual *raw);

/* checks_need all|any|N of a real server. */
conf_read_fn lvs_read_checks_need;
conf_write_fn lvs_write_checks_need;

/* lvs_forward.c: NAT|DR|TUN [type ...]. */
void lvs_read_forward(struct conf_reader *reader, const struct conf_node *node,
    enum forward *forward, struct tunnel *tunnel);
void lvs_write_forward(struct conf_writer *writer, const char *word,
    enum forward forward, const struct tunnel *tunnel);
const char *lvs_forward_word(enum forward forward); /* "DR" */
/* Whether a server of that family and method may serve there; reported at `at`. */
void lvs_check_family(struct conf_reader *reader, struct conf_at at,
    const struct model_virtual_server *vs, const struct model_real_server *m);

/* lvs_group.c: `group NAME` after virtual_server. False when there is no more to read.
 */
bool lvs_read_group(
    struct conf_reader *reader, const struct conf_node *node, struct raw_virtual *raw);
/* Of the first line that says one; ADDR_NONE: none does. */
uint8_t lvs_group_family(const struct model_server_group *group);
/* Whether any of its services has port 0; whether all are firewall marks. */
bool lvs_has_any_port(const struct model_virtual_server *vs);
bool lvs_is_by_mark(const struct model_virtual_server *vs);

/* ADDRESS [PORT] after the keyword; *port stays when there is none. */
bool lvs_read_addr_port(struct conf_reader *reader, const struct conf_node *node,
    struct addr *addr, uint16_t *port);

/* One real server of `raw`, with its checks, into raw->real_servers. */
void lvs_read_real(
    struct conf_reader *reader, const struct conf_node *node, struct raw_virtual *raw);

/* lvs_pool_keys.c: warn of what does not go together, all real servers read. */
void lvs_check_pool(struct conf_reader *reader, const struct conf_node *node,
    const struct raw_virtual *raw);

/* lvs_check.c: the checks that were collected of `raw`, once all that they inherit is
 * known. */
void lvs_read_checks(struct conf_reader *reader, struct raw_real *raw);

/* lvs_plugin.c: the word of a check that a plug-in makes; the type that its block asks
 * for, in the arena, or NULL after a report. */
#define LVS_PLUGIN_WORD "PLUGIN_CHECK"
const struct conf_checker *lvs_plugin_of(
    struct conf_reader *reader, const struct conf_node *node);

#endif
