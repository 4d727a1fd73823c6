/* SPDX-License-Identifier: Apache-2.0 */
/* The keyword table as a man page fragment, from the rows. P. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "agent/conf/conf_root.h"
#include "agent/lib/buf.h"

/* Text for troff: a backslash or a leading dot would be a command. */
static void
put_text(struct buf *out, const char *text)
{
	if (*text == '.' || *text == '\'')
		buf_puts(out, "\\&");
	for (; *text; text++) {
		if (*text == '\\')
			buf_puts(out, "\\e");
		else if (*text == '-')
			buf_puts(out, "\\-");
		else
			buf_putc(out, *text);
	}
}

static const char *
value_of(enum conf_type type)
{
	switch (type) {
	case CONF_BOOL:
		return "[on|off]";
	case CONF_UINT:
	case CONF_INT:
	case CONF_U16:
	case CONF_U8:
		return "NUMBER";
	case CONF_MS:
		return "SECONDS";
	case CONF_TEXT:
		return "TEXT";
	case CONF_ADDR:
		return "ADDRESS";
	case CONF_IFNAME:
		return "INTERFACE";
	case CONF_COMMAND:
		return "COMMAND [USER [GROUP]]";
	case CONF_ENUM:
		return "WORD";
	case CONF_BLOCK:
	case CONF_LIST:
		return "{ ... }";
	case CONF_FLAG:
	case CONF_FUNCTION:
	case CONF_LATER:
	case CONF_OBSOLETE:
		break;
	}
	return "";
}

static void
put_enum(const struct conf_key *key, struct buf *out)
{
	for (size_t i = 0; key->words[i]; i++) {
		buf_puts(out, i ? "|" : " ");
		put_text(out, key->words[i]);
	}
}

static void
put_range(const struct conf_key *key, struct buf *out)
{
	char text[96];

	if (!key->min && !key->max)
		return;
	if (key->type == CONF_MS)
		(void)snprintf(text, sizeof(text), " Range: %.10g..%.10g s.",
		    (double)key->min / 1000, (double)key->max / 1000);
	else if (key->type == CONF_FUNCTION)
		return;
	else
		(void)snprintf(text, sizeof(text), " Range: %" PRId64 "..%" PRId64 ".",
		    key->min, key->max);
	put_text(out, text);
}

static void
put_served(const struct conf_key *key, struct buf *out)
{
	buf_puts(out, ".TP\n.B ");
	put_text(out, key->word);
	if (key->type == CONF_ENUM) {
		put_enum(key, out);
	} else if (*value_of(key->type)) {
		buf_putc(out, ' ');
		put_text(out, value_of(key->type));
	}
	buf_putc(out, '\n');
	if (key->instead) {
		buf_puts(out, "The same as ");
		put_text(out, key->instead);
		buf_puts(out, ": ");
	}
	put_text(out, key->help);
	buf_putc(out, '.');
	put_range(key, out);
	buf_putc(out, '\n');
}

static bool
is_unserved(const struct conf_key *key)
{
	return key->type == CONF_LATER || key->type == CONF_OBSOLETE;
}

static void
put_rows(const struct conf_block *block, struct buf *out)
{
	for (size_t i = 0; i < block->keys_len; i++)
		if (!is_unserved(&block->keys[i]))
			put_served(&block->keys[i], out);
}

static void
put_nested(const char *word, const struct conf_block *block, struct buf *out)
{
	buf_puts(out, ".SS ");
	put_text(out, word);
	buf_putc(out, '\n');
	put_rows(block, out);
	for (size_t i = 0; i < block->keys_len; i++)
		if (block->keys[i].block)
			put_nested(block->keys[i].word, block->keys[i].block, out);
}

/* Words that are known and do nothing: which blocks have them, and which checks have
 * come to be served since. */
struct unserved {
	const struct conf_block *const *blocks;
	size_t blocks_len;
	const struct conf_checker *checkers;
	size_t checkers_len;
};

static bool
is_checker(const struct unserved *all, const char *word)
{
	for (size_t i = 0; i < all->checkers_len; i++)
		if (strcmp(all->checkers[i].word, word) == 0)
			return true;
	return false;
}

/* In one paragraph a type. */
static void
put_unserved(const struct unserved *all, enum conf_type type, struct buf *out)
{
	bool is_first = true;

	for (size_t i = 0; i < all->blocks_len; i++)
		for (size_t j = 0; j < all->blocks[i]->keys_len; j++) {
			const struct conf_key *key = &all->blocks[i]->keys[j];

			if (key->type != type || is_checker(all, key->word))
				continue;
			buf_puts(out, is_first ? "" : ",\n");
			put_text(out, key->word);
			is_first = false;
		}
	buf_puts(out, ".\n");
}

void
conf_print_manual(
    const struct conf_checker *checkers, size_t checkers_len, struct buf *out)
{
	const struct conf_block *const blocks[] = {&conf_root_block, &global_keys_block,
	    &global_fifo_block, &global_process_block, &global_script_block,
	    &global_later_block, &vrrp_instance_block, &vrrp_notify_block,
	    &vrrp_later_block, &vrrp_sync_group_later_block, &lvs_virtual_block,
	    &lvs_real_block};
	const struct unserved unserved = {
	    blocks, sizeof(blocks) / sizeof(blocks[0]), checkers, checkers_len};

	put_nested("Outside any block", &conf_root_block, out);
	put_nested("global_defs", &global_keys_block, out);
	put_nested("global_defs: pipes", &global_fifo_block, out);
	put_nested("global_defs: the process", &global_process_block, out);
	put_nested("global_defs: what a script may take", &global_script_block, out);
	put_nested("api", &api_keys_block, out);
	put_nested("SSL", &ssl_keys_block, out);
	put_nested("vrrp_script", &vrrp_script_block, out);
	put_nested("vrrp_track_file", &vrrp_track_file_block, out);
	put_nested("vrrp_track_process", &vrrp_track_process_block, out);
	put_nested("garp_group", &garp_group_block, out);
	put_nested("vrrp_instance", &vrrp_instance_block, out);
	put_nested("vrrp_instance: who hears of a change", &vrrp_notify_block, out);
	put_nested("vrrp_sync_group", &vrrp_sync_group_block, out);
	put_nested("virtual_server", &lvs_virtual_block, out);
	put_nested("virtual_server: when real servers fail", &lvs_pool_block, out);
	put_nested("real_server", &lvs_real_block, out);
	put_rows(&lvs_tier_block, out);
	put_nested("Every check", &lvs_check_block, out);
	for (size_t i = 0; i < checkers_len; i++)
		put_nested(checkers[i].word, checkers[i].block, out);
	put_nested("PLUGIN_CHECK", &lvs_plugin_block, out);
	buf_puts(out, ".SS Known, not served yet\n");
	put_unserved(&unserved, CONF_LATER, out);
	buf_puts(out, ".SS Known, and means nothing here\n");
	put_unserved(&unserved, CONF_OBSOLETE, out);
}
