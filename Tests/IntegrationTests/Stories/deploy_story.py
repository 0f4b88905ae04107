"""deploy/systemd, deploy/container and deploy/kubernetes: each file is read by a tool that knows what
may stand in it, and the command in it starts the daemon, which then answers the probes."""

import io
import json
import os
import re
import shlex
import signal
import subprocess
import tempfile

import dockerfile_parse
import httpx
import kubernetes_validate
import yaml

from daemon import VERDICT, run

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
EXAMPLE = os.path.join(ROOT, "deploy/example")


def read(name):
    with open(os.path.join(ROOT, "deploy", name)) as file:
        return file.read()


def make_secret(folder):
    """A certificate, its key, and tokens of an application and of Prometheus; gives the latter."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-days", "2", "-subj", "/CN=verdict", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", f"{folder}/tls.key", "-out", f"{folder}/tls.crt"],
        check=True, capture_output=True)
    _, asks = run("token", "application").stdout.splitlines()
    token, scrapes = run("token", "prometheus", "--scope", "metrics").stdout.splitlines()
    with open(f"{folder}/tokens", "w") as file:
        file.write(f"{asks}\n{scrapes}\n")
    return token


def serve(arguments, folder):
    """Starts the daemon as a file says, with what is on this machine in place of what is not."""
    places = {"/etc/verdict/bundle": EXAMPLE, "/etc/verdict/secret": folder}
    for place, path in places.items():
        arguments = [argument.replace(place, path) for argument in arguments]
    arguments = [re.sub(r":818[01]$", ":0", argument) for argument in arguments]
    process = subprocess.Popen(
        [VERDICT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    addresses = {}
    for line in process.stdout:
        plane, _, address = line.strip().partition(" on ")
        addresses[plane] = address
        if plane == "administration":
            return process, addresses
    raise AssertionError("not started: " + process.stderr.read())


def end(process):
    process.terminate()
    process.communicate()
    assert process.returncode == 0, process.returncode


def check_systemd(folder):
    text = read("systemd/verdict.service")
    assert "/usr/bin/verdict serve" in text
    path = os.path.join(folder, "verdict.service")
    with open(path, "w") as file:
        file.write(text.replace("/usr/bin/verdict", VERDICT))
    for command in (
        ["verify", "--man=no", path],
        # 100 is no protection at all. What is left is that it opens sockets, and may see other
        # processes' numbers.
        ["security", "--offline=true", "--threshold=15", "--no-pager", path],
    ):
        done = subprocess.run(["systemd-analyze", *command], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-400:] + done.stderr
        assert command[0] != "verify" or not done.stderr, done.stderr

    line = re.search(r"^ExecStart=/usr/bin/verdict (.*)$", text, re.MULTILINE).group(1)
    process, addresses = serve(shlex.split(line), folder)
    try:
        assert httpx.get(f"http://{addresses['administration']}/readyz").status_code == 200
        assert re.search(r"^ExecReload=/bin/kill -HUP \$MAINPID$", text, re.MULTILINE)
        process.send_signal(signal.SIGHUP)
        assert httpx.get(f"http://{addresses['administration']}/healthz").status_code == 200
    finally:
        end(process)


def check_container(folder):
    text = read("container/Containerfile").encode()
    parser = dockerfile_parse.DockerfileParser(fileobj=io.BytesIO(text))
    steps = [(step["instruction"], step["value"]) for step in parser.structure]
    known = {"COMMENT", "FROM", "WORKDIR", "COPY", "RUN", "USER", "STOPSIGNAL", "ENTRYPOINT", "CMD"}
    assert {name for name, _ in steps} <= known
    for name, value in steps:
        if name == "COPY" and not value.startswith("--from=build "):
            for source in value.split()[:-1]:
                assert os.path.exists(os.path.join(ROOT, source)), source
    assert dict(steps)["USER"] == "65532:65532"

    # Every library that the executable wants is in a package that the container installs.
    last = [value for name, value in steps if name == "RUN"][-1]
    needed = subprocess.run(["readelf", "-d", VERDICT], capture_output=True, text=True).stdout
    for library in re.findall(r"\(NEEDED\).*\[(lib[^]]+)\]", needed):
        if library.startswith(("libswift", "libc.", "libm.", "libgcc_s.")):
            continue
        found = subprocess.run(
            ["dpkg", "-S", f"*/{library}"], capture_output=True, text=True).stdout
        packages = {line.split(":")[0] for line in found.splitlines()}
        assert packages & set(last.split()), (library, packages)

    entry, command = (json.loads(dict(steps)[name]) for name in ("ENTRYPOINT", "CMD"))
    assert entry == ["/usr/bin/verdict"]
    process, addresses = serve(command, folder)
    end(process)


def check_kubernetes(folder, name, token):
    documents = list(yaml.safe_load_all(read(f"kubernetes/{name}")))
    for document in documents:
        kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)
    template = next(
        document["spec"]["template"]["spec"] for document in documents
        if document["kind"] == "Deployment")
    container = next(
        container
        for container in template.get("initContainers", []) + template["containers"]
        if container["name"] == "verdict")
    volumes = {volume["name"] for volume in template["volumes"]}
    assert {mount["name"] for mount in container["volumeMounts"]} == volumes
    security = container["securityContext"]
    assert security["readOnlyRootFilesystem"] and not security["allowPrivilegeEscalation"]

    process, addresses = serve(container["args"], folder)
    try:
        host, _, port = addresses["administration"].rpartition(":")
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        # The kubelet does not look at certificates either.
        with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=False) as kubelet:
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                asked = container[probe]["httpGet"]
                assert asked["scheme"] == "HTTPS" and ports[asked["port"]] == 8181
                assert kubelet.get(asked["path"]).status_code == 200, asked
            assert kubelet.get("/metrics").status_code == 401
            scrape = {"authorization": f"Bearer {token}"}
            assert kubelet.get("/metrics", headers=scrape).status_code == 200
    finally:
        end(process)


with tempfile.TemporaryDirectory() as folder:
    token = make_secret(folder)
    check_systemd(folder)
    check_container(folder)
    for name in sorted(os.listdir(os.path.join(ROOT, "deploy/kubernetes"))):
        check_kubernetes(folder, name, token)
