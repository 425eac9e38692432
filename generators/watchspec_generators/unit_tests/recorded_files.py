"""promtool's test files of what is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.types import Artefact
from watchspec_generators.rules.budgets import budget_group
from watchspec_generators.rules.groups import group_path
from watchspec_generators.rules.queries import queries
from watchspec_generators.unit_tests.budget_calendar import TICK, calendar_tests
from watchspec_generators.unit_tests.budget_growth import growth_clock, growth_test
from watchspec_generators.unit_tests.budget_sums import Course, sums_tests
from watchspec_generators.unit_tests.recorded import recorded_tests
from watchspec_generators.unit_tests.recorded_past import past_clock, past_tests
from watchspec_generators.unit_tests.stage import Stage, clock
from watchspec_generators.unit_tests.written import written
from watchspec_generators.values import Duration
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.budgets import Budget
    from watchspec_generators.signals import Signal
    from watchspec_generators.signals.base import Past
    from watchspec_generators.unit_tests.types import UnitTest


def recorded_test_files(monitoring: Monitoring, signal: Signal) -> list[Artefact]:
    """The files that test what is recorded of `signal`, one for each window."""
    found = {window: (clock(window)[1], tests) for window, tests in recorded_tests(monitoring, signal).items()}
    if signal.past:
        found |= _of_past(monitoring, signal, signal.past)
    return [_file(monitoring, signal.name, str(window), tick, tests) for window, (tick, tests) in found.items()]


def _of_past(monitoring: Monitoring, signal: Signal, past: Past) -> dict[Duration, tuple[int, list[UnitTest]]]:
    found: dict[Duration, tuple[int, list[UnitTest]]] = {}
    for query in queries(monitoring, signal):
        stage = Stage(monitoring, signal, query)
        _, tests = found.setdefault(query.window, (past_clock(stage)[1], []))
        tests += past_tests(stage, past)
    return found


def recorded_budget_files(monitoring: Monitoring, budget: Budget) -> list[Artefact]:
    """The files that test what is recorded of a budget in money: its calendar, counters' growth, and their sums."""
    course = Course(monitoring, budget)
    found = {
        "calendar": (TICK, list(calendar_tests(monitoring, budget))),
        "growth": (growth_clock(monitoring)[1], [growth_test(monitoring, budget)]),
        "sums": (course.end, list(sums_tests(course))),
    }
    return [_file(monitoring, budget_group(budget), part, tick, tests) for part, (tick, tests) in found.items()]


def _file(monitoring: Monitoring, group: str, part: str, tick: int, tests: Sequence[UnitTest]) -> Artefact:
    service = monitoring.service.name
    content = {
        "rule_files": [f"../{group_path(service, group).rpartition('/')[2]}"],
        "evaluation_interval": str(Duration(tick)),
        "tests": [written(test) for test in tests],
    }
    return Artefact(f"rules/tests/{service}.recorded.{group}.{part}.test.yml", to_yaml(content))
