/* SPDX-License-Identifier: Apache-2.0 */
/* SET, in the library's phases. E, SNMP thread. RESERVE makes commands of the values
 * and changes nothing; ACTION has them carried out, one after the other; UNDO takes
 * back those that were. */
#ifndef MIB_AGENTX_SET_H
#define MIB_AGENTX_SET_H

#include "mib/agentx_snmp.h"

struct netsnmp_agent_request_info_s;
struct netsnmp_request_info_s;

/* One phase, info->mode, of the varbinds that are in this MIB; SNMP_ERR_NOERROR: what
 * is wrong is said of the varbind. */
int agentx_set_answer(struct agentx_page *page,
    struct netsnmp_agent_request_info_s *info, struct netsnmp_request_info_s *requests);

#endif
