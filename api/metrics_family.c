/* SPDX-License-Identifier: Apache-2.0 */
#include "api/metrics_family.h"

#include <assert.h>
#include <string.h>

#include "agent/view/view.h"
#include "api/metrics.h"

static const char *const prefixes[] = {"fairlead_", "fairlead_vrrp_", "fairlead_track_",
    "fairlead_sync_group_", "fairlead_virtual_server_", "fairlead_real_server_",
    "fairlead_check_", "fairlead_"};

void
metrics_put_escaped(struct buf *out, const char *text)
{
	while (*text) {
		size_t run = strcspn(text, "\\\"\n");

		buf_put(out, text, run);
		text += run;
		if (!*text)
			break;
		buf_putc(out, '\\');
		buf_putc(out, *text == '\n' ? 'n' : *text);
		text++;
	}
}

/* Each label ends with a comma; begin() writes the brace over the last one. */
static void
put_label_name(struct buf *out, const char *name)
{
	buf_puts(out, name);
	buf_put(out, "=\"", 2);
}

void
metrics_put_label(struct buf *out, const char *name, const char *value)
{
	put_label_name(out, name);
	metrics_put_escaped(out, value);
	buf_put(out, "\",", 2);
}

void
metrics_put_label_uint(struct buf *out, const char *name, uint64_t value)
{
	put_label_name(out, name);
	buf_put_u64(out, value);
	buf_put(out, "\",", 2);
}

/* ---- one sample ---- */

static bool
ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);

	return len > end_len && strcmp(name + len - end_len, end) == 0;
}

static bool
is_counter(const char *name)
{
	return ends_with(name, "_total");
}

/* Times that are no plain field have a function because they are told in buckets. */
static bool
is_histogram(const struct metrics_family *family)
{
	return family->sample && ends_with(family->name, "_seconds");
}

static void
put_head(struct buf *out, const struct metrics_family *family)
{
	const char *prefix = prefixes[family->rows];

	buf_puts(out, "# HELP ");
	buf_puts(out, prefix);
	buf_puts(out, family->name);
	buf_putc(out, ' ');
	buf_puts(out, family->help);
	buf_puts(out, "\n# TYPE ");
	buf_puts(out, prefix);
	buf_puts(out, family->name);
	if (is_histogram(family))
		buf_puts(out, " histogram\n");
	else
		buf_puts(out, is_counter(family->name) ? " counter\n" : " gauge\n");
}

/* Name and labels, one more label if `name` is not NULL; the value is to follow. */
static void
begin(const struct metrics_sink *sink, const char *name, const char *value)
{
	const struct metrics_family *family = sink->family;
	struct buf *out = sink->out;

	if (!*sink->headed)
		put_head(out, family);
	*sink->headed = true;
	buf_puts(out, prefixes[family->rows]);
	buf_puts(out, family->name);
	buf_puts(out, sink->suffix ? sink->suffix : "");
	if (sink->labels.len || name) {
		buf_putc(out, '{');
		buf_put(out, sink->labels.text, sink->labels.len);
		if (name)
			metrics_put_label(out, name, value);
		out->bytes[out->len - 1] = '}'; /* over the last comma */
	}
	buf_putc(out, ' ');
}

static void
whole(const struct metrics_sink *sink, const char *name, const char *value,
    uint64_t number)
{
	begin(sink, name, value);
	buf_put_u64(sink->out, number);
	buf_putc(sink->out, '\n');
}

static void
one_hot(const struct metrics_sink *sink, enum view_kind kind, uint64_t set)
{
	const char *label = "state";

	if (kind == VIEW_ADMIN)
		label = "admin";
	if (kind == VIEW_VRRP_WISH)
		label = "kind";
	for (unsigned i = 0; i < view_kind_words(kind); i++)
		whole(sink, label, view_kind_word(kind, i), i == set);
}

/* A count of parts of a second: 1234 of 1000 is "1.234". */
static void
put_seconds(struct buf *out, uint64_t count, unsigned parts)
{
	buf_put_u64(out, count / parts);
	buf_putc(out, '.');
	for (unsigned digit = parts / 10; digit; digit /= 10)
		buf_putc(out, (char)('0' + count / digit % 10));
}

static void
seconds(const struct metrics_sink *sink, uint64_t count, unsigned parts)
{
	begin(sink, NULL, NULL);
	put_seconds(sink->out, count, parts);
	buf_putc(sink->out, '\n');
}

