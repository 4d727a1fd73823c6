/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Which plug-ins are loaded is the dynamic linker's to know; nothing
 * is kept here. */
#include "checks/check_plugin.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "agent/sys/script_security.h"
#include "checks/check_registry.h"

static const char own_directory[] = FAIRLEAD_CHECKS_DIR;

__attribute__((format(printf, 2, 3))) static bool
refuse(char *why, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(why, CONF_PLUGIN_WHY_SIZE, fmt, args); /* cut: for a person */
	va_end(args);
	return false;
}

static bool
is_built_in(const char *name)
{
	size_t len;
	const struct conf_checker *checkers = check_registry(&len);

	for (size_t i = 0; i < len; i++)
		if (strcmp(checkers[i].ops->name, name) == 0)
			return true;
	return false;
}

/* Its name labels it in REST and metrics, next to those that are built in. */
static bool
name_fits(const char *name, char *why)
{
	if (!*name || *name == '.' || strchr(name, '/'))
		return refuse(why, "a name begins with no dot and has no slash");
	if (is_built_in(name))
		return refuse(why, "a checker of that name is built in");
	return true;
}

/* Nothing but `abi` may be looked at until it is known to be ours. */
static bool
ops_fit(const struct check_ops *ops, const char *name, char *why)
{
	if (ops->abi != CHECK_ABI)
		return refuse(why, "it is made for ABI %u, this fairlead has %d",
		    ops->abi, CHECK_ABI);
	if (!ops->name || strcmp(ops->name, name) != 0)
		return refuse(
		    why, "it calls itself \"%.60s\"", ops->name ? ops->name : "");
	if (!ops->start || !ops->in_flight_max)
		return refuse(why, "it has no start, or an in_flight_max of 0");
	if (ops->words && ops->words->size && !ops->equal)
		return refuse(why, "it has words, and no equal to compare them");
	return true;
}

static const struct check_ops *
load(const char *path, char *why)
{
	void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	const struct check_ops *ops;

	if (!object) {
		(void)refuse(why, "%s", dlerror());
		return NULL;
	}
	ops = dlsym(object, "check_ops");
	if (!ops)
		(void)refuse(why, "%.160s has no symbol check_ops", path);
	return ops;
}

bool
check_plugin_load(
    const char *directory, const char *name, struct conf_checker *out, char *why)
{
	const struct check_ops *ops;
	char path[PATH_MAX];
	int len;

	if (!name_fits(name, why))
		return false;
	len = snprintf(path, sizeof(path), "%s/%s.so",
	    directory ? directory : own_directory, name);
	if (len < 0 || (size_t)len >= sizeof(path))
		return refuse(why, "its path is too long");
	if (!script_file_safe(path, why))
		return false;
	ops = load(path, why);
	if (!ops || !ops_fit(ops, name, why))
		return false;
	*out = (struct conf_checker){.block = ops->words,
	    .ops = ops,
	    .default_retry = ops->default_retry,
	    .default_delay_before_retry_ms = ops->default_delay_before_retry_ms};
	return true;
}
