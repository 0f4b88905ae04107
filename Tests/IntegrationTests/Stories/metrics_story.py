"""deploy/prometheus and deploy/grafana: the real Prometheus scrapes the daemon by the example's
configuration, and what alerts and dashboard ask for is there."""

import json
import os
import re
import socket
import subprocess
import tempfile
import time

import httpx
import yaml

from daemon import Daemon

DEPLOY = os.path.join(os.path.dirname(__file__), "../../../deploy")
EXAMPLE = os.path.join(DEPLOY, "example")
FOLDER = os.path.join(DEPLOY, "prometheus")
QUESTION = {
    "subject": {"type": "user", "id": "arn:aws:iam::111122223333:user/staff/ada"},
    "action": {"name": "s3:GetObject"}, "resource": {"type": "s3", "id": "*"},
}


def promtool(*arguments, text=None):
    done = subprocess.run(
        ["promtool", *arguments], input=text, cwd=FOLDER, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def dashboard_questions():
    """The dashboard's expressions, with values in place of Grafana's variables."""
    with open(os.path.join(DEPLOY, "grafana/dashboard.json")) as file:
        dashboard = json.load(file)
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}
    assert len(places) == len(panels)
    names = {variable["name"] for variable in dashboard["templating"]["list"]}
    questions = []
    for panel in panels:
        assert panel["datasource"]["uid"] == "${datasource}" and "datasource" in names
        for target in panel["targets"]:
            question = target["expr"].replace("$__rate_interval", "1m").replace("$instance", ".+")
            assert "$" not in question, question
            questions.append(question)
    return questions


def check_files(questions):
    assert "SUCCESS" in promtool("check", "config", "prometheus.yml")
    promtool("test", "rules", "alerts-test.yml")
    with open(os.path.join(FOLDER, "alerts.yml")) as file:
        rules = yaml.safe_load(file)["groups"][0]["rules"]
    with open(os.path.join(FOLDER, "alerts-test.yml")) as file:
        tests = yaml.safe_load(file)["tests"]
    for test in tests:
        tested = [example["alertname"] for example in test["alert_rule_test"]]
        assert sorted(tested) == sorted(rule["alert"] for rule in rules), test["name"]
    recorded = [{"record": f"panel:{n}", "expr": text} for n, text in enumerate(questions)]
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        yaml.safe_dump({"groups": [{"name": "panels", "rules": recorded}]}, file)
        file.flush()
        promtool("check", "rules", file.name)
    return [rule["expr"] for rule in rules]


def check_names(questions, page):
    """Everything asked for is something that the daemon tells."""
    told = set(re.findall(r"^([a-z_]+)[{ ]", page, re.MULTILINE)) | {"up"}
    for question in questions:
        asked = set(re.findall(r"\b(?:verdict|process)_[a-z_]+\b", question)) - {"process"}
        assert asked <= told, asked - told
        for name, label in re.findall(r"([a-z_]+)\{reason=\"([a-z_]+)\"", question):
            assert f'{name}{{reason="{label}"}}' in page, question


class Prometheus:
    """The real one, with the example's configuration but for the addresses and the pace."""

    def __init__(self, folder, target):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with open(os.path.join(FOLDER, "prometheus.yml")) as file:
            text = file.read()
        assert "127.0.0.1:8181" in text and "15s" in text
        text = text.replace('"127.0.0.1:8181"', f'"{target}"').replace("15s", "1s")
        text = text.replace("alerts.yml", os.path.abspath(os.path.join(FOLDER, "alerts.yml")))
        path = os.path.join(folder, "prometheus.yml")
        with open(path, "w") as file:
            file.write(text)
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={path}", f"--storage.tsdb.path={folder}/data",
             f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"])
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1/")

    def ask(self, question):
        """The values of an expression; `None` while nobody answers."""
        try:
            answer = self.client.get("query", params={"query": question})
        except httpx.TransportError:
            return None
        if answer.status_code != 200:
            return None
        return [float(one["value"][1]) for one in answer.json()["data"]["result"]]

    def wait_for(self, question, values):
        """Waits for values, and no longer than a minute."""
        for _ in range(600):
            if self.ask(question) == values:
                return
            time.sleep(0.1)
        raise AssertionError(f"{question}: {self.ask(question)}, not {values}")

    def stop(self):
        self.client.close()
        self.process.terminate()
        self.process.wait()


def tell(folder):
    panels = dashboard_questions()
    alerts = check_files(panels)
    daemon = Daemon(EXAMPLE)
    prometheus = None
    try:
        for _ in range(3):
            answer = daemon.connection.post("/access/v1/evaluation", json=QUESTION)
            assert answer.status_code == 200, answer
        page = httpx.get(daemon.admin + "/metrics").text
        promtool("check", "metrics", text=page)
        check_names(panels + alerts, page)

        prometheus = Prometheus(folder, daemon.admin.removeprefix("http://"))
        prometheus.wait_for('up{job="verdict"}', [1])
        prometheus.wait_for('sum(verdict_decisions_total{protocol="authzen"})', [3])
        prometheus.wait_for('verdict_requests_total{protocol="authzen",code="200"}', [3])
        prometheus.wait_for("count(ALERTS) or vector(0)", [0])
        assert daemon.stop() == 0
        prometheus.wait_for('up{job="verdict"}', [0])
        prometheus.wait_for('count(ALERTS{alertname="VerdictDown"})', [1])
    finally:
        daemon.kill()
        if prometheus:
            prometheus.stop()


with tempfile.TemporaryDirectory() as folder:
    tell(folder)
