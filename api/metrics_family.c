/* SPDX-License-Identifier: Apache-2.0 */
#include "api/metrics_family.h"

#include <assert.h>
#include <string.h>

#include "agent/view/view.h"
#include "api/metrics_compat.h"
#include "api/metrics_requests.h"
#include "api/metrics_rows.h"

static const char *const prefixes[METRICS_ROWS] = {
    [METRICS_AGENT] = "fairlead_",
    [METRICS_VIEW] = "fairlead_",
    [METRICS_PROCESS] = "process_",
    [METRICS_CHECK_TYPE] = "fairlead_",
    [METRICS_VRRP] = "fairlead_vrrp_",
    [METRICS_VRRP_ADDRESS] = "fairlead_vrrp_address_",
    [METRICS_TRACK] = "fairlead_track_",
    [METRICS_GROUP] = "fairlead_sync_group_",
    [METRICS_POOL] = "fairlead_virtual_server_",
    [METRICS_RS] = "fairlead_real_server_",
    [METRICS_CHECK] = "fairlead_check_",
    [METRICS_API] = "fairlead_",
    [METRICS_REQUEST] = "fairlead_",
    [METRICS_ROUTE] = "fairlead_",
};

void
metrics_put_row(const struct metrics_sink *sink, const struct metrics_row *row)
{
	const struct metrics_family *family = sink->family;

	if (family->sample_of)
		family->sample_of(sink, row);
	else if (family->sample)
		family->sample(sink, row->row);
	else
		metrics_say_field(
		    sink, family->field, (const char *)row->row + family->base);
}

/* ---- families that are no plain field ---- */

static void
build_info(const struct metrics_sink *sink, const void *row)
{
	const struct view_agent *agent = row;
	struct buf labels = {0};

	metrics_put_label(&labels, "version", agent->version);
	metrics_put_label(&labels, "compiler", __VERSION__);
	metrics_put_label(&labels, "ipvs_version", agent->ipvs_version);
	metrics_say_info(sink, &labels);
	buf_fini(&labels);
}

static void
config_hash(const struct metrics_sink *sink, const void *row)
{
	const struct view_agent *agent = row;
	struct buf labels = {0};

	if (!agent->config_sha256[0])
		return;
	metrics_put_label(&labels, "sha256", agent->config_sha256);
	metrics_say_info(sink, &labels);
	buf_fini(&labels);
}

static void
sync_daemon(const struct metrics_sink *sink, const void *row)
{
	const struct view_agent *agent = row;
	struct buf labels = {0};

	if (!agent->sync_daemon_role[0])
		return;
	metrics_put_label_uint(&labels, "syncid", agent->sync_daemon_id);
	metrics_put_label(&labels, "interface", agent->sync_daemon_interface);
	metrics_put_label(&labels, "role", agent->sync_daemon_role);
	metrics_say_info(sink, &labels);
	buf_fini(&labels);
}

static void
rx_errors(const struct metrics_sink *sink, const void *row)
{
	const struct view_vrrp *vrrp = row;

	for (unsigned i = VRRP_ACCEPTED + 1; i < VIEW_REFUSALS; i++)
		metrics_say(sink, "reason", vrrp_refusal_word((enum vrrp_refusal)i),
		    vrrp->refused[i]);
}

static void
advert_gaps(const struct metrics_sink *sink, const void *row)
{
	metrics_say_histogram(sink, &((const struct view_vrrp *)row)->gaps);
}

static void
advert_lateness(const struct metrics_sink *sink, const void *row)
{
	metrics_say_histogram(sink, &((const struct view_vrrp *)row)->lateness);
}

static void
transitions(const struct metrics_sink *sink, const void *row)
{
	const struct view_vrrp *vrrp = row;

	for (unsigned i = 0; i < VRRP_STATES; i++)
		metrics_say(
		    sink, "to", vrrp_state_word((enum vrrp_state)i), vrrp->entered[i]);
}

/* As far as this director knows: itself, or who it hears, and who answers besides. */
static void
masters_seen(const struct metrics_sink *sink, const void *row)
{
	const struct view_vrrp *vrrp = row;
	bool one = vrrp->state == VRRP_MASTER || addr_is_set(&vrrp->master);

	metrics_say(sink, NULL, NULL, (uint64_t)one + vrrp->split_brain);
}

/* Since when its connections are waited for; no series of those that do not drain. */
static void
draining(const struct metrics_sink *sink, const struct metrics_row *row)
{
	bool drains = row->rs->state == RS_DRAINING;
	int64_t for_ms = row->view->at_ms - row->rs->since_ms;

	if (drains || sink->format == METRICS_JSON)
		metrics_say_seconds(
		    sink, drains && for_ms > 0 ? (uint64_t)for_ms : 0, 1000);
}

