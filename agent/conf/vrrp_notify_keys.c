/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of vrrp_instance that say who hears of a change. P. */
#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"

static void
write_smtp_alert(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	conf_write(writer, key->word,
	    ((const struct model_vrrp_instance *)from)->smtp_alert ? "on" : "off",
	    NULL);
}

/* Alone it is a flag; with a command, that runs. */
static void
read_deleted(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_vrrp_notify *notify = &((struct raw_instance *)into)->m.notify;

	(void)key;
	notify->tells_deleted = true;
	if (conf_word(node, 1))
		conf_value_command(reader, node, 1, &notify->deleted);
}

static void
write_deleted(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_notify *notify =
	    &((const struct model_vrrp_instance *)from)->notify;

	if (notify->deleted.argv)
		conf_write_command(writer, key->word, &notify->deleted);
	else if (notify->tells_deleted)
		conf_write(writer, key->word, NULL);
}

static void
write_priority_changes(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	if (((const struct model_vrrp_instance *)from)->notify.priority_changes)
		conf_write(writer, key->word, "on", NULL);
}

#define ROW_NOTIFY(w, member, h)                                                       \
  ROW(w, CONF_COMMAND, struct raw_instance, m.notify.member, h)

static const struct conf_key notify_rows[] = {
    ROW_NOTIFY("notify", any, "COMMAND [USER [GROUP]]: at every change"),
    ROW_NOTIFY("notify_master", master, "the same: master"),
    ROW_NOTIFY("notify_backup", backup, "the same: backup"),
    ROW_NOTIFY("notify_fault", fault, "the same: fault"),
    ROW_NOTIFY("notify_stop", stop, "the same: the agent stops"),
    ROW_NOTIFY("notify_master_rx_lower_pri", master_rx_lower_pri,
	"the same: a master heard a lower priority"),
    ROW_BY("notify_deleted", struct raw_instance, m.notify.deleted, read_deleted,
	write_deleted,
	"[COMMAND [USER [GROUP]]]: a reload that removes it is told as DELETED, not as "
	"STOP (default off)"),
    ROW_OF(.word = "notify_priority_changes", .type = CONF_BOOL,
	.place = offsetof(struct raw_instance, m.notify.priority_changes),
	.write = write_priority_changes,
	.help = "pipes hear of changes of priority, too (default: global)"),
    ROW_OF(.word = "smtp_alert", .type = CONF_FUNCTION, .read = conf_read_tri,
	.place = offsetof(struct raw_instance, smtp_alert), .write = write_smtp_alert,
	.help = "[on|off]: mail at a change (default: global)"),
};

const struct conf_block vrrp_notify_block = {
    ROWS(notify_rows), .size = sizeof(struct raw_instance)};
