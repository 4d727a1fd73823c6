/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. The rows are those of REST. */
#include "agent/agent_dump.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "api/api_rows.h"
#include "api/json_out.h"

static void
put_pools(struct json_out *out, const struct view *view)
{
	json_out_open(out, "virtual_servers", '[');
	for (uint32_t i = 0; i < view->pools_len; i++) {
		json_out_open(out, NULL, '{');
		api_row_vs(out, view->pools[i]);
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
	json_out_open(out, "real_servers", '[');
	for (uint32_t i = 0; i < view->pools_len; i++)
		for (uint32_t j = 0; j < view->pools[i]->real_servers_len; j++)
			api_row_rs(
			    out, view->pools[i], &view->pools[i]->real_servers[j]);
	json_out_close(out, ']');
}

static void
put_view(struct buf *buf, const struct view *view)
{
	struct json_out out = json_out_to(buf);

	json_out_open(&out, NULL, '{');
	json_out_open(&out, "agent", '[');
	api_row_info(&out, view);
	api_row_config(&out, view);
	json_out_close(&out, ']');
	json_out_open(&out, "vrrp_instances", '[');
	for (uint32_t i = 0; i < view->vrrp_len; i++)
		api_row_vrrp(&out, view, &view->vrrp[i]);
	json_out_close(&out, ']');
	put_pools(&out, view);
	json_out_open(&out, "foreign", '[');
	for (uint32_t i = 0; i < view->foreign_len; i++)
		api_row_foreign(&out, &view->foreign[i]);
	json_out_close(&out, ']');
	json_out_close(&out, '}');
	buf_putc(buf, '\n');
}

static int
write_all(int fd, const struct buf *buf)
{
	size_t at = 0;

	while (at < buf->len) {
		ssize_t rc = write(fd, buf->bytes + at, buf->len - at);

		if (rc < 0)
			return -errno;
		at += (size_t)rc;
	}
	return 0;
}

static int
write_file(const char *path, const struct buf *buf)
{
	char fresh[PATH_MAX];
	int fd, rc;

	if (snprintf(fresh, sizeof(fresh), "%s.new", path) >= (int)sizeof(fresh))
		return -ENAMETOOLONG;
	fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (fd < 0)
		return -errno;
	rc = write_all(fd, buf);
	if (close(fd) < 0 && rc == 0)
		rc = -errno;
	if (rc == 0 && rename(fresh, path) < 0)
		rc = -errno;
	if (rc < 0)
		(void)unlink(fresh); /* it is of no use to anyone */
	return rc;
}

int
agent_dump(const struct view *view, const char *directory)
{
	char path[PATH_MAX];
	struct buf buf = {0};
	int rc = -ENAMETOOLONG;

	if (snprintf(path, sizeof(path), "%s/state.json", directory) <
	    (int)sizeof(path)) {
		put_view(&buf, view);
		rc = write_file(path, &buf);
	}
	buf_fini(&buf);
	return rc;
}