static void
drain_operations(const struct metrics_sink *sink, const void *row)
{
	static const enum rs_state states[] = {RS_DRAINING, RS_DRAINED};
	const struct view *view = row;

	for (unsigned s = 0; s < sizeof(states) / sizeof(states[0]); s++) {
		uint64_t count = 0;

		for (uint32_t i = 0; i < view->pools_len; i++)
			count += view->pools[i]->states[states[s]];
		metrics_say(sink, "state", rs_state_word(states[s]), count);
	}
}

static void
loop_lag(const struct metrics_sink *sink, const void *row)
{
	metrics_say_histogram(sink, &((const struct view_agent *)row)->loop_lag);
}

static void
check_results(const struct metrics_sink *sink, const void *row)
{
	const struct view_check_type *type = row;

	for (unsigned i = 0; i < VIEW_RESULTS; i++)
		metrics_say(
		    sink, "result", type->results[i].word, type->results[i].count);
}

static void
check_codes(const struct metrics_sink *sink, const void *row)
{
	const struct view_check_type *type = row;

	for (uint32_t i = 0; i < type->codes_len; i++)
		metrics_say(sink, "code", type->codes[i].word, type->codes[i].count);
}

static void
check_durations(const struct metrics_sink *sink, const void *row)
{
	metrics_say_histogram(sink, &((const struct view_check_type *)row)->took);
}

static void
check_lags(const struct metrics_sink *sink, const void *row)
{
	metrics_say_histogram(sink, &((const struct view_check_type *)row)->lag);
}

static void
checksum_forms(const struct metrics_sink *sink, const void *row)
{
	const struct view_vrrp *vrrp = row;

	for (unsigned i = 0; i < VRRP_CHECKSUMS; i++)
		metrics_say(sink, "form", vrrp_checksum_word((enum vrrp_checksum)i),
		    vrrp->checksums[i]);
}

static void
pool_up(const struct metrics_sink *sink, const void *row)
{
	metrics_say(sink, NULL, NULL, ((const struct view_pool *)row)->state == VS_UP);
}

static void
pool_info(const struct metrics_sink *sink, const void *row)
{
	const struct view_pool *pool = row;
	struct buf labels = {0};

	metrics_put_label(&labels, "scheduler", pool->scheduler);
	metrics_put_label(&labels, "forward", forward_word(pool->forward));
	metrics_put_label_uint(&labels, "persistence", pool->persistence_s);
	metrics_say_info(sink, &labels);
	buf_fini(&labels);
}

static void
pool_states(const struct metrics_sink *sink, const void *row)
{
	const struct view_pool *pool = row;

	for (unsigned i = 0; i < RS_STATES; i++)
		metrics_say(
		    sink, "state", rs_state_word((enum rs_state)i), pool->states[i]);
}

/* Fit to get connections: a drain or a failed check is 0, an unchecked one is 1. */
static void
rs_up(const struct metrics_sink *sink, const void *row)
{
	enum rs_state state = ((const struct view_rs *)row)->state;

	metrics_say(sink, NULL, NULL,
	    state == RS_UP || state == RS_STARTING || state == RS_UNCHECKED);
}

static void
rs_info(const struct metrics_sink *sink, const void *row)
{
	const struct view_rs *rs = row;
	struct buf labels = {0};
	char addr[ADDR_TEXT_SIZE];

	metrics_put_label(&labels, "remote_address", addr_format(&rs->addr, addr));
	metrics_put_label_uint(&labels, "remote_port", rs->port);
	metrics_put_label(&labels, "forward", forward_word(rs->forward));
	metrics_say_info(sink, &labels);
	buf_fini(&labels);
}

/* A weight or a real server that would not survive a restart. */
static void
unsaved_changes(const struct metrics_sink *sink, const void *row)
{
	const struct view *view = row;
	uint64_t unsaved = 0;

	for (uint32_t i = 0; i < view->pools_len; i++)
		for (uint32_t j = 0; j < view->pools[i]->real_servers_len; j++)
			unsaved += !view->pools[i]->real_servers[j].persisted;
	metrics_say(sink, NULL, NULL, unsaved);
}

static void
drift_objects(const struct metrics_sink *sink, const void *row)
{
	const struct view *view = row;
	uint64_t services = 0;

	for (uint32_t i = 0; i < view->foreign_len; i++)
		services += !view->foreign[i].rs_id[0];
	metrics_say(sink, "kind", "foreign_service", services);
	metrics_say(sink, "kind", "foreign_destination", view->foreign_len - services);
}

