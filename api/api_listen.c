/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "api/api_listen.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "agent/lib/buf.h"
#include "agent/lib/mem.h"

enum { BACKLOG = 128, FILE_MAX_BYTES = 1024 * 1024 };

const char *
api_listen_name(const struct api_listen *listen, char *out)
{
	char addr[ADDR_TEXT_SIZE];

	if (listen->unix_path)
		(void)snprintf(out, API_LISTEN_NAME_SIZE, "unix:%s", listen->unix_path);
	else
		(void)snprintf(out, API_LISTEN_NAME_SIZE,
		    listen->addr.family == ADDR_V6 ? "[%s]:%u" : "%s:%u",
		    addr_format(&listen->addr, addr), (unsigned)listen->port);
	return out;
}

bool
api_listen_same(const struct api_listen *a, const struct api_listen *b)
{
	if (!a->unix_path || !b->unix_path)
		return !a->unix_path && !b->unix_path && a->port == b->port &&
		    addr_equal(&a->addr, &b->addr);
	return strcmp(a->unix_path, b->unix_path) == 0;
}

/* ---- Unix ---- */

static int
path_to_address(const char *path, struct sockaddr_un *address)
{
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	return mem_copy_text(address->sun_path, sizeof(address->sun_path), path)
	    ? 0
	    : -ENAMETOOLONG;
}

/* Remove what an agent that died has left: a socket on which nobody answers. */
static int
remove_stale(const struct sockaddr_un *address)
{
	struct stat st;
	int fd, rc = 0;

	if (lstat(address->sun_path, &st) != 0)
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISSOCK(st.st_mode))
		return -EEXIST;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 ||
	    errno != ECONNREFUSED)
		rc = -EADDRINUSE; /* answers, or is too busy to */
	(void)close(fd);          /* was never used */
	if (rc == 0 && unlink(address->sun_path) != 0)
		rc = -errno;
	return rc;
}

/* The directory under /run is gone after a boot; only the last level is made. */
static void
make_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	char directory[128];

	if (!slash || slash == path || (size_t)(slash - path) >= sizeof(directory))
		return;
	memcpy(directory, path, (size_t)(slash - path));
	directory[slash - path] = '\0';
	(void)mkdir(directory, 0755); /* if it cannot be made, bind says so */
}

int
api_socket_permit(const struct api_listen *listen, struct api_socket *socket)
{
	struct group group, *found = NULL;
	char room[4096];
	struct stat st;

	if (listen->unix_group) {
		if (getgrnam_r(
			listen->unix_group, &group, room, sizeof(room), &found) != 0 ||
		    !found)
			return -ENOENT;
		if (chown(listen->unix_path, (uid_t)-1, group.gr_gid) != 0)
			return -errno;
	}
	if (chmod(listen->unix_path, listen->unix_mode) != 0 ||
	    stat(listen->unix_path, &st) != 0)
		return -errno;
	socket->group = st.st_gid;
	socket->dev = st.st_dev;
	socket->ino = st.st_ino;
	return 0;
}

/* Nobody can connect before listen(), and by then mode and group are set. */
static int
bind_unix(const struct api_listen *listen_to, struct api_socket *out)
{
	struct sockaddr_un address;
	int rc = path_to_address(listen_to->unix_path, &address);

	if (rc == 0)
		rc = remove_stale(&address);
	if (rc < 0)
		return rc;
	make_directory(listen_to->unix_path);
	if (bind(out->fd, (const struct sockaddr *)&address, sizeof(address)) != 0)
		return -errno;
	rc = api_socket_permit(listen_to, out);
	if (rc == 0 && listen(out->fd, BACKLOG) != 0)
		rc = -errno;
	if (rc < 0)
		(void)unlink(listen_to->unix_path); /* it is ours, and of no use */
	return rc;
}

/* ---- TCP ---- */

static socklen_t
to_sockaddr(const struct api_listen *listen, struct sockaddr_storage *out)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)out;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;

	memset(out, 0, sizeof(*out));
	if (listen->addr.family == ADDR_V4) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(listen->port);
		memcpy(&v4->sin_addr, listen->addr.bytes, 4);
		return sizeof(*v4);
	}
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(listen->port);
	memcpy(&v6->sin6_addr, listen->addr.bytes, 16);
	return sizeof(*v6);
}

static int
bind_tcp(const struct api_listen *listen_to, struct api_socket *out)
{
	struct sockaddr_storage address;
	socklen_t len = to_sockaddr(listen_to, &address);
	const int yes = 1;

	if (setsockopt(out->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0)
		return -errno;
	/* [::]:80 beside 0.0.0.0:80 must be possible: each is what it says. */
	if (listen_to->addr.family == ADDR_V6 &&
	    setsockopt(out->fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes)) != 0)
		return -errno;
	if (bind(out->fd, (const struct sockaddr *)&address, len) != 0 ||
	    listen(out->fd, BACKLOG) != 0)
		return -errno;
	return 0;
}

static const char *
advice(int rc)
{
	if (rc == -EEXIST)
		return ": something that is no socket is there; remove it, or choose "
		       "another path";
	if (rc == -EADDRINUSE)
		return ": another program answers there; stop it, or choose another";
	if (rc == -ENOENT)
		return ": is the group, or the directory, missing?";
	return "";
}

int
api_socket_open(const struct api_listen *listen_to, struct api_socket *out, char *why,
    size_t why_size)
{
	int family = listen_to->addr.family == ADDR_V4 ? AF_INET : AF_INET6;
	char name[API_LISTEN_NAME_SIZE];
	int rc;

	*out = (struct api_socket){.fd = -1};
	if (listen_to->unix_path)
		family = AF_UNIX;
	out->fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (out->fd < 0)
		rc = -errno;
	else
		rc = listen_to->unix_path ? bind_unix(listen_to, out)
					  : bind_tcp(listen_to, out);
	if (rc == 0)
		return 0;
	(void)snprintf(why, why_size, "listen %s: %s%s",
	    api_listen_name(listen_to, name), strerror(-rc), advice(rc));
	if (out->fd >= 0)
		(void)close(out->fd); /* nothing came of it */
	out->fd = -1;
	return rc;
}

void
api_socket_close(const struct api_listen *listen_to, struct api_socket *socket)
{
	struct stat st;

	if (socket->fd < 0)
		return;
	if (listen_to->unix_path && lstat(listen_to->unix_path, &st) == 0 &&
	    st.st_dev == socket->dev && st.st_ino == socket->ino)
		(void)unlink(listen_to->unix_path); /* a stale one is removed later */
	(void)close(socket->fd);                    /* nothing is lost with it */
	socket->fd = -1;
}

/* ---- files ---- */

static int
read_fd(int fd, struct buf *out)
{
	char piece[4096];
	ssize_t got;

	while ((got = read(fd, piece, sizeof(piece))) > 0) {
		buf_put(out, piece, (size_t)got);
		if (out->len > FILE_MAX_BYTES)
			return -EFBIG;
	}
	return got < 0 ? -errno : 0;
}

int
api_file_read(
    const char *keyword, const char *path, char **out, char *why, size_t why_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct buf text = {0};
	int rc = fd < 0 ? -errno : read_fd(fd, &text);

	if (fd >= 0)
		(void)close(fd); /* it was only read */
	if (rc == 0) {
		*out = buf_take(&text);
		return 0;
	}
	buf_fini(&text);
	(void)snprintf(why, why_size, "%s %s: %s", keyword, path, strerror(-rc));
	return rc;
}
