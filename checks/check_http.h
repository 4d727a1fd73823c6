/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP_GET and SSL_GET. E, control thread. */
#ifndef CHECKS_CHECK_HTTP_H
#define CHECKS_CHECK_HTTP_H

#include "checks/check.h"

extern const struct check_ops check_http_ops, check_https_ops;
extern const struct conf_block check_http_block, check_https_block;

#endif
