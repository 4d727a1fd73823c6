/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong, for people and for programs: RFC 9457. P. */
#ifndef API_API_PROBLEM_H
#define API_API_PROBLEM_H

#include <stddef.h>

#include "api/api_http.h"

enum { API_FAULTS_MAX = 16, API_POINTER_SIZE = 80, API_DETAIL_SIZE = 200 };

/* One bad member of a body. */
struct api_fault {
	char pointer[API_POINTER_SIZE]; /* RFC 6901; "" : the whole body */
	const char *code;               /* static: "range", "unknown_member" */
	char detail[API_DETAIL_SIZE];
};

struct api_faults {
	struct api_fault items[API_FAULTS_MAX];
	size_t len;
};

/* More than there is room for are left out: the first ones are enough to go on. */
void api_fault_add(struct api_faults *faults, const char *pointer, const char *code,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* "/" and `name` with ~ and / escaped (RFC 6901 3), into out[API_POINTER_SIZE]; cut. */
const char *api_pointer(const char *name, char *out);

struct api_problem {
	unsigned status;
	const char *code; /* machine word: "rs.not_found" */
	const char *detail;
	const struct api_faults *faults; /* NULL: none */
	const char *kernel_op;           /* NULL: none */
	const char *kernel_errno;        /* "EEXIST" */
};

/* Make it the answer; an etag already in the response is told in the document, too. */
void api_problem(const struct api_request *request, struct api_response *response,
    const struct api_problem *problem);

/* The short form. */
void api_refuse(const struct api_request *request, struct api_response *response,
    unsigned status, const char *code, const char *detail);

/* "Not Found"; "Error" for one that is not used here. */
const char *api_status_title(unsigned status);

#endif
