/* SPDX-License-Identifier: Apache-2.0 */
/* What the key files offer each other: tables, and who reads which block. P. */
#ifndef AGENT_CONF_CONF_PARTS_H
#define AGENT_CONF_CONF_PARTS_H

#include "agent/conf/conf_work.h"

/* Tables. */
extern const struct conf_block global_keys_block, global_later_block, api_keys_block,
    ssl_keys_block, vrrp_script_block, vrrp_instance_block, vrrp_notify_block,
    vrrp_later_block, vrrp_hmac_block, lvs_virtual_block, garp_group_block,
    global_fifo_block, global_process_block, global_script_block, lvs_real_block,
    lvs_check_block, lvs_plugin_block, lvs_pool_block, lvs_tier_block,
    vrrp_sync_group_block, vrrp_sync_group_later_block, vrrp_track_file_block,
    vrrp_track_process_block;

/* Each reads a block of the root into the work. */
void conf_read_global(struct conf_reader *reader, const struct conf_node *node);
void conf_read_api(struct conf_reader *reader, const struct conf_node *node);
void conf_read_ssl(struct conf_reader *reader, const struct conf_node *node);
void conf_read_script(struct conf_reader *reader, const struct conf_node *node);
void conf_read_track_file(struct conf_reader *reader, const struct conf_node *node);
void conf_read_track_process(struct conf_reader *reader, const struct conf_node *node);
void conf_read_link_delays(struct conf_reader *reader, const struct conf_node *node);
void conf_read_sync_group(struct conf_reader *reader, const struct conf_node *node);
void conf_read_garp_group(struct conf_reader *reader, const struct conf_node *node);
void conf_read_instance(struct conf_reader *reader, const struct conf_node *node);
void conf_read_server_group(struct conf_reader *reader, const struct conf_node *node);
void conf_dump_server_groups(struct conf_writer *writer, const struct model *model);
void conf_read_virtual(struct conf_reader *reader, const struct conf_node *node);

/* Before the first block, and after the last. */
void conf_global_start(struct conf_work *work, const struct conf_options *options);
void conf_global_finish(struct conf_reader *reader);
void conf_api_finish(struct conf_reader *reader);
void conf_checkers_block(struct conf_reader *reader);

typedef void conf_part_fn(struct conf_reader *reader, const struct conf_node *node);
void conf_read_part(
    struct conf_reader *reader, enum conf_part part, conf_part_fn *read);

/* static_keys.c: addresses, routes, rules in every state. After the instances. */
void conf_statics_start(struct conf_work *work);
void conf_statics_read(struct conf_reader *reader);
void conf_statics_fill(const struct conf_work *work, struct model_static *out);
void conf_statics_dump(struct conf_writer *writer);

/* The name of a block (word 1), or NULL after a report. */
const char *conf_block_name(struct conf_reader *reader, const struct conf_node *node);

/* Of the pipes that global_defs names; global_fifo.c. */
/* What the words of the process are unless said. */
struct model_process;
void conf_process_start(struct model_process *process);

void conf_check_fifos(struct conf_reader *reader, const struct conf_node *node);

/* What only shows with everything read: duplicates, references. conf_check.c. */
void conf_check(struct conf_reader *reader);

/* Append the item that was just put at the end of `items` to `singles`. */
void conf_single_add(struct conf_reader *reader, struct conf_items *singles,
    const struct conf_items *items, const struct conf_node *node);
/* lvs_overlap.c: one address and port in two virtual servers, by way of a group. */
void conf_check_services(struct conf_reader *reader);
/* The same real server twice in one virtual server. */
void conf_check_real_servers(struct conf_reader *reader, const struct raw_virtual *raw);

/* Rows of more than one table. */
conf_read_fn conf_read_lease, conf_read_us, conf_read_extra_if;
conf_write_fn conf_write_us, conf_write_extra_if;

/* global_cpus.c, global_sync.c */
conf_read_fn global_read_cpus, global_read_sync;
conf_write_fn global_write_cpus, global_write_sync;

/* vrrp_hmac_keys.c: once the instance's block is read and its interval is known. */
void conf_hmac_finish(struct conf_reader *reader, const struct conf_node *node,
    struct raw_instance *instance);
conf_write_fn vrrp_write_hmac;

/* vrrp_lists.c: rows that hold a list; the list of such a row, after a look at its
 * block. */
struct conf_items *vrrp_list_of(struct conf_reader *reader,
    const struct conf_node *node, const struct conf_key *key, void *into);
conf_read_fn vrrp_read_peers;
conf_write_fn vrrp_write_peers;

/* vrrp_address_keys.c; vrrp_route_keys.c, vrrp_rule_keys.c */
void vrrp_read_address_lines(struct conf_reader *reader, const struct conf_node *block,
    size_t most, struct conf_items *items);
void vrrp_write_address_lines(struct conf_writer *writer, const char *word,
    const struct model_vrrp_address *addresses, size_t len);
conf_read_fn vrrp_read_addresses, vrrp_read_routes, vrrp_read_rules;
conf_write_fn vrrp_write_addresses, vrrp_write_excluded, vrrp_write_routes,
    vrrp_write_rules;

/* vrrp_track_keys.c: rows of an instance and of a sync group, `min` being the kind. */
conf_read_fn vrrp_read_tracks;
conf_write_fn vrrp_write_tracks;
#define VRRP_TRACK_ROW(w, raw, kind, h)                                                \
  ROW_OF(.word = (w), .type = CONF_FUNCTION, .min = (kind), .read = vrrp_read_tracks,  \
      .write = vrrp_write_tracks, .place = offsetof(raw, m.tracks), .help = (h))
#define VRRP_TRACK_ROWS(raw)                                                           \
  VRRP_TRACK_ROW("track_interface", raw, MODEL_TRACK_INTERFACE,                        \
      "{ IF [weight N] [reverse] ... }"),                                              \
      VRRP_TRACK_ROW("track_script", raw, MODEL_TRACK_SCRIPT,                          \
	  "{ NAME [weight N] [reverse] ... }"),                                        \
      VRRP_TRACK_ROW("track_file", raw, MODEL_TRACK_FILE,                              \
	  "{ NAME [weight N] [reverse] ... }: of a vrrp_track_file"),                  \
      VRRP_TRACK_ROW("track_process", raw, MODEL_TRACK_PROCESS,                        \
	  "{ NAME [weight N] [reverse] ... }: of a vrrp_track_process"),               \
      VRRP_TRACK_ROW("track_virtual_server", raw, MODEL_TRACK_VIRTUAL,                 \
	  "{ ID [weight N] [reverse] ... }: the quorum of a virtual server, which is " \
	  "named as REST does: ADDRESS-PORT-tcp")

/* The line has a block, as it must; else a report. */
bool conf_has_block(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key);

/* vrrp_protocol.c */
conf_read_fn vrrp_read_timer_expired, vrrp_read_old_checksum;
conf_write_fn vrrp_write_timer_expired, vrrp_write_old_checksum;

#endif
