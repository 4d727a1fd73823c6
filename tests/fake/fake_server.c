/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fake/fake_server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEARD_MAX = 8192, DRIP_MS = 20, DAY_S = 86400 };

struct fake_server {
	struct fake_server_options options;
	int fd, stop_fd;
	uint16_t port;
	pthread_t thread;
	bool running;
	SSL_CTX *tls;
	char ca[64], key[64];
	unsigned connections, requests;
	char heard[HEARD_MAX], sni[128];
};

struct talk {
	struct fake_server *server;
	int fd;
	SSL *tls;
};

/* ---- a certificate that signs itself ---- */

static X509 *
certificate(EVP_PKEY *key, const struct fake_server_options *options)
{
	X509 *made = X509_new();
	char alt[160];
	X509_EXTENSION *san;

	(void)snprintf(alt, sizeof(alt), "DNS:%s", options->tls_name);
	san = X509V3_EXT_nconf_nid(NULL, NULL, NID_subject_alt_name, alt);
	assert(made && san);
	X509_set_version(made, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
	X509_gmtime_adj(X509_getm_notBefore(made), -30 * DAY_S);
	X509_gmtime_adj(X509_getm_notAfter(made),
	    options->tls_days ? options->tls_days * DAY_S : 3600);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_ASC,
	    (const unsigned char *)"fake", -1, -1, 0);
	X509_set_issuer_name(made, X509_get_subject_name(made));
	X509_add_ext(made, san, -1);
	X509_EXTENSION_free(san);
	X509_set_pubkey(made, key);
	X509_sign(made, key, EVP_sha256());
	return made;
}

static int
note_sni(SSL *tls, int *alert, void *ctx)
{
	struct fake_server *server = ctx;
	const char *name = SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name);

	(void)alert;
	(void)snprintf(server->sni, sizeof(server->sni), "%s", name ? name : "");
	return SSL_TLSEXT_ERR_OK;
}

static int
agree_to_h2(SSL *tls, const unsigned char **out, unsigned char *out_len,
    const unsigned char *in, unsigned in_len, void *ctx)
{
	(void)tls;
	(void)ctx;
	for (unsigned i = 0; i + 2 < in_len; i += in[i] + 1u)
		if (in[i] == 2 && memcmp(in + i + 1, "h2", 2) == 0) {
			*out = in + i + 1;
			*out_len = 2;
			return SSL_TLSEXT_ERR_OK;
		}
	return SSL_TLSEXT_ERR_NOACK;
}

/* `path` has room for it. */
static FILE *
make_file(char path[64])
{
	FILE *file;
	int fd;

	(void)snprintf(path, 64, "/tmp/fairlead-pem-XXXXXX");
	fd = mkstemp(path);
	assert(fd >= 0);
	file = fdopen(fd, "w");
	assert(file);
	return file;
}

static void
set_up_tls(struct fake_server *server)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = certificate(key, &server->options);
	FILE *file = make_file(server->ca);

	assert(PEM_write_X509(file, cert));
	(void)fclose(file);
	file = make_file(server->key);
	assert(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL));
	(void)fclose(file);
	server->tls = SSL_CTX_new(TLS_server_method());
	SSL_CTX_use_certificate(server->tls, cert);
	SSL_CTX_use_PrivateKey(server->tls, key);
	SSL_CTX_set_tlsext_servername_callback(server->tls, note_sni);
	SSL_CTX_set_tlsext_servername_arg(server->tls, server);
	if (server->options.tls_client) {
		assert(SSL_CTX_load_verify_locations(server->tls, server->ca, NULL));
		SSL_CTX_set_verify(server->tls,
		    SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	}
	if (server->options.tls_h2)
		SSL_CTX_set_alpn_select_cb(server->tls, agree_to_h2, NULL);
	X509_free(cert);
	EVP_PKEY_free(key);
}

/* ---- talking ---- */

/* False when the peer is gone. */
static bool
say(const struct talk *talk, const char *text, size_t len)
{
	while (len) {
		ssize_t said = talk->tls ? SSL_write(talk->tls, text, (int)len)
					 : send(talk->fd, text, len, MSG_NOSIGNAL);

		if (said <= 0)
			return false;
		text += said;
		len -= (size_t)said;
	}
	return true;
}

/* False when the peer, or the test, has gone before its request was whole. */
static bool
hear(const struct talk *talk)
{
	const char *end = talk->server->options.request_end;
	char *heard = talk->server->heard;
	size_t start = strlen(heard), at = start;

	if (!end)
		end = "\r\n\r\n";
	while (at + 1 < HEARD_MAX && !strstr(heard + start, end)) {
		ssize_t got = talk->tls
		    ? SSL_read(talk->tls, heard + at, (int)(HEARD_MAX - 1 - at))
		    : recv(talk->fd, heard + at, HEARD_MAX - 1 - at, 0);

		if (got <= 0)
			return false;
		at += (size_t)got;
		heard[at] = '\0';
	}
	talk->server->requests++;
	return true;
}