static void
api_requests(const struct metrics_sink *sink, const void *row)
{
	metrics_say(sink, NULL, NULL, ((const struct metrics_request *)row)->count);
}

static void
api_durations(const struct metrics_sink *sink, const void *row)
{
	metrics_say_histogram(sink, &((const struct metrics_route *)row)->took);
}

static void
api_in_flight(const struct metrics_sink *sink, const void *row)
{
	metrics_say(
	    sink, NULL, NULL, ((const struct metrics_requests *)row)->in_flight);
}

static void
auth_failures(const struct metrics_sink *sink, const void *row)
{
	const struct api_refusals *all =
	    &((const struct metrics_requests *)row)->refusals;

	metrics_say(sink, "method", "none", api_refusals_by_none(all));
	metrics_say(sink, "method", "token", api_refusals_by_token(all));
	metrics_say(sink, "method", "certificate", api_refusals_by_certificate(all));
}

static void
api_refusals(const struct metrics_sink *sink, const void *row)
{
	const struct api_refusals *all =
	    &((const struct metrics_requests *)row)->refusals;

	for (unsigned i = 0; i < API_REFUSALS; i++)
		metrics_say(sink, "reason", api_refusal_word((enum api_refusal)i),
		    all->counts[i]);
}

#define SAID(r, t, n, h, s)                                                            \
  {                                                                                    \
    .rows = (r), .type = (t), .name = (n), .help = (h), .sample = (s)                  \
  }
#define GAUGE(rows, name, help, sample) SAID(rows, METRICS_GAUGE, name, help, sample)
#define COUNTER(rows, name, help, sample)                                              \
  SAID(rows, METRICS_COUNTER, name, help, sample)
#define TIMES(rows, name, help, sample)                                                \
  SAID(rows, METRICS_HISTOGRAM, name, help, sample)

static const struct metrics_family specials[] = {
    GAUGE(METRICS_AGENT, "build_info", "The program that runs.", build_info),
    GAUGE(METRICS_AGENT, "config_hash_info", "The configuration in use.", config_hash),
    GAUGE(METRICS_AGENT, "ipvs_sync_daemon", "1 while the kernel's sync daemon runs.",
	sync_daemon),
    GAUGE(METRICS_VIEW, "unsaved_changes",
	"Real servers as edited, which a restart would undo.", unsaved_changes),
    GAUGE(METRICS_VIEW, "drift_objects",
	"Entries of the kernel's table that somebody else put there.", drift_objects),
    TIMES(METRICS_AGENT, "loop_lag_seconds",
	"How late the control thread's clock ticked: it was busy.", loop_lag),
    COUNTER(METRICS_CHECK_TYPE, "checks_runs_total", "Tries that ended, by result.",
	check_results),
    COUNTER(METRICS_CHECK_TYPE, "checks_failures_total",
	"Tries that failed, by what was wrong.", check_codes),
    TIMES(METRICS_CHECK_TYPE, "check_duration_seconds", "How long the tries took.",
	check_durations),
    TIMES(METRICS_CHECK_TYPE, "check_lag_seconds",
	"How long after they were due the tries began.", check_lags),
    GAUGE(METRICS_VIEW, "drain_operations",
	"Real servers that drain, and that have drained.", drain_operations),
    GAUGE(METRICS_VRRP, "masters_seen",
	"Masters that this director knows of; 2: split brain.", masters_seen),
    COUNTER(METRICS_VRRP, "transitions_total", "Changes of state, by the new one.",
	transitions),
    COUNTER(METRICS_VRRP, "rx_errors_total", "Adverts refused, or told of, by reason.",
	rx_errors),
    COUNTER(METRICS_VRRP, "checksum_form_total",
	"Adverts accepted, by what their checksum covers.", checksum_forms),
    TIMES(METRICS_VRRP, "advert_gap_seconds", "Time between the adverts heard.",
	advert_gaps),
    TIMES(METRICS_VRRP, "advert_lateness_seconds", "How late our own adverts left.",
	advert_lateness),
    GAUGE(METRICS_POOL, "up", "1 when the virtual server is served.", pool_up),
    GAUGE(METRICS_POOL, "info", "How the virtual server is set up.", pool_info),
    GAUGE(METRICS_POOL, "real_servers", "Real servers by state.", pool_states),
    GAUGE(METRICS_RS, "up", "1 when it may get connections.", rs_up),
    GAUGE(METRICS_RS, "info", "Where the real server is.", rs_info),
    {.rows = METRICS_RS,
								.name = "draining_seconds",
								.help = "How long it has been draining.",
								.sample_of = draining},
    COUNTER(METRICS_REQUEST, "api_requests_total", "Requests answered.", api_requests),
    TIMES(METRICS_ROUTE, "api_request_duration_seconds",
	"From a request's first line to the head of its answer.", api_durations),
    GAUGE(METRICS_API, "api_in_flight", "Requests being answered.", api_in_flight),
    COUNTER(METRICS_API, "auth_failures_total",
	"Requests that did not show who asks, by how they tried to.", auth_failures),
    COUNTER(METRICS_API, "api_refusals_total",
	"Requests and connections turned away, by reason.", api_refusals),
};

