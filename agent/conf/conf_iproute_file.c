/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/conf/conf_iproute_file.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <unistd.h>

#include "agent/lib/arena.h"
#include "agent/lib/buf.h"

enum { PATH_SIZE = 512, NAMES_BYTES_MAX = 256 * 1024 };

/* What cannot be read names nothing: the name that is missed is reported. */
static void
append_file(struct buf *text, const char *path)
{
	char chunk[4096];
	ssize_t got;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return;
	while (
	    text->len < NAMES_BYTES_MAX && (got = read(fd, chunk, sizeof(chunk))) > 0)
		buf_put(text, chunk, (size_t)got);
	buf_putc(text, '\n');
	(void)close(fd); /* was only read */
}

const char *
conf_iproute_read(struct arena *arena, const char *dir, const char *name)
{
	struct buf text = {0};
	char path[PATH_SIZE];
	glob_t found = {0};
	const char *copy;

	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= PATH_SIZE)
		return NULL;
	append_file(&text, path);
	if (snprintf(path, sizeof(path), "%s/%s.d/*.conf", dir, name) < PATH_SIZE &&
	    glob(path, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			append_file(&text, found.gl_pathv[i]);
		globfree(&found);
	}
	copy = arena_strdup(arena, buf_text(&text));
	buf_fini(&text);
	return copy;
}
