/* SPDX-License-Identifier: Apache-2.0 */
/* The words that every check has, and the blocks of the checkers handed in. P. */
#include <assert.h>
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_rows.h"
#include "agent/conf/lvs_words.h"
#include "agent/lib/arena.h"

void
lvs_read_fall(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	const struct conf_range range = {1, 1000001, ""};
	int64_t fall;

	if (!conf_value_number(reader, (struct conf_at){node, 1}, &range, &fall))
		return;
	conf_no_more_words(reader, node, 2);
	*(uint32_t *)(void *)((char *)into + key->place) = (uint32_t)fall - 1;
}

static void
read_weight(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	const struct conf_range range = {-LVS_WEIGHT_MAX, LVS_WEIGHT_MAX, ""};
	struct model_check *m = &((struct raw_check *)into)->m;
	const char *reverse = conf_word(node, 2);
	int64_t weight;

	(void)key;
	if (!conf_value_number(reader, (struct conf_at){node, 1}, &range, &weight))
		return;
	if (reverse && strcmp(reverse, "reverse") != 0) {
		conf_error(reader, node, 2, "value",
		    "weight N [reverse]: '%s' is not reverse", reverse);
		return;
	}
	conf_no_more_words(reader, node, reverse ? 3 : 2);
	m->weight = (int32_t)weight;
	m->weight_reverse = reverse != NULL;
}

static void
write_weight(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_check *m = from;
	char number[CONF_NUMBER_SIZE];

	if (m->weight)
		conf_write(writer, key->word, conf_number(number, m->weight),
		    m->weight_reverse ? "reverse" : NULL, NULL);
}

void
lvs_read_checks_need(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	const struct conf_range range = {1, UINT16_MAX, ""};
	struct model_real_server *m = &((struct raw_real *)into)->m;
	const char *word = conf_word(node, 1);
	int64_t need = 0;

	(void)key;
	if (word && strcmp(word, "any") == 0)
		need = 1;
	else if (!(word && strcmp(word, "all") == 0) &&
	    !conf_value_number(reader, (struct conf_at){node, 1}, &range, &need))
		return;
	conf_no_more_words(reader, node, 2);
	m->checks_need = (uint32_t)need;
	((struct raw_real *)into)->need_node = node;
}

void
lvs_write_checks_need(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	uint32_t need = ((const struct model_real_server *)from)->checks_need;
	char number[CONF_NUMBER_SIZE];

	if (need)
		conf_write(writer, key->word, conf_number(number, need), NULL);
}

/* More than there are would be met by none: the server could never serve. */
static void
check_need(struct conf_reader *reader, const struct raw_real *raw)
{
	const struct model_check *checks = raw->m.checks;
	size_t deciding = 0;

	for (size_t i = 0; i < raw->m.checks_len; i++)
		deciding += checks[i].weight == 0;
	if (raw->need_node && raw->m.checks_need > deciding)
		conf_error(reader, raw->need_node, 1, "conflict",
		    "checks_need %u, but %zu of its checks are without a weight",
		    (unsigned)raw->m.checks_need, deciding);
}

static const char *const proxy_words[] = {"off", "v1", "v2", NULL};

static void
check_proxy(struct conf_reader *reader, const struct conf_node *node,
    const struct model_check *m)
{
	int said = m->proxy_protocol;

	if (said != CHECK_PROXY_NONE && !(m->type->proxies & 1U << said))
		conf_error(reader, conf_line_of(node, "proxy_protocol"), 1, "conflict",
		    "%s cannot begin with proxy_protocol %s", m->type->word,
		    proxy_words[said]);
}

static void
write_proxy(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	int said = ((const struct model_check *)from)->proxy_protocol;

	if (said != CHECK_PROXY_NONE)
		conf_write(writer, key->word, proxy_words[said], NULL);
}

