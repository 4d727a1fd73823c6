/* SPDX-License-Identifier: Apache-2.0 */
/* What a checker is: an opinion of one try, and nothing else. Intervals, retries,
 * deadlines, logs and counters are the driver's (check_run). D.
 * Installed, with what it includes and check_io.h, for plug-ins: fairlead-plugin(7). A
 * change to any struct or number that they see raises CHECK_ABI. */
#ifndef CHECKS_CHECK_H
#define CHECKS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/conf_key.h"
#include "agent/conf/model_lvs.h"

enum { CHECK_ABI = 1, CHECK_DETAIL_SIZE = 120 };

/* What came of one try: stable, shown everywhere as check_code_word. */
enum check_code {
	CHECK_OK,
	CHECK_TIMEOUT, /* the whole try took too long */
	CHECK_CONNECT_REFUSED,
	CHECK_CONNECT_TIMEOUT,
	CHECK_CONNECT_UNREACHABLE,
	CHECK_CONNECT_FAILED, /* another errno; see the detail */
	CHECK_CLOSED,         /* peer ended before its answer was complete */
	CHECK_TLS,            /* the handshake failed */
	CHECK_TLS_EXPIRED,    /* the certificate, or is not valid yet */
	CHECK_TLS_NAME,       /* the certificate is another's */
	CHECK_TLS_UNTRUSTED,  /* nobody that we trust has signed it */
	CHECK_HTTP_STATUS,
	CHECK_HTTP_DIGEST,
	CHECK_HTTP_REGEX,
	CHECK_HTTP_PROTOCOL,    /* not an HTTP answer */
	CHECK_HTTP_REDIRECTS,   /* more of them than are followed */
	CHECK_GRPC_STATUS,      /* the call failed */
	CHECK_GRPC_NOT_SERVING, /* it answers, and does not serve */
	CHECK_GRPC_PROTOCOL,    /* not an answer of grpc.health.v1 */
	CHECK_TOO_LARGE,        /* answer exceeds what we read */
	CHECK_EXIT_STATUS,
	CHECK_KILLED,          /* the script died of a signal */
	CHECK_NOT_STARTED,     /* the script could not be run */
	CHECK_ANSWER,          /* another answer than the one wanted */
	CHECK_ANSWER_ERROR,    /* the server answered that it is not well */
	CHECK_ANSWER_PROTOCOL, /* not an answer of that protocol */
	CHECK_DNS_RCODE,
	CHECK_AGENT_DOWN, /* the agent beside the server says so */
	CHECK_FILE_DOWN,  /* the tracked file says so */
	CHECK_INTERNAL,   /* our own lack of descriptors or the like: no opinion */
	CHECK_CODES
};

const char *check_code_word(enum check_code code); /* "connect.refused" */
const char *check_code_help(enum check_code code); /* one line for the manual */

/* What a weight that a check says is of: itself the server's, a percentage of the
 * server's own, or to be added to it. */
enum check_weight_as { CHECK_WEIGHT_IS, CHECK_WEIGHT_PERCENT, CHECK_WEIGHT_MORE };

struct check_verdict {
	enum check_code code;
	int32_t dynamic_weight; /* 0..253, a percentage, or -253..253; as last said (a
				 * try that says none leaves it); -1: never said */
	enum check_weight_as weight_as;
	char detail[CHECK_DETAIL_SIZE]; /* "got 503, want 200-299" */
	/* When the certificate that the server showed last expires (wall clock); 0: it
	 * never showed one. Whether that is so near that it is to be said. */
	int64_t certificate_until_ms;
	bool certificate_near;
};

struct check_try; /* check_io.h: one try under way; what a checker may ask for */

struct check_ops {
	uint32_t abi;      /* CHECK_ABI */
	const char *name;  /* "tcp": in REST and metrics */
	size_t state_size; /* bytes of the checker's own memory in each try; zeroed */
	/* Begin. Must lead to exactly one check_done(), now or later, unless cancelled.
	 * The driver ends the try by itself at its deadline. */
	void (*start)(struct check_try *try);
	/* The driver gives up (deadline, reload): release what `start` took. May be
	 * NULL. */
	void (*cancel)(struct check_try *try);
	/* The longest one try may take, from the model. NULL: connect_timeout. */
	uint32_t (*deadline_ms)(const struct model_check *check);
	/* Whether two specs ask for the same. NULL: the spec holds nothing. */
	bool (*equal)(const void *a, const void *b);
	uint32_t in_flight_max; /* tries of this type at once; the others wait */
	/* Of plug-ins only; the registry says it of what is built in. */
	const struct conf_block *words; /* its own, filling the spec; NULL: none */
	uint32_t default_retry;
	uint32_t default_delay_before_retry_ms;
};

/* What a plug-in defines, as its one visible symbol. */
extern const struct check_ops check_ops;

/* Whether both ask for the same, wherever they were written. What becomes of the
 * answer (weight) is not asked. */
bool check_equal(const struct model_check *a, const struct model_check *b);

/* Texts that may be NULL. */
bool check_same_text(const char *a, const char *b);

#endif
