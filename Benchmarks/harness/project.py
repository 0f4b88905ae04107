"""What is measured, and on what: paths, versions and the machine."""

import os
import platform
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT / "Benchmarks" / "Records"
BINARIES = Path(os.environ.get("VERDICT_BINARIES", ROOT / ".build" / "release"))
VERDICT = BINARIES / "verdict"
LOAD = BINARIES / "verdict-load"
BENCHMARKS = BINARIES / "verdict-benchmarks"


def output(*command: str | Path) -> str:
    """What a command prints; raises if it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def build(*products: str) -> None:
    """Builds release products."""
    for product in products:
        subprocess.run(
            ["swift", "build", "--package-path", str(ROOT), "-c", "release", "--product", product],
            check=True, stdout=subprocess.DEVNULL)


def managed_policies() -> Path | None:
    """AWS's managed policies, where they are at hand."""
    folder = os.environ.get("VERDICT_SHARED_DATA")
    file = (Path(folder) if folder else ROOT.parent / "shared" / "data") / "managed-policies.json"
    return file if file.exists() else None


def swift_version() -> str:
    """The toolchain's version, such as `6.3.1`."""
    found = re.search(r"Swift version (\d+(?:\.\d+)*)", output("swift", "--version"))
    return found.group(1) if found else "unknown"


def toolchain() -> str:
    """A name for what turns the sources into instructions, fit for a file's name."""
    return f"swift-{swift_version()}-{platform.machine()}"


def environment() -> dict[str, object]:
    """What figures depend on, for records and reports."""
    cpu = "unknown"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    release = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    try:
        commit = output("git", "-C", ROOT, "rev-parse", "--short=12", "HEAD")
        if output("git", "-C", ROOT, "status", "--porcelain", "--untracked-files=no"):
            commit += " with changes"
    except (subprocess.CalledProcessError, FileNotFoundError):
        commit = "unknown"
    return {
        "commit": commit,
        "processor": cpu,
        "processors": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory, 1),
        "system": release,
        "kernel": ".".join(platform.release().split(".")[:2]),
        "swift": swift_version(),
        "nghttp2": output("pkg-config", "--modversion", "libnghttp2"),
    }