static const struct {
	enum metrics_rows rows;
	const struct view_fields *fields;
	size_t base;
} tables[] = {
    {METRICS_AGENT,      &view_agent_fields,          0                        },
    {METRICS_AGENT,      &view_agent_config_fields,   0                        },
    {METRICS_AGENT,      &view_agent_ipvs_fields,     0                        },
    {METRICS_AGENT,      &view_agent_vrrp_fields,     0                        },
    {METRICS_AGENT,      &view_agent_snmp_fields,     0                        },
    {METRICS_AGENT,      &view_agent_check_fields,    0                        },
    {METRICS_AGENT,      &view_agent_mail_fields,     0                        },
    {METRICS_AGENT,      &view_agent_notify_fields,   0                        },
    {METRICS_AGENT,      &view_agent_store_fields,    0                        },
    {METRICS_PROCESS,    &view_process_fields,        0                        },
    {METRICS_CHECK_TYPE, &view_check_type_fields,     0                        },
    {METRICS_VRRP,       &view_vrrp_fields,           0                        },
    {METRICS_VRRP,       &view_vrrp_counter_fields,   0                        },
    {METRICS_VRRP,       &view_vrrp_override_fields,  0                        },
    {METRICS_TRACK,      &view_track_fields,          0                        },
    {METRICS_GROUP,      &view_sync_group_fields,     0                        },
    {METRICS_POOL,       &view_pool_fields,           0                        },
    {METRICS_POOL,       &view_pool_effective_fields, 0                        },
    {METRICS_POOL,       &view_kernel_fields,         offsetof(struct view_pool, kernel)},
    {METRICS_RS,		  &view_rs_fields,				    0                            },
    {METRICS_RS,		  &view_rs_effective_fields,                                    0},
    {METRICS_RS,		  &view_rs_drain_fields,                                    0                                },
    {METRICS_RS,		  &view_rs_override_fields,                                    0},
    {METRICS_RS,		  &view_rs_flap_fields,                                    0                                    },
    {METRICS_RS,		  &view_rs_origin_fields,                                    0},
    {METRICS_RS,		  &view_kernel_fields,                                    offsetof(struct view_rs,                                        kernel)},
    {METRICS_CHECK,           &view_check_fields,                                      0           },
};

static enum metrics_type
type_of(const char *name)
{
	static const char total[] = "_total";
	size_t len = strlen(name), end = strlen(total);

	return len > end && strcmp(name + len - end, total) == 0 ? METRICS_COUNTER
								 : METRICS_GAUGE;
}

static bool
is_wanted(const struct metrics_options *options, enum metrics_rows rows)
{
	return !options->without_real_servers ||
	    (rows != METRICS_RS && rows != METRICS_CHECK);
}

static size_t
add(struct metrics_family *out, size_t len, struct metrics_family family)
{
	assert(len < METRICS_FAMILIES_MAX);
	if (!family.compat)
		family.prefix = prefixes[family.rows];
	out[len] = family;
	return len + 1;
}

static size_t
add_ours(struct metrics_family *out)
{
	size_t len = 0;

	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
		len = add(out, len, specials[i]);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (size_t j = 0; j < tables[i].fields->len; j++) {
			const struct view_field *field = &tables[i].fields->rows[j];

			if (field->metric)
				len = add(out, len,
				    (struct metrics_family){.rows = tables[i].rows,
					.type = type_of(field->metric),
					.name = field->metric,
					.help = field->help,
					.field = field,
					.base = tables[i].base});
		}
	return len;
}

size_t
metrics_families(const struct metrics_options *options, struct metrics_family *out)
{
	struct metrics_family theirs[METRICS_COMPAT_MAX];
	size_t len = add_ours(out), kept = 0;
	size_t theirs_len = metrics_compat_families(options->compat, theirs);

	for (size_t i = 0; i < theirs_len; i++)
		len = add(out, len, theirs[i]);
	for (size_t i = 0; i < len; i++)
		if (is_wanted(options, out[i].rows))
			out[kept++] = out[i];
	return kept;
}
