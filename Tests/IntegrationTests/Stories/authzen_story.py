"""AuthZEN's certification scenario, its levels Basic, Batch and Discovery, told by httpx."""

import os

from daemon import Daemon

USER = {"type": "user", "id": "alice"}
READ = {"name": "read"}
RECORD = {"type": "record", "id": "record-1"}


def entity(kind, name, properties):
    return {"type": kind, "id": name} | ({"properties": properties} if properties else {})


def question(user, action, record, subject=None, how=None, resource=None):
    return {
        "subject": entity("user", user, subject),
        "action": {"name": action} | ({"properties": how} if how else {}),
        "resource": entity("record", record, resource),
    }


ARCHIVED = {"status": "archived"}
FIXTURE = [
    (question("alice", "read", "record-1"), True),
    (question("alice", "write", "record-1"), True),
    (question("bob", "read", "record-1"), True),
    (question("bob", "write", "record-1"), False),
    (question("alice", "write", "record-2", resource=ARCHIVED), False),
    (question("bob", "write", "record-2", subject={"role": "admin"}, resource=ARCHIVED), True),
    (question("alice", "delete", "record-1", how={"soft": True}), True),
    (question("alice", "delete", "record-1", how={"soft": False}), False),
]


def tell_of_one(client):
    """Basic: each decision with and without context, twice, and each error."""
    path = "/access/v1/evaluation"
    for asked, allowed in FIXTURE:
        for more in ({}, {"context": {"time": "2025-06-27T18:03-07:00"}}, {"unknown": [1]}, {}):
            answer = client.post(path, json=asked | more, headers={"x-request-id": "r-1"})
            assert answer.status_code == 200 and answer.json() == {"decision": allowed}, asked
            assert answer.headers["content-type"] == "application/json"
            assert answer.headers["x-request-id"] == "r-1"
    good = {"subject": USER, "action": READ, "resource": RECORD}
    bad = [good | {"subject": "alice"}, good | {"action": {"name": 123}}]
    for name, whole in good.items():
        bad.append({key: value for key, value in good.items() if key != name})
        bad += [good | {name: {key: whole[key] for key in whole if key != gone}} for gone in whole]
    for body in bad:
        assert client.post(path, json=body).status_code == 400, body
    for content, kind in [(b"{", "application/json"), (b"", "application/json"),
                          (b"{}", "text/plain")]:
        answer = client.post(path, content=content, headers={"content-type": kind})
        assert answer.status_code == 400, answer


def tell_of_many(client):
    """Batch: defaults, order, errors in their places, and where each semantic ends."""
    def ask(items, semantic=None, **defaults):
        options = {"options": {"evaluations_semantic": semantic}} if semantic else {}
        answer = client.post(
            "/access/v1/evaluations", json={"evaluations": items} | options | defaults)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def decisions(answer): return [item["decision"] for item in answer["evaluations"]]

    items = [asked for asked, _ in FIXTURE]
    expected = [allowed for _, allowed in FIXTURE]
    assert decisions(ask(items)) == decisions(ask(items, "execute_all")) == expected
    assert decisions(ask(items, "deny_on_first_deny")) == expected[:4]
    assert decisions(ask(items[3:], "permit_on_first_permit")) == expected[3:6]
    assert ask([], **items[0]) == {"decision": True}
    incomplete = ask([{"resource": RECORD}, {}], subject=USER, action=READ)
    assert decisions(incomplete) == [True, False]
    # A resource is replaced whole: the second one is not archived.
    whole = ask(
        [{}, {"resource": {"type": "record", "id": "record-2"}}], subject=USER,
        action={"name": "write"}, resource=entity("record", "record-2", ARCHIVED))
    assert decisions(whole) == [False, True]


def tell_of_discovery(client):
    """Discovery: each address begins with the daemon's, whatever host a request names."""
    answer = client.get(
        "/.well-known/authzen-configuration", headers={"host": "elsewhere.example"})
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    document = answer.json()
    base = document["policy_decision_point"]
    assert base.startswith("http://127.0.0.1:")
    assert document["access_evaluation_endpoint"] == base + "/access/v1/evaluation"
    assert document["access_evaluations_endpoint"] == base + "/access/v1/evaluations"


def main():
    example = os.path.join(os.path.dirname(__file__), "../../../deploy/example")
    daemon = Daemon(example)
    try:
        for tell in (tell_of_one, tell_of_many, tell_of_discovery):
            tell(daemon.connection)
    finally:
        assert daemon.stop() == 0


if __name__ == "__main__":
    main()
