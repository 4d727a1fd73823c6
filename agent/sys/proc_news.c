/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/sys/proc_news.h"

#include <errno.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	ROOM = 1024,
	HEADER = NLMSG_HDRLEN + sizeof(struct cn_msg),
	ASKING = HEADER + sizeof(enum proc_cn_mcast_op),
	/* As far as anything of an event is looked at: a fork's is the longest. */
	EVENT = offsetof(struct proc_event, event_data) +
	    sizeof(((struct proc_event *)NULL)->event_data.fork)
};

static int
ask(int fd)
{
	const enum proc_cn_mcast_op wish = PROC_CN_MCAST_LISTEN;
	const struct nlmsghdr head = {.nlmsg_len = ASKING, .nlmsg_type = NLMSG_DONE};
	struct cn_msg message = {
	    .id = {CN_IDX_PROC, CN_VAL_PROC},
              .len = sizeof(wish)
        };
	char bytes[ASKING] = {0};

	memcpy(bytes, &head, sizeof(head));
	memcpy(bytes + NLMSG_HDRLEN, &message, sizeof(message));
	memcpy(bytes + HEADER, &wish, sizeof(wish));
	return send(fd, bytes, sizeof(bytes), 0) < 0 ? -errno : 0;
}

/* The namespaces that the kernel begins with have these numbers (its PROC_PID_INIT_INO,
 * PROC_USER_INIT_INO). Only there does it hear our wish; in a container on the host's
 * network what others wished for comes in all the same, with the host's pids. */
static bool
is_host(void)
{
	struct stat pids, users;

	return stat("/proc/self/ns/pid", &pids) == 0 && pids.st_ino == 0xeffffffc &&
	    stat("/proc/self/ns/user", &users) == 0 && users.st_ino == 0xeffffffd;
}

int
proc_news_open(void)
{
	const struct sockaddr_nl here = {
	    .nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC};
	int fd, rc;

	if (!is_host())
		return -EOPNOTSUPP;
	fd = socket(
	    AF_NETLINK, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_CONNECTOR);
	if (fd < 0)
		return -errno;
	rc = bind(fd, (const struct sockaddr *)&here, sizeof(here)) < 0 ? -errno : 0;
	if (rc == 0)
		rc = ask(fd);
	if (rc == 0)
		return fd;
	(void)close(fd); /* nothing was done with it */
	return rc;
}

static struct proc_news
came(pid_t thread, pid_t process)
{
	/* A thread more is no process more. */
	if (thread != process)
		return (struct proc_news){.kind = PROC_NEWS_NONE};
	return (struct proc_news){.kind = PROC_NEWS_CAME, .pid = process};
}

static bool
is_event(const char *bytes, size_t len)
{
	struct cn_msg message;

	if (len < HEADER + EVENT)
		return false;
	memcpy(&message, bytes + NLMSG_HDRLEN, sizeof(message));
	return message.id.idx == CN_IDX_PROC && message.id.val == CN_VAL_PROC;
}

struct proc_news
proc_news_decode(const void *bytes, size_t len)
{
	struct proc_news news = {.kind = PROC_NEWS_NONE};
	struct proc_event event = {0};

	if (!is_event(bytes, len))
		return news;
	memcpy(&event, (const char *)bytes + HEADER, EVENT);
	if (event.what == PROC_EVENT_NONE) {
		news.err = (int)event.event_data.ack.err;
		news.kind = news.err ? PROC_NEWS_REFUSED : PROC_NEWS_READY;
		return news;
	}
	if (event.what == PROC_EVENT_FORK)
		return came(
		    event.event_data.fork.child_pid, event.event_data.fork.child_tgid);
	if (event.what == PROC_EVENT_EXEC)
		return came(event.event_data.exec.process_tgid,
		    event.event_data.exec.process_tgid);
	if (event.what == PROC_EVENT_COMM)
		return came(event.event_data.comm.process_pid,
		    event.event_data.comm.process_tgid);
	if (event.what == PROC_EVENT_EXIT)
		news = came(event.event_data.exit.process_pid,
		    event.event_data.exit.process_tgid);
	if (news.kind == PROC_NEWS_CAME)
		news.kind = PROC_NEWS_WENT;
	return news;
}

bool
proc_news_read(int fd, struct proc_news *out)
{
	struct sockaddr_nl from;
	socklen_t from_len = sizeof(from);
	char bytes[ROOM];
	ssize_t got =
	    recvfrom(fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&from, &from_len);

	*out = (struct proc_news){.kind = PROC_NEWS_NONE};
	if (got < 0) {
		out->kind = errno == ENOBUFS ? PROC_NEWS_LOST : PROC_NEWS_NONE;
		return errno == ENOBUFS;
	}
	if (from_len == sizeof(from) && from.nl_pid == 0) /* the kernel's alone */
		*out = proc_news_decode(bytes, (size_t)got);
	return true;
}
