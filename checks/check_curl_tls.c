/* SPDX-License-Identifier: Apache-2.0 */
/* What libcurl is told of TLS, and what OpenSSL below it knows of the peer's
 * certificate. Runs on: control. */
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <time.h>

#include "checks/check_curl_get.h"

static bool
set_text(CURL *easy, CURLoption option, const char *text)
{
	return !text || curl_easy_setopt(easy, option, text) == CURLE_OK;
}

bool
check_curl_set_tls(struct check_curl_get *get)
{
	const struct check_tls *tls = get->want.tls;
	CURL *easy = get->easy;
	long alpn = get->want.http == CHECK_CURL_HTTP_2 ? 1L : 0L;
	bool ok = true;

	ok &= !curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, tls->verify ? 1L : 0L);
	ok &= !curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, tls->verify ? 2L : 0L);
	ok &= !curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, alpn);
	ok &= !curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	/* So that a renewed file counts soon; each handshake would be 10 ms of parsing.
	 */
	ok &= !curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, 60L);
	ok &= set_text(easy, CURLOPT_CAINFO, tls->ca);
	ok &= set_text(easy, CURLOPT_SSLCERT, tls->certificate);
	ok &= set_text(easy, CURLOPT_SSLKEY, tls->key);
	ok &= set_text(easy, CURLOPT_KEYPASSWD, tls->password);
	return ok;
}

int64_t
check_curl_certificate_until(CURL *easy)
{
	const struct curl_tlssessioninfo *session = NULL;
	struct tm tm = {0};
	X509 *certificate;

	if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK ||
	    !session || session->backend != CURLSSLBACKEND_OPENSSL ||
	    !session->internals)
		return 0;
	certificate = SSL_get0_peer_certificate(session->internals);
	if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &tm) != 1)
		return 0;
	return timegm(&tm);
}

enum check_code
check_curl_certificate_code(CURL *easy)
{
	long why = X509_V_OK;

	(void)curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &why);
	switch (why) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return CHECK_TLS_EXPIRED;
	/* OpenSSL had nothing against it. libcurl looks at the name itself, before it
	 * asks OpenSSL (7.88: what it says until then is "unspecified"). */
	case X509_V_OK:
	case X509_V_ERR_UNSPECIFIED:
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		return CHECK_TLS_NAME;
	default:
		return CHECK_TLS_UNTRUSTED;
	}
}
