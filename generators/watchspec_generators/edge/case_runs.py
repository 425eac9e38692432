"""The spec's own cases, run by promtool: each with its place in the spec and, if it fails, with what became of it."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchspec_generators.edge.promtool import run_document
from watchspec_generators.model.types import RawAlert, SignalAlert
from watchspec_generators.unit_tests.files import case_files, test_name
from watchspec_generators.unit_tests.seen import answer, question
from watchspec_generators.unit_tests.told import Told, told_cases
from watchspec_generators.unit_tests.types import Value
from watchspec_generators.unit_tests.written import value_test
from watchspec_generators.yaml_text import from_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from watchspec_generators.edge.processes import Finished
    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import AnyAlert

_FOUND = re.compile(r'\{what="(\w+)"\} ([^\s,]+)')


@dataclass(frozen=True, slots=True)
class SpecCase:
    """A case of the spec."""

    alert: str
    title: str
    place: str
    """`monitoring.yaml:120:5`."""
    told: Told | None
    """None: it is told in series."""

    @property
    def name(self) -> str:
        """What its test is called in a test file."""
        return test_name(self.alert, self.title)


@dataclass(frozen=True, slots=True)
class _File:
    """Tests of one pace."""

    rule_files: tuple[str, ...]
    interval: str
    tests: tuple[Mapping[str, Any], ...]


def spec_cases(monitoring: Monitoring) -> tuple[SpecCase, ...]:
    """Every case of every alert, in the order of the spec."""
    return tuple(case for alert in monitoring.alerts for case in _cases(alert, monitoring))


def failing_cases(
    promtool: Tool,
    rules: Path,
    monitoring: Monitoring,
    chosen: Callable[[str], object] = bool,
) -> Mapping[str, str]:
    """By the name of its test, what became of each case that fails, of those whose names are `chosen`.

    `rules` is the folder into which the rules were generated.
    """
    files = [file for file in _files(rules, monitoring, chosen) if file.tests]
    told = {case.name: case.told for case in spec_cases(monitoring)}
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        found = pool.map(lambda file: list(_failing(promtool, file, told)), files)
        return {name: complaint for each in found for name, complaint in each}


def _cases(alert: AnyAlert, monitoring: Monitoring) -> Iterator[SpecCase]:
    if isinstance(alert, SignalAlert):
        for told in told_cases(monitoring, alert):
            yield SpecCase(alert.name, told.case.title, told.case.place, told)
    elif isinstance(alert, RawAlert):
        for case in alert.cases:
            yield SpecCase(alert.name, case.title, case.place, None)


def _files(rules: Path, monitoring: Monitoring, chosen: Callable[[str], object]) -> Iterator[_File]:
    for artefact in case_files(monitoring):
        content = from_yaml(artefact.text)
        beside = [str(rules / Path(path).name) for path in content["rule_files"]]
        tests = (test for test in content["tests"] if chosen(test["name"]))
        yield _File(tuple(beside), content["evaluation_interval"], tuple(tests))


def _failing(promtool: Tool, file: _File, told: Mapping[str, Told | None]) -> Iterator[tuple[str, str]]:
    if not _run(promtool, file, file.tests).code:
        return
    # Old promtools don't say which test has failed.
    for test in file.tests:
        done = _run(promtool, file, (test,))
        if done.code:
            case = told[test["name"]]
            yield test["name"], _explained(promtool, file, test, case) if case else _words(done)


def _explained(promtool: Tool, file: _File, test: Mapping[str, Any], told: Told) -> str:
    asked = value_test(Value(told.end, question(told)))
    done = _run(promtool, file, ({**test, "promql_expr_test": [asked]},))
    return answer(told, {what: float(value) for what, value in _FOUND.findall(done.output)})


def _words(done: Finished) -> str:
    """What promtool says, without its frame."""
    lines = [line.strip() for line in done.output.splitlines()]
    kept = [line for line in lines if line and not line.startswith(("Unit Testing:", "FAILED:", "name:"))]
    return "\n".join(kept)


def _run(promtool: Tool, file: _File, tests: Sequence[Mapping[str, Any]]) -> Finished:
    content = {"rule_files": file.rule_files, "evaluation_interval": file.interval, "tests": tests}
    return run_document(promtool, content)
