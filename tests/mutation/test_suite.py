"""Which tests may notice a broken rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.mutation.mutators import changes
from watchspec_generators.mutation.rules import mutants, outcome, place, suite_of
from watchspec_generators.mutation.suite import Suite
from watchspec_generators.mutation.types import Mutant, Rule
from watchspec_generators.pipeline import generate

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

RULES: dict[str, Any] = {
    "groups": [
        {
            "name": "g",
            "interval": "1m",
            "rules": [
                {"record": "low", "expr": "up"},
                {"record": "high", "expr": "low * 2"},
                {"record": "other", "expr": "up"},
                {"alert": "A", "expr": "high > 1"},
                {"alert": "B", "expr": "other > 1"},
            ],
        }
    ]
}


def entry(name: str, **asked: Any) -> dict[str, Any]:
    """A test that asks for alerts or expressions."""
    alerts = [{"eval_time": "5m", "alertname": alert} for alert in asked.get("alerts", ())]
    exprs = [{"eval_time": "9m", "expr": expr} for expr in asked.get("exprs", ())]
    series = [{"series": "up", "values": asked.get("values", "1+0x10 _x3")}]
    return {"name": name, "input_series": series, "alert_rule_test": alerts, "promql_expr_test": exprs}


TESTS = {
    "rule_files": ["../f.rules.yml"],
    "evaluation_interval": "1m",
    "tests": [
        entry("a", alerts=["A"]),
        entry("b", alerts=["B"]),
        entry("low", exprs=["low + 1"], values="1x99999"),
        entry("all", exprs=["count(ALERTS)"]),
    ],
}
SUITE = Suite({"rules/f.rules.yml": RULES, "rules/g.rules.yml": RULES}, {"rules/tests/f.test.yml": TESTS})


def test_a_rule_is_watched_through_its_readers() -> None:
    """A test of an alert is one of all that the alert reads; the cheapest come first."""
    rules = {rule.name: rule for rule in SUITE.rules if rule.file == "rules/f.rules.yml"}
    watching = {name: [one.content["name"] for one in SUITE.watching(rule)] for name, rule in rules.items()}
    assert watching == {
        "low": ["a", "all", "low"],
        "high": ["a", "all"],
        "other": ["b", "all"],
        "A": ["a", "all"],
        "B": ["b", "all"],
    }


def test_a_file_without_tests_is_watched_by_nobody() -> None:
    """Rules of the same names in another file are other rules."""
    assert all(SUITE.watching(rule) == () for rule in SUITE.rules if rule.file == "rules/g.rules.yml")


def test_what_a_template_asks_for_is_read() -> None:
    """A series in a query of an annotation; words outside of templates are just words."""
    text = "low is {{ with query `high{x='y'}` }}{{ . | first | value }}{{ end }}"
    rule = Rule("f", 0, 0, {"alert": "A", "expr": "up", "annotations": {"summary": text}})
    assert {"up", "high"} <= rule.reads
    assert "low" not in rule.reads


def test_mutants_of_the_shipped_spec_have_names_and_places(shipped: Monitoring) -> None:
    """No two have the same name, and each leads to an alert, an objective or the service."""
    suite = suite_of(generate(shipped))
    found = [outcome(shipped, suite, mutant, "killed") for mutant in mutants(suite)]
    assert len({(one.of, one.change) for one in found}) == len(found)
    assert {one.path[0] for one in found} <= {"alerts", "objectives", "service", "slos", "budgets"}
    recorded = next(rule for rule in suite.rules if rule.name == "service_model:llm_errors:ratio_rate5m")
    alert = next(alert for alert in shipped.alerts if alert.name == "LLMHighErrorRate")
    assert place(shipped, suite, recorded) == alert.path


def test_rules_of_one_name_are_told_apart_by_their_labels(shipped: Monitoring) -> None:
    """As those of several objectives are."""
    suite = suite_of(generate(shipped))
    rule = next(rule for rule in suite.rules if rule.name == "service:llm_objective_good:ratio_rate5m")
    mutant = Mutant(rule, next(iter(changes(rule))))
    name = rule.content["labels"]["objective"]
    assert (
        outcome(shipped, suite, mutant, "killed").of == f"service:llm_objective_good:ratio_rate5m{{objective={name}}}"
    )
