/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_smtp_talk.h"

#include <string.h>

enum { GREETING, HELO, QUIT };

static const struct step {
	const char *what;
	unsigned want;
} steps[] = {
    [GREETING] = {"greeting", 220},
      [HELO] = {"HELO",     250},
      [QUIT] = {"QUIT",     221}
};

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static void
say_helo(struct check_talk *talk)
{
	const struct check_smtp_spec *spec = talk->check->spec;
	const char *name = spec->helo_name ? spec->helo_name : talk->more;

	check_talk_say(talk, "HELO ", 5);
	check_talk_say(talk, name, strlen(name));
	check_talk_say(talk, "\r\n", 2);
	talk->step = HELO;
}

static void
say_quit(struct check_talk *talk)
{
	check_talk_say(talk, "QUIT\r\n", 6);
	talk->step = QUIT;
}

static void
answered(struct check_talk *talk)
{
	switch (talk->step) {
	case GREETING:
		say_helo(talk);
		break;
	case HELO:
		say_quit(talk);
		break;
	default:
		check_talk_over(talk, CHECK_OK, "greeted, took HELO and QUIT");
	}
}

/* Three digits, then a blank or the line's end; a hyphen: another line follows. */
static void
hear(struct check_talk *talk, size_t len)
{
	const struct step *step = &steps[talk->step];
	const uint8_t *line = talk->heard;
	char text[CHECK_TALK_TEXT_SIZE];
	unsigned code;

	(void)check_talk_text(line, len, text);
	if (len < 4 || !is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2]) ||
	    !strchr(" -\r\n", line[3])) {
		check_talk_over(talk, CHECK_ANSWER_PROTOCOL,
		    "%s: not an answer of SMTP: %s", step->what, text);
		return;
	}
	code = (line[0] - '0') * 100u + (line[1] - '0') * 10u + (line[2] - '0');
	if (code != step->want)
		check_talk_over(talk, CHECK_ANSWER_ERROR, "%s: got %s, want %u",
		    step->what, text, step->want);
	else if (line[3] != '-')
		answered(talk);
}

void
check_smtp_talk(struct check_talk *talk)
{
	talk->used = check_talk_line(talk);
	if (talk->used)
		hear(talk, talk->used);
}
