/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control, while a configuration is read. */
#include "checks/check_tls.h"

#include "checks/check_http_keys.h"

void
check_tls_finish(struct conf_reader *reader, const struct conf_node *node,
    const struct check_tls *tls)
{
	if (tls->ca && !tls->verify)
		conf_warning(reader, node, 0, "no_effect",
		    "tls_ca means nothing without tls_verify");
	if (!tls->certificate && (tls->key || tls->password))
		conf_warning(reader, node, 0, "no_effect",
		    "a key means nothing without its tls_certificate");
}
