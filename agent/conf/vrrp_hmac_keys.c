/* SPDX-License-Identifier: Apache-2.0 */
/* auth_hmac. P. Keys are never shown: the text of their lines is overwritten once they
 * are read, so that no diagnostic repeats it, and a dump says where a key is or ***. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"
#include "agent/lib/arena.h"
#include "agent/lib/buf.h"
#include "agent/lib/mem.h"

static const char hidden[] = "***";

/* ---- reading a key ---- */

static int
digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Bytes read, or -1. */
static int
from_hex(const char *text, uint8_t *out)
{
	size_t len = strlen(text);

	if (len % 2 || len / 2 > MODEL_HMAC_KEY_MAX)
		return -1;
	for (size_t i = 0; i < len; i += 2) {
		int high = digit_of(text[i]), low = digit_of(text[i + 1]);

		if (high < 0 || low < 0)
			return -1;
		out[i / 2] = (uint8_t)(high << 4 | low);
	}
	return (int)(len / 2);
}

/* hex:DIGITS or the bytes themselves. */
static void
take_bytes(struct conf_reader *reader, struct conf_at at, const char *text,
    struct model_hmac_key *key)
{
	int len = (int)strnlen(text, MODEL_HMAC_KEY_MAX + 1);

	if (strncmp(text, "hex:", 4) == 0)
		len = from_hex(text + 4, key->bytes);
	else if (len <= MODEL_HMAC_KEY_MAX)
		memcpy(key->bytes, text, (size_t)len);
	if (len < MODEL_HMAC_KEY_MIN || len > MODEL_HMAC_KEY_MAX) {
		conf_error(reader, at.node, at.word, "value",
		    "a key is %d to %d bytes, as they are or as twice as many digits "
		    "after hex:",
		    MODEL_HMAC_KEY_MIN, MODEL_HMAC_KEY_MAX);
		return;
	}
	key->len = (uint8_t)len;
}

static void
take_file(struct conf_reader *reader, struct conf_at at, const char *path,
    struct model_hmac_key *key)
{
	struct conf_secret secret = {0};
	int rc;

	key->path = arena_strdup(reader->arena, path);
	if (path[0] != '/') {
		conf_error(reader, at.node, at.word, "value",
		    "file: is followed by an absolute path");
		return;
	}
	if (!reader->options->read_secret) {
		conf_error(reader, at.node, at.word, "unreadable",
		    "%s: a text that is no file reads no keys", path);
		return;
	}
	rc = reader->options->read_secret(path, &secret);
	if (rc < 0)
		conf_error(
		    reader, at.node, at.word, "unreadable", "%s: %s", path, secret.why);
	else
		take_bytes(reader, at, secret.text, key);
	if (rc == 0 && secret.is_exposed)
		conf_warning(reader, at.node, at.word, "exposed_key",
		    "%s may be read by others than its owner and group", path);
	mem_wipe(&secret, sizeof(secret));
}

static bool
is_known(const struct conf_items *keys, int64_t id)
{
	const struct model_hmac_key *items = keys->items;

	for (size_t i = 0; i < keys->len; i++)
		if (items[i].id == id)
			return true;
	return false;
}

static void
read_secret(
    struct conf_reader *reader, const struct conf_node *node, struct conf_items *keys)
{
	const struct conf_range ids = {1, 255, ""};
	const char *word = conf_word(node, 2);
	struct model_hmac_key *key;
	int64_t id;

	if (!conf_value_number(reader, (struct conf_at){node, 1}, &ids, &id))
		return;
	if (is_known(keys, id)) {
		conf_error(
		    reader, node, 1, "repeated", "there is a key of this id already");
		return;
	}
	key = arena_append(reader->arena, &keys->items, &keys->len, sizeof(*key));
	key->id = (uint8_t)id;
	if (strcmp(word, hidden) == 0)
		conf_error(reader, node, 2, "hidden_key",
		    "a dump does not show keys: say this one again");
	else if (strncmp(word, "file:", 5) == 0)
		take_file(reader, (struct conf_at){node, 2}, word + 5, key);
	else
		take_bytes(reader, (struct conf_at){node, 2}, word, key);
}

static void
read_key(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	(void)key;
	if (conf_words_len(node) == 3)
		read_secret(reader, node, &((struct raw_hmac *)into)->keys);
	else
		conf_error(reader, node, 0, "value",
		    "key takes an id and one word (quoted if it has blanks): key ID "
		    "hex:DIGITS|file:PATH|TEXT");
}

/* Whatever the block's lines say after two words might be a key, misspelt. */
static void
hide_keys(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	(void)into;
	arena_keep_secret(reader->arena);
	arena_keep_secret(reader->scratch);
	for (const struct conf_node *line = node->first; line; line = line->next)
		for (size_t i = 2; i < line->words_len; i++)
			conf_hide((struct conf_at){line, i});
}

static const char *const replays[] = {"time", "monotonic", NULL};
static const char *const modes[] = {"enforce", "permissive", "receive-only", NULL};

