/* SPDX-License-Identifier: Apache-2.0 */
/* The block SSL. P. */
#include "agent/conf/conf_root.h"
#include "agent/conf/conf_rows.h"
#include "agent/lib/arena.h"

static const struct conf_key ssl_rows[] = {
    ROW_BY("password", struct model_ssl, password, conf_read_secret, conf_write_secret,
	"of the key; no dump and no diagnostic shows it (none)"),
    ROW("ca", CONF_TEXT, struct model_ssl, ca,
	"file of the authorities that tls_verify trusts, PEM (the system's)"),
    ROW("certificate", CONF_TEXT, struct model_ssl, certificate,
	"file of the certificate that checks show, PEM (none)"),
    ROW("key", CONF_TEXT, struct model_ssl, key,
	"file of its key, PEM (in the certificate's)"),
};

const struct conf_block ssl_keys_block = {
    ROWS(ssl_rows), .size = sizeof(struct model_ssl)};

void
conf_read_ssl(struct conf_reader *reader, const struct conf_node *node)
{
	struct model_ssl *ssl = arena_alloc(reader->arena, sizeof(*ssl));
	const struct conf_target target = {&ssl_keys_block, ssl};

	conf_no_more_words(reader, node, 1);
	conf_read_lines(reader, node, &target, 1);
	if (!ssl->certificate && (ssl->key || ssl->password))
		conf_warning(reader, node, 0, "no_effect",
		    "a key means nothing without its certificate");
	reader->work->ssl = ssl;
}
