/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl realserver: make this host one to which direct routing can send.
 *
 * Such a host has the virtual address itself, or it would not take the packets, but
 * must not answer ARP for it, or it would take them from the director. So the address
 * is on the loopback interface, with a host's prefix, and ARP is told to answer only
 * for addresses of the interface asked (arp_ignore 1) and never to speak in the name of
 * another's (arp_announce 2). For IPv6 nothing need be told: the kernel answers
 * neighbour solicitations only for addresses of the interface asked. */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/ctl/ctl.h"
#include "api/ctl/ctl_netlink.h"
#include "api/ctl/ctl_show.h"
#include "api/ctl/ctl_table.h"

struct host {
	struct addr vip;
	char vip_text[ADDR_TEXT_SIZE];
	const char *dev;
	unsigned ifindex;
	int netlink;
};

static const struct setting {
	const char *name;
	int want;
	bool more_is_fine; /* arp_ignore 2 is stricter than 1 */
} settings[] = {
    {"arp_ignore",   1, true },
    {"arp_announce", 2, false},
};

enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };

static int
open_host(struct ctl *ctl, struct host *host)
{
	*host = (struct host){.netlink = -1, .dev = "lo"};
	if (ctl->given & CTL_O_DEV)
		host->dev = ctl->dev;
	if (!addr_parse(ctl->words[0], &host->vip))
		return ctl_fail(ctl, CTL_USAGE,
		    "\"%s\" is no IPv4 or IPv6 address (no prefix, no port)",
		    ctl->words[0]);
	if (addr_is_multicast(&host->vip) || addr_is_any(&host->vip))
		return ctl_fail(
		    ctl, CTL_USAGE, "%s cannot be a virtual address", ctl->words[0]);
	(void)addr_format(&host->vip, host->vip_text);
	host->ifindex = if_nametoindex(host->dev);
	if (!host->ifindex)
		return ctl_fail(
		    ctl, CTL_NOT_FOUND, "there is no interface %s", host->dev);
	host->netlink = ctl_netlink_open();
	if (host->netlink < 0)
		return ctl_fail(
		    ctl, CTL_FAILED, "netlink: %s", strerror(-host->netlink));
	return CTL_OK;
}

static void
close_host(struct host *host)
{
	if (host->netlink >= 0)
		(void)close(host->netlink); /* nothing is lost with it */
}

/* errno -> message and exit code. */
static int
refused(const struct ctl *ctl, int rc, const char *what)
{
	if (rc == -EPERM || rc == -EACCES)
		return ctl_fail(
		    ctl, CTL_NOT_ALLOWED, "%s: this needs root (sudo)", what);
	return ctl_fail(ctl, CTL_FAILED, "%s: %s", what, strerror(-rc));
}

/* ---- settings ---- */

static void
setting_path(char *out, size_t size, const char *dev, const char *name)
{
	(void)snprintf(
	    out, size, "/proc/sys/net/ipv4/conf/%s/%s", dev, name); /* fits */
}

static int
read_setting(const char *dev, const char *name, int *value)
{
	char path[128], text[16] = "";
	int fd;
	ssize_t got;

	setting_path(path, sizeof(path), dev, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	got = read(fd, text, sizeof(text) - 1);
	(void)close(fd); /* it was only read */
	if (got <= 0)
		return -EIO;
	*value = (int)strtol(text, NULL, 10);
	return 0;
}

static int
write_setting(const char *dev, const struct setting *setting)
{
	char path[128], text[16];
	int fd, rc = 0;

	setting_path(path, sizeof(path), dev, setting->name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	(void)snprintf(text, sizeof(text), "%d\n", setting->want); /* fits */
	if (write(fd, text, strlen(text)) < 0)
		rc = -errno;
	(void)close(fd); /* /proc has taken it, or refused, at the write */
	return rc;
}

static bool
is_fine(const struct setting *setting, int value)
{
	/* arp_ignore 8 answers for no local address at all: the host would be mute. */
	return value == setting->want ||
	    (setting->more_is_fine && value > setting->want && value < 8);
}

static int
raise_settings(const struct ctl *ctl, const struct host *host)
{
	const char *const devs[] = {"all", host->dev};
	char what[128];
	int value, rc;

	for (size_t i = 0; host->vip.family == ADDR_V4 && i < 2 * SETTINGS; i++) {
		const struct setting *setting = &settings[i % SETTINGS];
		const char *dev = devs[i / SETTINGS];

		(void)snprintf(what, sizeof(what), "net.ipv4.conf.%s.%s", dev,
		    setting->name); /* fits */
		rc = read_setting(dev, setting->name, &value);
		if (rc == 0 && !is_fine(setting, value))
			rc = write_setting(dev, setting);
		if (rc < 0)
			return refused(ctl, rc, what);
	}
	return CTL_OK;
}

/* ---- what is missing ---- */

/* One thing that is so or is not. */
struct finding {
	char what[96], is[48], want[32];
	bool fine;
};

enum { FINDINGS_MAX = 8 };

static int
look_at_address(const struct host *host, struct finding *finding)
{
	int want = (int)addr_len(&host->vip) * 8, prefix_len;
	int rc =
	    ctl_address_find(host->netlink, &host->vip, host->ifindex, &prefix_len);

	(void)snprintf(finding->what, sizeof(finding->what), "%s on %s", host->vip_text,
	    host->dev);
	(void)snprintf(finding->want, sizeof(finding->want), "/%d", want);
	finding->fine = prefix_len == want;
	if (prefix_len < 0)
		(void)snprintf(finding->is, sizeof(finding->is), "absent");
	else
		(void)snprintf(finding->is, sizeof(finding->is), "/%d", prefix_len);
	return rc;
}

static int
look_at_setting(const char *dev, const struct setting *setting, struct finding *finding)
{
	int value = 0, rc = read_setting(dev, setting->name, &value);

	(void)snprintf(finding->what, sizeof(finding->what), "net.ipv4.conf.%s.%s", dev,
	    setting->name);
	(void)snprintf(finding->is, sizeof(finding->is), "%d", value);
	(void)snprintf(finding->want, sizeof(finding->want), "%d", setting->want);
	finding->fine = rc == 0 && is_fine(setting, value);
	return rc;
}

static void
look_at_link(const struct host *host, struct finding *finding)
{
	struct ifreq request = {0};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", host->dev);
	finding->fine = fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &request) == 0 &&
	    request.ifr_flags & IFF_UP;
	if (fd >= 0)
		(void)close(fd); /* it was only asked */
	(void)snprintf(finding->what, sizeof(finding->what), "interface %s", host->dev);
	(void)snprintf(finding->is, sizeof(finding->is), finding->fine ? "up" : "down");
	(void)snprintf(finding->want, sizeof(finding->want), "up");
}

static int
look(const struct host *host, struct finding *findings, size_t *len)
{
	int rc = look_at_address(host, &findings[0]);

	look_at_link(host, &findings[1]);
	*len = 2;
	if (host->vip.family != ADDR_V4)
		return rc;
	for (size_t i = 0; rc == 0 && i < SETTINGS; i++)
		rc = look_at_setting("all", &settings[i], &findings[(*len)++]);
	for (size_t i = 0; rc == 0 && i < SETTINGS; i++)
		rc = look_at_setting(host->dev, &settings[i], &findings[(*len)++]);
	return rc;
}

static void
print_json(
    const struct host *host, const struct finding *findings, size_t len, bool complete)
{
	json_t *list = json_array();
	json_t *whole = json_pack("{s:s, s:s, s:b, s:o}", "address", host->vip_text,
	    "interface", host->dev, "complete", complete, "items", list);

	for (size_t i = 0; i < len; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:b}", "what", findings[i].what, "is",
			findings[i].is, "want", findings[i].want, "ok",
			findings[i].fine));
	(void)json_dumpf(whole, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(whole);
}

