/* SPDX-License-Identifier: Apache-2.0 */
/* The least HTTP client: one kept connection to a Unix socket. For measuring. */
#ifndef TESTS_BENCH_EDIT_EDIT_HTTP_H
#define TESTS_BENCH_EDIT_EDIT_HTTP_H

#include <stddef.h>

/* A descriptor, or -errno. */
int edit_http_connect(const char *unix_path);

struct edit_request {
	const char *method, *path;
	const char *type, *body; /* NULL: none */
};

/* The status of the answer, its body in out[size] (cut to fit, terminated); -errno. */
int edit_http_ask(int fd, const struct edit_request *request, char *out, size_t size);

#endif
