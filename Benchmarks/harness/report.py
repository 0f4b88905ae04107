"""The report: one page of Markdown with tables and charts, made from one record."""

from pathlib import Path

import charts
import targets


def table(head: list[str], rows: list[list[object]]) -> str:
    """A table in Markdown; numbers stand to the right."""
    def cell(value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, float):
            return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
        if isinstance(value, int):
            return f"{value:,}"
        return str(value)

    rules = [
        "---:" if rows and isinstance(rows[0][column], (int, float)) else "---"
        for column in range(len(head))
    ]
    lines = [head, rules, *[[cell(value) for value in row] for row in rows]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def chart(folder: Path, name: str, title: str) -> str:
    return f"![{title}](charts/{name}.svg)" if (folder / "charts" / f"{name}.svg").exists() else ""


def engine_section(record: dict, folder: Path) -> list[str]:
    decisions = [one for one in record["engine"] if "cold_ns" in one]
    rows, series = [], {}
    for one in decisions:
        name = one["benchmark"].removeprefix("engine/")
        cold, hot = one["cold_ns"], one["hot_ns"]
        rows.append([
            name, one["n"], cold["trimmed"], cold["p50"], cold["p99"], cold["p99.9"], hot["trimmed"],
            hot["p99.9"], one["of_which_writing_the_question_ns"], one["compile_ms"],
        ])
        if "realistic" not in name and "policies" not in name:
            series.setdefault(f"{name}, cold", []).append((one["n"], cold["trimmed"]))
            series.setdefault(f"{name}, hot", []).append((one["n"], hot["trimmed"]))
    if charts.is_available() and series:
        charts.lines(
            folder / "charts" / "growth.svg", "A decision without a cache, by size",
            "statements", "ns for each decision", series)
    text = [
        "## Engine", "",
        "Whole decisions in process without a cache, in nanoseconds: from the request's texts to the",
        "answer. Cold: more than a hundred thousand requests drawn at random, one after the other.",
        "Hot: 64 requests over and over. `n` counts statements, or roles for the realistic account.",
        "Means leave out the slowest hundredth, in which the system had taken the processor away. Of",
        "which texts: writing the request into the engine's form, which the daemon's decoder does.", "",
        table(
            ["shape", "n", "cold mean", "p50", "p99", "p99.9", "hot mean", "p99.9",
             "of which texts", "compile ms"],
            rows),
        "", chart(folder, "growth", "Growth"), "",
    ]
    others = [one for one in record["engine"] if "cold_ns" not in one]
    if others:
        rows = [[one["benchmark"], flat({k: v for k, v in one.items() if k != "benchmark"})]
                for one in others]
        text += ["### Threads, cache and publishing", "", table(["benchmark", "figures"], rows), ""]
    return text


def flat(figures: dict) -> str:
    """Figures in one cell."""
    texts = []
    for name, value in figures.items():
        if isinstance(value, dict):
            value = "(" + flat({k: v for k, v in value.items() if k != "count"}) + ")"
        elif isinstance(value, float):
            value = f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
        texts.append(f"{name.replace('_', ' ')} {value}")
    return ", ".join(texts)


def server_section(record: dict, folder: Path) -> list[str]:
    server = record["server"]
    rows, series = [], {}
    shapes: list[str] = []
    for one in server["closed"]:
        latency = one["latency_us"]
        rows.append([
            f"{one['server']}, {one['transport']}", one["workers"], one["shape"],
            one["server_cpu_us_per_request"], one["requests_per_second"], latency["p50"],
            latency["p99"], latency["p99.9"],
        ])
        if one["workers"] == 1:
            series.setdefault(f"{one['server']}, {one['transport']}", []).append(
                one["server_cpu_us_per_request"])
            if one["shape"] not in shapes:
                shapes.append(one["shape"])
    if charts.is_available():
        charts.bars(
            folder / "charts" / "server.svg", "The server's CPU time, one worker",
            "µs for each request", shapes, series)
        charts.lines(
            folder / "charts" / "latency.svg", "Latency at fixed rates, from when a request was due",
            "requests a second", "µs",
            {
                name: [(one["rate"], one["latency_us"][name]) for one in server["open"]]
                for name in ("p50", "p99", "p99.9", "max")
            })
    return [
        "## Server", "",
        "Closed loop with varied keys, every answer checked; medians of rounds in which the servers",
        "alternate. CPU is the server's, from the kernel's accounting. With one worker the server has",
        "processor 1 and the load processor 0; with two, both share both, and throughput says",
        "little. nghttpd answers the same POSTs with a static file: the floor for its library.", "",
        table(
            ["server", "workers", "load", "CPU µs a request", "requests/s", "p50 µs", "p99", "p99.9"],
            rows),
        "", chart(folder, "server", "CPU time"), "",
        "h2load in the same run, one body, c8 m32:", "",
        table(
            ["server", "CPU µs a request", "requests/s"],
            [[one["server"], one["server_cpu_us_per_request"], one["requests_per_second"]]
             for one in server["h2load"]]),
        "",
        "Open loop: requests are sent when they are due (Poisson), whether or not earlier ones have",
        "been answered, and latency counts from then, so that a stall shows in every request that",
        "it held up. In microseconds, the client's own delays included:", "",
        table(
            ["rate", "achieved", "p50", "p99", "p99.9", "max"],
            [[one["rate"], one["achieved"], *[one["latency_us"][name] for name in
              ("p50", "p99", "p99.9", "max")]] for one in server["open"]]),
        "", chart(folder, "latency", "Latency"), "",
        f"Start to accepting: {server['start_ms']} ms. Memory: {server['empty_mib']} MiB without",
        f"policies to speak of, {server['full_mib']} MiB with {server['statements']:,} statements.",
        "",
    ]


def instructions_section(record: dict) -> list[str]:
    figures = record["instructions"]
    if not figures:
        return []
    return [
        "## Instructions and allocations", "",
        "Marginal, by callgrind: what one more request or decision executes.", "",
        table(
            ["what", "instructions", "allocations", "retains and releases"],
            [[name, one["instructions"], one["allocations"], one["retains"]]
             for name, one in figures.items()]),
        "",
    ]


def peers_section(record: dict, folder: Path) -> list[str]:
    results = record["peers"]
    series: dict[str, list[tuple[float, float]]] = {}
    for one in results:
        series.setdefault(one["engine"], []).append((one["n"], one["us"]))
    if charts.is_available() and series:
        charts.lines(
            folder / "charts" / "peers.svg", "Engines in process, one thread", "policies",
            "µs for each decision", series)
    return [
        "## Peers", "",
        "The same policies and requests, translated; every answer checked; the cost of the call from",
        "Python included. In microseconds for each decision.", "",
        table(["engine", "version", "n", "µs"],
              [[one["engine"], one["version"], one["n"], one["us"]] for one in results]),
        "", chart(folder, "peers", "Peers"), "",
    ]


def write(record: dict, folder: Path) -> None:
    """Writes `Report.md` and `charts` into a folder."""
    (folder / "charts").mkdir(parents=True, exist_ok=True)
    environment = record["environment"]
    text = [
        "# Benchmark report", "",
        "Made by `Benchmarks/run`; do not edit. Figures depend on the machine; compare ratios.", "",
        table(["", ""], [[name.replace("_", " "), value if isinstance(value, str) else str(value)]
                         for name, value in
                         {"date": record["date"], "scale": record["scale"], **environment}.items()]),
        "",
    ]
    reached = targets.rows(record)
    if reached:
        text += ["## Targets", "", table(["what", "measured", "must", "aim", "reached"], reached), ""]
    if "engine" in record:
        text += engine_section(record, folder)
    if "server" in record:
        text += server_section(record, folder)
    if "instructions" in record:
        text += instructions_section(record)
    if "peers" in record:
        text += peers_section(record, folder)
    (folder / "Report.md").write_text("\n".join(text))