static const struct conf_key hmac_rows[] = {
    ROW_BY("key", struct raw_hmac, keys, read_key, NULL,
	"ID hex:DIGITS|file:PATH|TEXT: a key of 32 to 64 bytes, ID 1..255; one a line, "
	"as many as may be heard; a file holds hex:DIGITS or TEXT as its first line"),
    ROW_IN("active_key", CONF_U8, struct raw_hmac, m.active_id, 1, 255,
	"ID of the key that signs (default: the only one)"),
    ROW_OF(.word = "anti_replay", .type = CONF_ENUM,
	.place = offsetof(struct raw_hmac, replay), .words = replays,
	.help = "time: adverts must be new and within time_window of our clock, so the "
		"clocks of all must agree; monotonic: new is enough, and what was "
		"recorded before we started may be played back (default time)"),
    ROW_IN("time_window", CONF_UINT, struct raw_hmac, m.window_s, 1, 300,
	"seconds an advert may be old, or ahead of us (default: three times "
	"advert_int, at least 5)"),
    ROW_OF(.word = "mode", .type = CONF_ENUM, .place = offsetof(struct raw_hmac, mode),
	.words = modes,
	.help = "enforce: sign, and refuse what is not signed; permissive: sign, but "
		"take what is not signed; receive-only: do not sign yet, but refuse "
		"what is signed wrongly (default enforce)"),
};

const struct conf_block vrrp_hmac_block = {
    ROWS(hmac_rows), .size = sizeof(struct raw_hmac), .finish = hide_keys};

/* ---- making it whole ---- */

static void
resolve_active(
    struct conf_reader *reader, const struct conf_node *node, struct raw_hmac *raw)
{
	const struct conf_node *line = conf_line_of(node, "active_key");

	if (raw->m.active_id && !is_known(&raw->keys, raw->m.active_id))
		conf_error(reader, line, 1, "undefined", "there is no key %u",
		    (unsigned)raw->m.active_id);
	if (raw->m.active_id || line)
		return;
	if (raw->keys.len == 1)
		raw->m.active_id = ((struct model_hmac_key *)raw->keys.items)->id;
	else
		conf_error(reader, node, 0, "missing_keyword",
		    "auth_hmac with more than one key needs active_key: which one "
		    "signs");
}

static void
resolve_window(struct conf_reader *reader, const struct conf_node *node,
    struct raw_hmac *raw, uint16_t advert_int_cs)
{
	const struct conf_node *line = conf_line_of(node, "time_window");
	uint32_t three_s = (3u * advert_int_cs + 99) / 100;

	if (raw->m.is_monotonic && line)
		conf_warning(reader, line, 0, "conflict",
		    "time_window means nothing with anti_replay monotonic");
	if (!raw->m.window_s)
		raw->m.window_s = three_s > 5 ? three_s : 5;
}

void
conf_hmac_finish(struct conf_reader *reader, const struct conf_node *node,
    struct raw_instance *instance)
{
	const struct conf_node *block = conf_line_of(node, "auth_hmac");
	struct raw_hmac *raw = &instance->hmac;

	if (!block)
		return;
	if (instance->m.auth != VRRP_AUTH_NONE)
		conf_error(reader, block, 0, "conflict",
		    "auth_hmac does not go with auth_type PASS: one of them");
	if (!raw->keys.len) {
		if (!conf_line_of(block, "key"))
			conf_error(reader, block, 0, "missing_keyword",
			    "auth_hmac needs a key");
		return;
	}
	raw->m.is_monotonic = raw->replay == 1;
	raw->m.mode = (enum vrrp_hmac_mode)raw->mode;
	resolve_active(reader, block, raw);
	resolve_window(reader, block, raw, instance->m.advert_int_cs);
	raw->m.keys = raw->keys.items;
	raw->m.keys_len = raw->keys.len;
	instance->m.auth = VRRP_AUTH_HMAC;
	instance->m.hmac = raw->m;
}

/* ---- dump ---- */

static void
write_key(struct conf_writer *writer, const struct model_hmac_key *key)
{
	char id[CONF_NUMBER_SIZE];
	struct buf path = {0};

	(void)conf_number(id, key->id);
	if (key->path)
		buf_printf(&path, "file:%s", key->path);
	conf_write(writer, "key", id, key->path ? buf_text(&path) : hidden, NULL);
	buf_fini(&path);
}

void
vrrp_write_hmac(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_hmac *m =
	    &((const struct model_vrrp_instance *)from)->hmac;
	char text[CONF_NUMBER_SIZE];

	if (!m->keys_len)
		return;
	conf_write_open(writer, key->word, NULL);
	for (size_t i = 0; i < m->keys_len; i++)
		write_key(writer, &m->keys[i]);
	conf_write(writer, "active_key", conf_number(text, m->active_id), NULL);
	conf_write(writer, "anti_replay", replays[m->is_monotonic], NULL);
	if (!m->is_monotonic)
		conf_write(writer, "time_window", conf_number(text, m->window_s), NULL);
	conf_write(writer, "mode", vrrp_hmac_mode_word(m->mode), NULL);
	conf_write_close(writer);
}
