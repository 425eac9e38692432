"""The generated tests of budgets pass in any zone, and notice when a rule is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.mutation import survivors
from watchspec_generators.edge.processes import run_tool
from watchspec_generators.mutation import equivalents
from watchspec_generators.mutation.rules import mutants, suite_of
from watchspec_generators.rules.budgets import CLOCK
from watchspec_generators.steps import rules, unit_tests

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring

RECORDED = ("calendar", "growth", "sums")
TESTS = ("LLMBBudget*", *(f"recorded.budget_b.{part}.test.yml" for part in RECORDED))
BUDGETS = {
    "a month, half an hour off, by team": "{name: b, amount: $7, per: month, timezone: Asia/Kolkata, by: [team], "
    "tell: {99.5%: page}}",
    "a day, far west, by all": "{name: b, amount: $1234.56, per: day, timezone: Pacific/Pago_Pago, model: gpt-4o, "
    "by: [team, feature], tell: {0.5%: page, 250%: ticket}}",
    "a month, far east, of a feature": "{name: b, amount: $0.10, per: month, timezone: Pacific/Kiritimati, "
    "feature: product_copy, tell: {}, overrun: page}",
    "a small one": "{name: b, amount: $64, per: day, team: support, by: [model], tell: {80%: ticket}}",
}


def only(budget: str) -> tuple[str, str, str]:
    """The edit that leaves one budget in the shipped spec."""
    return "budgets:\n", "alerts:\n  - name", f"budgets:\n  - {budget}\n\n"


@pytest.mark.binary
@pytest.mark.parametrize("written", BUDGETS.values(), ids=BUDGETS)
def test_any_budget_passes(
    written: str, edited: Callable[..., Monitoring], write: Callable[..., Path], promtools: list[Tool]
) -> None:
    """On both lines, whatever is asked for."""
    folder = write(edited(only(written)))
    files = sorted(found for part in TESTS for found in folder.glob(f"rules/tests/checkout.{part}"))
    assert len(files) > len(RECORDED)
    for tool in promtools:
        done = run_tool([tool.path, "test", "rules", *files])
        assert done.code == 0, done.output


@pytest.mark.binary
@pytest.mark.parametrize("zone", ["America/New_York", "Australia/Sydney"])
def test_broken_calendars_are_noticed(zone: str, edited: Callable[..., Monitoring], promtools: list[Tool]) -> None:
    """Also where the first and second Sundays count, and south of the equator; the command tries the shipped spec's."""
    monitoring = edited(only(f"{{name: b, amount: $1, per: day, timezone: {zone}, tell: {{80%: ticket}}}}"))
    suite = suite_of([*rules.build(monitoring), *unit_tests.build(monitoring)])
    tried = [
        mutant
        for mutant in mutants(suite)
        if mutant.rule.name == CLOCK and not equivalents.reason(mutant.rule, mutant.change)
    ]
    assert len(tried) > 60
    alive = survivors(promtools[0], suite, tried, lambda _: None)
    assert [mutant.change.what for mutant in alive] == []