/* Until the peer says more; false when the test ends first. */
static bool
linger_readable(const struct talk *talk)
{
	struct pollfd fds[] = {
	    {.fd = talk->fd,              .events = POLLIN},
	    {.fd = talk->server->stop_fd, .events = POLLIN}
        };

	return poll(fds, 2, -1) > 0 && !fds[1].revents;
}

/* Until the peer hangs up, the test ends, or `ms` have passed; true for the last. */
static bool
linger(const struct talk *talk, int ms)
{
	struct pollfd fds[] = {
	    {.fd = talk->fd,              .events = POLLRDHUP},
	    {.fd = talk->server->stop_fd, .events = POLLIN   }
        };

	return poll(fds, 2, ms) == 0;
}

static bool
say_reply(const struct talk *talk)
{
	const struct fake_server_options *options = &talk->server->options;
	const char *reply = talk->server->requests > 1 && options->then
	    ? options->then
	    : options->reply;

	return say(
	    talk, reply, options->reply_len ? options->reply_len : strlen(reply));
}

static void
behave(const struct talk *talk)
{
	const char *reply = talk->server->options.reply;
	struct linger reset = {.l_onoff = 1};
	char block[4096];

	memset(block, 'x', sizeof(block));
	switch (talk->server->options.manner) {
	case FAKE_ANSWER:
		(void)say_reply(talk);
		if (talk->server->options.tls_h2 || talk->server->options.reply_len)
			(void)linger(talk, -1); /* the peer ends HTTP/2 */
		break;
	case FAKE_KEEP:
		while (say_reply(talk) && linger_readable(talk) && hear(talk))
			;
		break;
	case FAKE_SILENT:
	case FAKE_NO_TLS:
		(void)linger(talk, -1);
		break;
	case FAKE_RESET:
		(void)setsockopt(
		    talk->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
		break;
	case FAKE_DRIP:
		for (const char *at = reply; *at; at++)
			if (!say(talk, at, 1) || !linger(talk, DRIP_MS))
				break;
		break;
	case FAKE_ENDLESS:
		if (!say(talk, reply, strlen(reply)))
			break;
		while (say(talk, block, sizeof(block)))
			;
		break;
	}
}

static void
serve(struct fake_server *server, int fd)
{
	struct talk talk = {.server = server, .fd = fd};
	bool ready = true;

	server->connections++;
	if (server->tls && server->options.manner != FAKE_NO_TLS) {
		talk.tls = SSL_new(server->tls);
		(void)SSL_set_fd(talk.tls, fd);
		ready = SSL_accept(talk.tls) == 1;
	} else if (server->tls) {
		behave(&talk);
		ready = false;
	}
	if (ready && hear(&talk))
		behave(&talk);
	if (talk.tls && server->options.manner == FAKE_ANSWER)
		(void)SSL_shutdown(talk.tls);
	SSL_free(talk.tls);
	(void)close(fd);
}

static void *
run(void *ctx)
{
	struct fake_server *server = ctx;
	struct pollfd fds[] = {
	    {.fd = server->fd,      .events = POLLIN},
	    {.fd = server->stop_fd, .events = POLLIN}
        };

	while (poll(fds, 2, -1) > 0 && !fds[1].revents) {
		int fd = accept(server->fd, NULL, NULL);

		if (fd >= 0)
			serve(server, fd);
	}
	return NULL;
}

struct fake_server *
fake_server_start(const struct fake_server_options *options)
{
	struct fake_server *server = calloc(1, sizeof(*server));
	struct sockaddr_in at = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(at);

	assert(server);
	server->options = *options;
	if (options->tls_name)
		set_up_tls(server);
	server->stop_fd = eventfd(0, EFD_CLOEXEC);
	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert(bind(server->fd, (struct sockaddr *)&at, len) == 0);
	assert(listen(server->fd, 16) == 0);
	assert(getsockname(server->fd, (struct sockaddr *)&at, &len) == 0);
	server->port = ntohs(at.sin_port);
	assert(pthread_create(&server->thread, NULL, run, server) == 0);
	server->running = true;
	return server;
}

uint16_t
fake_server_port(const struct fake_server *server)
{
	return server->port;
}

const char *
fake_server_ca(const struct fake_server *server)
{
	return server->ca;
}

const char *
fake_server_key(const struct fake_server *server)
{
	return server->key;
}

unsigned
fake_server_connections(const struct fake_server *server)
{
	return server->connections;
}

const char *
fake_server_heard(const struct fake_server *server)
{
	return server->heard;
}

const char *
fake_server_sni(const struct fake_server *server)
{
	return server->sni;
}

void
fake_server_stop(struct fake_server *server)
{
	uint64_t one = 1;

	if (!server->running)
		return;
	assert(write(server->stop_fd, &one, sizeof(one)) == sizeof(one));
	(void)pthread_join(server->thread, NULL); /* ends by the line above */
	server->running = false;
}

void
fake_server_free(struct fake_server *server)
{
	fake_server_stop(server);
	(void)close(server->fd);
	(void)close(server->stop_fd);
	SSL_CTX_free(server->tls);
	if (*server->ca)
		(void)unlink(server->ca);
	if (*server->key)
		(void)unlink(server->key);
	free(server);
}
