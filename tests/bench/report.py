"""What was measured, as JSON for programs and as Markdown for people."""

import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

REACHED = {True: "reached", False: "**not reached**", None: ""}
NOT_THERE = "not there"


def write(results: dict[str, Any], folder: Path) -> Path:
    """Write `report.json` and `report.md`, and a copy of the first by date; gives the path of the second."""
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    date = results["provenance"]["date"].replace(":", "").partition("+")[0]
    for name in ("report.json", f"report-{date}.json"):
        (folder / name).write_text(content)
    (folder / "report.md").write_text(markdown(results))
    return folder / "report.md"


def markdown(results: dict[str, Any]) -> str:
    parts = [_provenance(results["provenance"]), "## Figures to reach\n", _targets(results["targets"])]
    parts += [f"\n{missing}: {NOT_THERE}." for missing in results["missing"]]
    if results["published"]:
        parts += ["\n## Publishing in the admin\n", _published(results["published"])]
    if results["purged"]:
        parts += ["\n## From publishing to purged edge\n", _purged(results["purged"])]
    by_database = groupby(results["cells"], key=lambda cell: (cell["vendor"], cell["pages"]))
    for (vendor, pages), cells in by_database:
        parts += [f"\n## {pages:,} pages on {vendor}\n", _answers(cells)]
    return "\n".join(parts) + "\n"


def _provenance(provenance: dict[str, Any]) -> str:
    lines = ["# Bench\n"]
    lines += [f"- {name.replace('_', ' ')}: {_words(value)}" for name, value in provenance.items()]
    return "\n".join(lines) + "\n"


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {version}" for key, version in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return NOT_THERE if value is None else str(value)


def _targets(targets: Iterable[dict[str, Any]]) -> str:
    heads = ("figure", "on", "pages", "measured", "by processor time", "to be", "")
    rows = [
        (
            target["what"],
            target["vendor"],
            target["pages"],
            _number(target["figure"]),
            _number(target["by_cpu"]) if target["by_cpu"] is not None else "",
            target["bound"],
            REACHED[target["reached"]],
        )
        for target in targets
    ]
    return _table(heads, rows)


def _answers(cells: Iterable[dict[str, Any]]) -> str:
    heads = ("request", "way", "queries", "requests/s", "CPU ms", "p50 ms", "p99 ms", "bytes", "gzip")
    keys = ("queries", "per_second", "cpu_ms", "p50_ms", "p99_ms", "bytes", "gzipped")
    return _table(heads, [(cell["kind"], cell["way"], *(_number(cell[key]) for key in keys)) for cell in cells])


def _published(published: Iterable[dict[str, Any]]) -> str:
    rows = [
        (
            each["vendor"],
            f"{each['pages']:,}",
            each["way"],
            *(_number(each[key]) for key in ("times", "p50_ms", "p99_ms")),
        )
        for each in published
    ]
    return _table(("on", "pages", "way", "times", "p50 ms", "p99 ms"), rows)


def _purged(purged: Iterable[dict[str, Any]]) -> str:
    keys = ("times", "since_sent_p50_ms", "since_sent_p99_ms", "since_answered_p50_ms", "since_answered_p99_ms")
    rows = [(each["vendor"], f"{each['pages']:,}", *(_number(each[key]) for key in keys)) for each in purged]
    heads = ("on", "pages", "times", "p50 ms since sent", "p99 ms", "p50 ms since the admin answered", "p99 ms")
    return _table(heads, rows)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [tuple(heads)]
    lines += [("---",) * len(lines[0]), *map(tuple, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _number(value: float | None) -> str:
    if value is None:
        return NOT_THERE
    return f"{value:,}" if isinstance(value, int) else f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
