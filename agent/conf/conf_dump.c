/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/conf/conf_dump.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "agent/conf/conf_parts.h"
#include "agent/lib/arena.h"
#include "agent/lib/buf.h"

enum { WRITE_WORDS_MAX = 16 };

static bool
is_plain(const char *word)
{
	if (!*word)
		return false;
	for (; *word; word++)
		if ((unsigned char)*word <= ' ' || strchr("\"'#!{}\\$@~<=>|", *word))
			return false;
	return true;
}

/* `$` is written as a number, since quotes do not keep parameters out. */
static void
write_quoted(struct buf *out, const char *word)
{
	buf_putc(out, '"');
	for (; *word; word++) {
		unsigned char c = (unsigned char)*word;

		if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", c);
		else if (c < ' ' || c == '$')
			buf_printf(out, "\\x%02x", c);
		else
			buf_putc(out, *word);
	}
	buf_putc(out, '"');
}

static void
write_word(struct conf_writer *writer, const char *word)
{
	if (is_plain(word))
		buf_puts(writer->out, word);
	else
		write_quoted(writer->out, word);
}

/* What no outsider is shown. Other secrets are not even in the model's own dump. */
static bool
is_secret(const char *keyword)
{
	return strcmp(keyword, "auth_pass") == 0;
}

static void
indent(struct conf_writer *writer)
{
	for (unsigned i = 0; i < writer->depth; i++)
		buf_puts(writer->out, "    ");
}

static void
write_line(struct conf_writer *writer, const char *keyword, const char *const *words,
    size_t len)
{
	indent(writer);
	write_word(writer, keyword);
	for (size_t i = 0; i < len; i++) {
		buf_putc(writer->out, ' ');
		write_word(
		    writer, writer->hides && is_secret(keyword) ? "***" : words[i]);
	}
}

void
conf_write_words(struct conf_writer *writer, const char *keyword,
    const char *const *words, size_t len)
{
	write_line(writer, keyword, words, len);
	buf_putc(writer->out, '\n');
}

static size_t
gather(const char **words, va_list args)
{
	size_t len = 0;
	const char *word;

	while ((word = va_arg(args, const char *)) && len < WRITE_WORDS_MAX)
		words[len++] = word;
	return len;
}

void
conf_write(struct conf_writer *writer, const char *keyword, ...)
{
	const char *words[WRITE_WORDS_MAX];
	va_list args;
	size_t len;

	va_start(args, keyword);
	len = gather(words, args);
	va_end(args);
	conf_write_words(writer, keyword, words, len);
}

void
conf_write_open(struct conf_writer *writer, const char *keyword, ...)
{
	const char *words[WRITE_WORDS_MAX];
	va_list args;
	size_t len;

	va_start(args, keyword);
	len = gather(words, args);
	va_end(args);
	write_line(writer, keyword, words, len);
	buf_puts(writer->out, " {\n");
	writer->depth++;
}

void
conf_write_close(struct conf_writer *writer)
{
	writer->depth--;
	indent(writer);
	buf_puts(writer->out, "}\n");
}

const char *
conf_number(char *out, int64_t value)
{
	(void)snprintf(out, CONF_NUMBER_SIZE, "%" PRId64, value);
	return out;
}

const char *
conf_seconds(char *out, int64_t value, int64_t per_second)
{
	int len = snprintf(out, CONF_NUMBER_SIZE, "%" PRId64, value / per_second);
	int64_t rest = value % per_second;

	if (!rest)
		return out;
	out[len++] = '.';
	while (rest) {
		per_second /= 10;
		out[len++] = (char)('0' + rest / per_second);
		rest %= per_second;
	}
	out[len] = '\0';
	return out;
}

static void
write_number(struct conf_writer *writer, const struct conf_key *key, int64_t value)
{
	char text[CONF_NUMBER_SIZE];

	if (value == CONF_UNSET ||
	    ((key->min || key->max) && (value < key->min || value > key->max)))
		return; /* not said, and no word says it */
	conf_write(writer, key->word,
	    key->type == CONF_MS ? conf_seconds(text, value, 1000)
				 : conf_number(text, value),
	    NULL);
}

void
conf_write_command(struct conf_writer *writer, const char *keyword,
    const struct model_script_command *command)
{
	if (command->argv)
		conf_write(writer, keyword,
		    conf_command_join(writer->arena, command->argv), command->user,
		    command->group, NULL);
}

static void
write_list(struct conf_writer *writer, const struct conf_key *key,
    const struct conf_items *items)
{
	for (size_t i = 0; i < items->len; i++) {
		conf_write_open(writer, key->word, NULL);
		conf_dump_rows(writer, key->block,
		    (const char *)items->items + i * key->block->size, SIZE_MAX);
		conf_write_close(writer);
	}
}