static void
print_table(const struct ctl *ctl, const struct finding *findings, size_t len)
{
	static const char *const heads[] = {"WHAT", "IS", "WANT", "", NULL};
	struct ctl_table table;
	struct buf out = {0};

	ctl_table_init(&table, heads);
	for (size_t i = 0; i < len; i++) {
		ctl_table_cell(&table, findings[i].what);
		ctl_table_cell(&table, findings[i].is);
		ctl_table_cell(&table, findings[i].want);
		ctl_table_cell(&table, findings[i].fine ? "ok" : "missing");
	}
	ctl_table_print(&table, 0, ctl->colour, &out);
	ctl_print(&out);
	ctl_table_fini(&table);
}

/* ---- commands ---- */

int
ctl_realserver_status(struct ctl *ctl)
{
	struct finding findings[FINDINGS_MAX] = {0};
	struct host host;
	size_t len = 0;
	bool complete = true;
	int rc = open_host(ctl, &host);

	if (rc == CTL_OK) {
		int error = look(&host, findings, &len);

		if (error < 0)
			rc = refused(ctl, error, "looking");
	}
	for (size_t i = 0; i < len; i++)
		complete = complete && findings[i].fine;
	if (rc == CTL_OK && ctl->json)
		print_json(&host, findings, len, complete);
	else if (rc == CTL_OK)
		print_table(ctl, findings, len);
	close_host(&host);
	return rc == CTL_OK && !complete ? CTL_FAILED : rc;
}

/* One that is there with the prefix of a network would make all of it local. */
static int
set_address(const struct host *host)
{
	int want = (int)addr_len(&host->vip) * 8, has;
	int rc = ctl_address_find(host->netlink, &host->vip, host->ifindex, &has);

	if (rc == 0 && has >= 0 && has != want)
		rc = ctl_address_remove(
		    host->netlink, &host->vip, (unsigned)has, host->ifindex);
	if (rc == 0 && has != want)
		rc = ctl_address_add(host->netlink, &host->vip, host->ifindex);
	return rc;
}

int
ctl_realserver_up(struct ctl *ctl)
{
	struct host host;
	int rc = open_host(ctl, &host), error;

	/* ARP first: else it would answer for the address in between. */
	if (rc == CTL_OK)
		rc = raise_settings(ctl, &host);
	if (rc == CTL_OK) {
		error = ctl_link_up(host.netlink, host.ifindex);
		if (error == 0)
			error = set_address(&host);
		if (error < 0)
			rc = refused(ctl, error, host.vip_text);
	}
	if (rc == CTL_OK && !ctl->json)
		printf("%s is on %s: this host takes what a director sends it\n",
		    host.vip_text, host.dev);
	close_host(&host);
	return rc;
}

int
ctl_realserver_down(struct ctl *ctl)
{
	struct host host;
	int rc = open_host(ctl, &host), has = -1, error = 0;

	if (rc == CTL_OK)
		error = ctl_address_find(host.netlink, &host.vip, host.ifindex, &has);
	if (rc == CTL_OK && error == 0 && has >= 0)
		error = ctl_address_remove(
		    host.netlink, &host.vip, (unsigned)has, host.ifindex);
	if (rc == CTL_OK && error < 0)
		rc = refused(ctl, error, host.vip_text);
	if (rc == CTL_OK && !ctl->json)
		printf(has < 0 ? "%s was not on %s\n"
			       : "%s is no longer on %s (arp_ignore and arp_announce "
				 "stay as they are)\n",
		    host.vip_text, host.dev);
	close_host(&host);
	return rc;
}
