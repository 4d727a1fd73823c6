/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/view/view.h"
#include "api/metrics.h"
#include "api/metrics_family.h"
#include "api/stats.h"

static struct view *
make_view(uint32_t real_servers)
{
	struct view *view = view_new(1);
	struct view_pool *pool = view_pool_new(real_servers, 1);

	view->at_ms = 1795341700000;
	view->agent.ready = true;
	view->agent.started_ms = 1795341662123;
	view->vrrp = mem_new(1, sizeof(*view->vrrp));
	view->vrrp_len = 1;
	view->vrrp[0] = (struct view_vrrp){.name = "a\"b\\c\nd",
	    .interface = "eth0",
	    .vrid = 51,
	    .state = VRRP_MASTER,
	    .advert_int_ms = 1500};
	view->vrrp[0].refused[VRRP_BAD_TTL] = 7;
	view->vrrp[0].tracks_len = 1;
	view->tracks = mem_new(1, sizeof(*view->tracks));
	view->tracks_len = 1;
	view->tracks[0] =
	    (struct view_track){.kind = "script", .name = "chk", .weight = -90};
	view->vrrp[0].entered[VRRP_MASTER] = 2;
	view->agent.loop_lag = histogram_of_delays();
	histogram_add(&view->agent.loop_lag, 700);
	view->agent.process = (struct view_process){.cpu_us = 1500000, .open_fds = 21};
	view->check_types = mem_new(1, sizeof(*view->check_types));
	view->check_types_len = 1;
	view->check_types[0] = (struct view_check_type){
	    .type = "tcp",
	    .waiting = 3,
	    .results = {{"ok", 5},       {"fail", 1}, {"timeout", 0}, {"error", 0}},
	    .codes = {{"connect.refused", 1}},
	    .codes_len = 1,
	    .lag = histogram_of_delays()
        };
	view->pools = mem_new(1, sizeof(struct view_pool *));
	view->pools_len = 1;
	view->pools[0] = pool;
	(void)mem_copy_text(pool->id, sizeof(pool->id), "10.1.1.166-80-tcp");
	pool->addr = addr_v4(0x0a0101a6);
	pool->port = 80;
	(void)mem_copy_text(pool->scheduler, sizeof(pool->scheduler), "rr");
	for (uint32_t i = 0; i < real_servers; i++) {
		struct view_rs *rs = &pool->real_servers[i];

		rs->addr = addr_v4(0x0a000000 + i);
		rs->port = 80;
		rs->state = RS_DRAINING;
		rs->since_ms = view->at_ms - 90500;
		pool->states[RS_DRAINING]++;
		rs->kernel.active = 12;
		(void)snprintf(rs->id, sizeof(rs->id), "rs%u", (unsigned)i);
	}
	pool->checks[0] =
	    (struct view_check){.type = "tcp", .up = true, .latency_us = 1234};
	if (real_servers)
		pool->real_servers[0].checks_len = 1;
	return view;
}

/* All slices together; *slices is how many there were. */
static char *
read_all(struct api_stream *stream, unsigned *slices)
{
	struct buf out = {0}, slice = {0};
	bool more = true;

	for (*slices = 0; more; ++*slices) {
		buf_clear(&slice);
		more = stream->next(stream, &slice);
		assert_true(slice.len > 0 || !more);
		buf_put(&out, buf_text(&slice), slice.len);
	}
	stream->free(stream);
	buf_fini(&slice);
	return buf_take(&out);
}

static char *
render(struct view *view, const struct metrics_requests *requests, unsigned *slices)
{
	struct metrics_cache cache = {0};
	char *text =
	    read_all(metrics_stream(&cache, view, requests, METRICS_TEXT), slices);

	metrics_cache_fini(&cache);
	assert_int_equal(cache.alive, 0);
	return text;
}

static void
assert_has(const char *text, const char *lines)
{
	if (!strstr(text, lines))
		fail_msg("missing:\n%s", lines);
}

#define I "instance=\"a\\\"b\\\\c\\nd\",interface=\"eth0\",vrid=\"51\",family=\"ipv4\""
#define V                                                                              \
  "virtual_server=\"10.1.1.166-80-tcp\",local_address=\"10.1.1.166\",local_port="      \
  "\"80\",proto=\"tcp\",local_mark=\"0\""
#define R "virtual_server=\"10.1.1.166-80-tcp\",real_server=\"rs0\""

