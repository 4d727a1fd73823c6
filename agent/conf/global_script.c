/* SPDX-License-Identifier: Apache-2.0 */
/* global_defs: what one script may take, of whatever kind it is. P. */
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"

static const struct conf_key script_rows[] = {
    ROW_IN("script_limit_cpu", CONF_UINT, struct raw_global, m.script_limits.cpu_s, 1,
	86400, "seconds of CPU of one process of a script (default: no limit)"),
    ROW_IN("script_limit_files", CONF_UINT, struct raw_global, m.script_limits.files, 8,
	1048576, "open files of one process of a script (default 1024)"),
    ROW_IN("script_limit_memory", CONF_UINT, struct raw_global,
	m.script_limits.memory_mib, 8, 1048576,
	"MiB of address space of one process of a script (default: no limit)"),
};

const struct conf_block global_script_block = {
    ROWS(script_rows), .size = sizeof(struct raw_global)};
