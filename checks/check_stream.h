/* SPDX-License-Identifier: Apache-2.0 */
/* Carries a conversation (check_talk) over TCP. E, control thread. */
#ifndef CHECKS_CHECK_STREAM_H
#define CHECKS_CHECK_STREAM_H

#include "checks/check_io.h"
#include "checks/check_talk.h"

/* What a checker that talks keeps in its try: it is, or begins with, this. */
struct check_stream {
	struct check_talk *talk; /* the try's: a connection alone needs none */
	check_talk_fn *turn;
	const void *more; /* borrowed */
	struct check_try *try;
};

/* Connect to connect_addr:connect_port, talk, and end the try with what came of it.
 * `more` is handed to the turns, and lives as long as the try. */
void check_stream_start(struct check_try *try, check_talk_fn *turn, const void *more);

#endif
