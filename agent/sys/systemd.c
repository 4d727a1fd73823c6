/* SPDX-License-Identifier: Apache-2.0 */
/* The protocol of sd_notify(3), one datagram a message. libsystemd's own waits for ever
 * when the manager does not read, and then nobody would look after the agent. */
#include "agent/sys/systemd.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "agent/lib/log.h"

/* A manager that is only busy reads within this; a hung one costs no more. */
static const struct timeval patience = {.tv_usec = 100000};

/* '@' at its beginning stands for the zero byte of an abstract name. */
static int
send_to(const char *path, const char *state)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t len = strlen(path);
	int fd, rc = 0;

	if ((path[0] != '/' && path[0] != '@') || len >= sizeof(to.sun_path))
		return EINVAL;
	memcpy(to.sun_path, path, len);
	if (path[0] == '@')
		to.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) < 0 ||
	    sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&to,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) < 0)
		rc = errno;
	(void)close(fd); /* it is sent, or it is not */
	return rc;
}

void
systemd_notify(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	int err = path && *path ? send_to(path, state) : 0;

	/* Life signs come again. */
	if (err && strcmp(state, "WATCHDOG=1") != 0)
		log_sys("agent", err, "the service manager was not told %.*s",
		    (int)strcspn(state, "\n"), state);
}
