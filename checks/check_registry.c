/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_registry.h"

#include "checks/check_exec.h"
#include "checks/check_grpc.h"
#include "checks/check_http.h"
#include "checks/check_tcp.h"

static const struct conf_checker checkers[] = {
    {
     .word = "TCP_CHECK",
     .block = &check_tcp_block,
     .ops = &check_tcp_ops,
     .default_retry = 1,
     .default_delay_before_retry_ms = 1000,
     },
    {
     .word = "HTTP_GET",
     .block = &check_http_block,
     .ops = &check_http_ops,
     .default_retry = 1,
     .default_delay_before_retry_ms = 3000,
     },
    {
     .word = "SSL_GET",
     .block = &check_https_block,
     .ops = &check_https_ops,
     .default_retry = 1,
     .default_delay_before_retry_ms = 3000,
     },
    {
     .word = "GRPC_CHECK",
     .block = &check_grpc_block,
     .ops = &check_grpc_ops,
     .default_retry = 1,
     .default_delay_before_retry_ms = 3000,
     },
    {
     .word = "MISC_CHECK",
     .block = &check_exec_block,
     .ops = &check_exec_ops,
     .default_retry = 0,
     .default_delay_before_retry_ms = 1000,
     },
};

const struct conf_checker *
check_registry(size_t *len)
{
	*len = sizeof(checkers) / sizeof(checkers[0]);
	return checkers;
}