static const struct conf_key check_rows[] = {
    ROW("connect_ip", CONF_ADDR, struct raw_check, m.connect_addr,
	"where to connect (default: the real server)"),
    ROW_IN("connect_port", CONF_U16, struct raw_check, m.connect_port, 1, UINT16_MAX,
	"where to connect (default: the real server's)"),
    ROW("bindto", CONF_ADDR, struct raw_check, m.bind_addr,
	"source address (default: any)"),
    ROW_IN("bind_port", CONF_U16, struct raw_check, m.bind_port, 1, UINT16_MAX,
	"source port (default: any)"),
    ROW("bind_if", CONF_IFNAME, struct raw_check, m.bind_if,
	"source interface (default: any)"),
    ROW_IN("fwmark", CONF_UINT, struct raw_check, m.fwmark, 1, UINT32_MAX - 1,
	"mark of its packets (default: none)"),
    ROW_OF(.word = "proxy_protocol", .type = CONF_ENUM, .words = proxy_words,
	.write = write_proxy, .place = offsetof(struct raw_check, m.proxy_protocol),
	.help = "off|v1|v2: the header before all else; v2 says LOCAL; HTTP_GET and "
		"SSL_GET know v1 (default off)"),
    ROW_IN("connect_timeout", CONF_MS, struct raw_check, m.connect_timeout_ms, 1,
	LVS_SECONDS_MAX_MS, "seconds a check may take (default: the real server's)"),
    ROW_IN("delay_loop", CONF_MS, struct raw_check, m.delay_loop_ms, 1,
	LVS_SECONDS_MAX_MS, "seconds between checks (default: the real server's)"),
    ROW_IN("delay_loop_down", CONF_MS, struct raw_check, m.delay_loop_down_ms, 1,
	LVS_SECONDS_MAX_MS,
	"seconds between checks while down (default: the real server's, else "
	"delay_loop)"),
    ROW_IN("retry", CONF_UINT, struct raw_check, m.retry, 0, 1000000,
	"further tries before down (default: the real server's, else 1; MISC 0; DNS "
	"3)"),
    ROW_BY("fall", struct raw_check, m.retry, lvs_read_fall, NULL,
	"N: failures in a row before down: a retry of N - 1"),
    ROW_IN("rise", CONF_UINT, struct raw_check, m.rise, 1, 1000000,
	"successes in a row before up again (default: the real server's, else 1)"),
    ROW_OF(.word = "nb_get_retry", .type = CONF_UINT, .min = 0, .max = 1000000,
	.place = offsetof(struct raw_check, m.retry), .instead = "retry",
	.help = "old spelling"),
    ROW_IN("delay_before_retry", CONF_MS, struct raw_check, m.delay_before_retry_ms, 0,
	LVS_SECONDS_MAX_MS,
	"seconds between the tries of either (default: the real server's, else 1; "
	"HTTP 3; DNS delay_loop)"),
    ROW_IN("warmup", CONF_MS, struct raw_check, m.warmup_ms, 0, LVS_SECONDS_MAX_MS,
	"first check within this many seconds (default: delay_loop)"),
    ROW("alpha", CONF_BOOL, struct raw_check, m.alpha,
	"down until the first success (default: the real server's)"),
    ROW("log_all_failures", CONF_BOOL, struct raw_check, m.log_all_failures,
	"log every failed try (default checker_log_all_failures)"),
    ROW_OF(.word = "weight", .type = CONF_FUNCTION, .read = read_weight,
	.write = write_weight,
	.help = "N [reverse]: adds N to the server's weight while up (below 0: while "
		"down; reverse: the other way round), and never takes it out"),
    ROW("virtualhost", CONF_TEXT, struct raw_check, m.virtualhost,
	"Host it asks for (default: the real server's)"),
};

const struct conf_block lvs_check_block = {
    ROWS(check_rows), .size = sizeof(struct raw_check)};

static const struct conf_checker *
find_checker(const struct conf_options *options, const char *word)
{
	size_t at = 0;

	while (
	    at < options->checkers_len && strcmp(options->checkers[at].word, word) != 0)
		at++;
	assert(at < options->checkers_len); /* only their rows lead here */
	return &options->checkers[at];
}

static const struct conf_checker *
type_of(struct conf_reader *reader, const struct conf_node *node)
{
	const char *word = conf_word(node, 0);

	return strcmp(word, LVS_PLUGIN_WORD) == 0 ? lvs_plugin_of(reader, node)
						  : find_checker(reader->options, word);
}

