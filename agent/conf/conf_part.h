/* SPDX-License-Identifier: Apache-2.0 */
/* The blocks of the root, in the order in which they are read. D. */
#ifndef AGENT_CONF_CONF_PART_H
#define AGENT_CONF_CONF_PART_H

enum conf_part {
	CONF_PART_GLOBAL,
	CONF_PART_API,
	CONF_PART_SCRIPT,
	CONF_PART_INSTANCE,
	CONF_PART_VIRTUAL,
	CONF_PART_STATIC_ADDRESSES,
	CONF_PART_STATIC_ROUTES,
	CONF_PART_STATIC_RULES,
	CONF_PART_TRACK_GROUP,
	CONF_PARTS
};

#endif