static void
write_addr(
    struct conf_writer *writer, const struct conf_key *key, const struct addr *addr)
{
	char text[ADDR_TEXT_SIZE];

	if (addr_is_set(addr))
		conf_write(writer, key->word, addr_format(addr, text), NULL);
}

static void
write_text(struct conf_writer *writer, const struct conf_key *key, const char *text)
{
	if (text)
		conf_write(writer, key->word, text, NULL);
}

static void
write_row(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const void *at = (const char *)from + key->place;

	switch (key->type) {
	case CONF_FLAG:
		if (*(const bool *)at)
			conf_write(writer, key->word, NULL);
		break;
	case CONF_BOOL:
		conf_write(writer, key->word, *(const bool *)at ? "on" : "off", NULL);
		break;
	case CONF_UINT:
	case CONF_MS:
		write_number(writer, key, *(const uint32_t *)at);
		break;
	case CONF_INT:
		write_number(writer, key, *(const int32_t *)at);
		break;
	case CONF_U16:
		write_number(writer, key, *(const uint16_t *)at);
		break;
	case CONF_U8:
		write_number(writer, key, *(const uint8_t *)at);
		break;
	case CONF_TEXT:
		write_text(writer, key, *(const char *const *)at);
		break;
	case CONF_ADDR:
		write_addr(writer, key, at);
		break;
	case CONF_IFNAME:
		write_text(writer, key, *(const char *)at ? at : NULL);
		break;
	case CONF_COMMAND:
		conf_write_command(writer, key->word, at);
		break;
	case CONF_ENUM:
		if (*(const int *)at >= 0)
			write_text(writer, key, key->words[*(const int *)at]);
		break;
	case CONF_BLOCK:
		write_list(writer, key,
		    &(const struct conf_items){
			.items = (char *)(uintptr_t)at, .len = 1});
		break;
	case CONF_LIST:
		write_list(writer, key, at);
		break;
	case CONF_FUNCTION:
	case CONF_LATER:
	case CONF_OBSOLETE:
		break;
	}
}

void
conf_dump_rows(struct conf_writer *writer, const struct conf_block *block,
    const void *from, size_t shown)
{
	for (size_t i = 0; i < block->keys_len; i++) {
		const struct conf_key *key = &block->keys[i];

		if (key->instead)
			continue;
		if (key->write)
			key->write(writer, key, from);
		else if (key->place < shown)
			write_row(writer, key, from);
	}
}

static void
dump_global(struct conf_writer *writer)
{
	struct raw_global raw = {
	    .m = writer->model->global, .snmp = writer->model->snmp};

	if (raw.m.process.net_namespace)
		conf_write(writer, "net_namespace", raw.m.process.net_namespace, NULL);
	conf_write_open(writer, "global_defs", NULL);
	conf_dump_rows(
	    writer, &global_keys_block, &raw, offsetof(struct raw_global, garp));
	conf_dump_rows(
	    writer, &global_fifo_block, &raw, offsetof(struct raw_global, garp));
	conf_dump_rows(
	    writer, &global_process_block, &raw, offsetof(struct raw_global, garp));
	conf_dump_rows(
	    writer, &global_script_block, &raw, offsetof(struct raw_global, garp));
	conf_write_close(writer);
}

static void
dump_ssl(struct conf_writer *writer)
{
	if (!writer->model->ssl)
		return;
	conf_write_open(writer, "SSL", NULL);
	conf_dump_rows(
	    writer, &ssl_keys_block, writer->model->ssl, sizeof(struct model_ssl));
	conf_write_close(writer);
}

static void
dump_api(struct conf_writer *writer)
{
	conf_write_open(writer, "api", NULL);
	conf_dump_rows(
	    writer, &api_keys_block, &writer->model->api, sizeof(struct model_api));
	conf_write_close(writer);
}

/* A block for each item, named by the pointer it begins with. */
static void
dump_named(struct conf_writer *writer, const char *word, const struct conf_block *block,
    struct conf_items items, size_t size)
{
	for (size_t i = 0; i < items.len; i++) {
		const char *item = (const char *)items.items + i * size;

		conf_write_open(
		    writer, word, *(const char *const *)(const void *)item, NULL);
		conf_dump_rows(writer, block, item, size);
		conf_write_close(writer);
	}
}

