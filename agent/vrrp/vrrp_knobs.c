/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/vrrp/vrrp_knobs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"

enum { PATH_SIZE = 128 };

static int
open_knob(const char *interface, int flags)
{
	char path[PATH_SIZE];

	(void)snprintf(path, sizeof(path),
	    "/proc/sys/net/ipv4/conf/%s/promote_secondaries", interface);
	return open(path, flags | O_CLOEXEC);
}

/* False when it cannot be read. */
static bool
read_knob(const char *interface, bool *is_on)
{
	int fd = open_knob(interface, O_RDONLY);
	char text = '0';
	ssize_t got = fd < 0 ? -1 : read(fd, &text, 1);

	if (fd >= 0)
		(void)close(fd); /* was only read */
	*is_on = text != '0';
	return got == 1;
}

static void
write_knob(const char *interface, bool on)
{
	int fd = open_knob(interface, O_WRONLY);

	if (fd < 0 || write(fd, on ? "1" : "0", 1) != 1)
		log_sys("vrrp", errno, "interface %s: cannot set promote_secondaries",
		    interface);
	if (fd >= 0)
		(void)close(fd); /* the write has said it */
}

static struct vrrp_knob *
find(struct vrrp_knobs *knobs, const char *interface)
{
	for (size_t i = 0; i < knobs->len; i++)
		if (strcmp(knobs->at[i].interface, interface) == 0)
			return &knobs->at[i];
	return NULL;
}

static void
set(struct vrrp_knobs *knobs, const char *interface)
{
	struct vrrp_knob *knob = find(knobs, interface);
	bool was_on;

	if (knob) {
		knob->wanted = true;
		return;
	}
	if (!read_knob(interface, &was_on)) {
		log_sys("vrrp", errno, "interface %s: cannot read promote_secondaries",
		    interface);
		return;
	}
	if (!was_on)
		write_knob(interface, true);
	knobs->at = mem_grow(knobs->at, knobs->len + 1, sizeof(*knobs->at));
	knob = &knobs->at[knobs->len++];
	*knob = (struct vrrp_knob){.was_on = was_on, .wanted = true};
	(void)mem_copy_text(knob->interface, sizeof(knob->interface), interface);
}

static void
put_back(const struct vrrp_knob *knob)
{
	if (!knob->was_on)
		write_knob(knob->interface, false);
}

void
vrrp_knobs_configure(struct vrrp_knobs *knobs, const struct model *model)
{
	size_t kept = 0;

	for (size_t i = 0; i < knobs->len; i++)
		knobs->at[i].wanted = false;
	for (size_t i = 0; i < model->instances_len; i++)
		if (model->instances[i].promote_secondaries)
			set(knobs, model->instances[i].interface);
	for (size_t i = 0; i < knobs->len; i++)
		if (knobs->at[i].wanted)
			knobs->at[kept++] = knobs->at[i];
		else
			put_back(&knobs->at[i]);
	knobs->len = kept;
}

void
vrrp_knobs_fini(struct vrrp_knobs *knobs)
{
	for (size_t i = 0; i < knobs->len; i++)
		put_back(&knobs->at[i]);
	mem_free(knobs->at);
	*knobs = (struct vrrp_knobs){0};
}
