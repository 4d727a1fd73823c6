/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as for a terminal. P. */
#include "agent/conf/conf.h"
#include "agent/lib/buf.h"

static const char *const severity_words[] = {
    [MODEL_NOTE] = "note", [MODEL_WARNING] = "warning", [MODEL_ERROR] = "error"};

static void
print_place(const struct model_place *place, struct buf *out)
{
	if (place->file)
		buf_printf(out, "%s:%u:%u: ", place->file, (unsigned)place->line,
		    (unsigned)place->column);
}

/* The caret stands under its column however wide the tabs are. */
static void
print_source(const struct model_diagnostic *diag, struct buf *out)
{
	const char *at = diag->source;

	buf_puts(out, "    ");
	for (; *at; at++)
		buf_putc(out, (unsigned char)*at < ' ' && *at != '\t' ? '?' : *at);
	buf_puts(out, "\n    ");
	at = diag->source;
	for (uint32_t i = 1; i < diag->place.column && *at; i++, at++)
		if (((unsigned char)*at & 0xc0) !=
		    0x80) /* not within a UTF-8 character */
			buf_putc(out, *at == '\t' ? '\t' : ' ');
	buf_puts(out, "^\n");
}

void
conf_print_diagnostics(const struct model *model, struct buf *out)
{
	for (size_t i = 0; i < model->diagnostics_len; i++) {
		const struct model_diagnostic *diag = &model->diagnostics[i];

		print_place(&diag->place, out);
		buf_printf(out, "%s: %s [%s]\n", severity_words[diag->severity],
		    diag->text, diag->code);
		if (diag->place.file)
			print_source(diag, out);
		if (diag->meant)
			buf_printf(out, "    did you mean '%s'?\n", diag->meant);
	}
}
