/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_absence.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

const char *
mib_absence_path(const char *socket)
{
	static const char scheme[] = "unix:";

	if (strncmp(socket, scheme, strlen(scheme)) == 0)
		return socket + strlen(scheme);
	return socket[0] == '/' ? socket : NULL;
}

const char *
mib_absence_advice(const char *socket, int err)
{
	if (err == EACCES)
		return "snmpd.conf wants agentXPerms 0660 0750 and our user or group";
	if (err == ENOENT)
		return "snmpd does not run, or its snmpd.conf has no \"master agentx\" "
		       "or another agentXSocket";
	if (err)
		return "the path of snmp_socket cannot be used";
	if (!mib_absence_path(socket))
		return "snmpd.conf wants \"master agentx\" and agentXSocket with this "
		       "address";
	return "snmpd has ended and left its socket, or is stopped";
}
