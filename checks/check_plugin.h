/* SPDX-License-Identifier: Apache-2.0 */
/* Checkers that are shared objects, loaded by name. E, control thread, or whoever reads
 * the configuration. A plug-in runs in our process, with all that we may do: so nobody
 * but root may be able to put one there, and one that crashes takes the agent along. */
#ifndef CHECKS_CHECK_PLUGIN_H
#define CHECKS_CHECK_PLUGIN_H

#include <stdbool.h>

#include "checks/check.h"

/* conf_options.plugin. Load `directory`/`name`.so, unless it is loaded: it stays until
 * the process ends, since its rows and functions are pointed to from many places. False
 * with `why` (CONF_PLUGIN_WHY_SIZE bytes) when it must not be loaded, cannot be, or is
 * none of ours. */
bool check_plugin_load(
    const char *directory, const char *name, struct conf_checker *out, char *why);

#endif
