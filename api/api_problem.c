/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_problem.h"

#include <stdarg.h>
#include <stdio.h>

#include "api/json_out.h"

const char *
api_status_title(unsigned status)
{
	static const struct {
		unsigned status;
		const char *title;
	} titles[] = {
	    {400, "Bad Request"           },
	    {401, "Unauthorized"          },
	    {403, "Forbidden"             },
	    {404, "Not Found"             },
	    {405, "Method Not Allowed"    },
	    {409, "Conflict"              },
	    {410, "Gone"                  },
	    {412, "Precondition Failed"   },
	    {413, "Content Too Large"     },
	    {415, "Unsupported Media Type"},
	    {421, "Misdirected Request"   },
	    {422, "Unprocessable Content" },
	    {428, "Precondition Required" },
	    {429, "Too Many Requests"     },
	    {500, "Internal Server Error" },
	    {503, "Service Unavailable"   },
	    {507, "Insufficient Storage"  },
	};

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (titles[i].status == status)
			return titles[i].title;
	return "Error";
}

void
api_fault_add(struct api_faults *faults, const char *pointer, const char *code,
    const char *fmt, ...)
{
	struct api_fault *fault;
	va_list args;

	if (faults->len == API_FAULTS_MAX)
		return;
	fault = &faults->items[faults->len++];
	(void)snprintf(fault->pointer, sizeof(fault->pointer), "%s", pointer);
	fault->code = code;
	va_start(args, fmt);
	(void)vsnprintf(fault->detail, sizeof(fault->detail), fmt, args);
	va_end(args);
}

const char *
api_pointer(const char *name, char *out)
{
	size_t put = 0;

	out[put++] = '/';
	for (; *name && put + 3 < API_POINTER_SIZE; name++) {
		if (*name == '~' || *name == '/') {
			out[put++] = '~';
			out[put++] = *name == '~' ? '0' : '1';
		} else {
			out[put++] = *name;
		}
	}
	out[put] = '\0';
	return out;
}

static void
put_faults(struct json_out *out, const struct api_faults *faults)
{
	json_out_open(out, "errors", '[');
	for (size_t i = 0; i < faults->len; i++) {
		json_out_open(out, NULL, '{');
		json_out_text(out, "pointer", faults->items[i].pointer);
		json_out_text(out, "code", faults->items[i].code);
		json_out_text(out, "detail", faults->items[i].detail);
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
}

static void
put_extensions(struct json_out *out, const struct api_response *response,
    const struct api_problem *problem)
{
	if (problem->faults && problem->faults->len)
		put_faults(out, problem->faults);
	if (problem->kernel_op) {
		json_out_open(out, "kernel", '{');
		json_out_text(out, "op", problem->kernel_op);
		json_out_text(out, "errno", problem->kernel_errno);
		json_out_close(out, '}');
	}
	if (response->etag[0])
		json_out_text(out, "current_etag", response->etag);
	if (response->retry_after_s)
		json_out_uint(out, "retry_after_ms", response->retry_after_s * 1000ull);
	if (response->is_write) {
		json_out_bool(out, "persisted", response->persisted);
		json_out_uint(out, "revision", response->revision);
	}
}

void
api_problem(const struct api_request *request, struct api_response *response,
    const struct api_problem *problem)
{
	struct json_out out = json_out_to(&response->body);

	buf_clear(&response->body);
	response->status = problem->status;
	response->code = problem->code;
	response->content_type = "application/problem+json";
	json_out_open(&out, NULL, '{');
	json_out_text(&out, "type", "about:blank");
	json_out_text(&out, "title", api_status_title(problem->status));
	json_out_uint(&out, "status", problem->status);
	json_out_text(&out, "code", problem->code);
	json_out_text(&out, "detail", problem->detail);
	json_out_text(&out, "instance", request->path);
	json_out_text(&out, "request_id", request->request_id);
	put_extensions(&out, response, problem);
	json_out_close(&out, '}');
	buf_putc(&response->body, '\n');
}

void
api_refuse(const struct api_request *request, struct api_response *response,
    unsigned status, const char *code, const char *detail)
{
	const struct api_problem problem = {
	    .status = status, .code = code, .detail = detail};

	api_problem(request, response, &problem);
}
