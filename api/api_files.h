/* SPDX-License-Identifier: Apache-2.0 */
/* The files of tokens and certificates: when one has changed, the listeners are
 * configured anew. E, control thread. */
#ifndef API_API_FILES_H
#define API_API_FILES_H

#include <sys/stat.h>

#include "api/api.h"

struct api_files;
struct loop;

enum { API_FILES_EACH_S = 2, API_FILES_MAX = 4 };

/* What of a file changes with its contents. Zeros: it is not there, or not wanted. */
struct api_mark {
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec modified, changed;
};

struct api_marks {
	struct api_mark files[API_FILES_MAX];
};

/* As they are now. Before they are read: what changes while they are is seen later. */
struct api_marks api_files_marks(const struct api_options *options);

struct api_files *api_files_new(struct loop *loop, struct api *api);
void api_files_free(struct api_files *files);

/* These options are in force now: keeps a copy of them, and looks at their files from
 * here on for what differs from `marks`. */
void api_files_watch(struct api_files *files, const struct api_options *options,
    const struct api_marks *marks);

#endif
