/* SPDX-License-Identifier: Apache-2.0 */
/* Checkers that the configuration's own tests hand in: one without words of its own,
 * one with every way of reading. */
#ifndef TESTS_UNIT_CONF_FAKE_H
#define TESTS_UNIT_CONF_FAKE_H

#include "agent/conf/conf.h"

enum { CONF_FAKE_CHECKERS = 3 };

struct conf_fake_url {
	const char *path;
	uint16_t status_from, status_to;
	int mode;
};

struct conf_fake_http {
	struct conf_items urls; /* struct conf_fake_url */
	bool sni;
	struct conf_fake_url one;
};

struct conf_fake_misc {
	struct model_script_command command;
	uint32_t timeout_ms;
	bool dynamic;
};

extern const struct conf_checker conf_fake_checkers[CONF_FAKE_CHECKERS];

#endif
