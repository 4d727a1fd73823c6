/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/sim/sim_pcap.h"

#include <errno.h>

#include "agent/lib/wire.h"

/* https://www.tcpdump.org/manpages/pcap-savefile.5.html, nanoseconds, Ethernet. */
static const uint32_t magic_ns = 0xa1b23c4d;
enum { LINKTYPE_ETHERNET = 1, SNAPLEN = 65535 };
enum { HEADER_MAX = 54, HOP_LIMIT = 255, PROTOCOL = 112 };

int
sim_pcap_open(struct sim_pcap *pcap, const char *path)
{
	uint8_t head[24];
	struct wr wr = wr_init(head, sizeof(head));

	pcap->file = fopen(path, "wb");
	if (!pcap->file)
		return -errno;
	wr_be32(&wr, magic_ns);
	wr_be32(&wr, 0x00020004);
	wr_be32(&wr, 0);
	wr_be32(&wr, 0);
	wr_be32(&wr, SNAPLEN);
	wr_be32(&wr, LINKTYPE_ETHERNET);
	fwrite(head, 1, wr_len(&wr), pcap->file);
	return 0;
}

/* The group's Ethernet address: RFC 1112 6.4, RFC 2464 7. */
static void
put_ethernet(struct wr *wr, const struct fake_frame *frame, const uint8_t *mac)
{
	const uint8_t *group = frame->destination.bytes;
	const uint8_t v4[] = {0x01, 0x00, 0x5e, group[1] & 0x7f, group[2], group[3]};
	const uint8_t v6[] = {0x33, 0x33, group[12], group[13], group[14], group[15]};
	bool is_v6 = frame->destination.family == ADDR_V6;

	wr_bytes(wr, is_v6 ? v6 : v4, 6);
	wr_bytes(wr, mac, 6);
	wr_be16(wr, is_v6 ? 0x86dd : 0x0800);
}

static void
put_ip(struct wr *wr, const struct fake_frame *frame)
{
	if (frame->destination.family == ADDR_V6) {
		wr_be32(wr, 0x6c000000);
		wr_be16(wr, (uint16_t)frame->len);
		wr_u8(wr, PROTOCOL);
		wr_u8(wr, HOP_LIMIT);
		wr_bytes(wr, frame->source.bytes, 16);
		wr_bytes(wr, frame->destination.bytes, 16);
		return;
	}
	wr_be16(wr, 0x45c0);
	wr_be16(wr, (uint16_t)(20 + frame->len));
	wr_be32(wr, 0);
	wr_u8(wr, HOP_LIMIT);
	wr_u8(wr, PROTOCOL);
	wr_be16(wr, 0); /* no checksum: readers do not mind */
	wr_bytes(wr, frame->source.bytes, 4);
	wr_bytes(wr, frame->destination.bytes, 4);
}

void
sim_pcap_frame(struct sim_pcap *pcap, const struct fake_frame *frame,
    const uint8_t *mac, struct instant now)
{
	uint8_t head[HEADER_MAX], record[16];
	struct wr wr = wr_init(head, sizeof(head));
	struct wr at = wr_init(record, sizeof(record));

	if (frame->kind == FAKE_ADVERT) {
		put_ethernet(&wr, frame, mac);
		put_ip(&wr, frame);
	}
	wr_be32(&at, (uint32_t)(now.ns / 1000000000));
	wr_be32(&at, (uint32_t)(now.ns % 1000000000));
	wr_be32(&at, (uint32_t)(wr_len(&wr) + frame->len));
	wr_be32(&at, (uint32_t)(wr_len(&wr) + frame->len));
	fwrite(record, 1, wr_len(&at), pcap->file);
	fwrite(head, 1, wr_len(&wr), pcap->file);
	fwrite(frame->bytes, 1, frame->len, pcap->file);
}

int
sim_pcap_close(struct sim_pcap *pcap)
{
	return fclose(pcap->file) == 0 ? 0 : -errno;
}
