"""SARIF, held to the standard's own schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from watchspec_generators.graph.checks import chain_check_names
from watchspec_generators.spec import Problem
from watchspec_generators.spec.checklist import checklist
from watchspec_generators.spec.checks import check_names
from watchspec_generators.spec.reporters import sarif

SCHEMA = json.loads((Path(__file__).parents[1] / "data/sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
PROBLEMS = (
    Problem("some folder/f.yaml", 2, 5, "b is wrong", "something else", "did you mean `c`?", "thresholds"),
    Problem("some folder/f.yaml", 1, 1, "nobody hears", code="unused", level="warning"),
    Problem("some folder/f.yaml", 1, 1, "nothing to see", code="without_panel", level="note"),
)


def rendered(*problems: Problem) -> dict[str, Any]:
    """The log of a run."""
    log: dict[str, Any] = json.loads(sarif.render(problems, checklist(), "0.1.0"))
    return log


@pytest.mark.parametrize("problems", [(), PROBLEMS])
def test_the_log_is_valid(problems: tuple[Problem, ...]) -> None:
    """With and without findings, as the published schema of version 2.1.0 asks."""
    errors = Draft4Validator(SCHEMA).iter_errors(rendered(*problems))
    assert [f"{list(error.path)}: {error.message}" for error in errors] == []


def test_the_schema_refuses_what_is_wrong() -> None:
    """The schema is one that notices: a line 0, or an unknown level."""
    for wrong in (Problem("f", 0, 1, "x", code="unused"), Problem("f", 1, 1, "x", code="unused", level="bad")):  # type: ignore[arg-type]
        assert list(Draft4Validator(SCHEMA).iter_errors(rendered(wrong)))


def test_findings_point_at_their_rule_and_place() -> None:
    """Each result names its rule by id and index, its level, its sentence, and where."""
    (run,) = rendered(*PROBLEMS)["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result, problem in zip(run["results"], PROBLEMS, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == problem.code
        assert result["level"] == problem.level
    first = run["results"][0]
    assert first["message"]["text"] == "b is wrong. Expected: something else. did you mean `c`?"
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "some%20folder/f.yaml"},
        "region": {"startLine": 2, "startColumn": 5},
    }


def test_every_kind_of_problem_is_explained() -> None:
    """Each check, and each way in which reading fails, has an id, a promise, what it finds and how to mend it."""
    entries = checklist()
    ids = [entry.id for entry in entries]
    assert ids[:3] == ["spec", "yaml", "schema"]
    assert sorted(ids[3:]) == sorted((*check_names(), *chain_check_names()))
    assert len(set(ids)) == len(ids)
    assert [entry.id for entry in entries if not (entry.promise and entry.finds and entry.mend)] == []
    assert {entry.level for entry in entries} == {"error", "warning", "note"}
