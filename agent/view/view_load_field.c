/* SPDX-License-Identifier: Apache-2.0 */
/* How busy the agent is, as rows. The names of struct view_process are those that all
 * programs of this kind use, after "process_". */
#include "agent/view/view_load.h"

#include <stddef.h>

#include "agent/view/view_field.h"

#define ROW(type, member, name, kind, metric, help)                                    \
  {                                                                                    \
    (name), (kind), offsetof(struct type, member),                                     \
	(uint16_t)sizeof(((struct type *)NULL)->member), (metric), (help)              \
  }
#define PROCESS(member, kind, name, help)                                              \
  ROW(view_process, member, name, kind, name, help)

static const struct view_field process_rows[] = {
    PROCESS(started_ms, VIEW_WALL, "start_time_seconds", "When the process started."),
    PROCESS(cpu_us, VIEW_US, "cpu_seconds_total",
	"Processor time that all threads of the process used."),
    PROCESS(resident_bytes, VIEW_UINT, "resident_memory_bytes",
	"Memory of the process that is in use."),
    PROCESS(virtual_bytes, VIEW_UINT, "virtual_memory_bytes",
	"Addresses that the process has."),
    PROCESS(open_fds, VIEW_UINT, "open_fds", "Descriptors that are open."),
    PROCESS(max_fds, VIEW_UINT, "max_fds", "Descriptors that may be open."),
    PROCESS(threads, VIEW_UINT, "threads", "Threads of the process."),
};
const struct view_fields view_process_fields = {
    process_rows, sizeof(process_rows) / sizeof(process_rows[0])};

static const struct view_field type_rows[] = {
    ROW(view_check_type, type, "type", VIEW_TEXT, NULL, "tcp, http, script, ..."),
    ROW(view_check_type, in_flight, "in_flight", VIEW_UINT, "checks_in_flight",
	"Checks that run at this moment."),
    ROW(view_check_type, waiting, "waiting", VIEW_UINT, "check_queue_length",
	"Checks that are due and wait for others to end."),
};
const struct view_fields view_check_type_fields = {
    type_rows, sizeof(type_rows) / sizeof(type_rows[0])};
