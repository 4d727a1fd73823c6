/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/sys/directory.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "agent/lib/mem.h"

static int
make_one(const char *path)
{
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return -errno;
	return 0;
}

int
directory_make_parents(const char *path)
{
	char upto[PATH_MAX];

	if (!mem_copy_text(upto, sizeof(upto), path))
		return -ENAMETOOLONG;
	for (char *slash = strchr(upto + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		int rc;

		*slash = '\0';
		rc = make_one(upto);
		*slash = '/';
		if (rc < 0)
			return rc;
	}
	return 0;
}

int
directory_make(const char *path)
{
	int rc = directory_make_parents(path);

	return rc < 0 ? rc : make_one(path);
}