#define DUMP_NAMED(word, block, list)                                                  \
  dump_named(writer, (word), &(block),                                                 \
      (struct conf_items){(void *)(uintptr_t)model->list, model->list##_len},          \
      sizeof(*model->list))

static void
dump_link_delays(struct conf_writer *writer, const struct model *model)
{
	char down[CONF_NUMBER_SIZE], up[CONF_NUMBER_SIZE];

	if (!model->link_delays_len)
		return;
	conf_write_open(writer, "interface_up_down_delays", NULL);
	for (size_t i = 0; i < model->link_delays_len; i++)
		conf_write(writer, model->link_delays[i].interface,
		    conf_seconds(down, model->link_delays[i].down_ms, 1000),
		    conf_seconds(up, model->link_delays[i].up_ms, 1000), NULL);
	conf_write_close(writer);
}

static void
dump_garp_groups(struct conf_writer *writer, const struct model *model)
{
	for (size_t i = 0; i < model->garp_groups_len; i++) {
		conf_write_open(writer, "garp_group", NULL);
		conf_dump_rows(writer, &garp_group_block, &model->garp_groups[i],
		    sizeof(model->garp_groups[i]));
		conf_write_close(writer);
	}
}

static void
dump_instances(struct conf_writer *writer, const struct model *model)
{
	for (size_t i = 0; i < model->instances_len; i++) {
		const struct model_vrrp_instance *said = &model->instances[i];

		conf_write_open(writer, "vrrp_instance", said->name, NULL);
		conf_dump_rows(writer, &vrrp_instance_block, said, sizeof(*said));
		conf_dump_rows(writer, &vrrp_notify_block, said, sizeof(*said));
		conf_write_close(writer);
	}
}

static void
dump_vrrp(struct conf_writer *writer)
{
	const struct model *model = writer->model;

	dump_link_delays(writer, model);
	DUMP_NAMED("vrrp_script", vrrp_script_block, vrrp_scripts);
	DUMP_NAMED("vrrp_track_file", vrrp_track_file_block, track_files);
	DUMP_NAMED("vrrp_track_process", vrrp_track_process_block, track_processes);
	dump_garp_groups(writer, model);
	dump_instances(writer, model);
	DUMP_NAMED("vrrp_sync_group", vrrp_sync_group_block, sync_groups);
}

static void
dump_check(struct conf_writer *writer, const struct model_check *check)
{
	conf_write_open(writer, check->type->word, NULL);
	if (check->plugin)
		conf_dump_rows(writer, &lvs_plugin_block, check, sizeof(*check));
	conf_dump_rows(writer, &lvs_check_block, check, sizeof(*check));
	conf_dump_rows(writer, check->type->block, check->spec, SIZE_MAX);
	conf_write_close(writer);
}

void
conf_dump_check(const struct model_check *check, struct buf *out)
{
	struct conf_writer writer = {.out = out, .arena = arena_new()};

	conf_dump_rows(&writer, check->type->block, check->spec, SIZE_MAX);
	arena_free(writer.arena);
}

static void
dump_real(struct conf_writer *writer, const struct model_real_server *rs)
{
	char addr[ADDR_TEXT_SIZE], port[CONF_NUMBER_SIZE];

	conf_write_open(writer, "real_server", addr_format(&rs->addr, addr),
	    conf_number(port, rs->port), NULL);
	conf_dump_rows(writer, &lvs_real_block, rs, sizeof(*rs));
	conf_dump_rows(writer, &lvs_tier_block, rs, sizeof(*rs));
	for (size_t i = 0; i < rs->checks_len; i++)
		dump_check(writer, &rs->checks[i]);
	conf_write_close(writer);
}

static void
open_virtual(struct conf_writer *writer, const struct model_virtual_server *vs)
{
	char addr[ADDR_TEXT_SIZE], number[CONF_NUMBER_SIZE];

	if (vs->group)
		conf_write_open(
		    writer, "virtual_server", "group", vs->group->name, NULL);
	else if (vs->fwmark)
		conf_write_open(writer, "virtual_server", "fwmark",
		    conf_number(number, vs->fwmark), NULL);
	else
		conf_write_open(writer, "virtual_server", addr_format(&vs->addr, addr),
		    conf_number(number, vs->port), NULL);
}

static void
dump(const struct model *model, bool hides, struct buf *out)
{
	struct conf_writer writer = {
	    .out = out, .model = model, .arena = arena_new(), .hides = hides};

	dump_global(&writer);
	dump_api(&writer);
	dump_ssl(&writer);
	conf_statics_dump(&writer);
	dump_vrrp(&writer);
	conf_dump_server_groups(&writer, model);
	for (size_t i = 0; i < model->virtual_servers_len; i++) {
		const struct model_virtual_server *vs = &model->virtual_servers[i];

		if (vs->is_probe_path)
			continue; /* comes of a real server's probe_vip */
		open_virtual(&writer, vs);
		conf_dump_rows(&writer, &lvs_virtual_block, vs, sizeof(*vs));
		conf_dump_rows(&writer, &lvs_pool_block, vs, sizeof(*vs));
		for (size_t j = 0; j < vs->real_servers_len; j++)
			dump_real(&writer, &vs->real_servers[j]);
		conf_write_close(&writer);
	}
	arena_free(writer.arena);
}

void
conf_dump(const struct model *model, struct buf *out)
{
	dump(model, false, out);
}

void
conf_dump_shown(const struct model *model, struct buf *out)
{
	dump(model, true, out);
}
