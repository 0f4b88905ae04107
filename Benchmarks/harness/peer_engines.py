"""Runs one other engine on the peers' workload. Executed by the Python that has it installed.

usage: peer_engines.py ENGINE WORKLOAD SECONDS

WORKLOAD is a JSON file of policies and requests, as peers.py makes it. Prints one line of JSON;
exits with 1 if an answer is wrong.
"""

import json
import sys
import time
from importlib.metadata import version


def cedar(workload: dict):
    """Cedar (Rust): one `permit` for each policy, parsed once."""
    import cedarpy

    def action_test(pattern: str) -> str:
        return f'context.action like "{pattern}"'

    texts = []
    for policy in workload["policies"]:
        actions = " || ".join(action_test(action) for action in policy["actions"])
        resources = " || ".join(
            f'context.resource like "{pattern}"' for pattern in policy["resources"])
        texts.append(
            f'permit(principal == Role::"{policy["role"]}", action, resource) '
            f"when {{ ({actions}) && ({resources}) }};")
    policies = cedarpy.PolicySet.from_str("\n".join(texts))
    entities = cedarpy.Entities.from_json_str("[]")
    requests = [
        {
            "principal": {"type": "Role", "id": one["role"]},
            "action": {"type": "Action", "id": "any"},
            "resource": {"type": "Thing", "id": "any"},
            "context": {"action": one["action"], "resource": one["resource"]},
        }
        for one in workload["requests"]
    ]

    def decide(index: int) -> bool:
        result = cedarpy.is_authorized(requests[index], policies, entities)
        return result.decision == cedarpy.Decision.Allow

    return "cedarpy", decide


REGO = """
package verdict

default allow := false

matches(pattern, text) if pattern == text

matches(pattern, text) if {
    endswith(pattern, "*")
    startswith(text, substring(pattern, 0, count(pattern) - 1))
}

allow if {
    policy := data.policies[input.role]
    some action in policy.actions
    matches(action, input.action)
    some resource in policy.resources
    matches(resource, input.resource)
}
"""


def regorus(workload: dict):
    """Rego in regorus (Rust): policies are data, found by their role."""
    import regorus as library

    engine = library.Engine()
    engine.add_policy("verdict.rego", REGO)
    engine.add_data({"policies": {one["role"]: one for one in workload["policies"]}})

    def decide(index: int) -> bool:
        engine.set_input(workload["requests"][index])
        return engine.eval_rule("data.verdict.allow") is True

    return "celine-regorus", decide


CASBIN_MODEL = """
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && keyMatch(r.obj, p.obj) && keyMatch(r.act, p.act)
"""


def casbin(workload: dict):
    """Casbin (Python): a line for each action and resource of each policy."""
    import casbin as library

    model = library.Model()
    model.load_model_from_text(CASBIN_MODEL)
    enforcer = library.Enforcer(model)
    for policy in workload["policies"]:
        for resource in policy["resources"]:
            for action in policy["actions"]:
                enforcer.add_policy(policy["role"], resource, action)

    def decide(index: int) -> bool:
        one = workload["requests"][index]
        return enforcer.enforce(one["role"], one["resource"], one["action"])

    return "casbin", decide


ENGINES = {"cedar": cedar, "regorus": regorus, "casbin": casbin}


def main() -> int:
    name, path, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    with open(path) as file:
        workload = json.load(file)
    package, decide = ENGINES[name](workload)
    requests = workload["requests"]
    for index, one in enumerate(requests):
        if decide(index) != one["decision"]:
            print(f"{name}: wrong answer to {one}", file=sys.stderr)
            return 1
    # Whole passes until the time is up; the median of passes.
    passes = []
    end = time.perf_counter() + seconds
    while not passes or time.perf_counter() < end:
        start = time.perf_counter()
        for index in range(len(requests)):
            decide(index)
        passes.append((time.perf_counter() - start) / len(requests))
    passes.sort()
    print(json.dumps({
        "engine": name, "version": f"{package} {version(package)}", "n": len(workload["policies"]),
        "us": round(passes[len(passes) // 2] * 1e6, 3),
    }))
    return 0


if __name__ == "__main__":
    sys.exit(main())
