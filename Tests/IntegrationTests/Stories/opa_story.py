"""A client of Open Policy Agent is pointed at the daemon, unchanged, and asks over HTTP/1.1.

The client is opa-python-client; on the data plane, over HTTP/2, it is httpx.
"""

import os
import urllib.parse

from opa_client.opa import OpaClient
import requests

from daemon import Daemon

RESOURCE = "arn:verdict:record:::"


def question(principal, action, record):
    return {"principal": principal, "action": "record:" + action, "resource": RESOURCE + record}


def main():
    example = os.path.join(os.path.dirname(__file__), "../../../deploy/example")
    daemon = Daemon(example)
    try:
        address = urllib.parse.urlsplit(daemon.admin)
        with OpaClient(host=address.hostname, port=address.port) as client:
            assert client.check_health()
            for principal, action, allowed in [
                    ("alice", "write", True), ("bob", "read", True), ("bob", "write", False),
                    ("mallory", "read", False)]:
                asked = question(principal, action, "record-1")
                rule = client.query_rule(asked, "httpapi.authz", "allow")
                assert rule == {"result": allowed}, rule
                package = client.query_rule(asked, "httpapi.authz")
                assert package == {"result": {"allow": allowed}}, package
                answer = daemon.connection.post("/v1/data/verdict/allow", json={"input": asked})
                assert answer.json() == {"result": allowed}, answer.text
                answer = daemon.connection.post("/", json=asked)
                assert answer.json() is allowed, answer.text
            for rule in ("deny", "is_admin"):
                try:
                    client.query_rule(question("alice", "read", "record-1"), "httpapi", rule)
                    raise AssertionError(f"`{rule}` is answered")
                except requests.HTTPError as error:
                    assert error.response.json()["code"] == "undefined_document"
        metrics = requests.get(daemon.admin + "/metrics").text
        for line in ('verdict_decisions_total{protocol="opa",decision="allow"} 8',
                     'verdict_decisions_total{protocol="opa",decision="deny"} 8'):
            assert line in metrics, metrics
    finally:
        assert daemon.stop() == 0


if __name__ == "__main__":
    main()
