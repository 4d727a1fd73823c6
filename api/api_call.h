/* SPDX-License-Identifier: Apache-2.0 */
/* What libmicrohttpd calls in the course of one request. E, control thread. */
#ifndef API_API_CALL_H
#define API_API_CALL_H

#include <microhttpd.h>

enum {
	API_HEAD_DEADLINE_S = 10, /* from the connection to the end of its headers */
	API_BODY_DEADLINE_S = 30,
	API_ANSWER_DEADLINE_S = 120,
	API_IDLE_DEADLINE_S = 60 /* between two requests */
};

/* MHD_OPTION_URI_LOG_CALLBACK: the library is about to read the headers, the only
 * moment to see the target as it was sent. `cls` is the listener. */
void *api_call_new(void *cls, const char *uri, struct MHD_Connection *connection);

/* The access handler. */
enum MHD_Result api_call_piece(void *cls, struct MHD_Connection *connection,
    const char *url, const char *method, const char *version, const char *bytes,
    size_t *len, void **req_cls);

/* MHD_OPTION_NOTIFY_COMPLETED. */
void api_call_done(void *cls, struct MHD_Connection *connection, void **req_cls,
    enum MHD_RequestTerminationCode why);

#endif
