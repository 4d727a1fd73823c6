/* SPDX-License-Identifier: Apache-2.0 */
/* The keeper's running scripts. E, keeper process. */
#ifndef AGENT_KEEPER_SCRIPTS_H
#define AGENT_KEEPER_SCRIPTS_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "agent/lib/clock.h"

enum { KEEPER_SCRIPTS_MAX = 512 };

struct keeper_scripts;

/* `all_groups`: a script has those of its user, too. */
struct keeper_scripts *keeper_scripts_new(bool all_groups);

/* Kills what runs. */
void keeper_scripts_free(struct keeper_scripts *scripts);

/* Whom to answer; a new agent does not hear of the old one's scripts. */
void keeper_scripts_set_peer(struct keeper_scripts *scripts, int fd);

/* Read requests from the agent until there is none. */
void keeper_scripts_receive(struct keeper_scripts *scripts, struct instant now);

/* A child of ours ended (from waitpid). */
void keeper_scripts_ended(struct keeper_scripts *scripts, pid_t pid, int status);

/* Add the descriptors to be polled; returns how many of `room` were used. */
size_t keeper_scripts_poll(
    const struct keeper_scripts *scripts, struct pollfd *fds, size_t room);

/* Read outputs, end what is over its time, send answers that could not be sent. */
void keeper_scripts_turn(struct keeper_scripts *scripts, struct instant now);

/* When keeper_scripts_turn wants to run next. */
struct instant keeper_scripts_due(const struct keeper_scripts *scripts);

#endif
