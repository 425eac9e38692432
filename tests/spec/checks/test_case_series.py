"""Series of hand-written cases are such as promtool reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.spec.checks.case_series import no_series, no_values

if TYPE_CHECKING:
    from pathlib import Path

    from tests.spec.conftest import Break

    from watchspec_generators.edge.tools import Tool

VALUES = (
    *("1", "1 2 3", "0+10x20", "10-1x5", "_", "_x3", "stale", "1 _ stale 4", "1e3", ".5", "5.", "-1", "+1", "-1x3"),
    *("inf", "Inf", "+Inf", "-Inf", "NaN", "nan", "1.5e-3+2x3", "-1-1x2", "  1   2  ", "1x0", "0+0x0", "5x007"),
)
WRONG = (
    *("x", "1x", "x3", "1+2", "1+2x", "1 + 2x3", "1x3x3", "one", "1,2", "{{ .X }}", "_+1x2", "1x-3", "1x1.5", "1;2"),
    *("--1", "1e", "0x1F", "9x10 and", "stalex", "1.2.3", "nonsense 1"),
)


def failures(promtool: Tool, folder: Path, values: tuple[str, ...]) -> int:
    """How many of `values` promtool can't read, in one run."""
    files = []
    for number, one in enumerate(values):
        files.append(folder / f"{number}.test.yml")
        test = {"interval": "1m", "input_series": [{"series": "up", "values": one}], "promql_expr_test": []}
        files[-1].write_text(json.dumps({"rule_files": [], "tests": [test]}), encoding="utf-8")
    return run_tool([promtool.path, "test", "rules", *files]).output.count("FAILED:")


@pytest.mark.binary
def test_promtool_reads_what_is_accepted_and_nothing_else(promtools: list[Tool], tmp_path: Path) -> None:
    """The notation's forms, on both ends of the range of versions."""
    assert not [values for values in VALUES if no_values(values)]
    assert all(map(no_values, WRONG))
    for promtool in promtools:
        assert failures(promtool, tmp_path, VALUES) == 0
        assert failures(promtool, tmp_path, WRONG) == len(WRONG)


def test_stricter_than_promtool() -> None:
    """A series without samples proves nothing, and the oldest promtool reads no underscores between digits."""
    assert no_values("") == "'' is no value of a series"
    assert no_values("1_000") == "'1_000' is no value of a series"


def test_names() -> None:
    """A name with labels, or labels alone, that select one series."""
    for series in ("up", 'up{job="x"}', '{job="x"}', '{__name__="a:b"}', 'up{job="it\'s"}', "up{job='x',}"):
        assert no_series(series) is None, series
    for series in (
        "{}",
        "up[5m]",
        "up offset 5m",
        "up @ 5",
        "sum(up)",
        "up > 1",
        'up{job=~"x"}',
        "1",
        "a b",
        "{{ . }}",
    ):
        assert no_series(series), series
    assert no_series('up{job!="x"}') == "'up{job!=\"x\"}' is not one series"


def test_a_case_that_names_no_series(broken: Break) -> None:
    """The key is the place."""
    found = broken(("series: {queue_length: 9x10}", 'series: {"queue length": 9x10}'))
    assert [(code, message) for code, _, message in found] == [("case_series", "'queue length' is not a series")]
    assert found[0].at.startswith('"queue length"')


def test_a_case_without_values(broken: Break) -> None:
    """The values are the place, and the item that is wrong is named."""
    found = broken(("series: {queue_length: 9x10}", "series: {queue_length: 9x10 ten}"))
    assert [(code, message) for code, _, message in found] == [("case_series", "'ten' is no value of a series")]
    assert found[0].at.startswith("9x10 ten")


def test_samples_beyond_measure(broken: Break) -> None:
    """Promtool would take all memory for them."""
    found = broken(("series: {queue_length: 9x10}", "series: {queue_length: 9x99999999}"))
    assert [message for *_, message in found] == ["100000000 samples are too many; at most 100000"]
