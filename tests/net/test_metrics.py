# SPDX-License-Identifier: Apache-2.0
"""What scrapers get: held against promtool and a Prometheus, not against our reading."""

import hashlib
import json
import os
import pathlib
import re
import subprocess
import tempfile
import urllib.parse

import pytest
from bare import Bare
from conf import instance, virtual_server
from topology import wait_until

ETC = pathlib.Path(__file__).resolve().parents[2] / "etc"
OPENMETRICS = "application/openmetrics-text; version=1.0.0"
PORT = 9477

pytestmark = pytest.mark.fairlead_only


@pytest.fixture(scope="module")
def bare():
    """For tests that only read."""
    with Bare("-n", "50") as made:
        made.ask("GET", "/healthz")
        yield made


def promtool(*words, **more):
    done = subprocess.run(
        ["promtool", *words], capture_output=True, text=True, timeout=60, **more
    )
    return done.returncode, done.stdout + done.stderr


def test_promtool_finds_nothing_wrong_with_the_text(bare):
    answer = bare.ask("GET", "/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert promtool("check", "metrics", input=answer.text) == (0, "")


def test_open_metrics_comes_to_who_asks_for_it(bare):
    answer = bare.ask("GET", "/metrics", accept=OPENMETRICS)
    assert answer.headers["Content-Type"].startswith(OPENMETRICS)
    assert answer.text.endswith("\n# EOF\n")
    plain = bare.ask("GET", "/metrics", accept="text/plain").text

    def series(text):
        return {
            line.rpartition(" ")[0]
            for line in text.splitlines()
            if line[0] != "#" and "_created" not in line
        }

    assert series(answer.text) == series(plain)


def test_no_series_is_told_twice(bare):
    names = [
        line.rpartition(" ")[0]
        for line in bare.ask("GET", "/metrics").text.splitlines()
        if line[0] != "#"
    ]
    assert len(names) == len(set(names)) > 1000


def unique(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), names
    return dict(pairs)


def test_json_has_the_same_figures_in_flat_objects(bare):
    text = bare.ask("GET", "/api/v1/stats").text
    stats = json.loads(text, object_pairs_hook=unique)
    metrics = bare.ask("GET", "/metrics").text
    assert len(stats["real_servers"]) == 50 + 2  # and those of the other virtual server
    for rows in (v if isinstance(v, list) else [v] for v in stats.values()):
        for row in (row for row in rows if isinstance(row, dict)):
            assert not any(isinstance(v, (dict, list)) for v in row.values())
    for row in stats["real_servers"]:
        labels = f'virtual_server="{row["virtual_server"]}",real_server="{row["real_server"]}"'
        for name in ("up", "weight", "connections_active", "bytes_in_total"):
            line = f"fairlead_real_server_{name}{{{labels}}} {row[name]}\n"
            assert line in metrics


def test_the_examples_name_only_what_is_there(bare):
    stats = bare.ask("GET", "/api/v1/stats").json
    text = (ETC / "prometheus/json_exporter.yml.example").read_text()
    section = None
    for line in text.splitlines():
        if path := re.search(r'path: "\{\.(\w+)(\[\*\])?\}"', line):
            section = stats[path[1]]
            section = section[0] if path[2] else section
        elif member := re.search(r': "\{\.(\w+)\}"', line):
            assert member[1] in section, line


# ---- rules


def test_the_alert_rules_do_what_they_say():
    rules = ETC / "prometheus"
    code, said = promtool("check", "rules", str(rules / "fairlead.rules.yml"))
    assert code == 0, said
    code, said = promtool("test", "rules", "fairlead.rules.test.yml", cwd=rules)
    assert code == 0, said


# ---- an agent, and a Prometheus that scrapes it

API = f"""
api {{
    listen unix:/run/fairlead/api.sock
    listen 127.0.0.1:{PORT}
    token_file /run/tokens
    metrics_compat mehdy node
}}
"""
CHECKED = virtual_server("real_server 10.1.1.163 80 {\n TCP_CHECK {\n }\n }")


class Prometheus:
    """Debian's, in the host of the director, with the rules that are installed."""

    def __init__(self, host, token):
        self.host = host
        # Of its own: what another left behind would be answered with.
        folder = pathlib.Path(tempfile.mkdtemp(prefix="prometheus-", dir=host.folder))
        (folder / "rules.yml").write_text(
            (ETC / "prometheus/fairlead.rules.yml").read_text()
        )
        (folder / "prometheus.yml").write_text(
            json.dumps(
                {
                    "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
                    "rule_files": ["rules.yml"],
                    "scrape_configs": [
                        {
                            "job_name": "fairlead",
                            "authorization": {"credentials": token},
                            "static_configs": [{"targets": [f"127.0.0.1:{PORT}"]}],
                        }
                    ],
                }
            )
        )
        self.log = (folder / "log").open("wb")
        self.child = host.popen(
            "prometheus",
            f"--config.file={folder}/prometheus.yml",
            f"--storage.tsdb.path={folder}/data",
            "--web.listen-address=127.0.0.1:9090",
            stdout=self.log,
            stderr=self.log,
        )

    def ask(self, path, **arguments):
        url = f"http://127.0.0.1:9090/api/v1/{path}?" + urllib.parse.urlencode(arguments)
        done = self.host.run("curl", "-sS", "--max-time", "5", url, check=False)
        # While it starts it answers in words.
        return json.loads(done.stdout) if done.stdout[:1] == "{" else {"status": "away"}

    def query(self, expression):
        answer = self.ask("query", query=expression)
        if answer["status"] == "away":
            return []
        assert answer["status"] == "success", (expression, answer)
        return answer["data"]["result"]

    def close(self):
        for pid in self.host.processes("prometheus"):
            os.kill(pid, 15)
        self.child.wait(20)
        self.log.close()


@pytest.fixture
def scraped(stage):
    """(the agent, a Prometheus that has scraped it)"""
    host = stage["d1"]
    line = f"prometheus viewer {hashlib.sha256(b'secret').hexdigest()}\n"
    tokens = pathlib.Path(f"/proc/{host.init_pid}/root/run/tokens")
    tokens.write_text(line)
    tokens.chmod(0o600)
    agent = stage.director("d1", instance(150, "MASTER", before=API + CHECKED))
    agent.wait_state("MASTER")
    prometheus = Prometheus(host, "secret")
    try:
        wait_until(
            lambda: prometheus.query('up{job="fairlead"} == 1'), 20, "it scrapes"
        )
        yield agent, prometheus
    finally:
        prometheus.close()


def dashboard():
    """Each expression of the dashboard, its variables filled in."""
    board = json.loads((ETC / "grafana/fairlead.json").read_text())
    for panel in board["panels"]:
        for target in panel.get("targets", ()):
            expression = target["expr"]
            for name, value in (
                ("$job", "fairlead"),
                ("$virtual_server", ".*"),
                ("$__rate_interval", "10s"),
            ):
                expression = expression.replace(name, value)
            yield panel["title"], expression


def names_in(expression):
    return set(re.findall(r"\b(?:fairlead|process)_\w+", expression))


def test_a_prometheus_scrapes_the_agent_and_knows_all_that_is_shown(scraped):
    _, prometheus = scraped
    master = prometheus.query('fairlead_vrrp_state{state="master"} == 1')
    assert [found["metric"]["vrid"] for found in master] == ["51"]
    assert prometheus.query('fairlead_vrrp_transitions_total{to="master"} == 1')
    assert prometheus.query("process_open_fds > 5")
    assert prometheus.query("process_resident_memory_bytes > 1e6")
    assert prometheus.query('keepalived_vrrp_state{iname="VI_1"} == 2')
    assert prometheus.query("node_ipvs_connections_total == 0")
    wait_until(
        lambda: prometheus.query("fairlead_loop_lag_seconds_count > 2"), 10, "the loop"
    )
    targets = prometheus.ask("targets")["data"]["activeTargets"]
    assert [target["lastError"] for target in targets] == [""]
    known = set(prometheus.ask("label/__name__/values")["data"])
    shown = {name for _, text in dashboard() for name in names_in(text)}
    rules = prometheus.ask("rules")["data"]["groups"][0]["rules"]
    for rule in rules:
        shown |= names_in(rule["query"])
    assert len(rules) > 20 and len(shown) > 30
    # a series that is there only while a server's health is forced
    assert shown - known == {"fairlead_real_server_override"}
    for title, expression in dashboard():
        assert isinstance(prometheus.query(expression), list), title


def test_a_check_is_counted_by_type_result_and_code(scraped):
    _, prometheus = scraped
    failed = 'fairlead_checks_runs_total{type="tcp",result!="ok"} > 0'
    wait_until(lambda: prometheus.query(failed), 15, "a failed check")
    assert prometheus.query("sum(fairlead_checks_failures_total) > 0")
    assert prometheus.query('fairlead_check_duration_seconds_count{type="tcp"} > 0')
    assert prometheus.query('fairlead_check_lag_seconds_count{type="tcp"} > 0')


def test_what_is_gone_from_the_configuration_is_gone_from_the_next_scrape(scraped):
    agent, prometheus = scraped
    there = "fairlead_real_server_up"
    assert prometheus.query(there)
    agent.write(instance(150, "MASTER", before=API))
    agent.reload()
    wait_until(lambda: not prometheus.query(there), 15, "the series end")
    assert prometheus.query("fairlead_ready")
