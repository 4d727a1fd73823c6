/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/lib/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

enum { LINE_BYTES = 1024 };

/* The log sink: set once before any thread starts, then only read. */
static struct log_options sink;

void
log_open(const char *program, const struct log_options *options)
{
	sink = *options;
	if (sink.syslog)
		openlog(program, LOG_PID | LOG_NDELAY, LOG_DAEMON);
}

/* One write, so that lines of several threads stay whole. */
static void
to_console(const char *line)
{
	char out[LINE_BYTES + 1];
	size_t len = strnlen(line, LINE_BYTES);

	memcpy(out, line, len);
	out[len] = '\n';
	(void)!write(2, out, len + 1); /* nobody to tell if even that fails */
}

static void
emit(int level, const char *line)
{
	if (sink.syslog)
		syslog(level, "%s", line);
	if (sink.console)
		to_console(line);
}

__attribute__((format(printf, 4, 0))) static void
emit_about(int level, const char *subsystem, int err, const char *fmt, va_list args)
{
	char line[LINE_BYTES];
	size_t at = 0;
	int len =
	    snprintf(line, sizeof(line), "%s%s", subsystem, *subsystem ? " " : "");

	at = len > 0 ? (size_t)len : 0;
	len = vsnprintf(line + at, sizeof(line) - at, fmt, args);
	at += len > 0 ? (size_t)len : 0;
	if (err && at < sizeof(line))
		(void)snprintf(
		    line + at, sizeof(line) - at, ": %s", strerrordesc_np(err));
	emit(level, line);
}

#define EMIT(level, subsystem, err)                                                    \
  va_list args;                                                                        \
  va_start(args, fmt);                                                                 \
  emit_about(level, subsystem, err, fmt, args);                                        \
  va_end(args)

void
log_event(const char *subsystem, const char *fmt, ...)
{
	EMIT(LOG_NOTICE, subsystem, 0);
}

void
log_conf(const char *fmt, ...)
{
	EMIT(LOG_WARNING, "", 0);
}

void
log_sys(const char *subsystem, int err, const char *fmt, ...)
{
	EMIT(LOG_ERR, subsystem, err);
}

void
log_peer(const char *subsystem, const char *fmt, ...)
{
	EMIT(LOG_WARNING, subsystem, 0);
}

void
log_bug(const char *subsystem, const char *fmt, ...)
{
	EMIT(LOG_CRIT, subsystem, 0);
}

void
log_debug(const char *subsystem, const char *fmt, ...)
{
	if (!sink.detail)
		return;
	EMIT(LOG_DEBUG, subsystem, 0);
}
