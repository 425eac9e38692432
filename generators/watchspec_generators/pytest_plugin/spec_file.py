"""The spec: its hand-written cases, run by promtool at once, and its time tests, played on the simulator."""

from __future__ import annotations

import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.alertmanager import PATH
from watchspec_generators.edge.case_runs import SpecCase, failing_cases, spec_cases
from watchspec_generators.edge.files import write_artefacts
from watchspec_generators.pytest_plugin.reporting import Place, PlacedItem, Unmet, apart, promtool, shown
from watchspec_generators.pytest_plugin.sharing import once
from watchspec_generators.simulator import read_config
from watchspec_generators.spec import SpecError, load
from watchspec_generators.steps import alertmanager, rules
from watchspec_generators.time_travel.expectations import failures_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from _pytest._code.code import TerminalRepr

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import TimeTest
    from watchspec_generators.simulator import Config


class SpecFile(pytest.File):
    """A monitoring spec."""

    @cached_property
    def monitoring(self) -> Monitoring:
        """The spec, in no environment; SpecError if anything is wrong with it."""
        return load(self.path.read_bytes(), file=shown(self.path, self.config))

    @cached_property
    def routing(self) -> Config:
        """What the simulator makes of Alertmanager's configuration."""
        texts = {artefact.path: artefact.text for artefact in alertmanager.build(self.monitoring)}
        return read_config(texts[PATH])

    def collect(self) -> Iterator[CaseItem | TimeItem]:
        """Its cases, then its time tests."""
        for case in spec_cases(self.monitoring):
            item: CaseItem = CaseItem.from_parent(self, name=" ".join(case.name.split()))
            item.case, item.place = case, _place(case.place)
            yield item
        names = apart([f"{test.alert} at {test.at}" for test in self.monitoring.tests])
        for name, test in zip(names, self.monitoring.tests, strict=True):
            timed: TimeItem = TimeItem.from_parent(self, name=name)
            timed.test, timed.place = test, _place(test.place)
            yield timed

    def failing(self, tool: Tool) -> Mapping[str, str]:
        """What became of each case that fails, of those that are run."""
        return once(self.config, str(self.path), lambda: self._failing(tool))

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: Any = None,  # noqa: ARG002 - a collector's own has no choice
    ) -> str | TerminalRepr:
        """What is wrong with the spec, as `watchspec check` tells it."""
        if isinstance(excinfo.value, SpecError):
            return excinfo.value.report()
        return super().repr_failure(excinfo)

    def _failing(self, tool: Tool) -> Mapping[str, str]:
        wanted = {item.case.name for item in self.session.items if isinstance(item, CaseItem) and item.parent is self}
        with tempfile.TemporaryDirectory(prefix="watchspec-pytest-") as folder:
            write_artefacts(Path(folder), {artefact.path: artefact.text for artefact in rules.build(self.monitoring)})
            return failing_cases(tool, Path(folder) / "rules", self.monitoring, wanted.__contains__)


class CaseItem(PlacedItem):
    """A hand-written case of an alert."""

    case: SpecCase

    def runtest(self) -> None:
        """Look up what became of it."""
        assert isinstance(self.parent, SpecFile)  # noqa: S101 - for the type checker
        if wrong := self.parent.failing(promtool(self.config)).get(self.case.name):
            raise Unmet(f"{self.case.name}: {wrong}")


class TimeItem(PlacedItem):
    """Who must be told, and when."""

    test: TimeTest

    def runtest(self) -> None:
        """Play it."""
        assert isinstance(self.parent, SpecFile)  # noqa: S101 - for the type checker
        wrong = list(failures_of(self.parent.monitoring, self.parent.routing, self.test))
        if wrong:
            raise Unmet(f"{self.name}: {'; '.join(wrong)}")


def _place(written: str) -> Place:
    file, line, column = written.rsplit(":", 2)
    return Place(file, int(line), int(column))
