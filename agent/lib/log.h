/* SPDX-License-Identifier: Apache-2.0 */
/* The log: one line a fact, its object first ("vrrp VI_1: Entering MASTER STATE").
 * E: writes to syslog and, if asked, to standard error. Any thread but the VRRP
 * thread, which reports by message; cores never log. */
#ifndef AGENT_LIB_LOG_H
#define AGENT_LIB_LOG_H

#include <stdbool.h>

struct log_options {
	bool console; /* also to standard error */
	bool detail;  /* log_debug is shown too */
	bool syslog;
};

/* Before any thread starts. */
void log_open(const char *program, const struct log_options *options);

/* What operators want to know: a change of state, start, stop. */
void log_event(const char *subsystem, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The operator's file or option. */
void log_conf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The system refused something; ": " and the text of `err` (positive errno) follow. */
void log_sys(const char *subsystem, int err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Somebody else's packet, request or reply was bad. The caller limits the rate. */
void log_peer(const char *subsystem, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

void log_bug(const char *subsystem, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

void log_debug(const char *subsystem, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
