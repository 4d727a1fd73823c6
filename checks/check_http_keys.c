/* SPDX-License-Identifier: Apache-2.0 */
/* The words of HTTP_GET and SSL_GET. Runs on: control, while a configuration is read.
 */
#include "checks/check_http_keys.h"

#include <stddef.h>

#include "checks/check_http.h"
#include "checks/check_http_spec.h"

static const char *const protocols[] = {"1.0", "1.0C", "1.1", "2", NULL};

static void
https_defaults(void *into)
{
	struct check_http_spec *spec = into;

	spec->tls = true;
}

static void
warn_without_tls(struct conf_reader *reader, const struct conf_node *node,
    const struct check_http_spec *spec)
{
	if (spec->enable_sni || spec->sni_name || spec->trust.verify ||
	    spec->trust.ca || spec->trust.certificate || spec->trust.key)
		conf_warning(reader, node, 0, "no_effect",
		    "HTTP_GET speaks no TLS: enable_sni, sni_name and the words "
		    "tls_... mean nothing here");
}

static void
finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	const struct check_http_spec *spec = into;

	check_http_want_clean(reader, node, "sni_name", spec->sni_name);
	if (!spec->urls.len)
		conf_error(reader, node, 0, "missing", "at least one url is wanted");
	if (spec->urls.len > CHECK_HTTP_URLS_MAX)
		conf_error(reader, node, 0, "range", "at most %d urls, these are %zu",
		    CHECK_HTTP_URLS_MAX, spec->urls.len);
	if (spec->tls)
		check_tls_finish(reader, node, &spec->trust);
	if (!spec->tls)
		warn_without_tls(reader, node, spec);
}

static const struct conf_key keys[] = {
    {.word = "url",
     .type = CONF_LIST,
     .place = offsetof(struct check_http_spec,                                         urls),
     .block = &check_http_url_block,
     .help = "what to fetch; all of them must be fit"},
    {.word = "http_protocol",
     .type = CONF_ENUM,
     .place = offsetof(struct check_http_spec,                               protocol),
     .words = protocols,
     .help = "1.0, 1.0C (with Connection: close) or 1.1 (1.0)"},
    {.word = "enable_sni",
     .type = CONF_BOOL,
     .place = offsetof(struct check_http_spec,enable_sni),
     .help = "say in TLS which name is wanted (off)"},
    {.word = "sni_name",
     .type = CONF_TEXT,
     .place = offsetof(struct check_http_spec, sni_name),
     .help = "that name (the virtualhost)"},
    {.word = "follow_redirects",
     .type = CONF_UINT,
     .place = offsetof(struct check_http_spec,                                  redirects),
     .max = 20,
     .help =
	    "redirects to follow, all to the same address (0: they are the answer)"},
    {.word = "keepalive",
     .type = CONF_BOOL,
     .place = offsetof(struct check_http_spec,                                         keep),
     .help = "keep the connection for the next check, unless bindto, bind_port, "
		"bind_if or fwmark are said (off)"},
    CHECK_TLS_ROWS(struct check_http_spec, trust),
    {.word = "tls_compliant",
     .type = CONF_LATER,
     .help = "demand that TLS is closed as it should be"              },
    {.word = "fast_recovery",
     .type = CONF_OBSOLETE,
     .help =
	    "each try asks for all urls, and rise says how many bring a server back"                                                                       },
};

const struct conf_block check_http_block = {
    .keys = keys,
    .keys_len = sizeof(keys) / sizeof(keys[0]),
    .size = sizeof(struct check_http_spec),
    .finish = finish,
};

const struct conf_block check_https_block = {
    .keys = keys,
    .keys_len = sizeof(keys) / sizeof(keys[0]),
    .size = sizeof(struct check_http_spec),
    .defaults = https_defaults,
    .finish = finish,
};
