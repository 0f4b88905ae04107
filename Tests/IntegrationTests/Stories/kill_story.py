"""Kills the daemon at random moments of the story and looks at what it remembers.

usage: kill_story.py [CYCLES [SEED]]

What was acknowledged must be there; what was asked for last, and not answered, must be there whole
or not at all.
"""

import copy
import json
import os
import random
import sys
import tempfile
import threading
import time
import urllib.parse

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from daemon import ACCOUNT, ROLE_NAME, ROOT, SERVICE, Daemon, create_key

SETUP = f"/v1/services/{SERVICE}/accounts/{ACCOUNT}"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]})


class Teller:
    """Tells the story on and on, and keeps what must be true now and what may be."""

    def __init__(self, random_source):
        self.random = random_source
        self.now = {"role": None, "uses": [], "users": {}}
        self.next = None
        self.count = 0

    def tell(self, verdict, root):
        """Goes on until the daemon is gone."""
        iam = verdict.client(root, connect_timeout=5, read_timeout=20)
        try:
            while True:
                self.step(verdict, root, iam)
                self.now, self.next = self.next, None
                self.count += 1
        except (BotoCoreError, httpx.TransportError):
            pass

    def step(self, verdict, root, iam):
        """Does one thing that changes something, if it can be done now."""
        after = copy.deepcopy(self.now)
        name = self.random.choice("abcdef")
        use = f"arn:aws:codewhisperer:us-east-1:{ACCOUNT}:profile/{name}"
        path = f"{SETUP}/resources/{urllib.parse.quote(use, safe='')}"
        steps = []
        if self.now["role"] is None:
            steps.append("set up")
        else:
            steps += ["describe", "register"]
            if self.now["uses"]:
                steps.append("release")
            else:
                steps.append("delete")
        steps.append("delete user" if name in self.now["users"] else "create user")
        step = self.random.choice(steps)
        text = str(self.random.random())
        if step == "set up":
            after["role"] = True
        elif step == "describe":
            after["role"] = text
        elif step == "register" and use not in after["uses"]:
            after["uses"] = sorted(after["uses"] + [use])
        elif step == "release":
            use = self.random.choice(self.now["uses"])
            path = f"{SETUP}/resources/{urllib.parse.quote(use, safe='')}"
            after["uses"].remove(use)
        elif step == "delete":
            after["role"] = None
        elif step == "create user":
            after["users"][name] = text
        elif step == "delete user":
            del after["users"][name]
        self.next = after

        if step == "set up":
            expect(verdict.native(root, "PUT", SETUP, {"region": "us-east-1"}), 200, 201)
            # The description is the service's, whatever that is.
            after["role"] = iam.get_role(RoleName=ROLE_NAME)["Role"]["Description"]
        elif step == "describe":
            iam.update_role_description(RoleName=ROLE_NAME, Description=text)
        elif step == "register":
            expect(verdict.native(root, "PUT", path, {"region": "us-east-1"}), 200, 201)
        elif step == "release":
            expect(verdict.native(root, "DELETE", path), 200)
        elif step == "delete":
            task = iam.delete_service_linked_role(RoleName=ROLE_NAME)["DeletionTaskId"]
            # From here on it must go, whatever happens to the process.
            self.now = after
            while iam.get_service_linked_role_deletion_status(
                    DeletionTaskId=task)["Status"] != "SUCCEEDED":
                time.sleep(0.01)
        elif step == "create user":
            iam.create_user(UserName=name, Tags=[{"Key": "text", "Value": text}])
        elif step == "delete user":
            iam.delete_user(UserName=name)


def expect(answer, *statuses):
    if answer[0] not in statuses:
        raise AssertionError(f"status {answer[0]}: {answer[1]}")


def seen(verdict, root):
    """What the daemon knows, once no deletion is under way."""
    iam = verdict.client(root)
    while True:
        state = verdict.native(root, "GET", SETUP)[1]
        if state.get("deletionTask") is None:
            break
        time.sleep(0.01)
    details = iam.get_account_authorization_details()
    roles = details["RoleDetailList"]
    if state.get("role") is None and roles:
        raise AssertionError("the role is there and is not there")
    return {
        "role": iam.get_role(RoleName=ROLE_NAME)["Role"]["Description"] if roles else None,
        "uses": sorted(each["arn"] for each in state.get("resources", [])),
        "users": {
            user["UserName"]: user["Tags"][0]["Value"] for user in details["UserDetailList"]},
    }


def same(known, expected):
    """Whether they agree; a role of which only the existence is known may say anything."""
    if expected is not None and expected["role"] is True and known["role"] is not None:
        expected = {**expected, "role": known["role"]}
    return known == expected


def main(cycles, seed):
    print(f"{cycles} cycles, seed {seed}", flush=True)
    source = random.Random(seed)
    teller = Teller(source)
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "verdict.db")
        root = create_key(store, ROOT)
        cut = 0
        for cycle in range(cycles):
            verdict = Daemon("--store", store, "--deletion-delay", "0")
            try:
                known = seen(verdict, root)
                if not same(known, teller.now) and not same(known, teller.next):
                    raise AssertionError(
                        f"cycle {cycle}: {known}\nnot {teller.now}\nnor {teller.next}")
                cut += teller.next is not None
                teller.now, teller.next = known, None
                thread = threading.Thread(target=teller.tell, args=(verdict, root))
                thread.start()
                # A daemon takes changes from the second after it has started.
                time.sleep(source.uniform(0.01, 2))
            finally:
                verdict.kill()
            thread.join()
        print(f"{teller.count} calls acknowledged, {cut} cut off, nothing lost, nothing half done")


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 200,
             int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32))
    except ClientError as error:
        sys.exit(f"unexpected error: {error}")
