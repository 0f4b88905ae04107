"""Measures how soon a new role is decided by while many statements are loaded.

usage: prompt_story.py [STATEMENTS [ROUNDS]]

Each round sets up a service, asks for a decision that only the new role makes an allow, and deletes the
role again. Meanwhile `verdict-load` asks for other decisions at a fixed rate and checks each answer;
its latencies are printed with changes under way and, before that, without.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

from daemon import ACCOUNT, ROLE_NAME, SERVICE, SESSION_ARN, Daemon, create_key, run

LOAD = os.path.join(os.path.dirname(os.environ["VERDICT_BINARY"]), "verdict-load")
RATE = 5_000


def load(verdict, requests, seconds):
    """Starts a load of other decisions."""
    return subprocess.Popen(
        [LOAD, "--requests", requests, "--rate", str(RATE), "--count", str(int(RATE * seconds)),
         "--target", verdict.connection.base_url.netloc.decode()],
        stdout=subprocess.PIPE, text=True)


def main(statements=100_000, rounds=50):
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "verdict.db")
        requests = os.path.join(folder, "requests.jsonl")
        with open(requests, "w") as file:
            file.write(
                run("requests", "--synthetic", str(statements), "--count", "10000").stdout)
        root = create_key(store, f"arn:aws:iam::{ACCOUNT}:root")
        verdict = Daemon(
            "--synthetic", str(statements), "--store", store, "--deletion-delay", "0")
        try:
            iam = verdict.client(root)
            path = f"/v1/services/{SERVICE}/accounts/{ACCOUNT}"
            print("without changes:", load(verdict, requests, 5).communicate()[0])
            other = load(verdict, requests, rounds)
            calls, seen = [], []
            for number in range(rounds):
                asked = time.perf_counter()
                status, _ = verdict.native(
                    root, "PUT", path, {"region": "us-east-1", "settings": {"round": number}})
                answered = time.perf_counter()
                assert status == 201, status
                assert verdict.decide(SESSION_ARN, "sso:GetProfile", "*")
                seen.append(time.perf_counter() - answered)
                calls.append(answered - asked)
                task = iam.delete_service_linked_role(RoleName=ROLE_NAME)["DeletionTaskId"]
                while iam.get_service_linked_role_deletion_status(
                        DeletionTaskId=task)["Status"] != "SUCCEEDED":
                    time.sleep(0.005)
                assert not verdict.decide(SESSION_ARN, "sso:GetProfile", "*")
            print("with changes:", other.communicate()[0])
            for what, times in (("the call", calls), ("the first decision", seen)):
                print(f"{what}: median {statistics.median(times) * 1e3:.2f} ms, "
                      f"longest {max(times) * 1e3:.2f} ms, {rounds} rounds")
        finally:
            verdict.stop()


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