static void
start_check(const struct conf_reader *reader, const struct raw_real *real,
    const struct conf_checker *type, struct model_check *m)
{
	m->type = type;
	m->ops = type->ops;
	m->connect_addr = real->m.addr;
	m->connect_port = real->m.port;
	lvs_probe_aim(real, m);
	m->connect_timeout_ms = real->retry.connect_timeout_ms;
	m->delay_loop_ms = real->retry.delay_loop_ms;
	m->delay_loop_down_ms = real->retry.delay_loop_down_ms;
	m->rise = real->retry.rise;
	m->retry =
	    real->retry.retry != CONF_UNSET ? real->retry.retry : type->default_retry;
	m->delay_before_retry_ms = real->retry.delay_before_retry_ms != CONF_UNSET
	    ? real->retry.delay_before_retry_ms
	    : type->default_delay_before_retry_ms;
	m->warmup_ms = real->retry.warmup_ms;
	m->alpha = real->m.alpha;
	m->log_all_failures = reader->work->global.log_all_failures;
	m->virtualhost = real->virtualhost;
	m->ssl = reader->work->ssl;
}

/* A check's block: the words that all have, its own, and that which names a plug-in. */
static void
read_check(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_checker *type, struct raw_real *real)
{
	struct raw_check raw = {0};
	void *spec = arena_alloc(reader->arena, type->block->size);
	const struct conf_target targets[] = {
	    {type->block,       spec}, /* may give a common word another meaning */
	    {&lvs_check_block,  &raw},
            {&lvs_plugin_block, &raw}
        };
	bool is_plugin = strcmp(type->word, LVS_PLUGIN_WORD) == 0;

	start_check(reader, real, type, &raw.m);
	if (type->block->defaults)
		type->block->defaults(spec);
	raw.m.place = conf_place((struct conf_at){node, 0});
	raw.m.spec = spec;
	conf_read_lines(reader, node, targets, is_plugin ? 3 : 2);
	if (type->block->finish)
		type->block->finish(reader, node, spec);
	check_proxy(reader, node, &raw.m);
	if (raw.m.delay_loop_down_ms == CONF_UNSET)
		raw.m.delay_loop_down_ms = raw.m.delay_loop_ms;
	if (raw.m.delay_before_retry_ms == CONF_UNSET)
		raw.m.delay_before_retry_ms = raw.m.delay_loop_ms;
	if (raw.m.warmup_ms == CONF_UNSET)
		raw.m.warmup_ms = raw.m.delay_loop_ms;
	*(struct model_check *)arena_append(reader->arena, &real->checks.items,
	    &real->checks.len, sizeof(raw.m)) = raw.m;
}

/* Checks wait until all that they inherit has been read. */
static void
collect_check(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_items *nodes = &((struct raw_real *)into)->check_nodes;

	if (!node->has_block)
		conf_error(reader, node, node->words_len, "missing_block",
		    "%s needs a block: { ... }", key->word);
	conf_no_more_words(reader, node, 1);
	*(const struct conf_node **)arena_append(
	    reader->scratch, &nodes->items, &nodes->len, sizeof(node)) = node;
}

void
lvs_read_checks(struct conf_reader *reader, struct raw_real *raw)
{
	const struct conf_node **nodes = raw->check_nodes.items;

	for (size_t i = 0; i < raw->check_nodes.len; i++) {
		const struct conf_checker *type = type_of(reader, nodes[i]);

		if (type)
			read_check(reader, nodes[i], type, raw);
	}
	raw->m.checks = raw->checks.items;
	raw->m.checks_len = raw->checks.len;
	check_need(reader, raw);
}

/* The checkers handed in, as rows of real_server: they come before those rows that
 * only know the name. */
void
conf_checkers_block(struct conf_reader *reader)
{
	const struct conf_options *options = reader->options;
	size_t len = options->checkers_len + 1;
	struct conf_key *rows = arena_alloc(reader->arena, len * sizeof(*rows));

	for (size_t i = 0; i < len; i++)
		rows[i] = (struct conf_key){.word = i < options->checkers_len
			? options->checkers[i].word
			: LVS_PLUGIN_WORD,
		    .type = CONF_FUNCTION,
		    .read = collect_check,
		    .help = "a check"};
	reader->work->checkers = (struct conf_block){.keys = rows, .keys_len = len};
}
