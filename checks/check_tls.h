/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a check over TLS trusts, and as whom it comes. D. */
#ifndef CHECKS_CHECK_TLS_H
#define CHECKS_CHECK_TLS_H

#include <stdbool.h>
#include <stdint.h>

struct check_tls {
	bool verify;             /* the certificate, its dates and its name */
	uint32_t warn_days;      /* before the certificate expires; 0: never */
	const char *ca;          /* PEM file; NULL: the system's */
	const char *certificate; /* PEM file of our own; NULL: none */
	const char *key;         /* PEM file; NULL: in `certificate` */
	const char *password;    /* of the key; NULL: none */
};

/* Whether a certificate that is good until `until_s` is to be warned of at `now_s`. */
static inline bool
check_tls_near(const struct check_tls *tls, int64_t until_s, int64_t now_s)
{
	return tls->warn_days && until_s - now_s < (int64_t)tls->warn_days * 86400;
}

#endif
