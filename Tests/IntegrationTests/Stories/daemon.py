"""The real daemon and its clients, for the stories beside this file."""

import contextlib
import json
import os
import subprocess
import tempfile
import time

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials
import httpx

VERDICT = os.environ["VERDICT_BINARY"]
ACCOUNT = "111122223333"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
SERVICE = "codewhisperer.amazonaws.com"
ROLE_NAME = "AWSServiceRoleForCodeWhisperer"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/{SERVICE}/{ROLE_NAME}"
POLICY_ARN = "arn:aws:iam::aws:policy/aws-service-role/AWSServiceRoleForCodeWhispererPolicy"
SESSION_ARN = f"arn:aws:sts::{ACCOUNT}:assumed-role/{ROLE_NAME}/session"


def run(*arguments, check=True):
    """Runs `verdict` with arguments; gives what it has printed."""
    done = subprocess.run([VERDICT, *arguments], capture_output=True, text=True)
    if check and done.returncode != 0:
        raise AssertionError(f"verdict {' '.join(arguments)}: {done.stderr}")
    return done


def create_key(store, principal):
    """A key pair for a principal, as `verdict key create` prints it."""
    lines = run("key", "create", "--store", store, "--principal", principal).stdout.splitlines()
    pairs = dict(line.removeprefix("export ").split("=", 1) for line in lines if "=" in line)
    return pairs["AWS_ACCESS_KEY_ID"], pairs["AWS_SECRET_ACCESS_KEY"]


class Daemon:
    """`verdict serve` with a data plane and an admin plane on free ports of the loopback.

    `admin` is another address for the latter; `headers` go with every decision.
    """

    def __init__(self, *arguments, admin="127.0.0.1:0", headers=None):
        self.process = subprocess.Popen(
            [VERDICT, "serve", *arguments, "--workers", "1", "--listen", "127.0.0.1:0",
             "--admin", admin],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        addresses = {}
        for line in self.process.stdout:
            for plane in ("listening", "administration"):
                if line.startswith(plane + " on "):
                    addresses[plane] = line.strip().removeprefix(plane + " on ")
            if len(addresses) == 2:
                break
        else:
            raise AssertionError("not started: " + self.process.stderr.read())
        self.connection = httpx.Client(
            base_url="http://" + addresses["listening"], http1=False, http2=True,
            headers=headers)
        self.admin = "http://" + addresses["administration"]

    def kill(self):
        """Ends the daemon as a power cut would end its process."""
        self._end(self.process.kill)

    def stop(self):
        """Ends the daemon as a service manager does; gives its exit status."""
        return self._end(self.process.terminate)

    def _end(self, signal):
        self.connection.close()
        if self.process.poll() is None:
            signal()
        self.process.communicate()
        return self.process.returncode

    def client(self, key, service="iam", **options):
        """A client of boto3 that signs with a key pair.

        A signature is good for one change, and has a resolution of a second: who says the same twice
        in a second is told to sign anew, and boto3 does so by itself.
        """
        return boto3.client(
            service, region_name="us-east-1", endpoint_url=self.admin, aws_access_key_id=key[0],
            aws_secret_access_key=key[1],
            config=botocore.config.Config(
                retries={"mode": "standard", "total_max_attempts": 6}, **options))

    def decide(self, principal, action, resource, context=None):
        """Whether the data plane allows something."""
        body = {
            "subject": {"type": "principal", "id": principal}, "action": {"name": action},
            "resource": {"type": "aws", "id": resource}, "context": context or {},
        }
        answer = self.connection.post("/access/v1/evaluation", json=body)
        answer.raise_for_status()
        return answer.json()["decision"]

    def native(self, key, method, path, body=None):
        """Calls the JSON API; gives status and answer. Signs anew where that is asked for."""
        data = None if body is None else json.dumps(body).encode()
        while True:
            request = botocore.awsrequest.AWSRequest(
                method, self.admin + path, data=data, headers={"content-type": "application/json"})
            if key is not None:
                botocore.auth.SigV4Auth(
                    botocore.credentials.Credentials(*key), "verdict", "us-east-1").add_auth(request)
            answer = httpx.request(
                method, self.admin + path, content=data, headers=dict(request.headers.items()))
            content = answer.json()
            if content.get("error", {}).get("code") != "Throttling":
                return answer.status_code, content
            time.sleep(0.05)


@contextlib.contextmanager
def bundle(files):
    """A folder with JSON files, by their paths below it."""
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            path = os.path.join(folder, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                json.dump(content, file)
        yield folder


@contextlib.contextmanager
def daemon(*arguments, bundle=None):
    """A daemon with a store of its own, and a key of the account's root."""
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "verdict.db")
        key = create_key(store, ROOT)
        running = Daemon(*([bundle] if bundle else []), "--store", store, *arguments)
        running.store = store
        try:
            yield running, key
        finally:
            running.stop()
