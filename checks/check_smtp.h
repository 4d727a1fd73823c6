/* SPDX-License-Identifier: Apache-2.0 */
/* SMTP_CHECK. E, control thread. */
#ifndef CHECKS_CHECK_SMTP_H
#define CHECKS_CHECK_SMTP_H

#include "checks/check_smtp_talk.h"

extern const struct check_ops check_smtp_ops;
extern const struct conf_block check_smtp_block;

#endif
