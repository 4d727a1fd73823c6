/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/conf/conf.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "agent/conf/conf_root.h"
#include "agent/conf/conf_subst.h"
#include "agent/lib/arena.h"
#include "agent/lib/mem.h"

void
conf_session_start(struct conf_session *session, const struct conf_options *options)
{
	*session = (struct conf_session){.options = *options};
	session->model = mem_new(1, sizeof(*session->model));
	session->model->arena = arena_new();
	session->arena = arena_new();
	session->diags.arena = session->model->arena;
	sha256_init(&session->sha);
	if (!session->options.host_name)
		session->options.host_name = "localhost";
}

struct conf_source *
conf_session_source(struct conf_session *session, const char *name, const char *dir,
    const char *text, size_t len)
{
	struct conf_source *source;

	session->bytes += len;
	sha256_update(&session->sha, len, (const uint8_t *)text);
	source =
	    conf_source_new(session->arena, arena_strdup(session->model->arena, name),
		arena_strdup(session->model->arena, dir), text, len);
	if (!session->first)
		session->first = source;
	return source;
}

/* The host's short name unless said. */
static const char *
config_id(struct conf_session *session)
{
	const char *host = session->options.host_name;

	if (session->options.config_id)
		return session->options.config_id;
	return arena_strndup(session->arena, host, strcspn(host, "."));
}

static void
substitute(struct conf_session *session, struct conf_lines *out)
{
	struct conf_subst *subst = arena_alloc(session->arena, sizeof(*subst));
	const struct conf_line *lines = session->lines.items;

	subst->arena = session->arena;
	subst->diags = &session->diags;
	subst->config_id = config_id(session);
	subst->instance = subst->config_id;
	subst->env = session->options.env;
	subst->out = out;
	for (size_t i = 0; i < session->lines.len; i++)
		conf_subst_line(subst, &lines[i]);
}

static void
report_empty(struct conf_session *session)
{
	struct conf_spot spot = {.source = session->first};

	if (session->diags.by_grade[CONF_GRADE_ERROR])
		return; /* which says why there is nothing */
	conf_diag_at(&session->diags, CONF_GRADE_ERROR, &spot, "empty",
	    "the configuration is empty: nothing but blanks and comments");
}

/* The digest of all text, in hex: what tells one configuration from another. */
static void
name_by_text(struct conf_session *session)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	char *out = session->model->sha256;

	static_assert(
	    sizeof(session->model->sha256) == 2 * sizeof(digest) + 1, "hex of it");
	sha256_digest(&session->sha, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		(void)snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

struct model *
conf_session_finish(struct conf_session *session)
{
	struct model *model = session->model;
	struct conf_work *work = arena_alloc(session->arena, sizeof(*work));
	struct conf_reader reader = {.arena = model->arena,
	    .scratch = session->arena,
	    .diags = &session->diags,
	    .options = &session->options,
	    .work = work};
	struct conf_lines lines = {0};
	struct conf_node *root;

	substitute(session, &lines);
	root = conf_tree_build(session->arena, &session->diags, &lines);
	if (!root->first)
		report_empty(session);
	conf_read_root(&reader, root, model);
	conf_diags_finish(
	    &session->diags, session->options.lenient || work->global.lenient, model);
	name_by_text(session);
	arena_free(session->arena);
	return model;
}

bool
conf_session_keep(struct conf_session *session, const struct conf_line *line)
{
	struct conf_spot spot = conf_line_spot(line, 0);
	struct conf_line *kept;

	if (session->lines.len == CONF_LINES_MAX) {
		conf_diag_at(&session->diags, CONF_GRADE_ERROR, &spot, "too_large",
		    "more than %d lines", CONF_LINES_MAX);
		return false;
	}
	kept = arena_append(
	    session->arena, &session->lines.items, &session->lines.len, sizeof(*kept));
	*kept = *line;
	return true;
}

static bool
take_text_line(struct conf_session *session, const struct conf_line *line)
{
	struct conf_include include;
	struct conf_spot spot = conf_line_spot(line, 0);

	if (conf_line_include(line, &session->diags, &include)) {
		conf_diag_at(&session->diags, CONF_GRADE_ERROR, &spot,
		    "include_refused", "a text that is no file includes none");
		return true;
	}
	return conf_session_keep(session, line);
}

struct model *
conf_load_text(
    const char *name, const char *text, size_t len, const struct conf_options *options)
{
	struct conf_session session;
	struct conf_cursor cursor = {0};
	struct conf_spot spot = {0};
	struct conf_line line;

	conf_session_start(&session, options);
	if (len > CONF_TOTAL_MAX) {
		conf_diag_at(&session.diags, CONF_GRADE_ERROR, &spot, "too_large",
		    "%s has more than %d bytes", name, CONF_TOTAL_MAX);
		len = 0;
	}
	cursor.source = conf_session_source(&session, name, ".", text, len);
	cursor.arena = session.arena;
	cursor.diags = &session.diags;
	while (conf_lines_next(&cursor, &line) && take_text_line(&session, &line))
		;
	return conf_session_finish(&session);
}
