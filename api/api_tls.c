/* SPDX-License-Identifier: Apache-2.0 */
/* Client certificates. Runs on: control. */
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <string.h>

#include "api/api_server.h"

static bool
take_name(gnutls_x509_crt_t certificate, struct api_identity *person)
{
	char name[64], unit[64];
	size_t name_size = sizeof(name), unit_size = sizeof(unit);

	if (gnutls_x509_crt_get_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0,
		0, name, &name_size) != GNUTLS_E_SUCCESS)
		return false;
	(void)snprintf(
	    person->actor, sizeof(person->actor), "certificate %s", name); /* fits */
	person->role = API_VIEWER;
	person->by = API_BY_CERTIFICATE;
	person->expires_ms = INT64_MAX;
	if (gnutls_x509_crt_get_dn_by_oid(certificate,
		GNUTLS_OID_X520_ORGANIZATIONAL_UNIT_NAME, 0, 0, unit,
		&unit_size) == GNUTLS_E_SUCCESS)
		(void)api_role_from_word(unit, &person->role); /* else a viewer */
	return true;
}

bool
api_tls_person(void *session, struct api_identity *person)
{
	const gnutls_datum_t *chain;
	gnutls_x509_crt_t certificate;
	unsigned len = 0, status = 0;
	bool known;

	chain = gnutls_certificate_get_peers(session, &len);
	if (!chain || len == 0 ||
	    gnutls_certificate_verify_peers2(session, &status) != GNUTLS_E_SUCCESS ||
	    status != 0)
		return false;
	if (gnutls_x509_crt_init(&certificate) != GNUTLS_E_SUCCESS)
		return false;
	known = gnutls_x509_crt_import(certificate, chain, GNUTLS_X509_FMT_DER) ==
		GNUTLS_E_SUCCESS &&
	    take_name(certificate, person);
	gnutls_x509_crt_deinit(certificate);
	return known;
}
