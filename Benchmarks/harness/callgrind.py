"""Counts instructions and calls with valgrind's callgrind.

What is counted is marginal: two runs that differ in nothing but the number of requests, and the
difference of their counts divided by the difference of the numbers. So starting, compiling policies
and stopping do not matter, and the figure is the same on every machine with the same binaries.
"""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

# Functions whose calls are counted: all that takes memory, and all that counts references.
ALLOCATIONS = ("malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc")
RETAINS = ("swift_retain", "swift_release", "swift_bridgeObjectRetain", "swift_bridgeObjectRelease")


@dataclass
class Counts:
    """What one run has executed."""

    instructions: int
    allocations: int
    retains: int

    def per_unit(self, smaller: "Counts", units: int) -> dict[str, float]:
        """The difference to a smaller run, for each of the units that it had less."""
        def marginal(one: int, other: int, digits: int) -> float:
            # A stray call more in the smaller run is no negative cost.
            return round(max(0, one - other) / units, digits)

        return {
            "instructions": marginal(self.instructions, smaller.instructions, 1),
            "allocations": marginal(self.allocations, smaller.allocations, 3),
            "retains": marginal(self.retains, smaller.retains, 3),
        }


def is_available() -> bool:
    """Whether valgrind is installed."""
    return shutil.which("valgrind") is not None


def stripped(binary: Path, folder: Path) -> Path:
    """A copy without debugging information, which this valgrind cannot read."""
    copy = folder / binary.name
    if not copy.exists():
        subprocess.run(["strip", "-g", "-o", str(copy), str(binary)], check=True)
    return copy


class Run:
    """A program under callgrind; its counts can be read when it has ended."""

    def __init__(self, folder: Path, command: list[str | Path], **options: object) -> None:
        self.file = Path(tempfile.mkstemp(dir=folder, prefix="callgrind.")[1])
        words = [
            "valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={self.file}",
            *[str(word) for word in command],
        ]
        self.process = subprocess.Popen(words, **options)

    def counts(self) -> Counts:
        """Waits for the end; raises if the program has failed."""
        status = self.process.wait(timeout=300)
        if status != 0:
            raise RuntimeError(f"{self.process.args} ended with status {status}")
        return parse(self.file.read_text(errors="replace"))


def parse(text: str) -> Counts:
    """Reads the counts from callgrind's output file."""
    total = re.search(r"^(?:summary|totals): (\d+)", text, re.MULTILINE)
    if not total:
        raise RuntimeError("callgrind's output holds no total")
    names: dict[str, str] = {}
    calls = {"allocations": 0, "retains": 0}
    callee = ""
    # `cfn=(12) malloc` names the function that the next `calls=` line is about; later mentions
    # have the number alone. `fn=` shares the numbers.
    for line in text.splitlines():
        if line.startswith(("cfn=", "fn=")):
            key, _, name = line.split("=", 1)[1].partition(" ")
            if name:
                names[key] = name
            if line.startswith("cfn="):
                callee = names.get(key, "").split("'")[0]
        elif line.startswith("calls="):
            count = int(line[6:].split(" ")[0])
            if callee in ALLOCATIONS:
                calls["allocations"] += count
            elif callee in RETAINS:
                calls["retains"] += count
    return Counts(int(total.group(1)), calls["allocations"], calls["retains"])
