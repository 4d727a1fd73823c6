/* SPDX-License-Identifier: Apache-2.0 */
/* Which changes one may ask for. D. */
#ifndef AGENT_COMMAND_KIND_H
#define AGENT_COMMAND_KIND_H

enum command_kind {
	COMMAND_RS_ADD,    /* POST: the real server must not exist */
	COMMAND_RS_PUT,    /* PUT: replace, or create */
	COMMAND_RS_PATCH,  /* PATCH: only the members that are present */
	COMMAND_RS_REMOVE, /* DELETE: drain, then remove; `force`: at once */
	COMMAND_RS_DRAIN,
	COMMAND_RS_READY,
	COMMAND_RS_MAINTENANCE,
	COMMAND_RS_OVERRIDE, /* `override` for `duration`; OVERRIDE_NONE ends it */
	COMMAND_CHECK_NOW,   /* one check of a real server, or all of them */
	COMMAND_CHECK_PAUSE, /* one check: until resumed, or a restart */
	COMMAND_CHECK_RESUME,
	COMMAND_RELOAD,
	COMMAND_VRRP_FAILOVER, /* as YIELD, but only a master can */
	COMMAND_VRRP_YIELD,    /* give way to any other director, for a time */
	COMMAND_VRRP_PRIORITY, /* `priority` for a time */
	COMMAND_VRRP_RESUME,   /* end either */
	COMMAND_VRRP_SEND_GARP,
	COMMAND_VRRP_RESET_STATS,
	COMMAND_VS_ADD, /* POST: the virtual server must not exist */
	COMMAND_VS_PUT,
	COMMAND_VS_PATCH,
	COMMAND_VS_REMOVE,
	COMMAND_BEGIN, /* a transaction: edits that are one */
	COMMAND_COMMIT,
	COMMAND_ROLLBACK
};

#endif
