"""The daemon over HTTP/2, beside nghttpd in the same run."""

import json
import re
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import daemon
import project

# On two processors the server has one to itself, and the load the other.
SERVER_PROCESSOR, LOAD_PROCESSOR = "1", "0"
WORKLOAD = ["--synthetic", "1000"]


@dataclass(frozen=True)
class Scale:
    """How much is sent."""

    rounds: int
    # Requests of one round, by whether many are in flight.
    many: int
    few: int
    rates: tuple[int, ...]
    rate_seconds: float
    keys: int


FULL = Scale(5, 400_000, 80_000, (10_000, 50_000, 100_000, 200_000), 5, 10_000)
QUICK = Scale(7, 150_000, 30_000, (10_000, 50_000), 2, 10_000)
TINY = Scale(1, 200, 60, (500,), 0.2, 50)

SHAPES = {"c8m32": (8, 32), "c8m1": (8, 1), "c64m1": (64, 1)}


@dataclass(frozen=True)
class Setting:
    """A server and how it is asked."""

    server: str
    transport: str
    workers: int


def load(server: daemon.Server, requests: Path, *options: str, alone: bool) -> dict:
    """Applies load with our own client; raises if an answer is wrong."""
    command = [
        project.LOAD, "--target", server.target, "--requests", requests,
        "--server-pid", str(server.pid), *options,
    ]
    done = subprocess.run(
        daemon.pinned(LOAD_PROCESSOR if alone else None, command), capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"load failed: {done.stderr.strip() or done.stdout.strip()}")
    return json.loads(done.stdout)


def h2load(server: daemon.Server, body: Path, connections: int, streams: int, count: int) -> dict:
    """The same with h2load, which repeats one body and checks the status alone."""
    clock = (~server.pid << 3) | 2  # CLOCK of that process's CPU time
    before = time.clock_gettime(clock)
    text = project.output(*daemon.pinned(LOAD_PROCESSOR, [
        "h2load", "-c", str(connections), "-m", str(streams), "-n", str(count), "-d", body,
        "-H", "content-type: application/json",
        f"http://{server.target}/access/v1/evaluation",
    ]))
    time.sleep(0.02)
    used = time.clock_gettime(clock) - before
    found = re.search(r"finished in [^,]+, ([\d.]+) req/s", text)
    if f"{count} 2xx" not in text or not found:
        raise RuntimeError("h2load saw failures")
    return {
        "requests_per_second": float(found.group(1)),
        "server_cpu_us_per_request": round(used * 1e6 / count, 3),
    }


def median_of(rounds: list[dict]) -> dict:
    """The median of each figure."""
    names = ("requests_per_second", "server_cpu_us_per_request")
    result = {name: round(statistics.median(one[name] for one in rounds), 3) for name in names}
    if "latency_us" in rounds[0]:
        result["latency_us"] = {
            name: round(statistics.median(one["latency_us"][name] for one in rounds), 1)
            for name in ("p50", "p99", "p99.9", "max")
        }
    return result


def start(setting: Setting, folder: Path) -> daemon.Server:
    processors = SERVER_PROCESSOR if setting.workers == 1 else None
    if setting.server == "nghttpd":
        return daemon.nghttpd(folder, processors, setting.workers)
    listen = "127.0.0.1:0"
    if setting.transport == "unix":
        listen = f"unix:{folder / f'verdict-{setting.workers}.sock'}"
    return daemon.verdict(WORKLOAD, listen, processors, setting.workers)


def settings() -> list[Setting]:
    return [
        Setting(server, transport, workers)
        for workers in (1, 2)
        for server, transport in (("verdict", "tcp"), ("nghttpd", "tcp"), ("verdict", "unix"))
    ]


def closed_loops(scale: Scale, folder: Path, requests: Path) -> list[dict]:
    """CPU time and throughput with every stream busy: medians of rounds in which servers alternate."""
    results = []
    for workers in (1, 2):
        chosen = [setting for setting in settings() if setting.workers == workers]
        servers = {setting: start(setting, folder) for setting in chosen}
        try:
            for shape, (connections, streams) in SHAPES.items():
                count = scale.many if streams > 1 else scale.few
                rounds: dict[Setting, list[dict]] = {setting: [] for setting in chosen}
                for _ in range(scale.rounds):
                    for setting in chosen:
                        options = [
                            "--connections", str(connections), "--streams", str(streams),
                            "--count", str(count), "--warm-up", str(max(scale.keys, count // 10)),
                        ]
                        if setting.server == "nghttpd":
                            options.append("--status-only")
                        rounds[setting].append(
                            load(servers[setting], requests, *options, alone=workers == 1))
                for setting in chosen:
                    results.append({
                        "server": setting.server, "transport": setting.transport,
                        "workers": workers, "shape": shape, **median_of(rounds[setting]),
                    })
        finally:
            for server in servers.values():
                server.stop()
    return results


def cross_check(scale: Scale, folder: Path, requests: Path) -> list[dict]:
    """h2load against both servers, one worker, c8 m32, one body."""
    body = folder / "body.json"
    with requests.open() as lines:
        body.write_text(json.dumps(json.loads(lines.readline())["request"]))
    results = []
    chosen = [Setting("verdict", "tcp", 1), Setting("nghttpd", "tcp", 1)]
    servers = {setting: start(setting, folder) for setting in chosen}
    try:
        rounds: dict[Setting, list[dict]] = {setting: [] for setting in chosen}
        for _ in range(scale.rounds):
            for setting in chosen:
                rounds[setting].append(h2load(servers[setting], body, 8, 32, scale.many))
        for setting in chosen:
            results.append({"server": setting.server, **median_of(rounds[setting])})
    finally:
        for server in servers.values():
            server.stop()
    return results


def open_loops(scale: Scale, folder: Path, requests: Path) -> list[dict]:
    """Latency at fixed rates, counted from the moment each request was due."""
    results = []
    with start(Setting("verdict", "tcp", 1), folder) as server:
        for rate in scale.rates:
            outcome = load(
                server, requests, "--rate", str(rate), "--count",
                str(max(1, int(rate * scale.rate_seconds))), "--connections", "8", "--streams", "64",
                "--order", "random", "--warm-up", str(2 * scale.keys), alone=True)
            results.append({
                "rate": rate, "achieved": outcome["requests_per_second"],
                "server_cpu_us_per_request": outcome["server_cpu_us_per_request"],
                "latency_us": outcome["latency_us"],
            })
    return results


def start_and_memory(scale: Scale, folder: Path) -> dict:
    """How long the daemon takes to start, and how much memory it holds."""
    statements = 100 if scale is TINY else 100_000
    result: dict[str, object] = {
        "start_ms": round(statistics.median(
            daemon.start_milliseconds(["--synthetic", "1"]) for _ in range(2 * scale.rounds + 1)), 1),
        "statements": statements,
    }
    for name, arguments in (
        ("empty_mib", ["--synthetic", "1"]), ("full_mib", ["--synthetic", str(statements)])
    ):
        with daemon.verdict(arguments, "127.0.0.1:0") as server:
            result[name] = server.resident_mib
    return result


def run(scale: Scale, folder: Path) -> dict:
    """Everything about the server."""
    requests = folder / "requests.jsonl"
    with requests.open("w") as lines:
        subprocess.run(
            [str(project.VERDICT), "requests", *WORKLOAD, "--count", str(scale.keys)],
            stdout=lines, check=True)
    return {
        "closed": closed_loops(scale, folder, requests),
        "h2load": cross_check(scale, folder, requests),
        "open": open_loops(scale, folder, requests),
        **start_and_memory(scale, folder),
    }
