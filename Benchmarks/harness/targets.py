"""What the project has set itself, and what a record says about it."""

from collections.abc import Callable


def engine(record: dict, name: str, n: int | None = None) -> dict | None:
    """The figures of a benchmark in process."""
    for one in record.get("engine", []):
        if one["benchmark"].startswith(name) and (n is None or one.get("n") == n):
            return one
    return None


def closed(record: dict, server: str, shape: str) -> float | None:
    """The CPU time of a request over h2c with one worker."""
    for one in record.get("server", {}).get("closed", []):
        if (one["server"], one["transport"], one["workers"], one["shape"]) == (
                server, "tcp", 1, shape):
            return one["server_cpu_us_per_request"]
    return None


def ratio(one: float | None, other: float | None) -> float | None:
    return None if one is None or not other else one / other


def cold(record: dict, name: str, n: int | None = None) -> float | None:
    found = engine(record, name, n)
    return found["cold_ns"]["trimmed"] if found else None


def figure(record: dict, name: str, *path: str) -> float | None:
    found: object = engine(record, name)
    for member in path:
        found = found.get(member) if isinstance(found, dict) else None
    return found if isinstance(found, (int, float)) else None


def counted(record: dict, name: str, unit: str) -> float | None:
    return ((record.get("instructions") or {}).get(name) or {}).get(unit)


# What, how it is read from a record, what must be reached, what is aimed at. Smaller is better,
# unless the aim is greater than the must.
TARGETS: list[tuple[str, Callable[[dict], float | None], float, float]] = [
    ("cached decision over h2c, c8 m32: CPU divided by nghttpd's",
     lambda r: ratio(closed(r, "verdict", "c8m32"), closed(r, "nghttpd", "c8m32")), 0.65, 0.5),
    ("instructions of it", lambda r: counted(r, "server request", "instructions"), 12_500, 11_000),
    ("one request in flight, c8 m1: CPU µs", lambda r: closed(r, "verdict", "c8m1"), 9, 8),
    ("engine, cold, 1,000 statements on one principal: ns",
     lambda r: cold(r, "engine/one-principal", 1_000), 300, 150),
    ("engine, cold, 100,000 statements on one principal: ns",
     lambda r: cold(r, "engine/one-principal", 100_000), 700, 280),
    ("engine, cold, 20 real managed policies: ns",
     lambda r: cold(r, "engine/20-policies"), 350, 240),
    ("growth from 10 to 100,000 statements",
     lambda r: ratio(cold(r, "engine/one-principal", 100_000), cold(r, "engine/one-principal", 10)),
     10, 4),
    ("cached decision in process, by its body: ns",
     lambda r: figure(r, "cache/body", "ns", "trimmed"), 60, 25),
    ("2 threads against 1", lambda r: figure(r, "cache/threads", "speed_up")
     or figure(r, "engine/threads", "speed_up"), 1.9, 1.97),
    ("publish one role among 100,000 statements: ms",
     lambda r: figure(r, "publishing/one-role", "ms", "p50"), 5, 1),
    ("p99.9 during a reload against idle",
     lambda r: figure(r, "publishing/reload", "p99.9_ratio"), 3, 1.5),
    ("compile 100,000 statements: s",
     lambda r: ratio((engine(r, "engine/account", 100_000) or {}).get("compile_ms"), 1_000), 1, 0.25),
    ("memory, 100,000 statements: MiB",
     lambda r: (r.get("server") or {}).get("full_mib")
     if (r.get("server") or {}).get("statements") == 100_000 else None, 64, 40),
    ("start to accepting: ms", lambda r: (r.get("server") or {}).get("start_ms"), 15, 5),
]


def rows(record: dict) -> list[list[object]]:
    """A row for each target that the record has a figure for."""
    found = []
    for what, read, must, aim in TARGETS:
        value = read(record)
        if value is None:
            continue
        is_greater_better = aim > must
        def reaches(bound: float) -> bool:
            return value >= bound if is_greater_better else value <= bound
        word = "aim" if reaches(aim) else "must" if reaches(must) else "no"
        found.append([what, float(value), must, aim, word])
    return found