TEST(each_kind_of_row_is_told)
{
	struct metrics_requests requests = {.in_flight = 2};
	struct view *view = make_view(1);
	unsigned slices;
	char *text;

	metrics_count(&requests, NULL, 404, 900);
	metrics_count(&requests, NULL, 404, 9000000);
	text = render(view, &requests, &slices);
	assert_has(text,
	    "# HELP fairlead_ready 1 when everything configured is served.\n"
	    "# TYPE fairlead_ready gauge\nfairlead_ready 1\n");
	assert_has(text, "fairlead_start_time_seconds 1795341662.123\n");
	assert_has(text,
	    "# TYPE fairlead_vrrp_state gauge\n"
	    "fairlead_vrrp_state{" I ",state=\"init\"} 0\n"
	    "fairlead_vrrp_state{" I ",state=\"backup\"} 0\n"
	    "fairlead_vrrp_state{" I ",state=\"master\"} 1\n"
	    "fairlead_vrrp_state{" I ",state=\"fault\"} 0\n#");
	assert_has(text, "fairlead_vrrp_masters_seen{" I "} 1\n");
	assert_has(text,
	    "fairlead_drain_operations{state=\"draining\"} 1\n"
	    "fairlead_drain_operations{state=\"drained\"} 0\n");
	/* 90.5 s before the view was made. */
	assert_has(text, "fairlead_real_server_draining_seconds{" R "} 90.500\n");
	assert_has(text, "fairlead_vrrp_transitions_total{" I ",to=\"master\"} 2\n");
	/* Of gaps nothing is known, not even where buckets end. */
	assert_has(text,
	    "# TYPE fairlead_vrrp_advert_gap_seconds histogram\n"
	    "fairlead_vrrp_advert_gap_seconds_bucket{" I ",le=\"+Inf\"} 0\n");
	assert_has(text,
	    "fairlead_loop_lag_seconds_bucket{le=\"0.0005\"} 0\n"
	    "fairlead_loop_lag_seconds_bucket{le=\"0.001\"} 1\n");
	assert_has(text,
	    "# TYPE process_cpu_seconds_total counter\n"
	    "process_cpu_seconds_total 1.500000\n");
	assert_has(text, "process_open_fds 21\n");
	assert_has(
	    text, "fairlead_checks_runs_total{type=\"tcp\",result=\"fail\"} 1\n");
	assert_has(text,
	    "fairlead_checks_failures_total{type=\"tcp\",code="
	    "\"connect.refused\"} 1\n");
	assert_has(text, "fairlead_check_queue_length{type=\"tcp\"} 3\n");
	assert_has(text, "fairlead_check_lag_seconds_count{type=\"tcp\"} 0\n");
	assert_has(text, "fairlead_vrrp_rx_errors_total{" I ",reason=\"ttl\"} 7\n");
	assert_has(text, "fairlead_vrrp_advert_interval_seconds{" I "} 1.500\n");
	assert_has(text,
	    "fairlead_track_weight{instance=\"a\\\"b\\\\c\\nd\",kind="
	    "\"script\",name=\"chk\"} -90\n");
	assert_has(text,
	    "fairlead_virtual_server_info{" V ",scheduler=\"rr\",forward="
	    "\"nat\",persistence=\"0\"} 1\n");
	assert_has(text,
	    "# TYPE fairlead_real_server_state gauge\n"
	    "fairlead_real_server_state{" R ",state=\"draining\"} 1\n#");
	assert_has(text,
	    "fairlead_real_server_info{" R ",remote_address=\"10.0.0.0\",remote_port="
	    "\"80\",forward=\"nat\"} 1\n");
	assert_has(text, "fairlead_real_server_up{" R "} 0\n");
	assert_has(text, "fairlead_real_server_connections_active{" R "} 12\n");
	assert_has(text, "# TYPE fairlead_real_server_connections_total counter\n");
	assert_has(text,
	    "fairlead_check_last_duration_seconds{virtual_server=\"10.1.1.166-80-tcp\","
	    "real_server=\"rs0\",check=\"1\",type=\"tcp\"} 0.001234\n");
	assert_has(text,
	    "fairlead_api_requests_total{method=\"other\",route=\"none\","
	    "code=\"404\"} 2\n");
	/* 900 us is within 1 ms, 9 s within no end. */
	assert_has(text,
	    "fairlead_api_request_duration_seconds_bucket{method=\"other\",route="
	    "\"none\",le=\"0.00025\"} 0\n"
	    "fairlead_api_request_duration_seconds_bucket{method=\"other\",route="
	    "\"none\",le=\"0.001\"} 1\n");
	assert_has(text,
	    "le=\"5.0\"} 1\nfairlead_api_request_duration_seconds_bucket{method="
	    "\"other\",route=\"none\",le=\"+Inf\"} 2\n"
	    "fairlead_api_request_duration_seconds_count{method=\"other\",route="
	    "\"none\"} 2\n"
	    "fairlead_api_request_duration_seconds_sum{method=\"other\",route="
	    "\"none\"} 9.000900\n");
	assert_has(text, "fairlead_api_in_flight 2\n");
	mem_free(text);
	view_unref(view);
}

