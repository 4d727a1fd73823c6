/* SPDX-License-Identifier: Apache-2.0 */
/* The token file, changed: read under a lock, written beside, put in its place. */
#ifndef API_CTL_CTL_TOKEN_FILE_H
#define API_CTL_CTL_TOKEN_FILE_H

#include "api/api_tokens.h"
#include "api/ctl/ctl.h"

struct ctl_token_file {
	char path[4096]; /* with symbolic links followed */
	int folder;      /* open, and locked against another fairleadctl */
	char *text;      /* owned; "" when there is no file yet */
	struct api_tokens tokens;
};

/* An exit code; upon any but CTL_OK the message was printed. To be finished in any
 * case. `may_lack`: that there is no file is no error. */
int ctl_token_file_read(struct ctl *ctl, struct ctl_token_file *file, bool may_lack);

/* Refused unless it can be read back. The old file stays upon an error. */
int ctl_token_file_write(
    struct ctl *ctl, const struct ctl_token_file *file, const char *text);
void ctl_token_file_fini(struct ctl_token_file *file);

#endif
