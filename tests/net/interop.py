# SPDX-License-Identifier: Apache-2.0
"""What the matrix of interoperation looks at, of either family: who sends, who holds."""

from daemon import Keepalived
from frr import MACS, Frr
from topology import VIP
from witness6 import Sniffer6, addresses, link_local

VIPS6 = ("fe80::51:166", "2001:db8::166")  # the link-local one first: RFC 9568 5.2.9


class Wire4:
    """Adverts and addresses of IPv4."""

    def __init__(self, stage, kinds):
        self.stage, self.kinds = stage, kinds

    def lines(self):
        return VIP

    def own(self, name):
        return self.stage[name].address

    def adverts(self, name, since=0.0):
        return self.stage.sniffer.adverts_of(self.stage[name], since)

    def holds(self, name):
        return self.stage.addresses[name].holds()

    def forget(self, name):
        """Who has died of a keepalived keeps its address for ever."""
        if self.kinds[name] is Keepalived and self.holds(name):
            self.stage[name].ip(f"addr del {VIP}/32 dev eth0")


class Wire6:
    """Adverts and addresses of IPv6."""

    def __init__(self, stage, kinds):
        self.stage, self.kinds = stage, kinds
        self.sniffer = stage.see(Sniffer6())
        for name in kinds:
            link_local(stage[name])
            stage[name].ip(f"addr replace {self.own(name)}/64 dev eth0 nodad")

    def lines(self):
        return "\n".join(f"{address}/64" for address in VIPS6)

    def own(self, name):
        """For unicast."""
        return "2001:db8::" + self.stage[name].address.rpartition(".")[2]

    def adverts(self, name, since=0.0):
        """By hardware address: a link-local source may be anything."""
        mac = MACS[6] if self.kinds[name] is Frr else self.stage[name].mac
        return [a for a in self.sniffer.adverts if a.mac == mac and a.at >= since]

    def holds(self, name):
        return VIPS6[1] in addresses(self.stage[name])

    def forget(self, name):
        if self.kinds[name] is not Keepalived:
            return
        for address in VIPS6:
            self.stage[name].run(
                *f"ip -6 addr del {address}/64 dev eth0".split(), check=False
            )

    def close(self):
        for name in self.kinds:
            self.stage[name].run(
                *f"ip -6 addr del {self.own(name)}/64 dev eth0".split(), check=False
            )


WIRES = {4: Wire4, 6: Wire6}
