/* SPDX-License-Identifier: Apache-2.0 */
/* How well this machine keeps time at all: advert_timer IFACE COUNT INTERVAL_MS
 * SECONDS. One SCHED_FIFO thread, one timerfd on absolute instants, and nothing else:
 * COUNT adverts (VRID 1..COUNT) each INTERVAL_MS, spread over the interval. What
 * fairlead sends is compared with this. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static int64_t
now_ns(void)
{
	struct timespec at;

	(void)clock_gettime(CLOCK_MONOTONIC, &at); /* cannot fail */
	return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

static int
open_socket(const char *interface)
{
	int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, 112);

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
		(socklen_t)strlen(interface) + 1) < 0) {
		perror(interface);
		exit(1);
	}
	return fd;
}

static void
send_one(int fd, unsigned vrid)
{
	struct sockaddr_in to = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(0xe0000012)};
	uint8_t message[12] = {0x31, (uint8_t)vrid, 100, 1};

	if (sendto(fd, message, sizeof(message), 0, (struct sockaddr *)&to,
		sizeof(to)) < 0)
		perror("sendto");
}

static void
wait_until(int timer, int64_t at_ns)
{
	struct itimerspec at = {
	    .it_value = {at_ns / 1000000000, at_ns % 1000000000}
        };
	uint64_t count;

	(void)timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
	if (read(timer, &count, sizeof(count)) < 0)
		perror("timerfd");
}

int
main(int argc, char **argv)
{
	struct sched_param priority = {.sched_priority = 50};
	unsigned count;
	int64_t interval_ns, end_ns, start_ns;
	int fd, timer;

	if (argc != 5) {
		(void)fprintf(
		    stderr, "usage: advert_timer IFACE COUNT INTERVAL_MS SECONDS\n");
		return 2;
	}
	count = (unsigned)strtoul(argv[2], NULL, 10);
	interval_ns = strtoll(argv[3], NULL, 10) * 1000000;
	fd = open_socket(argv[1]);
	timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	if (timer < 0 || !count || sched_setscheduler(0, SCHED_FIFO, &priority) < 0 ||
	    mlockall(MCL_CURRENT | MCL_FUTURE) < 0)
		perror("goes on without real-time");
	start_ns = now_ns() + 10000000;
	end_ns = start_ns + strtoll(argv[4], NULL, 10) * 1000000000;
	for (int64_t turn = 0; start_ns + turn * interval_ns < end_ns; turn++)
		for (unsigned i = 0; i < count; i++) {
			wait_until(timer,
			    start_ns + turn * interval_ns +
				interval_ns * (int64_t)i / (int64_t)count);
			send_one(fd, i + 1);
		}
	return 0;
}
