# SPDX-License-Identifier: Apache-2.0
"""What a test has at hand, and what pytest needs for it: shared by tests/net and lab."""

import os

import pytest
from daemon import Director, Fairleadd, Keepalived
from topology import VIP, wait_until
from witness import AddressWatch, Sniffer

DIRECTORS = ("d1", "d2")


class Stage:
    """What a test has at hand: the segment, witnesses, and the daemons it started."""

    def __init__(self, segment):
        self.segment = segment
        self.daemons = []
        self.witnesses = []
        self.sniffer = self.see(Sniffer())
        self.addresses = {
            name: self.see(AddressWatch(segment[name])) for name in DIRECTORS
        }

    def __getitem__(self, name):
        return self.segment[name]

    def see(self, witness):
        """Close this witness with the test."""
        self.witnesses.append(witness)
        return witness

    def run(self, kind, name, text, *arguments):
        daemon = kind(self.segment[name], text, *arguments)
        self.daemons.append(daemon)
        return daemon.start()

    def director(self, name, text, *arguments):
        """The daemon under test on that host."""
        return self.run(Director, name, text, *arguments)

    def fairleadd(self, name, text, *arguments):
        return self.run(Fairleadd, name, text, *arguments)

    def keepalived(self, name, text, *arguments):
        return self.run(Keepalived, name, text, *arguments)

    def holders(self, address=VIP):
        return [n for n, watch in self.addresses.items() if watch.holds(address)]

    def wait_holder(self, name, timeout_s, address=VIP):
        """`name` alone has the address."""
        what = f"{name} alone has {address}"
        wait_until(lambda: self.holders(address) == [name], timeout_s, what)

    def close(self):
        hung = [d.host.name for d in self.daemons if not d.close()]
        left = {
            name: watch.held - {self.segment[name].address, "127.0.0.1"}
            for name, watch in self.addresses.items()
        }
        for witness in self.witnesses:
            witness.close()
        for name in DIRECTORS:
            self.segment.join(name)
            own = self.segment[name]
            for address in left[name]:
                own.ip(f"addr del {address}/32 dev eth0")
            own.run("sh", "-c", "rm -rf /run/* /var/lib/fairlead/*")
        trouble = [f"{name}: did not end when told to" for name in hung]
        return trouble + [f"{n}: left {a} behind" for n, a in left.items() if a]


@pytest.fixture
def stage(segment, request):
    made = Stage(segment)
    yield made
    trouble = made.close()
    failed = getattr(request.node, "failed", False)
    if failed or trouble:
        for daemon in made.daemons:
            print(f"---- log of {daemon.program} on {daemon.host.name}")
            print(daemon.log()[-8000:])
    if trouble and not failed:
        pytest.fail("; ".join(trouble))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if call.when == "call":
        item.failed = report.failed


def pytest_collection_modifyitems(items):
    """Debian's keepalived may stand in, to prove the lab itself, where it can."""
    if os.environ.get("FAIRLEAD_DAEMON", "fairleadd") == "fairleadd":
        return
    for item in items:
        if item.get_closest_marker("fairlead_only"):
            item.add_marker(pytest.mark.skip(reason="keepalived stands in"))
