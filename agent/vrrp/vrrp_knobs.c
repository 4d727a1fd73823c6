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

enum { PATH_SIZE = 256 };

static const char kernels[] = "/proc/sys/net/ipv4/conf";

static int
open_knob(const struct vrrp_knobs *knobs, const char *interface, int flags)
{
	char path[PATH_SIZE];

	if (snprintf(path, sizeof(path), "%s/%s/promote_secondaries",
		knobs->folder ? knobs->folder : kernels, interface) >= PATH_SIZE)
		return -ENAMETOOLONG;
	return open(path, flags | O_CLOEXEC);
}

/* False when it cannot be read: its interface is absent. */
static bool
read_knob(const struct vrrp_knobs *knobs, const char *interface, bool *is_on)
{
	int fd = open_knob(knobs, interface, O_RDONLY);
	char text = '0';
	ssize_t got = fd < 0 ? -1 : read(fd, &text, 1);

	if (fd >= 0)
		(void)close(fd); /* was only read */
	*is_on = text != '0';
	return got == 1;
}

static void
write_knob(const struct vrrp_knobs *knobs, const char *interface, bool on)
{
	int fd = open_knob(knobs, interface, O_WRONLY);

	if (fd < 0 || write(fd, on ? "1" : "0", 1) != 1)
		log_sys("vrrp", errno, "interface %s: cannot set promote_secondaries",
		    interface);
	if (fd >= 0)
		(void)close(fd); /* the write has said it */
}

static struct vrrp_knob *
find(const struct vrrp_knobs *knobs, const char *interface)
{
	for (size_t i = 0; i < knobs->len; i++)
		if (strcmp(knobs->at[i].interface, interface) == 0)
			return &knobs->at[i];
	return NULL;
}

static void
set(const struct vrrp_knobs *knobs, struct vrrp_knob *knob)
{
	knob->is_set = read_knob(knobs, knob->interface, &knob->was_on);
	if (knob->is_set && !knob->was_on)
		write_knob(knobs, knob->interface, true);
}

static void
want(struct vrrp_knobs *knobs, const char *interface)
{
	struct vrrp_knob *knob = find(knobs, interface);

	if (!knob) {
		knobs->at = mem_grow(knobs->at, knobs->len + 1, sizeof(*knobs->at));
		knob = &knobs->at[knobs->len++];
		*knob = (struct vrrp_knob){.wanted = true};
		(void)mem_copy_text(
		    knob->interface, sizeof(knob->interface), interface);
	}
	knob->wanted = true;
	if (!knob->is_set)
		set(knobs, knob);
}

static void
put_back(const struct vrrp_knobs *knobs, const struct vrrp_knob *knob)
{
	bool is_on;

	if (!knob->is_set || knob->was_on)
		return;
	if (read_knob(knobs, knob->interface, &is_on) && is_on)
		write_knob(knobs, knob->interface, false);
}

void
vrrp_knobs_configure(struct vrrp_knobs *knobs, const struct model *model)
{
	size_t kept = 0;

	for (size_t i = 0; i < knobs->len; i++)
		knobs->at[i].wanted = false;
	for (size_t i = 0; i < model->instances_len; i++)
		if (model->instances[i].promote_secondaries)
			want(knobs, model->instances[i].interface);
	for (size_t i = 0; i < knobs->len; i++)
		if (knobs->at[i].wanted)
			knobs->at[kept++] = knobs->at[i];
		else
			put_back(knobs, &knobs->at[i]);
	knobs->len = kept;
}

void
vrrp_knobs_appear(struct vrrp_knobs *knobs, const char *interface)
{
	struct vrrp_knob *knob = find(knobs, interface);
	bool is_on;

	if (!knob)
		return;
	/* One that merely went down and up is as we set it. */
	if (knob->is_set && read_knob(knobs, interface, &is_on) && is_on)
		return;
	set(knobs, knob);
}

void
vrrp_knobs_fini(struct vrrp_knobs *knobs)
{
	for (size_t i = 0; i < knobs->len; i++)
		put_back(knobs, &knobs->at[i]);
	mem_free(knobs->at);
	*knobs = (struct vrrp_knobs){0};
}
