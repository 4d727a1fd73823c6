# SPDX-License-Identifier: Apache-2.0
"""Mail upon a change; and a relay that does not work delays nothing."""

import email.utils
import time

import pytest
from conf import instance
from smtp_sink import SmtpSink
from topology import RealServer, wait_until

pytestmark = pytest.mark.fairlead_only

MAIL = """
    notification_email {{
        ops@example.net
        "The Boss <boss@example.net>"
    }}
    smtp_server {server}
    smtp_connect_timeout 2
    {words}
"""
VIRTUAL = """
virtual_server 10.1.1.166 80 {
    delay_loop 1
    lb_algo rr
    lb_kind DR
    protocol TCP
    smtp_alert
    real_server 10.1.1.163 80 {
        TCP_CHECK {
            connect_timeout 1
            retry 0
        }
    }
}
"""
MASTER = "[LVS] VRRP Instance VI_1 - Entering MASTER state"
DOWN = "[LVS] Realserver [10.1.1.163]:tcp:80 of virtual server [10.1.1.166]:tcp:80 - DOWN"
UP = DOWN.replace("DOWN", "UP")


def configuration(server, words="", virtual="", **given):
    mail = MAIL.format(server=server, words=words)
    return instance(200, "MASTER", globals=mail, **given) + virtual


def sink_address(stage):
    return stage["client"].address


def wait_mail(sink, subject, timeout_s=10):
    try:
        wait_until(lambda: subject in sink.subjects(), timeout_s, "")
    except AssertionError:
        raise AssertionError(f"{subject!r} is not in {sink.subjects()}") from None
    return next(m for m in sink.mails if m["message"]["Subject"] == subject)


def mails(director, kind):
    return director.metrics()[f"fairlead_mails_{kind}"]


def test_a_master_s_mail_says_who_when_and_why(stage):
    sink = stage.see(SmtpSink(stage["client"]))
    begun = int(time.time())
    one = stage.director("d1", configuration(sink_address(stage), "smtp_alert_vrrp on"))
    mail = wait_mail(sink, MASTER)
    message = mail["message"]
    assert mail["sender"] == "fairlead@d1"
    assert mail["to"] == ["ops@example.net", "boss@example.net"]
    assert message["From"] == "fairlead@d1"
    assert message["To"] == "ops@example.net, The Boss <boss@example.net>"
    sent = email.utils.parsedate_to_datetime(message["Date"]).timestamp()
    assert begun <= sent <= time.time()
    body = message.get_content()
    assert "VI_1: Entering MASTER STATE (" in body
    assert "Host: d1" in body and "Router: LVS" in body
    assert set(sink.helos) == {"d1"}
    wait_until(lambda: mails(one, "sent_total") == len(sink.mails), 3, "all counted")
    assert mails(one, "failed_total") == 0
    # Each state once.
    assert len(sink.subjects()) == len(set(sink.subjects()))


def test_without_smtp_alert_an_instance_sends_no_mail_and_no_email_faults_none_of_faults(
    stage,
):
    sink = stage.see(SmtpSink(stage["client"]))
    one = stage.director("d1", configuration(sink_address(stage)))
    one.wait_state("MASTER")
    one.write(configuration(sink_address(stage), "no_email_faults", more="smtp_alert"))
    # A reload alone changes no state; a fault is not mailed, what follows it is.
    one.reload()
    one.wait_log("reloaded")
    stage["d1"].ip("link set eth0 down")
    one.wait_state("FAULT")
    stage["d1"].ip("link set eth0 up")
    one.wait_state("MASTER", count=2)
    wait_mail(sink, MASTER)
    assert sink.subjects().count(MASTER) == 1  # the first was not asked for
    assert not [text for text in sink.subjects() if "FAULT" in text]


def test_a_real_server_that_goes_down_and_comes_back_is_mailed(stage):
    sink = stage.see(SmtpSink(stage["client"]))
    server = RealServer(stage["rs1"])
    try:
        one = stage.director("d1", configuration(sink_address(stage), virtual=VIRTUAL))
        wait_until(lambda: checks_run(one) > 0, 10, "it was checked", 0.1)
        assert sink.subjects() == []
        server.stop()
        mail = wait_mail(sink, DOWN)
        assert "down, connect.refused" in mail["message"].get_content()
        wait_mail(sink, "[LVS] Virtualserver [10.1.1.166]:tcp:80 - DOWN")
        server.start()
        wait_mail(sink, UP)
        wait_mail(sink, "[LVS] Virtualserver [10.1.1.166]:tcp:80 - UP")
    finally:
        server.stop()


def checks_run(director):
    status, body = director.api(
        "GET", "/virtual-servers/10.1.1.166-80-tcp/real-servers/10.1.1.163-80"
    )
    return body["checks"][0]["runs"] if status == 200 else 0


def test_a_recipient_that_is_refused_keeps_nothing_from_the_others(stage):
    sink = stage.see(SmtpSink(stage["client"], refuse=("ops@example.net",)))
    one = stage.director("d1", configuration(sink_address(stage), "smtp_alert on"))
    assert wait_mail(sink, MASTER)["to"] == ["boss@example.net"]
    wait_until(lambda: mails(one, "failed_total") == len(sink.mails), 3, "counted")
    assert len(one.wait_log("mail", "550 no such user")) == 1


@pytest.fixture
def no_dns(stage):
    """d1 asks a name server that is not there."""
    conf = stage["d1"].folder / "resolv.conf"
    conf.write_text("nameserver 10.1.1.250\n")
    script = f"mount --bind {conf} $(readlink -f /etc/resolv.conf)"
    stage["d1"].run("sh", "-ec", script)
    yield
    stage["d1"].run("sh", "-ec", "umount $(readlink -f /etc/resolv.conf)")


@pytest.mark.parametrize("server", ["mute", "10.1.1.250", "mail.example.net"])
def test_a_relay_that_does_not_work_delays_nothing(stage, no_dns, server):
    if server == "mute":
        stage.see(SmtpSink(stage["client"], mute=True))
    address = sink_address(stage) if server == "mute" else server
    one = stage.director("d1", configuration(address, "smtp_alert on"))
    one.wait_state("MASTER")
    begun = time.monotonic()
    slowest, waited = 0, 0
    while time.monotonic() - begun < 5:  # two and a half of its time-outs
        asked = time.monotonic()
        waited = max(waited, mails(one, "waiting"))
        slowest = max(slowest, time.monotonic() - asked)
    assert waited >= 1
    assert slowest < 1, "the API waited for the relay"
    stage.addresses["d1"].wait(True, 1)
    wait_until(lambda: mails(one, "failed_total") >= 2, 10, "BACKUP and MASTER fail", 0.1)
    assert mails(one, "sent_total") == 0
    # An outage is told once.
    assert len(one.logged("mail", f"{address} port 25")) == 1
    assert one.stop() == 0
