/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control and snmp, as each function says. */
#include "mib/mib_handover.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

int
mib_handover_init(struct mib_handover *handover)
{
	int saved;

	atomic_init(&handover->inbox, NULL);
	atomic_init(&handover->stop, false);
	handover->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (handover->wake_fd < 0)
		return -errno;
	handover->ended_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (handover->ended_fd >= 0)
		return 0;
	saved = errno;
	(void)close(handover->wake_fd);
	return -saved;
}

void
mib_handover_fini(struct mib_handover *handover)
{
	view_unref(atomic_load(&handover->inbox));
	(void)close(handover->wake_fd);
	(void)close(handover->ended_fd);
}

static void
signal_fd(int fd)
{
	/* Can fail only because it is signalled already, to the brim. */
	(void)!eventfd_write(fd, 1);
}

void
mib_handover_put(struct mib_handover *handover, struct view *view)
{
	view_unref(atomic_exchange(&handover->inbox, view_ref(view)));
	signal_fd(handover->wake_fd);
}

void
mib_handover_wake(struct mib_handover *handover)
{
	signal_fd(handover->wake_fd);
}

bool
mib_handover_wait_end(struct mib_handover *handover, int ms)
{
	struct pollfd ended = {.fd = handover->ended_fd, .events = POLLIN};

	atomic_store(&handover->stop, true);
	signal_fd(handover->wake_fd);
	return poll(&ended, 1, ms) == 1;
}

struct view *
mib_handover_take(struct mib_handover *handover)
{
	return atomic_exchange(&handover->inbox, NULL);
}

bool
mib_handover_ends(struct mib_handover *handover)
{
	eventfd_t count;

	(void)!eventfd_read(handover->wake_fd, &count); /* fails: nobody signalled */
	return atomic_load(&handover->stop);
}

void
mib_handover_end(struct mib_handover *handover)
{
	signal_fd(handover->ended_fd);
}
