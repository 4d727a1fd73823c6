/* SPDX-License-Identifier: Apache-2.0 */
/* LDAP_CHECK: fit is who lets anybody bind. Runs on: control. */
#include "checks/check_ldap.h"

#include "checks/check_stream.h"

static void
start(struct check_try *try)
{
	check_stream_start(try, check_ldap_talk, NULL);
}

const struct check_ops check_ldap_ops = {
    .abi = CHECK_ABI,
    .name = "ldap",
    .state_size = sizeof(struct check_stream),
    .start = start,
    .in_flight_max = 1000,
};

/* Nothing but the words that every checker has. */
const struct conf_block check_ldap_block = {0};
