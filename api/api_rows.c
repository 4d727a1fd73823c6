/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_rows.h"

#include <string.h>

#include "api/api_checks.h"
#include "api/api_http.h"
#include "api/api_route.h"

#define VIRTUAL_SERVERS "/api/v1/virtual-servers/"
#define INSTANCES       "/api/v1/vrrp/instances/"

void
api_link_rs(struct buf *out, const char *vs_id, const char *rs_id)
{
	buf_puts(out, VIRTUAL_SERVERS);
	api_put_escaped(out, vs_id);
	if (rs_id) {
		buf_puts(out, "/real-servers/");
		api_put_escaped(out, rs_id);
	}
}

static void
put_reason(struct json_out *out, const char *code, const char *detail)
{
	json_out_open(out, "reasons", '[');
	if (*code) {
		json_out_open(out, NULL, '{');
		json_out_text(out, "code", code);
		if (*detail)
			json_out_text(out, "detail", detail);
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
}

static void
put_checks(struct json_out *out, const struct view_pool *pool, const struct view_rs *rs)
{
	json_out_open(out, "checks", '[');
	for (uint32_t i = 0; i < rs->checks_len; i++) {
		const struct view_check *check = &pool->checks[rs->checks_first + i];

		json_out_open(out, NULL, '{');
		api_row_check(out, pool, check);
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
}

/* Links are written by hand: the path is escaped already and holds nothing that JSON
 * would escape. */
static void
put_rs_links(struct json_out *out, const char *vs_id, const char *rs_id)
{
	json_out_open(out, "links", '{');
	buf_puts(out->buf, "\"self\":\"");
	api_link_rs(out->buf, vs_id, rs_id);
	buf_putc(out->buf, '"');
	if (!rs_id) {
		buf_puts(out->buf, ",\"real_servers\":\"");
		api_link_rs(out->buf, vs_id, NULL);
		buf_puts(out->buf, "/real-servers\"");
	}
	json_out_close(out, '}');
}

/* Each is null unless there is something to say. */
static void
put_wishes(struct json_out *out, const struct view_rs *rs)
{
	if (rs->admin == ADMIN_DRAIN)
		json_out_object(out, "drain", &view_rs_drain_fields, rs);
	else
		json_out_null(out, "drain");
	if (rs->override.health != OVERRIDE_NONE)
		json_out_object(out, "override", &view_rs_override_fields, rs);
	else
		json_out_null(out, "override");
}

static void
put_rs(struct json_out *out, const struct view_pool *pool, const struct view_rs *rs)
{
	json_out_fields(out, &view_rs_fields, rs);
	put_wishes(out, rs);
	put_checks(out, pool, rs);
	json_out_open(out, "effective", '{');
	json_out_fields(out, &view_rs_effective_fields, rs);
	json_out_fields(out, &view_rs_flap_fields, rs);
	put_reason(out, rs->reason, rs->reason_detail);
	json_out_close(out, '}');
	json_out_object(out, "kernel", &view_kernel_fields, &rs->kernel);
	json_out_fields(out, &view_rs_origin_fields, rs);
	put_rs_links(out, pool->id, rs->id);
}

void
api_row_rs(struct json_out *out, const struct view_pool *pool, const struct view_rs *rs)
{
	json_out_open(out, NULL, '{');
	put_rs(out, pool, rs);
	json_out_close(out, '}');
}

void
api_row_rs_across(
    struct json_out *out, const struct view_pool *pool, const struct view_rs *rs)
{
	json_out_open(out, NULL, '{');
	json_out_text(out, "virtual_server", pool->id);
	put_rs(out, pool, rs);
	json_out_close(out, '}');
}

void
api_row_vs(struct json_out *out, const struct view_pool *pool)
{
	json_out_fields(out, &view_pool_fields, pool);
	json_out_open(out, "addresses", '[');
	for (uint32_t i = 0; i < pool->entries_len; i++)
		json_out_object(out, NULL, &view_entry_fields, &pool->entries[i]);
	json_out_close(out, ']');
	json_out_object(out, "effective", &view_pool_effective_fields, pool);
	json_out_open(out, "real_servers_by_state", '{');
	for (unsigned i = 0; i < RS_STATES; i++)
		json_out_uint(out, rs_state_word((enum rs_state)i), pool->states[i]);
	json_out_close(out, '}');
	json_out_object(out, "kernel", &view_kernel_fields, &pool->kernel);
	json_out_fields(out, &view_pool_origin_fields, pool);
	put_rs_links(out, pool->id, NULL);
}

static void
put_mac(struct json_out *out, const char *name, const uint8_t *mac)
{
	char text[18];
	static const char digits[] = "0123456789abcdef";

	for (unsigned i = 0; i < 6; i++) {
		text[3 * i] = digits[mac[i] >> 4];
		text[3 * i + 1] = digits[mac[i] & 15];
		text[3 * i + 2] = i < 5 ? ':' : '\0';
	}
	json_out_text(out, name, text);
}

/* What the checksum of our adverts covers, of the last one heard, and how many came of
 * each form. */
static void
put_checksum(struct json_out *out, const struct view_vrrp *vrrp)
{
	json_out_open(out, "checksum", '{');
	json_out_text(out, "sent", vrrp_checksum_word(vrrp->checksum_sent));
	if (vrrp->has_heard)
		json_out_text(out, "heard", vrrp_checksum_word(vrrp->checksum_heard));
	else
		json_out_null(out, "heard");
	json_out_open(out, "received", '{');
	for (unsigned i = 0; i < VRRP_CHECKSUMS; i++)
		json_out_uint(
		    out, vrrp_checksum_word((enum vrrp_checksum)i), vrrp->checksums[i]);
	json_out_close(out, '}');
	json_out_close(out, '}');
}

static void
put_vrrp_counters(struct json_out *out, const struct view_vrrp *vrrp)
{
	json_out_open(out, "counters", '{');
	json_out_fields(out, &view_vrrp_counter_fields, vrrp);
	json_out_open(out, "refused", '{');
	for (unsigned i = VRRP_ACCEPTED + 1; i < VIEW_REFUSALS; i++)
		json_out_uint(
		    out, vrrp_refusal_word((enum vrrp_refusal)i), vrrp->refused[i]);
	json_out_close(out, '}');
	json_out_close(out, '}');
}

static void
put_histogram(struct json_out *out, const char *name, const struct histogram *from)
{
	json_out_open(out, name, '{');
	json_out_open(out, "buckets", '[');
	for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
		json_out_open(out, NULL, '{');
		if (i < HISTOGRAM_BUCKETS - 1)
			json_out_uint(out, "up_to_us", from->ends_us[i]);
		else
			json_out_null(out, "up_to_us");
		json_out_uint(out, "count", from->counts[i]);
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
	json_out_uint(out, "sum_us", from->sum_us);
	json_out_close(out, '}');
}

static void
put_auth_failure(struct json_out *out, const struct view_vrrp *vrrp)
{
	char scratch[ADDR_TEXT_SIZE];

	if (!addr_is_set(&vrrp->last_auth_failure_source))
		return;
	json_out_open(out, "last_auth_failure", '{');
	json_out_text(
	    out, "source", addr_format(&vrrp->last_auth_failure_source, scratch));
	json_out_text(out, "reason", vrrp_refusal_word(vrrp->last_auth_failure));
	json_out_close(out, '}');
}

static void
put_vrrp_lists(
    struct json_out *out, const struct view *view, const struct view_vrrp *vrrp)
{
	json_out_open(out, "virtual_addresses", '[');
	for (uint32_t i = 0; i < vrrp->addresses_len; i++)
		json_out_object(out, NULL, &view_vrrp_address_fields,
		    &view->vrrp_addresses[vrrp->addresses_first + i]);
	json_out_close(out, ']');
	json_out_open(out, "routes", '[');
	for (uint32_t i = 0; i < vrrp->tables_len; i++)
		json_out_object(out, NULL, &view_table_fields,
		    &view->tables[vrrp->tables_first + i]);
	json_out_close(out, ']');
	json_out_open(out, "tracks", '[');
	for (uint32_t i = 0; i < vrrp->tracks_len; i++)
		json_out_object(out, NULL, &view_track_fields,
		    &view->tracks[vrrp->tracks_first + i]);
	json_out_close(out, ']');
}

void
api_row_vrrp(
    struct json_out *out, const struct view *view, const struct view_vrrp *vrrp)
{
	json_out_open(out, NULL, '{');
	json_out_fields(out, &view_vrrp_fields, vrrp);
	if (vrrp->split_brain)
		put_mac(out, "split_brain_mac", vrrp->split_brain_mac);
	if (vrrp->override == VRRP_WISH_NONE)
		json_out_null(out, "override");
	else
		json_out_object(out, "override", &view_vrrp_override_fields, vrrp);
	put_vrrp_lists(out, view, vrrp);
	put_checksum(out, vrrp);
	put_vrrp_counters(out, vrrp);
	put_histogram(out, "advert_gaps", &vrrp->gaps);
	put_histogram(out, "advert_lateness", &vrrp->lateness);
	put_auth_failure(out, vrrp);
	json_out_open(out, "links", '{');
	buf_puts(out->buf, "\"self\":\"" INSTANCES);
	api_put_escaped(out->buf, vrrp->name);
	buf_putc(out->buf, '"');
	json_out_close(out, '}');
	json_out_close(out, '}');
}

void
api_row_group(
    struct json_out *out, const struct view *view, const struct view_sync_group *group)
{
	json_out_open(out, NULL, '{');
	json_out_fields(out, &view_sync_group_fields, group);
	json_out_open(out, "members", '[');
	for (uint32_t i = 0; i < group->members_len; i++)
		json_out_object(out, NULL, &view_sync_member_fields,
		    &view->sync_members[group->members_first + i]);
	json_out_close(out, ']');
	json_out_close(out, '}');
}

void
api_row_info(struct json_out *out, const struct view *view)
{
	const struct view_agent *agent = &view->agent;

	json_out_open(out, NULL, '{');
	json_out_fields(out, &view_agent_fields, agent);
	json_out_int(out, "uptime_ms", view->at_ms - agent->started_ms);
	json_out_object(out, "ipvs", &view_agent_ipvs_fields, agent);
	json_out_object(out, "vrrp", &view_agent_vrrp_fields, agent);
	json_out_object(out, "snmp", &view_agent_snmp_fields, agent);
	json_out_object(out, "checks", &view_agent_check_fields, agent);
	json_out_object(out, "mail", &view_agent_mail_fields, agent);
	json_out_object(out, "notify", &view_agent_notify_fields, agent);
	json_out_object(out, "store", &view_agent_store_fields, agent);
	json_out_object(out, "sync_daemon", &view_agent_sync_fields, agent);
	json_out_open(out, "settings", '[');
	for (uint32_t i = 0; i < view->knobs_len; i++)
		json_out_object(out, NULL, &view_knob_fields, &view->knobs[i]);
	json_out_close(out, ']');
	json_out_open(out, "static", '[');
	for (uint32_t i = 0; i < view->statics_len; i++)
		json_out_object(out, NULL, &view_table_fields, &view->tables[i]);
	json_out_close(out, ']');
	json_out_open(out, "sizes", '{');
	json_out_uint(out, "vrrp_instances", view->vrrp_len);
	json_out_uint(out, "virtual_servers", view->pools_len);
	json_out_close(out, '}');
	json_out_close(out, '}');
}

void
api_row_config(struct json_out *out, const struct view *view)
{
	json_out_open(out, NULL, '{');
	json_out_fields(out, &view_agent_config_fields, &view->agent);
	json_out_uint(out, "revision", view->agent.revision);
	json_out_open(out, "diagnostics", '[');
	for (uint32_t i = 0; i < view->diagnostics_len; i++) {
		const struct view_diagnostic *found = &view->diagnostics[i];

		json_out_open(out, NULL, '{');
		json_out_text(out, "severity", found->is_error ? "error" : "warning");
		json_out_fields(out, &view_diagnostic_fields, found);
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
	json_out_close(out, '}');
}

static void
put_ipvs_head(struct json_out *out, const char *vs_id, const char *rs_id, bool managed)
{
	json_out_open(out, NULL, '{');
	json_out_text(out, "virtual_server", vs_id);
	if (rs_id)
		json_out_text(out, "real_server", rs_id);
	else
		json_out_null(out, "real_server");
	json_out_bool(out, "managed", managed);
}

void
api_row_ipvs(
    struct json_out *out, const struct view_pool *pool, const struct view_rs *rs)
{
	put_ipvs_head(out, pool->id, rs ? rs->id : NULL, true);
	if (rs)
		json_out_text(out, "forward", forward_word(rs->forward));
	else
		json_out_text(out, "scheduler", pool->scheduler);
	json_out_fields(out, &view_kernel_fields, rs ? &rs->kernel : &pool->kernel);
	json_out_close(out, '}');
}

void
api_row_foreign(struct json_out *out, const struct view_foreign *foreign)
{
	bool is_service = foreign->rs_id[0] == '\0';

	put_ipvs_head(out, foreign->id, is_service ? NULL : foreign->rs_id, false);
	if (is_service)
		json_out_text(out, "scheduler", foreign->scheduler);
	else
		json_out_uint(out, "weight", foreign->weight);
	json_out_close(out, '}');
}

void
api_row_versions(struct json_out *out)
{
	json_out_open(out, NULL, '{');
	json_out_open(out, "versions", '[');
	json_out_open(out, NULL, '{');
	json_out_text(out, "id", "v1");
	json_out_text(out, "status", "stable");
	json_out_text(out, "href", "/api/v1");
	json_out_close(out, '}');
	json_out_close(out, ']');
	json_out_close(out, '}');
}

/* Every route that answers a GET below /api/v1, as it stands in the table. */
void
api_row_index(struct json_out *out)
{
	size_t len;
	const struct api_route *routes = api_routes(&len);

	json_out_open(out, NULL, '{');
	json_out_open(out, "links", '[');
	for (size_t i = 0; i < len; i++) {
		if (strncmp(routes[i].path, "/api/v1/", 8) != 0)
			continue;
		json_out_open(out, NULL, '{');
		json_out_text(out, "method", api_method_word(routes[i].method));
		json_out_text(out, "path", routes[i].path);
		json_out_text(out, "role", api_role_word(routes[i].role));
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
	json_out_close(out, '}');
}
