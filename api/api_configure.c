/* SPDX-License-Identifier: Apache-2.0 */
/* Which listeners there are: prepared beside the old ones, then exchanged; or, if one
 * cannot be had, forgotten. Runs on: control. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "api/api_files.h"
#include "api/api_live.h"
#include "api/api_server.h"

enum { LISTENS_MAX = 16 };

/* What is made before anything is changed. */
struct plan {
	struct api_tls tls;
	struct api_tokens tokens;
	struct api_listener *fresh; /* started; those that are kept are not in here */
};

static void
free_tls(struct api_tls *tls)
{
	mem_free(tls->certificate);
	mem_free(tls->key);
	mem_free(tls->client_ca);
	*tls = (struct api_tls){0};
}

void
api_listener_free(struct api_listener *listener)
{
	if (!listener)
		return;
	api_listener_stop(listener);
	api_socket_close(&listener->listen, &listener->socket);
	free_tls(&listener->tls);
	mem_free((void *)(uintptr_t)listener->listen.unix_path);
	mem_free((void *)(uintptr_t)listener->listen.unix_group);
	mem_free(listener);
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool
same_tls(const struct api_tls *a, const struct api_tls *b)
{
	return same_text(a->certificate, b->certificate) && same_text(a->key, b->key) &&
	    same_text(a->client_ca, b->client_ca);
}

static int
fail(int rc, const struct api_listen *listen, const char *what, char *why, size_t size)
{
	char name[API_LISTEN_NAME_SIZE];

	(void)snprintf(why, size, "listen %s: %s", api_listen_name(listen, name), what);
	return rc;
}

static int
check_listen(const struct api_options *options, size_t index, char *why, size_t size)
{
	const struct api_listen *listen = &options->listens[index];

	for (size_t i = 0; i < index; i++)
		if (api_listen_same(&options->listens[i], listen))
			return fail(-EEXIST, listen, "is there twice", why, size);
	if (listen->unix_path || addr_is_loopback(&listen->addr))
		return 0;
	if (options->tls_certificate && (options->token_file || options->client_ca))
		return 0;
	return fail(-EPERM, listen,
	    "is not a loopback address: give tls_certificate and tls_key, and "
	    "token_file or client_ca, or listen on 127.0.0.1",
	    why, size);
}

static int
check_options(const struct api_options *options, char *why, size_t size)
{
	int rc;

	if (options->listens_len > LISTENS_MAX) {
		(void)snprintf(why, size, "more than %d listen lines", LISTENS_MAX);
		return -E2BIG;
	}
	if (!options->tls_certificate != !options->tls_key) {
		(void)snprintf(why, size,
		    "tls_certificate and tls_key go together: one is missing");
		return -EINVAL;
	}
	if (options->client_ca && !options->tls_certificate) {
		(void)snprintf(
		    why, size, "client_ca needs tls_certificate and tls_key");
		return -EINVAL;
	}
	for (size_t i = 0; i < options->listens_len; i++) {
		rc = check_listen(options, i, why, size);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int
read_files(struct plan *plan, const struct api_options *options, char *why, size_t size)
{
	int rc = 0;

	if (options->tls_certificate)
		rc = api_file_read("tls_certificate", options->tls_certificate,
		    &plan->tls.certificate, why, size);
	if (rc == 0 && options->tls_key)
		rc = api_file_read(
		    "tls_key", options->tls_key, &plan->tls.key, why, size);
	if (rc == 0 && options->client_ca)
		rc = api_file_read(
		    "client_ca", options->client_ca, &plan->tls.client_ca, why, size);
	if (rc == 0 && options->token_file)
		rc = api_tokens_load(options->token_file, &plan->tokens, why, size);
	return rc;
}

static struct api_listener *
find(struct api_listener *list, const struct api_listen *listen)
{
	while (list && !api_listen_same(&list->listen, listen))
		list = list->next;
	return list;
}

static bool
is_wanted(const struct api_listener *listener, const struct api_options *options,
    const struct api_tls *tls)
{
	for (size_t i = 0; i < options->listens_len; i++)
		if (api_listen_same(&options->listens[i], &listener->listen))
			return listener->listen.unix_path ||
			    same_tls(&listener->tls, tls);
	return false;
}

/* A socket of the old listener at this place can serve the new one, too. */
static int
open_or_share(struct api_listener *listener, const struct api_listener *old, char *why,
    size_t size)
{
	if (!old)
		return api_socket_open(&listener->listen, &listener->socket, why, size);
	listener->socket = old->socket;
	listener->socket.fd = dup(old->socket.fd);
	return listener->socket.fd < 0
	    ? fail(-errno, &listener->listen, strerror(errno), why, size)
	    : 0;
}

static int
add_fresh(struct api *api, struct plan *plan, const struct api_listen *listen,
    char *why, size_t size)
{
	struct api_listener *listener = mem_new(1, sizeof(*listener));
	int rc;

	listener->api = api;
	listener->listen = *listen;
	listener->listen.unix_path = mem_strdup(listen->unix_path);
	listener->listen.unix_group = mem_strdup(listen->unix_group);
	listener->socket.fd = -1;
	listener->next = plan->fresh;
	plan->fresh = listener;
	if (!listen->unix_path) {
		listener->tls.certificate = mem_strdup(plan->tls.certificate);
		listener->tls.key = mem_strdup(plan->tls.key);
		listener->tls.client_ca = mem_strdup(plan->tls.client_ca);
	}
	rc = open_or_share(listener, find(api->listeners, listen), why, size);
	return rc < 0 ? rc : api_listener_start(listener, why, size);
}

static int
prepare(struct api *api, struct plan *plan, const struct api_options *options,
    char *why, size_t size)
{
	int rc = check_options(options, why, size);

	if (rc == 0)
		rc = read_files(plan, options, why, size);
	for (size_t i = 0; rc == 0 && i < options->listens_len; i++) {
		const struct api_listen *listen = &options->listens[i];
		const struct api_listener *old = find(api->listeners, listen);

		if (!old || !is_wanted(old, options, &plan->tls))
			rc = add_fresh(api, plan, listen, why, size);
	}
	return rc;
}

static void
free_all(struct api_listener *list)
{
	while (list) {
		struct api_listener *next = list->next;

		api_listener_free(list);
		list = next;
	}
}

static void
reap(void *ctx)
{
	struct api *api = ctx;

	free_all(api->leaving);
	api->leaving = NULL;
}

/* The request that asked for this may be one of its own: it is stopped later. */
static void
leave(struct api *api, struct api_listener *listener)
{
	api_listener_quiesce(listener);
	api_socket_close(&listener->listen, &listener->socket);
	listener->next = api->leaving;
	api->leaving = listener;
	loop_timer_after(api->reaper, span_s(1));
}

/* Mode and group may differ from before. */
static void
permit_again(struct api_listener *listener, const struct api_options *options)
{
	for (size_t i = 0; i < options->listens_len; i++) {
		const struct api_listen *wanted = &options->listens[i];
		int rc;

		if (!wanted->unix_path || !api_listen_same(wanted, &listener->listen))
			continue;
		rc = api_socket_permit(wanted, &listener->socket);
		if (rc < 0)
			log_sys(
			    "api", -rc, "%s: mode or group not set", wanted->unix_path);
	}
}

static bool
same_tokens(const struct api_tokens *a, const struct api_tokens *b)
{
	bool same = a->len == b->len;

	for (size_t i = 0; same && i < a->len; i++) {
		const struct api_token *x = &a->items[i], *y = &b->items[i];

		same = memcmp(x->sha256, y->sha256, sizeof(x->sha256)) == 0 &&
		    x->expires_ms == y->expires_ms && strcmp(x->name, y->name) == 0;
	}
	return same;
}

static void
take_tokens(struct api *api, struct plan *plan)
{
	bool same = same_tokens(&api->tokens, &plan->tokens);

	api_tokens_fini(&api->tokens);
	api->tokens = plan->tokens;
	plan->tokens = (struct api_tokens){0};
	if (!same)
		api_live_recheck(api);
}

static void
commit(struct api *api, struct plan *plan, const struct api_options *options)
{
	struct api_listener *old = api->listeners, *next;

	api->listeners = plan->fresh;
	plan->fresh = NULL;
	for (; old; old = next) {
		next = old->next;
		if (!is_wanted(old, options, &plan->tls)) {
			leave(api, old);
			continue;
		}
		permit_again(old, options);
		old->next = api->listeners;
		api->listeners = old;
	}
	api->metrics.options = (struct metrics_options){
	    options->metrics_compat, options->metrics_without_real_servers};
	api->require_if_match = options->require_if_match;
	take_tokens(api, plan);
}

int
api_configure(
    struct api *api, const struct api_options *options, char *why, size_t why_size)
{
	const struct api_marks marks = api_files_marks(options);
	struct plan plan = {0};
	int rc = prepare(api, &plan, options, why, why_size);

	if (rc == 0) {
		commit(api, &plan, options);
		api_files_watch(api->files, options, &marks);
	}
	free_all(plan.fresh);
	free_tls(&plan.tls);
	api_tokens_fini(&plan.tokens);
	return rc;
}

struct api *
api_new(struct loop *loop, const struct api_hooks *hooks)
{
	struct api *api = mem_new(1, sizeof(*api));

	api->loop = loop;
	api->hooks = *hooks;
	api->reaper = loop_timer_new(loop, reap, api);
	api->files = api_files_new(loop, api);
	api_begin(api);
	return api;
}

void
api_free(struct api *api)
{
	if (!api)
		return;
	free_all(api->listeners);
	free_all(api->leaving);
	loop_timer_free(api->reaper);
	api_files_free(api->files);
	api_end(api);
	metrics_cache_fini(&api->metrics);
	api_tokens_fini(&api->tokens);
	api_replays_fini(&api->replays);
	mem_free(api);
}

struct api_totals
api_totals(const struct api *api)
{
	return api->totals;
}
