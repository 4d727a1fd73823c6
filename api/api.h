/* SPDX-License-Identifier: Apache-2.0 */
/* REST over the view and the commands. E, control thread. */
#ifndef API_API_H
#define API_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/command.h"
#include "agent/view/view.h"
#include "agent/view/view_once.h"

struct buf;
struct history;
struct loop;
struct api;
struct view_trial;

struct api_hooks {
	/* The newest view, made now if something changed; borrowed until the hook is
	 * called again (take view_ref to keep it longer). */
	struct view *(*view)(void *ctx);
	/* One virtual server's rows as they are now, made without looking at any other.
	 * A reference, for view_pool_unref; NULL: there is none of this id. */
	struct view_pool *(*pool)(void *ctx, const char *vs_id);
	/* The same with the row of one real server at most (its `kernel` and states are
	 * not summed up): an edit among ten thousand asks for no more. */
	struct view_pool *(*real_server)(
	    void *ctx, const char *vs_id, const struct addr *addr, uint16_t port);
	/* What the rows do not have of one check of a virtual server. False: it is
	 * gone. */
	bool (*check)(void *ctx, const char *vs_id, const struct view_check *check,
	    struct view_check_more *out);
	/* The ring of events; it only grows, so it is read as it is. NULL: none. */
	const struct history *(*history)(void *ctx);
	struct command_reply (*run)(void *ctx, const struct command *command);
	/* The configuration in use, in its own grammar, secrets hidden: into `out`. */
	void (*config_text)(void *ctx, struct buf *out);
	/* What came of reading this text, or (NULL) the agent's own file, instead of
	 * the configuration in use; nothing is changed. For view_trial_free. */
	struct view_trial *(*config_try)(void *ctx, const char *text, size_t len);
	/* Begin a trial of a check; how it stands, borrowed until the loop's next turn,
	 * or NULL. */
	struct view_once_reply (*try)(void *ctx, const struct view_once_wanted *wanted);
	const struct view_once *(*tried)(void *ctx, uint32_t id);
	void *ctx;
};

struct api_listen {
	const char *unix_path; /* NULL: TCP */
	uint32_t unix_mode;
	const char *unix_group; /* NULL: unchanged */
	struct addr addr;
	uint16_t port;
};

struct api_options {
	const struct api_listen *listens;
	size_t listens_len;
	const char *tls_certificate, *tls_key, *client_ca, *token_file; /* NULL: none */
	unsigned
	    metrics_compat; /* 1 << enum metrics_compat: names of other exporters */
	bool metrics_without_real_servers;
	bool require_if_match; /* of what replaces, merges or deletes */
};

struct api *api_new(struct loop *loop, const struct api_hooks *hooks);

/* There are events: who waits for some is told them, in a moment. `ctx` is the api. */
void api_stir(void *ctx);

/* Open what is new, keep what is the same, close the rest. All-or-nothing: on error
 * (-errno; `why` says which and how to mend it) the old listeners stay. A listener
 * beyond loopback without TLS and tokens or a client CA is refused with -EPERM. */
int api_configure(
    struct api *api, const struct api_options *options, char *why, size_t why_size);

void api_free(struct api *api);

struct api_totals {
	uint64_t requests, refused;
	uint32_t in_flight;
};
struct api_totals api_totals(const struct api *api);

#endif
