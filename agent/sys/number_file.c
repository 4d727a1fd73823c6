/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/sys/number_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/lib/file_number.h"

int
number_file_read(const char *path, int32_t *out)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	char text[FILE_NUMBER_BYTES_MAX + 1];
	struct stat st;
	ssize_t got = -1;
	int err;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		got = read(fd, text, sizeof(text));
	else
		errno = EILSEQ;
	err = errno;
	(void)close(fd); /* only read */
	if (got < 0)
		return -err;
	if (got > FILE_NUMBER_BYTES_MAX || !file_number(text, (size_t)got, out))
		return -EILSEQ;
	return 0;
}