static void
put_field(
    const struct metrics_sink *sink, const struct view_field *field, const void *row)
{
	uint64_t value = view_field_uint(field, row);
	int64_t number;

	if (view_kind_words(field->kind)) {
		one_hot(sink, field->kind, value);
	} else if (field->kind == VIEW_MS) {
		seconds(sink, value, 1000);
	} else if (field->kind == VIEW_US) {
		seconds(sink, value, 1000000);
	} else if (field->kind == VIEW_WALL) {
		if (value) /* never: there is no instant to tell */
			seconds(sink, value, 1000);
	} else if (field->kind == VIEW_INT) {
		number = view_field_int(field, row);
		begin(sink, NULL, NULL);
		buf_puts(sink->out, number < 0 ? "-" : "");
		buf_put_u64(
		    sink->out, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
		buf_putc(sink->out, '\n');
	} else {
		whole(sink, NULL, NULL, value);
	}
}

void
metrics_put_row(const struct metrics_sink *sink, const void *row)
{
	const struct metrics_family *family = sink->family;

	if (family->sample)
		family->sample(sink, row);
	else
		put_field(sink, family->field, (const char *)row + family->base);
}

/* ---- families that are no plain field ---- */

static void
build_info(const struct metrics_sink *sink, const void *row)
{
	const struct view_agent *agent = row;
	struct buf labels = {0};
	struct metrics_sink with = *sink;

	metrics_put_label(&labels, "version", agent->version);
	metrics_put_label(&labels, "ipvs_version", agent->ipvs_version);
	with.labels = (struct metrics_labels){labels.bytes, labels.len};
	whole(&with, NULL, NULL, 1);
	buf_fini(&labels);
}

static void
config_hash(const struct metrics_sink *sink, const void *row)
{
	const struct view_agent *agent = row;

	if (agent->config_sha256[0])
		whole(sink, "sha256", agent->config_sha256, 1);
}

static void
sync_daemon(const struct metrics_sink *sink, const void *row)
{
	const struct view_agent *agent = row;
	struct buf labels = {0};
	struct metrics_sink with = *sink;

	if (!agent->sync_daemon_role[0])
		return;
	metrics_put_label_uint(&labels, "syncid", agent->sync_daemon_id);
	metrics_put_label(&labels, "interface", agent->sync_daemon_interface);
	with.labels = (struct metrics_labels){labels.bytes, labels.len};
	whole(&with, "role", agent->sync_daemon_role, 1);
	buf_fini(&labels);
}

static void
rx_errors(const struct metrics_sink *sink, const void *row)
{
	const struct view_vrrp *vrrp = row;

	for (unsigned i = VRRP_ACCEPTED + 1; i < VIEW_REFUSALS; i++)
		whole(sink, "reason", vrrp_refusal_word((enum vrrp_refusal)i),
		    vrrp->refused[i]);
}

/* Buckets are cumulative here, and the last one is all. */
static void
histogram(const struct metrics_sink *sink, const struct view_histogram *from)
{
	struct metrics_sink to = *sink;
	struct buf end = {0};
	uint64_t count = 0;

	to.suffix = "_bucket";
	for (unsigned i = 0; i < VRRP_BUCKETS; i++) {
		count += from->counts[i];
		buf_clear(&end);
		if (i < VRRP_BUCKETS - 1)
			put_seconds(&end, from->ends_us[i], 1000000);
		else
			buf_puts(&end, "+Inf");
		whole(&to, "le", buf_text(&end), count);
	}
	buf_fini(&end);
	to.suffix = "_sum";
	seconds(&to, from->sum_us, 1000000);
	to.suffix = "_count";
	whole(&to, NULL, NULL, count);
}

static void
advert_gaps(const struct metrics_sink *sink, const void *row)
{
	histogram(sink, &((const struct view_vrrp *)row)->gaps);
}

static void
advert_lateness(const struct metrics_sink *sink, const void *row)
{
	histogram(sink, &((const struct view_vrrp *)row)->lateness);
}

static void
checksum_forms(const struct metrics_sink *sink, const void *row)
{
	const struct view_vrrp *vrrp = row;

	for (unsigned i = 0; i < VRRP_CHECKSUMS; i++)
		whole(sink, "form", vrrp_checksum_word((enum vrrp_checksum)i),
		    vrrp->checksums[i]);
}

static void
pool_up(const struct metrics_sink *sink, const void *row)
{
	whole(sink, NULL, NULL, ((const struct view_pool *)row)->state == VS_UP);
}

static void
pool_info(const struct metrics_sink *sink, const void *row)
{
	const struct view_pool *pool = row;
	struct buf labels = {0};
	struct metrics_sink with = *sink;

	buf_put(&labels, sink->labels.text, sink->labels.len);
	metrics_put_label(&labels, "scheduler", pool->scheduler);
	metrics_put_label(&labels, "forward", forward_word(pool->forward));
	metrics_put_label_uint(&labels, "persistence", pool->persistence_s);
	with.labels = (struct metrics_labels){labels.bytes, labels.len};
	whole(&with, NULL, NULL, 1);
	buf_fini(&labels);
}

static void
pool_states(const struct metrics_sink *sink, const void *row)
{
	const struct view_pool *pool = row;

	for (unsigned i = 0; i < RS_STATES; i++)
		whole(sink, "state", rs_state_word((enum rs_state)i), pool->states[i]);
}

/* Fit to get connections: a drain or a failed check is 0, an unchecked one is 1. */
static void
rs_up(const struct metrics_sink *sink, const void *row)
{
	enum rs_state state = ((const struct view_rs *)row)->state;

	whole(sink, NULL, NULL,
	    state == RS_UP || state == RS_STARTING || state == RS_UNCHECKED);
}

static void
api_requests(const struct metrics_sink *sink, const void *row)
{
	const struct metrics_requests *requests = row;

	for (size_t i = 0; i < requests->len; i++) {
		const struct metrics_request *request = &requests->rows[i];
		const struct api_route *route = request->route;
		struct buf labels = {0};
		struct metrics_sink with = *sink;

		metrics_put_label(&labels, "method",
		    route ? api_method_word(route->method) : "other");
		metrics_put_label(&labels, "route", route ? route->path : "none");
		metrics_put_label_uint(&labels, "code", request->status);
		with.labels = (struct metrics_labels){labels.bytes, labels.len};
		whole(&with, NULL, NULL, request->count);
		buf_fini(&labels);
	}
}

static void
api_in_flight(const struct metrics_sink *sink, const void *row)
{
	whole(sink, NULL, NULL, ((const struct metrics_requests *)row)->in_flight);
}

static void
auth_failures(const struct metrics_sink *sink, const void *row)
{
	whole(sink, NULL, NULL, ((const struct metrics_requests *)row)->auth_failures);
}

static const struct metrics_family specials[] = {
    {METRICS_AGENT, "build_info",              "The program that runs.",                  NULL, 0, build_info    },
    {METRICS_AGENT, "config_hash_info",        "The configuration in use.",               NULL, 0,
     config_hash												 },
    {METRICS_AGENT, "ipvs_sync_daemon",        "1 while the kernel's sync daemon runs.",  NULL,
     0,											    sync_daemon   },
    {METRICS_VRRP,  "rx_errors_total",         "Adverts refused, or told of, by reason.", NULL,
     0,											    rx_errors     },
    {METRICS_VRRP,  "checksum_form_total",
     "Adverts accepted, by what their checksum covers.",                                  NULL, 0, checksum_forms},
    {METRICS_VRRP,  "advert_gap_seconds",      "Time between the adverts heard.",         NULL, 0,
     advert_gaps												 },
    {METRICS_VRRP,  "advert_lateness_seconds", "How late our own adverts left.",          NULL, 0,
     advert_lateness											     },
    {METRICS_POOL,  "up",                      "1 when the virtual server is served.",    NULL, 0, pool_up       },
    {METRICS_POOL,  "info",                    "How the virtual server is set up.",       NULL, 0, pool_info     },
    {METRICS_POOL,  "real_servers",            "Real servers by state.",                  NULL, 0, pool_states   },
    {METRICS_RS,    "up",                      "1 when it may get connections.",          NULL, 0, rs_up         },
    {METRICS_API,   "api_requests_total",      "Requests answered.",                      NULL, 0, api_requests  },
    {METRICS_API,   "api_in_flight",           "Requests being answered.",                NULL, 0, api_in_flight },
    {METRICS_API,   "auth_failures_total",     "Tokens refused.",                         NULL, 0, auth_failures },
};

static const struct {
	enum metrics_rows rows;
	const struct view_fields *fields;
	size_t base;
} tables[] = {
    {METRICS_AGENT, &view_agent_fields,          0                        },
    {METRICS_AGENT, &view_agent_config_fields,   0                        },
    {METRICS_AGENT, &view_agent_ipvs_fields,     0                        },
    {METRICS_AGENT, &view_agent_vrrp_fields,     0                        },
    {METRICS_AGENT, &view_agent_snmp_fields,     0                        },
    {METRICS_AGENT, &view_agent_check_fields,    0                        },
    {METRICS_AGENT, &view_agent_mail_fields,     0                        },
    {METRICS_AGENT, &view_agent_notify_fields,   0                        },
    {METRICS_AGENT, &view_agent_store_fields,    0                        },
    {METRICS_VRRP,  &view_vrrp_fields,           0                        },
    {METRICS_VRRP,  &view_vrrp_counter_fields,   0                        },
    {METRICS_VRRP,  &view_vrrp_override_fields,  0                        },
    {METRICS_TRACK, &view_track_fields,          0                        },
    {METRICS_GROUP, &view_sync_group_fields,     0                        },
    {METRICS_POOL,  &view_pool_fields,           0                        },
    {METRICS_POOL,  &view_pool_effective_fields, 0                        },
    {METRICS_POOL,  &view_kernel_fields,         offsetof(struct view_pool, kernel)},
    {METRICS_RS,             &view_rs_fields,                               0                            },
    {METRICS_RS,             &view_rs_effective_fields,                               0},
    {METRICS_RS,             &view_rs_origin_fields,                               0                               },
    {METRICS_RS,             &view_kernel_fields,                               offsetof(struct view_rs,kernel)},
    {METRICS_CHECK,      &view_check_fields,                                 0						    },
};

size_t
metrics_families(struct metrics_family *out)
{
	size_t len = sizeof(specials) / sizeof(specials[0]);

	memcpy(out, specials, sizeof(specials));
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (size_t j = 0; j < tables[i].fields->len; j++) {
			const struct view_field *field = &tables[i].fields->rows[j];

			if (!field->metric)
				continue;
			assert(len < METRICS_FAMILIES_MAX);
			out[len++] = (struct metrics_family){tables[i].rows,
			    field->metric, field->help, field, tables[i].base, NULL};
		}
	return len;
}
