"""promtool's unit tests: each test of a file is an item, all of a file are run at once."""

from __future__ import annotations

import tempfile
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import yaml

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.pytest_plugin.reporting import Place, PlacedItem, Unmet, apart, promtool, shown
from watchspec_generators.pytest_plugin.sharing import once

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.edge.tools import Tool

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST_SECONDS = 900


class PromtoolFile(pytest.File):
    """A file of unit tests."""

    def collect(self) -> Iterator[PromtoolItem]:
        """Its tests, by name; those without one by number."""
        file = shown(self.path, self.config)
        try:
            groups = list(_groups(yaml.compose(self.path.read_text("utf-8"), Loader=_LOADER)))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise self.CollectError(f"{file}: this is not valid YAML: {error}") from None
        names = apart([name or f"test {index + 1}" for index, (name, _) in enumerate(groups)])
        for index, (name, (_, mark)) in enumerate(zip(names, groups, strict=True)):
            item: PromtoolItem = PromtoolItem.from_parent(self, name=name)
            item.place, item.index = Place(file, mark.line + 1, mark.column + 1), index
            yield item

    def failures(self, tool: Tool) -> Mapping[str, str]:
        """What promtool says of each test that fails, by its number."""
        return once(self.config, str(self.path), lambda: _failures(tool, self.path))


class PromtoolItem(PlacedItem):
    """One of its tests."""

    index: int

    def runtest(self) -> None:
        """Look up what promtool says of it."""
        assert isinstance(self.parent, PromtoolFile)  # noqa: S101 - for the type checker
        failures = self.parent.failures(promtool(self.config))
        if wrong := failures.get(str(self.index)) or failures.get(""):
            raise Unmet(f"{self.name}\n{textwrap.indent(wrong, '  ')}")


def _groups(root: yaml.Node | None) -> Iterator[tuple[str, yaml.Mark]]:
    """Name and place of each test."""
    for group in _value(root, "tests").value:
        name = _value(group, "name").value if isinstance(group, yaml.MappingNode) else ""
        yield str(name or ""), group.start_mark


def _value(node: yaml.Node | None, key: str) -> yaml.Node:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for found, value in pairs if found.value == key), yaml.SequenceNode("", []))


def _failures(tool: Tool, file: Path) -> Mapping[str, str]:
    """By number; what is wrong with the whole file is said of no number."""
    with tempfile.TemporaryDirectory(prefix="watchspec-pytest-") as folder:
        results = Path(folder) / "results.xml"
        done = run_tool([tool.path, "test", "rules", f"--junit={results}", file], timeout=_LONGEST_SECONDS)
        if not done.code:
            return {}
        cases = list(ET.parse(results).getroot().iter("testcase")) if results.exists() else []  # noqa: S314 - its own
    if not cases or any(case.find("error") is not None for case in cases):
        return {"": done.output}
    # A rule file that is missing is no failure to promtool, and yet the reason for many.
    warnings = [line.strip() for line in done.output.splitlines() if line.strip().startswith("WARNING:")]
    return {str(index): "\n".join([*warnings, *words]) for index, case in enumerate(cases) if (words := _words(case))}


def _words(case: ET.Element) -> list[str]:
    """What is wrong with a test; empty if nothing is."""
    said = dict.fromkeys(textwrap.dedent(failure.text or "") for failure in case.findall("failure"))
    lines = (line for text in said for line in text.splitlines() if not line.strip().startswith("name:"))
    return [line for line in lines if line.strip()]