TEST(what_never_was_has_no_sample)
{
	struct metrics_requests requests = {0};
	struct view *view = make_view(1);
	unsigned slices;
	char *text = render(view, &requests, &slices);

	assert_null(strstr(text, "drain_deadline"));
	assert_null(strstr(text, "fairlead_config_hash_info"));
	assert_null(strstr(text, "fairlead_ipvs_sync_daemon"));
	assert_null(strstr(text, "fairlead_api_requests_total"));
	mem_free(text);
	view_unref(view);
}

TEST(families_have_names_of_their_own_by_the_rules)
{
	struct metrics_family families[METRICS_FAMILIES_MAX];
	const struct metrics_options options = {.compat = (1u << COMPATS) - 1};
	size_t len = metrics_families(&options, families);

	assert_true(len > 60);
	for (size_t i = 0; i < len; i++) {
		assert_true(families[i].name[strspn(families[i].name,
				"abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0');
		assert_null(strpbrk(families[i].help, "\\\n"));
		for (size_t j = 0; j < i; j++)
			if (strcmp(families[i].prefix, families[j].prefix) == 0)
				assert_string_not_equal(
				    families[i].name, families[j].name);
	}
}

/* 2000 real servers are some 60 samples of 250 bytes each: no slice may hold them all,
 * and none of them may be lost where two slices meet. */
TEST(many_rows_come_in_slices_and_none_is_lost)
{
	struct metrics_requests requests = {0};
	struct view *view = make_view(2000);
	unsigned slices, found = 0;
	char *text = render(view, &requests, &slices);

	for (const char *at = text; (at = strstr(at, "\nfairlead_real_server_up{"));
	     at++)
		found++;
	assert_int_equal(found, 2000);
	assert_true(slices > 10);
	mem_free(text);
	view_unref(view);
}

/* Names of counters: the family's is without what its samples end in. */
TEST(open_metrics_has_its_own_heads_and_an_end)
{
	struct metrics_requests requests = {0};
	struct metrics_cache cache = {0};
	struct view *view = make_view(1);
	unsigned slices;
	char *text = read_all(
	    metrics_stream(&cache, view, &requests, METRICS_OPENMETRICS), &slices);

	assert_has(text,
	    "# TYPE fairlead_restarts counter\nfairlead_restarts_total 0\n"
	    "fairlead_restarts_created 1795341662.123\n#");
	assert_has(text,
	    "# TYPE fairlead_vrrp_rx_errors counter\n"
	    "fairlead_vrrp_rx_errors_total{");
	assert_null(strstr(text, "fairlead_vrrp_rx_errors_created"));
	assert_string_equal(text + strlen(text) - 6, "# EOF\n");
	mem_free(text);
	metrics_cache_fini(&cache);
	view_unref(view);
}

/* A family of one name must not end in what another's samples add to theirs. */
TEST(names_stay_apart_in_open_metrics)
{
	static const char *const ends[] = {
	    "_created", "_bucket", "_count", "_sum", "_gcount", "_gsum"};
	struct metrics_family families[METRICS_FAMILIES_MAX];
	const struct metrics_options options = {.compat = (1u << COMPATS) - 1};
	size_t len = metrics_families(&options, families);

	for (size_t i = 0; i < len; i++)
		for (size_t e = 0; e < sizeof(ends) / sizeof(ends[0]); e++) {
			size_t have = strlen(families[i].name), end = strlen(ends[e]);

			assert_false(have > end &&
			    strcmp(families[i].name + have - end, ends[e]) == 0);
		}
}

TEST(the_form_is_what_the_scraper_asks_for)
{
	static const struct {
		const char *accept;
		enum metrics_format format;
	} cases[] = {
	    {NULL,									 METRICS_TEXT       },
	    {"",									   METRICS_TEXT       },
	    {"*/*",									METRICS_TEXT       },
	    {"application/openmetrics-text",					       METRICS_OPENMETRICS},
	    {"Application/OpenMetrics-Text; Version=1.0.0",                                METRICS_OPENMETRICS},
	    {"application/openmetrics-text;version=1.0.0,application/openmetrics-text;"
	     "version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", METRICS_OPENMETRICS},
	    {"application/openmetrics-text;version=0.0.1",                                 METRICS_TEXT       },
	    {"application/openmetrics-text;q=0.5, text/plain",                             METRICS_TEXT       },
	    {"application/openmetrics-text;q=0.5, text/plain;q=0.4",
             METRICS_OPENMETRICS									      },
	    {"application/openmetrics-text;q=0",                                           METRICS_TEXT       },
	    {"application/openmetrics-text;q=",                                            METRICS_OPENMETRICS},
	    {"application/openmetrics-text;q=x, */*;q=0.001",                              METRICS_TEXT       },
	    {"application/openmetrics-textual",                                            METRICS_TEXT       },
	    {";;,,;q=1,application/openmetrics-text",                                      METRICS_OPENMETRICS},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (metrics_accepted(cases[i].accept) != cases[i].format)
			fail_msg("%s", cases[i].accept);
}

/* Two readers of one view read the same text, in turns; the second writes on where the
 * first left off. A new view makes a new page. */
TEST(a_view_is_written_once_for_all_its_readers)
{
	struct metrics_requests requests = {0};
	struct metrics_cache cache = {0};
	struct view *view = make_view(2000);
	struct api_stream *first =
	    metrics_stream(&cache, view, &requests, METRICS_TEXT);
	struct buf begun = {0};
	unsigned slices;
	char *second, *rest, *whole = render(view, &requests, &slices);

	assert_true(first->next(first, &begun));
	second =
	    read_all(metrics_stream(&cache, view, &requests, METRICS_TEXT), &slices);
	assert_string_equal(second, whole);
	assert_int_equal(cache.alive, 1);
	rest = read_all(first, &slices);
	buf_puts(&begun, rest);
	assert_string_equal(buf_text(&begun), whole);
	buf_fini(&begun);
	mem_free(rest);
	mem_free(second);
	mem_free(whole);
	metrics_cache_fini(&cache);
	view_unref(view);
}

/* Clients that do not read must not pin a page of megabytes each. */
TEST(only_some_pages_are_kept_however_many_clients_are_slow)
{
	struct metrics_requests requests = {0};
	struct metrics_cache cache = {0};
	struct api_stream *slow[10];
	unsigned slices;
	char *texts[10];

	for (unsigned i = 0; i < 10; i++) {
		struct view *view = make_view(300);

		view->generation = i + 1;
		slow[i] = metrics_stream(&cache, view, &requests, METRICS_TEXT);
		view_unref(view);
	}
	assert_int_equal(cache.alive, 10);
	for (unsigned i = 0; i < 10; i++)
		texts[i] = read_all(slow[i], &slices);
	for (unsigned i = 0; i < 10; i++)
		assert_string_equal(texts[i], texts[0]);
	for (unsigned i = 0; i < 10; i++)
		mem_free(texts[i]);
	metrics_cache_fini(&cache);
	assert_int_equal(cache.alive, 0);
}

TEST(the_same_figures_are_told_as_flat_json)
{
	struct metrics_requests requests = {
	    .refusals.counts = {[API_REFUSED_WRONG] = 3, [API_REFUSED_HOST] = 2}
        };
	struct metrics_cache cache = {0};
	struct view *view = make_view(1);
	unsigned slices;
	char *text;

	metrics_count(&requests, NULL, 404, 900);
	text = read_all(stats_stream(view, &requests, &cache.options), &slices);
	assert_has(text,
	    "{\"at\":\"2026-11-22T10:01:40.000Z\",\"generation\":1,"
	    "\"agent\":{\"version\":\"\",");
	assert_has(text, ",\"ready\":1,");
	assert_has(text, ",\"auth_failures_total_token\":3,");
	assert_has(text,
	    "\"vrrp\":[{\"instance\":\"a\\\"b\\\\c\\nd\",\"interface\":\"eth0\","
	    "\"vrid\":\"51\",");
	assert_has(text, ",\"rx_errors_total_ttl\":7,");
	assert_has(text, ",\"advert_gap_seconds_count\":0,\"advert_gap_seconds_sum\":");
	assert_has(text, ",\"state_master\":1,");
	assert_has(text,
	    "\"real_servers\":[{\"virtual_server\":\"10.1.1.166-80-tcp\","
	    "\"real_server\":\"rs0\",\"up\":0,\"remote_address\":\"10.0.0.0\",");
	assert_has(text, ",\"state_up\":0,");
	assert_has(text, ",\"connections_active\":12,");
	assert_has(text, ",\"drain_deadline_timestamp_seconds\":0.000");
	assert_has(text, "\"process\":[{\"start_time_seconds\":0.000,");
	assert_has(
	    text, "\"check_types\":[{\"type\":\"tcp\",\"checks_runs_total_ok\":5,");
	assert_has(text, ",\"checks_failures_total_connect_refused\":1,");
	assert_has(text,
	    "\"requests\":[{\"method\":\"other\",\"route\":\"none\",\"code\":"
	    "\"404\",\"api_requests_total\":1}]");
	assert_null(strstr(text, ",,"));
	assert_null(strstr(text, "{,"));
	mem_free(text);
	view_unref(view);
}

static char *
render_as(struct view *view, struct metrics_options options)
{
	struct metrics_requests requests = {0};
	struct metrics_cache cache = {.options = options};
	unsigned slices;
	char *text =
	    read_all(metrics_stream(&cache, view, &requests, METRICS_TEXT), &slices);

	metrics_cache_fini(&cache);
	return text;
}

#define KA "{iname=\"a\\\"b\\\\c\\nd\",intf=\"eth0\",vrid=\"51\""
#define G2 "{name=\"a\\\"b\\\\c\\nd\",intf=\"eth0\",vrid=\"51\",state=\"MASTER\"}"

TEST(names_of_other_exporters_are_there_if_asked_for)
{
	struct view *view = make_view(1);
	struct view_kernel *kernel = &view->pools[0]->kernel;
	char *text;

	view->vrrp_addresses = mem_new(2, sizeof(*view->vrrp_addresses));
	view->vrrp_addresses_len = view->vrrp[0].addresses_len = 2;
	view->vrrp_addresses[0] = (struct view_vrrp_address){
	    .prefix = {addr_v4(0x0a0101a6), 32},
	    .interface = "eth1",
	    .advertised = true
        };
	view->vrrp_addresses[1] = (struct view_vrrp_address){
	    .prefix = {addr_v4(0x0a0101a7), 32},
              .interface = "eth2"
        };
	*kernel = (struct view_kernel){.present = true, .connections = 77};
	view->pools[0]->real_servers[0].kernel.present = true;
	text = render_as(view, (struct metrics_options){.compat = 0});
	assert_null(strstr(text, "keepalived_"));
	assert_null(strstr(text, "node_ipvs_"));
	mem_free(text);
	text = render_as(view, (struct metrics_options){.compat = (1u << COMPATS) - 1});
	assert_has(text, "# TYPE keepalived_up gauge\nkeepalived_up 1\n#");
	assert_has(text,
	    "# TYPE keepalived_vrrp_state gauge\n"
	    "keepalived_vrrp_state{iname=\"a\\\"b\\\\c\\nd\",intf=\"eth1\","
	    "vrid=\"51\",ip_address=\"10.1.1.166\"} 2\n#");
	assert_has(text, "intf=\"eth2\",vrid=\"51\",ip_address=\"10.1.1.167\"} 2\n#");
	assert_has(text, "keepalived_ip_ttl_errors_total" KA "} 7\n");
	assert_has(text,
	    "# TYPE keepalived_vrrp_ip_ttl_err counter\n"
	    "keepalived_vrrp_ip_ttl_err" G2 " 7\n");
	assert_has(
	    text, "keepalived_lvs_vip_conn{addr=\"10.1.1.166:80\",proto=\"6\"} 77\n");
	assert_has(text,
	    "keepalived_lvs_rs_conn{addr=\"10.0.0.0:80\",proto=\"6\","
	    "virtual_server=\"10.1.1.166-80-tcp\"} 0\n");
	assert_has(text, "node_ipvs_connections_total 77\n");
	assert_has(text,
	    "node_ipvs_backend_connections_active{local_address=\"10.1.1.166\","
	    "local_port=\"80\",local_mark=\"\",proto=\"TCP\",remote_address="
	    "\"10.0.0.0\",remote_port=\"80\"} 12\n");
	mem_free(text);
	view->pools[0]->fwmark = 0x10001000;
	view->pools[0]->port = 0;
	text = render_as(view, (struct metrics_options){.compat = 1u << COMPAT_NODE});
	assert_null(strstr(text, "keepalived_"));
	assert_has(text,
	    "node_ipvs_backend_weight{local_address=\"\",local_port=\"0\",local_mark="
	    "\"10001000\",proto=\"FWM\",remote_address=\"10.0.0.0\"");
	mem_free(text);
	/* Two groups are told apart by their names, which stand for their addresses. */
	view->pools[0]->fwmark = 0;
	view->pools[0]->addr = (struct addr){0};
	strcpy(view->pools[0]->group, "WEB");
	text = render_as(view, (struct metrics_options){.compat = (1u << COMPATS) - 1});
	assert_has(text,
	    "node_ipvs_backend_weight{local_address=\"WEB\",local_port=\"0\",local_"
	    "mark="
	    "\"\",proto=\"TCP\",remote_address=\"10.0.0.0\"");
	assert_has(text,
	    "keepalived_lvs_vip_conn{addr=\":0\",proto=\"6\",virtual_server="
	    "\"10.1.1.166-80-tcp\"}");
	mem_free(text);
	view_unref(view);
}

TEST(series_of_each_real_server_can_be_left_out)
{
	const struct metrics_options options = {
	    .compat = 1u << COMPAT_NODE, .without_real_servers = true};
	struct metrics_requests requests = {0};
	struct view *view = make_view(3);
	unsigned slices;
	char *text;

	view->pools[0]->real_servers[0].kernel.present = true;
	text = render_as(view, options);
	assert_null(strstr(text, "fairlead_real_server_"));
	assert_null(strstr(text, "fairlead_check_up"));
	assert_null(strstr(text, "node_ipvs_backend"));
	assert_has(text, "fairlead_virtual_server_real_servers{" V ",state=\"up\"} ");
	assert_has(text, "fairlead_check_queue_length{type=\"tcp\"} 3\n");
	mem_free(text);
	text = read_all(stats_stream(view, &requests, &options), &slices);
	assert_has(text, "\"real_servers\":[],\"checks\":[],\"requests\":[");
	mem_free(text);
	view_unref(view);
}

/* One name in another encoding must not cost all the figures. */
TEST(labels_are_utf_8_whatever_a_name_is)
{
	struct buf out = {0};

	metrics_put_escaped(&out,
	    "b\xfc"
	    "ro \xc3\xbc\t\\\"\n\xe2\x82");
	assert_string_equal(buf_text(&out),
	    "b\xef\xbf\xbdro \xc3\xbc\t\\\\\\\"\\n\xef\xbf\xbd\xef\xbf\xbd");
	buf_fini(&out);
}

TEST(an_empty_view_is_told_too)
{
	struct metrics_requests requests = {0};
	struct view *view = view_new(1);
	unsigned slices;
	char *text = render(view, &requests, &slices);

	assert_has(text, "\nfairlead_ready 0\n");
	assert_null(strstr(text, "fairlead_real_server"));
	mem_free(text);
	view_unref(view);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_kind_of_row_is_told),
	    cmocka_unit_test(what_never_was_has_no_sample),
	    cmocka_unit_test(families_have_names_of_their_own_by_the_rules),
	    cmocka_unit_test(many_rows_come_in_slices_and_none_is_lost),
	    cmocka_unit_test(open_metrics_has_its_own_heads_and_an_end),
	    cmocka_unit_test(names_stay_apart_in_open_metrics),
	    cmocka_unit_test(the_form_is_what_the_scraper_asks_for),
	    cmocka_unit_test(a_view_is_written_once_for_all_its_readers),
	    cmocka_unit_test(only_some_pages_are_kept_however_many_clients_are_slow),
	    cmocka_unit_test(the_same_figures_are_told_as_flat_json),
	    cmocka_unit_test(names_of_other_exporters_are_there_if_asked_for),
	    cmocka_unit_test(series_of_each_real_server_can_be_left_out),
	    cmocka_unit_test(labels_are_utf_8_whatever_a_name_is),
	    cmocka_unit_test(an_empty_view_is_told_too),
	};

	return cmocka_run_group_tests_name("metrics", tests, NULL, NULL);
}
