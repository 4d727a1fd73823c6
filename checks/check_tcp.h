/* SPDX-License-Identifier: Apache-2.0 */
/* TCP_CHECK. E, control thread. */
#ifndef CHECKS_CHECK_TCP_H
#define CHECKS_CHECK_TCP_H

#include "checks/check.h"

enum check_tcp_kind { CHECK_TCP_TEXT, CHECK_TCP_HEX, CHECK_TCP_REGEX };

/* What is said, or waited for. */
struct check_tcp_item {
	enum check_tcp_kind kind;
	const char *text; /* as it was written */
	const uint8_t *bytes;
	size_t len; /* 0: nothing to say, or a pattern */
};

/* The first is said, then its answer is waited for, then the second is said, and so on;
 * where one list has ended, the other goes on alone. */
struct check_tcp_spec {
	struct conf_items sends, expects; /* struct check_tcp_item */
};

extern const struct check_ops check_tcp_ops;
extern const struct conf_block check_tcp_block;

#endif
