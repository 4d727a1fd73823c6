/* SPDX-License-Identifier: Apache-2.0 */
/* Listening sockets: made, compared, closed; nothing of HTTP. E, control thread. */
#ifndef API_API_LISTEN_H
#define API_API_LISTEN_H

#include <sys/types.h>

#include "api/api.h"

enum { API_LISTEN_NAME_SIZE = 120 };

struct api_socket {
	int fd; /* owned; -1: closed */
	/* Unix: the file as we made it, so that only our own is removed. */
	dev_t dev;
	ino_t ino;
	gid_t group; /* whose members are operators */
};

/* 0 or -errno, with `why`. Of a Unix path, a socket that nobody answers on is replaced;
 * anything else there is left alone. */
int api_socket_open(const struct api_listen *listen, struct api_socket *out, char *why,
    size_t why_size);

/* Give the file of an open Unix socket the mode and group of `listen`. 0 or -errno. */
int api_socket_permit(const struct api_listen *listen, struct api_socket *socket);

/* The path is removed if it is still ours. */
void api_socket_close(const struct api_listen *listen, struct api_socket *socket);

/* Same place: mode and group may differ. */
bool api_listen_same(const struct api_listen *a, const struct api_listen *b);

/* "unix:/run/fairlead/api.sock", "127.0.0.1:8080" into out[API_LISTEN_NAME_SIZE]. */
const char *api_listen_name(const struct api_listen *listen, char *out);

/* The whole file into *out (owned by the caller, mem_free). 0 or -errno; `why` begins
 * with `keyword`. At most 1 MiB. */
int api_file_read(
    const char *keyword, const char *path, char **out, char *why, size_t why_size);

#endif
