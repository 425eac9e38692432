"""Tests of what is recorded: their clock, and that they notice a broken rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.edge.mutation import survivors
from watchspec_generators.edge.proofs.promtool_tests import run_tests
from watchspec_generators.mutation import equivalents
from watchspec_generators.mutation.rules import mutants, suite_of
from watchspec_generators.steps import rules, unit_tests
from watchspec_generators.unit_tests.stage import clock
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring

RECORDED = ("service:llm_hallucinations:ratio_rate1h", "service_place:watchspec_internal_errors:increase1h")


@given(st.integers(min_value=1, max_value=30 * 24 * 60).map(lambda minutes: Duration(60_000 * minutes)))
def test_windows_end_between_samples(window: Duration) -> None:
    """Half a sample off for any window in whole minutes up to a day; two evaluations are just over one window."""
    step, tick = clock(window)
    assert tick % step == 0
    assert window.milliseconds < 2 * tick <= 1.3 * window.milliseconds
    if window <= Duration(86_400_000) and window.milliseconds % 300_000 == 0:
        assert 2 * window.milliseconds % step == 0
        assert 2 * window.milliseconds // step % 2 == 1


@pytest.mark.binary
def test_broken_recording_rules_are_noticed(shipped: Monitoring, promtools: list[Tool]) -> None:
    """A ratio, and a count of events with its memory of what is new; the other signals are tried by the command."""
    suite = suite_of([*rules.build(shipped), *unit_tests.build(shipped)])
    tried = [
        mutant
        for mutant in mutants(suite)
        if mutant.rule.name in RECORDED and not equivalents.reason(mutant.rule, mutant.change)
    ]
    counted: list[int] = []
    alive = survivors(promtools[0], suite, tried, counted.append)
    assert [(mutant.rule.name, mutant.change.what) for mutant in alive] == []
    assert sum(counted) == len(tried) > 40


@pytest.mark.binary
def test_what_is_recorded_is_tested_for_any_selector(
    edited: Callable[..., Monitoring], write: Callable[..., Path], promtools: list[Tool]
) -> None:
    """Labels that the selector fixes, and a label of its own instead of `instance`."""
    monitoring = edited(
        ("""selector: '{job="checkout"}'""", """selector: '{job="checkout", model="x", instance=~"a|b"}'""")
    )
    files = sorted(write(monitoring).glob("rules/tests/checkout.recorded.error_ratio.*"))
    assert files
    for done in run_tests(promtools[0], files):
        assert done.code == 0, done.output
