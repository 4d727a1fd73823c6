/* SPDX-License-Identifier: Apache-2.0 */
/* Processes that left their script's process group and session: found by a variable of
 * the environment that a script starts with and its children inherit. E, keeper. */
#ifndef AGENT_SYS_STRAYS_H
#define AGENT_SYS_STRAYS_H

#include <stddef.h>
#include <stdint.h>

/* "FAIRLEAD_SCRIPT=8412-17": a variable of a script's environment. */
enum { STRAYS_MARK_SIZE = 48 };

/* A mark that no other script has had, of this process or another that runs. `count`
 * is the caller's, of its scripts so far. Into out[STRAYS_MARK_SIZE]; returns out. */
const char *strays_mark(uint64_t count, char *out);

/* Kill every process that has one of the marks, until a look at all processes finds
 * none, or eight times: who forks faster goes on. Returns how many were killed. A
 * process that was given another environment, or one above 16 KiB with the mark behind
 * that, is not found. Reads /proc, some 10 us a
 * process. */
unsigned strays_kill(const char (*marks)[STRAYS_MARK_SIZE], size_t len);

#endif
