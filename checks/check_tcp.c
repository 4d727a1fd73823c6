/* SPDX-License-Identifier: Apache-2.0 */
/* TCP_CHECK: fit is what takes a connection. Runs on: control. */
#include "checks/check_tcp.h"

#include "checks/check_io.h"

static void
connected(struct check_try *try, int fd)
{
	check_reset_on_close(fd);
	check_done(try, CHECK_OK, "connected");
}

static void
start(struct check_try *try)
{
	check_connect(try, connected);
}

const struct check_ops check_tcp_ops = {
    .abi = CHECK_ABI,
    .name = "tcp",
    .start = start,
    .in_flight_max = 2000,
};

/* Nothing but the words that every checker has. */
const struct conf_block check_tcp_block = {0};
