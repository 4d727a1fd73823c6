/* SPDX-License-Identifier: Apache-2.0 */
/* FILE_CHECK: fit, and how heavy, is what a file says, which is read at each interval.
 * A file that cannot be read, or holds no number, says nothing: all stays as it is.
 * Runs on: control. */
#include "checks/check_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "agent/conf/model.h"
#include "agent/lib/arena.h"
#include "agent/sys/number_file.h"
#include "checks/check_io.h"
#include "checks/check_rows.h"

static void
start(struct check_try *try)
{
	const struct check_file_spec *spec = check_try_spec(try);
	struct check_verdict verdict;
	int32_t number;
	int rc = number_file_read(spec->path, &number);

	if (rc < 0) {
		check_done(try, CHECK_INTERNAL, "%s: %s: %s", spec->name, spec->path,
		    rc == -EILSEQ ? "holds no number" : strerrordesc_np(-rc));
		return;
	}
	verdict = check_file_judge(spec, number);
	check_done_verdict(try, &verdict);
}

static bool
equal(const void *left, const void *right)
{
	const struct check_file_spec *a = left, *b = right;

	return check_same_text(a->name, b->name) && check_same_text(a->path, b->path) &&
	    a->weight == b->weight && a->reverse == b->reverse;
}

const struct check_ops check_file_ops = {
    .abi = CHECK_ABI,
    .name = "file",
    .start = start,
    .equal = equal,
    .in_flight_max = 1000,
};

/* ---- its words ---- */

static void
read_track_file(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct check_file_spec *spec = into;
	const char *name = conf_word(node, 1);
	const struct model_track_file *file =
	    name ? conf_track_file(reader, name) : NULL;

	(void)key;
	if (!name || conf_words_len(node) > 2) {
		conf_error(reader, node, name ? 2 : 0, "value",
		    "track_file wants the name of a vrrp_track_file");
		return;
	}
	spec->name = arena_strdup(conf_arena(reader), name);
	if (!file) {
		conf_error(reader, node, 1, "undefined",
		    "there is no vrrp_track_file %s", name);
		return;
	}
	spec->path = file->path;
	if (spec->weight == INT32_MIN) {
		spec->weight = file->weight;
		spec->reverse = file->reverse;
	}
}

static bool
read_number(const char *word, int32_t *out)
{
	int32_t value = 0;
	bool is_less = *word == '-';

	if (is_less || *word == '+')
		word++;
	if (!*word || strlen(word) > 3)
		return false;
	for (; *word; word++) {
		if (*word < '0' || *word > '9')
			return false;
		value = value * 10 + (*word - '0');
	}
	if (value > CHECK_FILE_WEIGHT_MAX)
		return false;
	*out = is_less ? -value : value;
	return true;
}

static void
read_weight(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct check_file_spec *spec = into;
	const char *number = conf_word(node, 1), *word = conf_word(node, 2);

	(void)key;
	if (!number || !read_number(number, &spec->weight)) {
		conf_error(reader, node, number ? 1 : 0, "range",
		    "weight wants a number from -%d to %d, and may end in reverse",
		    CHECK_FILE_WEIGHT_MAX, CHECK_FILE_WEIGHT_MAX);
		return;
	}
	spec->reverse = word && strcmp(word, "reverse") == 0;
	if ((word && !spec->reverse) || conf_words_len(node) > 3)
		conf_error(reader, node, spec->reverse ? 3 : 2, "value",
		    "after weight's number only reverse may follow");
}

static void
write_track_file(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	conf_write(writer, key->word, ((const struct check_file_spec *)from)->name,
	    (char *)NULL);
}

static void
write_weight(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct check_file_spec *spec = from;
	char number[16];

	(void)snprintf(number, sizeof(number), "%d", (int)spec->weight);
	conf_write(
	    writer, key->word, number, spec->reverse ? "reverse" : NULL, (char *)NULL);
}

static void
defaults(void *into)
{
	struct check_file_spec *spec = into;

	spec->weight = INT32_MIN; /* not said: the file's */
}

static void
finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	const struct check_file_spec *spec = into;

	if (!spec->name)
		conf_error(reader, node, 0, "missing", "track_file is wanted");
}

static const struct conf_key keys[] = {
    CHECK_ROW_BY("track_file", read_track_file, write_track_file,
	"NAME: of a vrrp_track_file, which is read at each delay_loop; while it cannot "
	"be read, or holds no number, all stays as it is"),
    CHECK_ROW_BY("weight", read_weight, write_weight,
	"N [reverse]: the file's number times N is added to the real server's weight, "
	"-254 or less is down; with 0, any number but 0 is down (the "
	"vrrp_track_file's)"),
};

const struct conf_block check_file_block = {CHECK_ROWS(keys),
    .size = sizeof(struct check_file_spec), .defaults = defaults, .finish = finish};
