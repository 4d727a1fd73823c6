/* SPDX-License-Identifier: Apache-2.0 */
/* MISC_CHECK. E, control thread. */
#ifndef CHECKS_CHECK_EXEC_H
#define CHECKS_CHECK_EXEC_H

#include "checks/check.h"

struct check_exec_spec {
	struct model_script_command command;
	const char *user, *group; /* the word `user`; NULL: the command's */
	uint32_t timeout_ms;      /* CONF_UNSET: delay_loop */
	bool dynamic; /* exit 0: fit; 1: not; 2..255: fit, with weight exit - 2 */
};

extern const struct check_ops check_exec_ops;
extern const struct conf_block check_exec_block;

#endif
