/* SPDX-License-Identifier: Apache-2.0 */
/* The library's side of the subagent: everything that touches net-snmp. E, SNMP thread;
 * each function may wait for the master agent. Only the atomic members may be read by
 * another thread. */
#ifndef MIB_AGENTX_SNMP_H
#define MIB_AGENTX_SNMP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "mib/agentx.h"
#include "mib/mib_feed.h"

struct mib_ask;
struct netsnmp_handler_registration_s;

struct agentx_snmp {
	const char *socket; /* borrowed; where the master agent is */
	bool traps;
	struct agentx_page {
		struct agentx_snmp *snmp; /* the one it is in */
		enum mib_book_id id;
		struct netsnmp_handler_registration_s *at; /* NULL: not registered */
	} pages[MIB_BOOKS];
	struct mib_feed *feed; /* borrowed */
	struct mib_ask *ask;   /* borrowed */
	bool writes;           /* pages are registered for a SET, too */
	struct mib_base base;
	int master_fd;             /* the library's; -1: not connected */
	struct instant window_due; /* of the next traps */

	_Atomic bool connected;
	_Atomic uint64_t requests, traps_sent, traps_suppressed, connects;
};

/* Start the library, register, try to connect. `feed` and `ask` are set by the caller,
 * master_fd is -1. The socket's name stays borrowed until the next configure or the
 * end. */
void agentx_snmp_open(struct agentx_snmp *snmp, const struct agentx_options *options);

/* Serve something else, or be connected elsewhere. */
void agentx_snmp_configure(
    struct agentx_snmp *snmp, const struct agentx_options *options);

/* Send what traps there are, then sleep until the master agent or `wake_fd` wants
 * something, or about a second, and answer. */
void agentx_snmp_turn(struct agentx_snmp *snmp, int wake_fd);

/* Say goodbye and give the library back; it cannot be opened again. */
void agentx_snmp_close(struct agentx_snmp *snmp);

#endif
