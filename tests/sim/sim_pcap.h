/* SPDX-License-Identifier: Apache-2.0 */
/* What was sent on the fake wire, as a file for tcpdump and Wireshark. */
#ifndef TESTS_SIM_SIM_PCAP_H
#define TESTS_SIM_SIM_PCAP_H

#include <stdio.h>

#include "tests/fake/fake_host.h"

struct sim_pcap {
	FILE *file; /* owned */
};

/* 0, or -errno. */
int sim_pcap_open(struct sim_pcap *pcap, const char *path);
void sim_pcap_frame(struct sim_pcap *pcap, const struct fake_frame *frame,
    const uint8_t *mac, struct instant now);
int sim_pcap_close(struct sim_pcap *pcap);

#endif
