/* SPDX-License-Identifier: Apache-2.0 */
/* The checkers that are built in: a line each. */
#ifndef CHECKS_CHECK_REGISTRY_H
#define CHECKS_CHECK_REGISTRY_H

#include "agent/conf/conf_key.h"

/* The rows that conf_load is given; *len counts them. Static. */
const struct conf_checker *check_registry(size_t *len);

#endif
