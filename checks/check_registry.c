/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_registry.h"

#include "checks/check_agent.h"
#include "checks/check_dns.h"
#include "checks/check_exec.h"
#include "checks/check_file.h"
#include "checks/check_grpc.h"
#include "checks/check_http.h"
#include "checks/check_ldap.h"
#include "checks/check_mysql.h"
#include "checks/check_pgsql.h"
#include "checks/check_ping.h"
#include "checks/check_redis.h"
#include "checks/check_smtp.h"
#include "checks/check_tcp.h"
#include "checks/check_udp.h"

#define PROXIES (1U << CHECK_PROXY_V1 | 1U << CHECK_PROXY_V2)
#define ROW(w, n, p)                                                                   \
  {                                                                                    \
    .word = (w), .block = &check_##n##_block, .ops = &check_##n##_ops,                 \
    .default_retry = 1, .default_delay_before_retry_ms = 1000, .proxies = (p)          \
  }

static const struct conf_checker checkers[] = {
    {
     .word = "TCP_CHECK",
     .block = &check_tcp_block,
     .ops = &check_tcp_ops,
     .default_retry = 1,
     .default_delay_before_retry_ms = 1000,
     .proxies = PROXIES,
     },
    {
     .word = "HTTP_GET",
     .block = &check_http_block,
     .ops = &check_http_ops,
     .default_retry = 1,
     .default_delay_before_retry_ms = 3000,
     .proxies = 1U << CHECK_PROXY_V1,
     },
    {
     .word = "SSL_GET",
     .block = &check_https_block,
     .ops = &check_https_ops,
     .default_retry = 1,
     .default_delay_before_retry_ms = 3000,
     .proxies = 1U << CHECK_PROXY_V1,
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
    {
     .word = "DNS_CHECK",
     .block = &check_dns_block,
     .ops = &check_dns_ops,
     .default_retry = 3,
     .default_delay_before_retry_ms = CONF_UNSET,
     },
    {
     .word = "FILE_CHECK",
     .block = &check_file_block,
     .ops = &check_file_ops,
     .default_retry = 0,
     .default_delay_before_retry_ms = 1000,
     },
    ROW("UDP_CHECK", udp, 0),
    ROW("PING_CHECK", ping, 0),
    ROW("SMTP_CHECK", smtp, PROXIES),
    ROW("AGENT_CHECK", agent, PROXIES),
    ROW("REDIS_CHECK", redis, PROXIES),
    ROW("PGSQL_CHECK", pgsql, PROXIES),
    ROW("MYSQL_CHECK", mysql, PROXIES),
    ROW("LDAP_CHECK", ldap, PROXIES),
};

const struct conf_checker *
check_registry(size_t *len)
{
	*len = sizeof(checkers) / sizeof(checkers[0]);
	return checkers;
}
