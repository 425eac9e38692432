"""promtool's test files: those of each alert, beside the rule file that they test."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from watchspec_generators.model.budgets import BudgetAlert
from watchspec_generators.model.types import Artefact, BurnAlert, RawAlert, SignalAlert
from watchspec_generators.rules.groups import BUDGETS, group_name, group_path, group_title, objective_group
from watchspec_generators.unit_tests import cases
from watchspec_generators.unit_tests.budgets import budget_tests
from watchspec_generators.unit_tests.burning import cases as burn_cases
from watchspec_generators.unit_tests.burning import whole_window
from watchspec_generators.unit_tests.burning.budgets import budget_clock, budget_test
from watchspec_generators.unit_tests.burning.trial import Trial
from watchspec_generators.unit_tests.cases import long_breach
from watchspec_generators.unit_tests.events import event_step, event_tests
from watchspec_generators.unit_tests.raw import raw_tests, raw_tick
from watchspec_generators.unit_tests.spend import tick_of
from watchspec_generators.unit_tests.subject import subjects
from watchspec_generators.unit_tests.told import told_cases
from watchspec_generators.unit_tests.written import written
from watchspec_generators.values import Duration
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import AnyAlert
    from watchspec_generators.unit_tests.types import UnitTest

_KINDS, _BURN_KINDS = (
    tuple(import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__))
    for package in (cases, burn_cases)
)

CASES = "cases"
"""Part of the names of files that hold the spec's own cases."""


@dataclass(frozen=True, slots=True)
class Tested:
    """Tests that are evaluated at the same pace: one file."""

    part: str
    """What tells this file apart from others of the alert; empty if there is only one."""
    tick: int
    """Between evaluations, in milliseconds."""
    tests: Sequence[UnitTest]


def unit_test_files(monitoring: Monitoring, alert: AnyAlert) -> tuple[Artefact, ...]:
    """The files that test `alert`: `<service>.<alert>[.<part>].test.yml`; the spec's own cases are apart."""
    tested = (*_tested(monitoring, alert), *_by_hand(monitoring, alert))
    return tuple(_file(monitoring, alert, each) for each in tested)


def case_files(monitoring: Monitoring) -> tuple[Artefact, ...]:
    """Those of the files that hold the spec's own cases."""
    return tuple(_file(monitoring, alert, each) for alert in monitoring.alerts for each in _by_hand(monitoring, alert))


def test_name(alert: str, title: str) -> str:
    """What a test of an alert is called in its file."""
    return f"{alert}: {title}"


def budget_test_files(monitoring: Monitoring) -> tuple[Artefact, ...]:
    """The files that test what is recorded of error budgets: by all rules together, and over their whole windows."""
    if not monitoring.objectives:
        return ()
    return (_budgets(monitoring), *(_whole_window(monitoring, window) for window in whole_window.windows(monitoring)))


def _budgets(monitoring: Monitoring) -> Artefact:
    service = monitoring.service.name
    names = [*(objective_group(goal) for goal in monitoring.objectives), BUDGETS]
    content = {
        "rule_files": [f"../{group_path(service, name).rpartition('/')[2]}" for name in names],
        "evaluation_interval": str(Duration(budget_clock(monitoring).tick)),
        # Budgets are made of what the others have just recorded.
        "group_eval_order": [group_title(service, name) for name in names],
        "tests": [_test("error budget", budget_test(monitoring, goal)) for goal in monitoring.objectives],
    }
    return Artefact(f"rules/tests/{service}.{BUDGETS}.test.yml", to_yaml(content))


def _whole_window(monitoring: Monitoring, window: Duration) -> Artefact:
    service = monitoring.service.name
    content = {
        # What the objectives' rules record is played, not computed: it would take a month of evaluations.
        "rule_files": [f"../{group_path(service, BUDGETS).rpartition('/')[2]}"],
        "evaluation_interval": str(Duration(whole_window.tick(window))),
        "tests": [_test("error budget", whole_window.whole_window_test(monitoring, window))],
    }
    return Artefact(f"rules/tests/{service}.{BUDGETS}.{window}.test.yml", to_yaml(content))


def _file(monitoring: Monitoring, alert: AnyAlert, tested: Tested) -> Artefact:
    service = monitoring.service.name
    content = {
        "rule_files": [f"../{group_path(service, group_name(alert)).rpartition('/')[2]}"],
        "evaluation_interval": str(Duration(tested.tick)),
        "tests": [_test(alert.name, test) for test in tested.tests],
    }
    part = f".{tested.part}" if tested.part else ""
    return Artefact(f"rules/tests/{service}.{alert.name}{part}.test.yml", to_yaml(content))


def _tested(monitoring: Monitoring, alert: AnyAlert) -> Iterator[Tested]:
    if isinstance(alert, BurnAlert):
        for trial in (Trial(monitoring, alert, pair) for pair in alert.windows):
            tests = [test for kind in _BURN_KINDS for test in kind.cases(trial)]
            yield Tested(str(trial.pair.long), trial.clock.tick, tests)
    elif isinstance(alert, BudgetAlert):
        yield Tested("", tick_of(alert.budget), list(budget_tests(monitoring, alert)))
    elif isinstance(alert, RawAlert):
        return
    elif found := subjects(monitoring, alert):
        # The far past takes long to play; what it adds is that the alert looks there at all.
        nearest = [test for kind in _KINDS for test in kind.cases(found[0])]
        further = [test for subject in found[1:] for test in long_breach.cases(subject)]
        if found[-1].timing.tick == found[0].timing.tick:
            yield Tested("", found[0].timing.tick, [*nearest, *further])
        else:
            yield Tested("", found[0].timing.tick, nearest)
            yield Tested("past", found[-1].timing.tick, further)
    else:
        yield Tested("", event_step(alert), list(event_tests(monitoring, alert)))


def _by_hand(monitoring: Monitoring, alert: AnyAlert) -> Iterator[Tested]:
    if isinstance(alert, RawAlert):
        yield Tested(CASES, raw_tick(alert.cases), list(raw_tests(monitoring, alert)))
    elif isinstance(alert, SignalAlert):
        by_step: dict[int, list[UnitTest]] = {}
        for told in told_cases(monitoring, alert):
            by_step.setdefault(told.step, []).append(told.test())
        for step, tests in by_step.items():
            yield Tested(CASES if len(by_step) == 1 else f"{CASES}.{Duration(step)}", step, tests)


def _test(alert: str, test: UnitTest) -> Mapping[str, Any]:
    return written(replace(test, name=test_name(alert, test.name)), alert)
