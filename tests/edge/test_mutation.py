"""Runs of promtool on broken rules."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.edge import mutation
from watchspec_generators.edge.mutation import FailsAnyway, PromtoolFailed, survivors
from watchspec_generators.edge.tools import Tool
from watchspec_generators.mutation.documents import side_by_side
from watchspec_generators.mutation.mutators import changes
from watchspec_generators.mutation.suite import Suite
from watchspec_generators.mutation.types import Change, Mutant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from watchspec_generators.mutation.documents import Documents
    from watchspec_generators.mutation.suite import Entry

RULES = {"groups": [{"name": "g", "rules": [{"alert": "Down", "expr": "up == 0", "for": "2m"}]}]}


def suite(*fires: bool) -> Suite:
    """Down for ten minutes, and whether the alert is expected after five; one file for each expectation."""

    def tests(fired: bool) -> dict[str, Any]:
        check = {"eval_time": "5m", "alertname": "Down", "exp_alerts": [{"exp_labels": {}}] if fired else []}
        test = {
            "name": f"fires: {fired}",
            "interval": "1m",
            "input_series": [{"series": "up", "values": "0x9" if fired else "1x9"}],
            "alert_rule_test": [check],
        }
        return {"rule_files": ["f.rules.yml"], "evaluation_interval": "1m", "tests": [test]}

    return Suite(
        {"f.rules.yml": deepcopy(RULES)}, {f"{number}.test.yml": tests(fired) for number, fired in enumerate(fires)}
    )


@pytest.mark.binary
def test_survivors_are_what_no_test_notices(promtools: list[Tool]) -> None:
    """A weak test lets pass what a second one would notice."""
    weak, better = suite(True), suite(True, False)
    found = []
    for tested in (weak, better):
        mutants = [Mutant(tested.rules[0], change) for change in changes(tested.rules[0])]
        killed: list[int] = []
        found.append({one.change.what for one in survivors(promtools[0], tested, mutants, killed.append)})
        assert sum(killed) == len(mutants) - len(found[-1])
    assert "for: 2m was dropped" in found[1]
    assert "== 0 became !=" not in found[1]
    assert found[1] <= found[0]


@pytest.mark.binary
def test_tests_that_fail_anyway_are_named(promtools: list[Tool]) -> None:
    """Whatever is broken, they say nothing."""
    contradiction = suite(True)
    contradiction.entries[0].content["alert_rule_test"][0]["exp_alerts"].clear()
    with pytest.raises(FailsAnyway, match="fires: True"):
        tried(promtools[0], contradiction)


def tried(promtool: Tool, found: Suite, *broken: str) -> set[str]:
    """The mutants that survive, by the expression of the only rule, or whatever mutators make of it."""
    (rule,) = found.rules
    mutants = [Mutant(rule, Change(expr, rule.replaced(expr, "expr"))) for expr in broken]
    mutants = mutants or [Mutant(rule, change) for change in changes(rule)]
    return {mutant.change.what for mutant in survivors(promtool, found, mutants, lambda _: None)}


@pytest.mark.binary
def test_what_promtool_cannot_read_or_evaluate_is_killed_and_nothing_beside_it(promtools: list[Tool]) -> None:
    """A rule that no promtool loads, two that fail at the first and at a later evaluation, one that does nothing."""
    mutants = ("up ==", "sum(", "up == 0", "up + on () group_left () (up or on () vector(1))", "up == 0 and up < 9")
    late = 'label_replace(up, "a", "b", "", "") == 0 or label_replace(up or (vector(1) and up == 1), "a", "c", "", "")'
    assert tried(promtools[0], suite(True), *mutants, late) >= {"up == 0", "up == 0 and up < 9"}
    assert not tried(promtools[0], suite(True), *mutants[:2])
    twice = 'up == 0 or on (x) (up + on () (up or label_replace(up, "a", "b", "", "")))'
    assert tried(promtools[0], suite(True), "up == 0", twice) == {"up == 0"}


@pytest.mark.binary
@pytest.mark.parametrize("text", ["{{ $labels.alertname }}", "A mention of {{ `Down` }}"])
def test_rules_that_show_their_name_are_tried_in_their_own_place(text: str, promtools: list[Tool]) -> None:
    """Their text would be another one, and every mutant would seem to be noticed."""
    named = suite(True)
    named.rules[0].content["annotations"] = {"summary": text}  # type: ignore[index]
    for check in named.entries[0].content["alert_rule_test"]:
        check["exp_alerts"][0]["exp_annotations"] = {"summary": "A mention of Down" if "mention" in text else ""}
    assert tried(promtools[0], named, "up == 0", "up < 0", "up <= 0") == {"up == 0", "up <= 0"}


@pytest.mark.binary
def test_a_copy_that_fails_unbroken_is_not_trusted(promtools: list[Tool], monkeypatch: pytest.MonkeyPatch) -> None:
    """Were names to mean more than is known, mutants are tried in the place of the whole rule."""
    monkeypatch.setattr(mutation, "side_by_side", _spoilt)
    assert tried(promtools[0], suite(True), "up == 0", "up == 1") == {"up == 0"}


def _spoilt(found: Suite, entry: Entry, mutants: Sequence[Mutant]) -> Documents:
    documents = side_by_side(found, entry, mutants)
    for rule in documents.rules[0]["groups"][0]["rules"]:
        rule["expr"] = "vector(0) > 1"
    return documents


def test_a_promtool_that_dies_is_told(tmp_path: Path) -> None:
    """Rather than taken for a verdict."""
    dead = tmp_path / "promtool"
    dead.write_text("#!/bin/sh\necho cannot\n")
    dead.chmod(0o755)
    with pytest.raises(PromtoolFailed, match="cannot"):
        tried(Tool("promtool", dead, (3, 5)), suite(True))


def test_a_promtool_that_skips_a_file_is_told(tmp_path: Path) -> None:
    """As it would if it ended amid its work."""
    hasty = tmp_path / "promtool"
    hasty.write_text(
        "#!/bin/sh\nfor one in \"$@\"; do case $one in --junit=*) echo '<testsuites/>' > ${one#*=};; esac; done\n"
    )
    hasty.chmod(0o755)
    with pytest.raises(PromtoolFailed):
        tried(Tool("promtool", hasty, (3, 5)), suite(True))
