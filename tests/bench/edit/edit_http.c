/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/edit/edit_http.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "agent/lib/mem.h"

enum { ANSWER_MAX = 16384 };

int
edit_http_connect(const char *unix_path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int fd, err;

	if (!mem_copy_text(to.sun_path, sizeof(to.sun_path), unix_path))
		return -ENAMETOOLONG;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	err = errno;
	(void)close(fd);
	return -err;
}

static int
send_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t sent = send(fd, text, len, MSG_NOSIGNAL);

		if (sent < 0)
			return -errno;
		text += sent;
		len -= (size_t)sent;
	}
	return 0;
}

/* The number after a header's name, or -1. */
static long
header_number(const char *headers, const char *name)
{
	for (const char *line = strchr(headers, '\n'); line;
	     line = strchr(line + 1, '\n'))
		if (strncasecmp(line + 1, name, strlen(name)) == 0)
			return strtol(line + 1 + strlen(name), NULL, 10);
	return -1;
}

/* Whether `answer` is whole: its head, and as much body as that announces. */
static const char *
whole(char *answer, size_t len)
{
	char *head_end = strstr(answer, "\r\n\r\n");
	long body_len;

	if (!head_end)
		return NULL;
	body_len = header_number(answer, "content-length:");
	if (body_len < 0)
		body_len = 0; /* 204 */
	if (len < (size_t)(head_end + 4 - answer) + (size_t)body_len)
		return NULL;
	return head_end + 4;
}

static int
receive(int fd, char *out, size_t size)
{
	char answer[ANSWER_MAX + 1];
	const char *body = NULL;
	size_t len = 0;

	while (!body) {
		ssize_t got = recv(fd, answer + len, ANSWER_MAX - len, 0);

		if (got <= 0)
			return got < 0 ? -errno : -ECONNRESET;
		len += (size_t)got;
		answer[len] = '\0';
		body = whole(answer, len);
	}
	(void)mem_copy_text(out, size, body);
	return (int)strtol(answer + strlen("HTTP/1.1 "), NULL, 10);
}

int
edit_http_ask(int fd, const struct edit_request *request, char *out, size_t size)
{
	const char *body = request->body ? request->body : "";
	char text[2048];
	int len = snprintf(text, sizeof(text),
	    "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n"
	    "Content-Length: %zu\r\n\r\n%s",
	    request->method, request->path,
	    request->type ? request->type : "application/json", strlen(body), body);
	int rc;

	if (len < 0 || (size_t)len >= sizeof(text))
		return -EMSGSIZE;
	rc = send_all(fd, text, (size_t)len);
	return rc < 0 ? rc : receive(fd, out, size);
}
