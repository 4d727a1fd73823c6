/* SPDX-License-Identifier: Apache-2.0 */
/* What the words of the checkers that speak HTTP share. E (by its reader), control
 * thread. */
#ifndef CHECKS_CHECK_HTTP_KEYS_H
#define CHECKS_CHECK_HTTP_KEYS_H

#include "agent/conf/conf_key.h"
#include "checks/check_rows.h"
#include "checks/check_tls.h"

extern const struct conf_block check_http_url_block;

/* An error when it could end a line of a request early. `text` may be NULL. */
void check_http_want_clean(struct conf_reader *reader, const struct conf_node *node,
    const char *word, const char *text);

/* What contradicts itself, of the words below. */
void check_tls_finish(struct conf_reader *reader, const struct conf_node *node,
    const struct check_tls *tls);

/* The rows of a struct check_tls within `owner`. */
#define CHECK_TLS_ROW(w, t, owner, member, h)                                          \
  {                                                                                    \
    .word = (w), .type = (t), .place = offsetof(owner, member), .help = (h)            \
  }
#define CHECK_TLS_ROWS(owner, member)                                                  \
  CHECK_TLS_ROW("tls_verify", CONF_BOOL, owner, member.verify,                         \
      "verify certificate, its dates and its name; implies enable_sni (off)"),         \
      CHECK_TLS_ROW("tls_ca", CONF_TEXT, owner, member.ca,                             \
	  "file of the authorities to trust, PEM (that of SSL, or the system's)"),     \
      CHECK_TLS_ROW("tls_certificate", CONF_TEXT, owner, member.certificate,           \
	  "file of the certificate to show, PEM (that of SSL, or none)"),              \
      CHECK_TLS_ROW("tls_key", CONF_TEXT, owner, member.key,                           \
	  "file of its key, PEM (in the certificate's)"),                              \
      CHECK_ROW_SECRET("tls_key_password", owner, member.password,                     \
	  "of the key; no dump and no diagnostic shows it (none)"),                    \
  {                                                                                    \
    .word = "certificate_warn", .type = CONF_UINT,                                     \
    .place = offsetof(owner, member.warn_days), .max = 3650,                           \
    .help = "days before the certificate expires from when on that is a warning "      \
	    "(0: never)"                                                               \
  }

#endif
