/* SPDX-License-Identifier: Apache-2.0 */
/* What is on the wire, with the kernel's time stamps: advert_witness OUT.
 * Every advert (IPv4 and IPv6), ARP frame and neighbour advertisement that any
 * interface of this network namespace hears or sends becomes one record in OUT, until
 * standard input ends. Prints the number of records and of frames that the kernel
 * dropped: with any dropped, the figures are worth nothing. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, FRAME_BYTES = 128, BUFFER_BYTES = 64 << 20, VRRP = 112 };

enum kind { KIND_NONE, KIND_ADVERT, KIND_ARP, KIND_NEIGHBOUR };

/* As the reader in vrrp_bench.py unpacks it: "=qIBBBB8s". */
struct record {
	int64_t at_ns; /* CLOCK_REALTIME */
	uint32_t ifindex;
	uint8_t kind, vrid, priority, outgoing;
	uint8_t
	    source[8]; /* IPv4: the address in the first four; IPv6: the last eight */
};

struct witness {
	int fd;
	FILE *out;
	uint64_t records;
	uint8_t frames[BATCH][FRAME_BYTES];
	uint8_t control[BATCH][CMSG_SPACE(sizeof(struct timespec))];
	struct sockaddr_ll from[BATCH];
	struct iovec parts[BATCH];
	struct mmsghdr messages[BATCH];
};

static enum kind
read_ipv4(const uint8_t *frame, size_t len, struct record *record)
{
	size_t header = (size_t)(frame[14] & 0x0f) * 4;

	if (frame[23] != VRRP || len < 14 + header + 8)
		return KIND_NONE;
	memcpy(record->source, frame + 26, 4);
	record->vrid = frame[14 + header + 1];
	record->priority = frame[14 + header + 2];
	return KIND_ADVERT;
}

static enum kind
read_ipv6(const uint8_t *frame, size_t len, struct record *record)
{
	if (len < 14 + 40 + 8)
		return KIND_NONE;
	memcpy(record->source, frame + 30, 8);
	if (frame[20] == VRRP) {
		record->vrid = frame[55];
		record->priority = frame[56];
		return KIND_ADVERT;
	}
	return frame[20] == IPPROTO_ICMPV6 && frame[54] == 136 ? KIND_NEIGHBOUR
							       : KIND_NONE;
}

static enum kind
read_frame(const uint8_t *frame, size_t len, struct record *record)
{
	uint16_t protocol = (uint16_t)(frame[12] << 8 | frame[13]);

	if (len < 42)
		return KIND_NONE;
	if (protocol == ETH_P_IP)
		return read_ipv4(frame, len, record);
	if (protocol == ETH_P_IPV6)
		return read_ipv6(frame, len, record);
	if (protocol != ETH_P_ARP)
		return KIND_NONE;
	memcpy(record->source, frame + 28, 4);
	return KIND_ARP;
}

static int64_t
stamp_of(struct msghdr *message)
{
	struct timespec at = {0};

	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS)
			memcpy(&at, CMSG_DATA(c), sizeof(at));
	return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

static void
keep(struct witness *witness, int i)
{
	struct mmsghdr *message = &witness->messages[i];
	struct record record = {.ifindex = (uint32_t)witness->from[i].sll_ifindex,
	    .outgoing = witness->from[i].sll_pkttype == PACKET_OUTGOING};

	record.kind =
	    (uint8_t)read_frame(witness->frames[i], message->msg_len, &record);
	if (record.kind == KIND_NONE)
		return;
	record.at_ns = stamp_of(&message->msg_hdr);
	witness->records += fwrite(&record, sizeof(record), 1, witness->out);
}

static int
take(struct witness *witness)
{
	int count;

	for (int i = 0; i < BATCH; i++) {
		witness->parts[i] = (struct iovec){witness->frames[i], FRAME_BYTES};
		witness->messages[i].msg_hdr =
		    (struct msghdr){.msg_iov = &witness->parts[i],
			.msg_iovlen = 1,
			.msg_name = &witness->from[i],
			.msg_namelen = sizeof(witness->from[i]),
			.msg_control = witness->control[i],
			.msg_controllen = sizeof(witness->control[i])};
	}
	count = recvmmsg(witness->fd, witness->messages, BATCH, MSG_DONTWAIT, NULL);
	for (int i = 0; i < count; i++)
		keep(witness, i);
	return count;
}

static int
open_socket(void)
{
	int size = BUFFER_BYTES, on = 1;
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) < 0)
		return -1;
	return fd;
}

int
main(int argc, char **argv)
{
	static struct witness witness;
	struct tpacket_stats stats = {0};
	socklen_t len = sizeof(stats);
	struct pollfd watched[2] = {
	    {.fd = STDIN_FILENO, .events = POLLIN}
        };

	if (argc != 2) {
		(void)fprintf(stderr, "usage: advert_witness OUT\n");
		return 2;
	}
	witness.fd = open_socket();
	witness.out = fopen(argv[1], "wb");
	if (witness.fd < 0 || !witness.out) {
		perror(argv[1]);
		return 1;
	}
	watched[1] = (struct pollfd){.fd = witness.fd, .events = POLLIN};
	while (watched[0].revents == 0) {
		/* A little sleep collects a batch: the witness must cost little. */
		(void)usleep(5000);
		while (take(&witness) == BATCH)
			;
		(void)poll(watched, 2, 200);
	}
	while (take(&witness) > 0)
		;
	(void)getsockopt(witness.fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len);
	(void)printf("%llu records, %u dropped\n", (unsigned long long)witness.records,
	    stats.tp_drops);
	return fclose(witness.out) == 0 ? 0 : 1;
}
