/* SPDX-License-Identifier: Apache-2.0 */
/* FILE_CHECK. E, control thread. */
#ifndef CHECKS_CHECK_FILE_H
#define CHECKS_CHECK_FILE_H

#include "checks/check_file_spec.h"

extern const struct check_ops check_file_ops;
extern const struct conf_block check_file_block;

#endif
