"""Other engines on one workload, each installed from PyPI; Verdict beside them.

N policies, each letting one role do three actions, one of them with a wildcard, on two prefixes of
ARNs; 400 requests, half of them allowed. Every engine's answers are checked before it is timed.
"""

import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import daemon
import project

PACKAGES = {"cedar": "cedarpy", "regorus": "celine-regorus", "casbin": "casbin"}
SIZES = {"full": (10, 100, 1_000, 10_000), "quick": (10, 1_000), "tiny": (10,)}
SECONDS = {"full": 3.0, "quick": 1.0, "tiny": 0.01}
ACCOUNT = "111122223333"
# LIMIT: seconds for one engine and size; Python engines take minutes to load ten thousand policies.
TIMEOUT = 120


def workload(count: int) -> dict:
    """Policies and requests; the same for the same count."""
    chance = random.Random(count)
    policies = [
        {
            "role": f"role-{number}",
            "actions": ["s3:GetObject", "s3:Put*", "s3:ListBucket"],
            "resources": [f"arn:aws:s3:::data-{number}/*", f"arn:aws:s3:::logs-{number}/*"],
        }
        for number in range(count)
    ]
    requests = []
    for index in range(400):
        number = chance.randrange(count)
        is_allowed = index % 2 == 0
        action = chance.choice(["s3:GetObject", "s3:PutObject", "s3:PutObjectTagging"])
        place = chance.choice(["data", "logs"])
        if not is_allowed and chance.random() < 0.5:
            action = "s3:DeleteObject"
        elif not is_allowed:
            place = "other"
        requests.append({
            "role": f"role-{number}", "action": action,
            "resource": f"arn:aws:s3:::{place}-{number}/folder/{index}.txt", "decision": is_allowed,
        })
    return {"policies": policies, "requests": requests}


def bundle(policies: list[dict]) -> dict:
    """The policies as AWS prints an account."""
    roles = []
    for policy in policies:
        roles.append({
            "Path": "/", "RoleName": policy["role"], "RoleId": f"AROA{policy['role'].upper()}",
            "Arn": f"arn:aws:iam::{ACCOUNT}:role/{policy['role']}",
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }],
            },
            "RolePolicyList": [{
                "PolicyName": "access",
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [{
                        "Effect": "Allow", "Action": policy["actions"],
                        "Resource": policy["resources"],
                    }],
                },
            }],
            "AttachedManagedPolicies": [], "Tags": [],
        })
    return {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": roles, "Policies": []}


def verdict(load: dict, folder: Path, seconds: float) -> dict:
    """Verdict in process on the same policies, its answers checked over HTTP first."""
    file = folder / "bundle.json"
    file.write_text(json.dumps(bundle(load["policies"])))
    bodies, lines = folder / "bodies.jsonl", folder / "requests.jsonl"
    requests = [
        {
            "subject": {"type": "role", "id": f"arn:aws:iam::{ACCOUNT}:role/{one['role']}"},
            "action": {"name": one["action"]},
            "resource": {"type": "s3", "id": one["resource"]},
        }
        for one in load["requests"]
    ]
    bodies.write_text("".join(json.dumps(one) + "\n" for one in requests))
    lines.write_text("".join(
        json.dumps({"request": request, "decision": one["decision"]}) + "\n"
        for request, one in zip(requests, load["requests"])))
    with daemon.verdict([str(file)], "127.0.0.1:0") as server:
        project.output(
            project.LOAD, "--target", server.target, "--requests", lines, "--warm-up", "0",
            "--count", str(len(requests)))
    text = project.output(
        project.VERDICT, "bench", file, bodies, "--count", str(int(max(400, seconds * 300_000))))
    nanoseconds = int(re.search(r"(\d+) ns per decision", text).group(1))
    return {
        "engine": "verdict", "version": project.output(project.VERDICT, "--version"),
        "n": len(load["policies"]), "us": nanoseconds / 1_000,
    }


def install() -> tuple[Path, list[str]]:
    """A virtual environment with whichever engines can be had, and their names."""
    folder = project.ROOT / ".build" / "peers"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    names = []
    for name, package in PACKAGES.items():
        done = subprocess.run(
            [
                str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                package,
            ],
            capture_output=True, text=True)
        if done.returncode == 0:
            names.append(name)
        else:
            print(f"  {package} can't be installed", flush=True)
    return python, names


def run(scale: str) -> list[dict]:
    """All engines at all sizes."""
    python, names = install()
    script = Path(__file__).with_name("peer_engines.py")
    results = []
    with tempfile.TemporaryDirectory(prefix="verdict-peers-") as name:
        folder = Path(name)
        for count in SIZES[scale]:
            load = workload(count)
            results.append(verdict(load, folder, SECONDS[scale]))
            file = folder / "workload.json"
            file.write_text(json.dumps(load))
            for engine in names:
                command = [str(python), str(script), engine, str(file), str(SECONDS[scale])]
                try:
                    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT)
                except subprocess.TimeoutExpired:
                    print(f"  {engine}, {count} policies: more than {TIMEOUT} s", flush=True)
                    continue
                if done.returncode != 0:
                    raise RuntimeError(f"{engine}: {done.stderr.strip()[-500:]}")
                results.append(json.loads(done.stdout))
                print(f"  {done.stdout.strip()}", flush=True)
    return results
