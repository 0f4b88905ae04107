"""Charts as SVG, drawn by gnuplot."""

import shutil
import subprocess
from pathlib import Path

# Four colours that people with any colour vision can tell apart, for series in order.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999")


def is_available() -> bool:
    """Whether gnuplot is installed."""
    return shutil.which("gnuplot") is not None


def quoted(text: str) -> str:
    """A text as gnuplot reads it between double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("_", "-") + '"'


def draw(file: Path, script: str) -> None:
    """Runs a script that plots; the head is the same for all charts."""
    head = f"""
        set terminal svg size 760,420 font "sans-serif,12" background rgb "white"
        set output {quoted_path(file)}
        set border 3
        set tics nomirror
        set grid ytics lc rgb "#dddddd"
        set key outside right top
    """
    subprocess.run(["gnuplot"], input=head + script, text=True, check=True)


def quoted_path(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"


def lines(
    file: Path, title: str, x_label: str, y_label: str,
    series: dict[str, list[tuple[float, float]]],
) -> None:
    """Lines over two logarithmic axes; each series has its points in order."""
    blocks, plots = [], []
    for index, (name, points) in enumerate(series.items()):
        data = "\n".join(f"{x} {y}" for x, y in points)
        blocks.append(f"$data{index} << EOD\n{data}\nEOD")
        plots.append(
            f"$data{index} using 1:2 with linespoints lw 2 pt 7 ps 0.6 "
            f"lc rgb '{COLOURS[index % len(COLOURS)]}' title {quoted(name)}")
    draw(file, "\n".join([
        *blocks,
        f"set title {quoted(title)}", f"set xlabel {quoted(x_label)}",
        f"set ylabel {quoted(y_label)}", "set logscale xy", "set format x '%.0s%c'",
        "plot " + ", ".join(plots),
    ]))


def bars(
    file: Path, title: str, y_label: str, groups: list[str],
    series: dict[str, list[float | None]],
) -> None:
    """Groups of bars; each series has one value for each group."""
    rows = []
    for index, group in enumerate(groups):
        values = [values[index] for values in series.values()]
        rows.append(" ".join([quoted(group), *["?" if v is None else f"{v}" for v in values]]))
    plots = [
        f"$data using {index + 2}:xtic(1) lc rgb '{COLOURS[index % len(COLOURS)]}' "
        f"title {quoted(name)}"
        for index, name in enumerate(series)
    ]
    data = "\n".join(rows)
    draw(file, "\n".join([
        f"$data << EOD\n{data}\nEOD", "set datafile missing '?'",
        f"set title {quoted(title)}", f"set ylabel {quoted(y_label)}",
        "set style data histogram", "set style histogram clustered gap 1",
        "set style fill solid 0.9 noborder", "set yrange [0:*]",
        "plot " + ", ".join(plots),
    ]))
