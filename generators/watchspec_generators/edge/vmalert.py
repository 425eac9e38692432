"""Generated rules and unit tests on VictoriaMetrics: vmalert loads the ones, vmalert-tool runs the others."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from watchspec_generators.edge.processes import Finished, run_tool
from watchspec_generators.edge.proofs.proof import Proof, stopwatch, title
from watchspec_generators.edge.tools import find
from watchspec_generators.vmalert.rules import apart
from watchspec_generators.vmalert.tests import Suite, translated
from watchspec_generators.yaml_text import from_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring

_SECONDS, _TRIES = 600, 3
_STALLED = "context deadline exceeded"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a test file."""

    name: str
    count: int
    """Tests in it."""
    done: Finished


def prove_on_vmalert(folder: Path, monitoring: Monitoring) -> tuple[Proof, ...]:
    """Rules load, and alerts fire when they do on Prometheus; ToolMissing when VictoriaMetrics is not there."""
    vmalert, tool = find("vmalert"), find("vmalert-tool")
    rules = sorted((folder / "rules").glob(f"{monitoring.service.name}.*.rules.yml"))
    return (_loaded(vmalert, rules), _tested(tool, folder, monitoring))


def _loaded(vmalert: Tool, rules: list[Path]) -> Proof:
    pattern = f"rules/{rules[0].name.partition('.')[0]}.*.rules.yml" if rules else "rules"
    with stopwatch() as elapsed:
        done = run_tool([vmalert.path, "-dryRun", *(f"-rule={file}" for file in rules)])
        count = sum(len(group["rules"]) for file in rules for group in _read(file)["groups"])
        ok = done.code == 0
        return Proof("rules are valid", pattern, title(vmalert), count, ok, "" if ok else done.output, elapsed())


def _tested(tool: Tool, folder: Path, monitoring: Monitoring) -> Proof:
    pattern = f"rules/tests/{monitoring.service.name}.*.test.yml"
    with stopwatch() as elapsed:
        outcomes = run_tests(tool, folder / "rules", pattern.rpartition("/")[2], translated)
        failed = [outcome.done.output for outcome in outcomes if outcome.done.code]
        count = sum(outcome.count for outcome in outcomes)
        name = "alerts fire as on Prometheus"
        return Proof(name, pattern, title(tool), count, not failed, "\n".join(failed), elapsed())


def run_tests(tool: Tool, rules: Path, pattern: str, translate: Callable[[Suite], Mapping[str, Any]]) -> list[Outcome]:
    """Each test file of the folder `rules`/tests as `translate` makes it, as many at a time as there are cores."""
    with TemporaryDirectory(prefix="watchspec-vmalert-") as place:
        files = list(_written(Path(place), rules, pattern, translate))
        # The longest first, so that none of them is left to the end alone.
        files.sort(key=lambda written: -written[0].stat().st_size)
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            done = pool.map(lambda written: _run(tool, written[0]), files)
            return [Outcome(name, count, each) for (_, name, count), each in zip(files, done, strict=True)]


def _written(
    place: Path, rules: Path, pattern: str, translate: Callable[[Suite], Mapping[str, Any]]
) -> Iterator[tuple[Path, str, int]]:
    (place / "tests").mkdir()
    loaded = {file.name: apart(_read(file)) for file in rules.glob("*.rules.yml")}
    for name, split in loaded.items():
        (place / name).write_text(json.dumps(split), encoding="utf-8")
    for file in sorted((rules / "tests").glob(pattern)):
        document = _read(file)
        suite = Suite(document, [loaded[Path(path).name] for path in document["rule_files"]])
        if (content := translate(suite))["tests"]:
            written = place / "tests" / file.name
            written.write_text(json.dumps(content), encoding="utf-8")
            yield written, file.name, len(content["tests"])


def _run(tool: Tool, file: Path) -> Finished:
    # Its storage goes where the file is, and with it.
    env = {"TMPDIR": str(file.parent.parent)}
    command: list[str | Path] = [tool.path, "unittest", "--disableAlertgroupLabel", "--files", file]
    runs = (run_tool(command, timeout=_SECONDS, env=env) for _ in range(_TRIES))
    # On a machine that stood still for half a minute it gives up on its own storage, which says nothing of the rules.
    return next((done for done in runs if _STALLED not in done.output), Finished(1, "", f"{file.name}: {_STALLED}"))


def _read(file: Path) -> Mapping[str, Any]:
    content: Mapping[str, Any] = from_yaml(file.read_text(encoding="utf-8"))
    return content
