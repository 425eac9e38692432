"""The mutants of the generated rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.mutation.mutators import changes
from watchspec_generators.mutation.outcome import Outcome
from watchspec_generators.mutation.suite import Suite
from watchspec_generators.mutation.types import Mutant
from watchspec_generators.yaml_text import from_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.model import Artefact, Monitoring
    from watchspec_generators.mutation.outcome import Fate
    from watchspec_generators.mutation.types import Rule
    from watchspec_generators.spec.tree import Path

_RULES, _TESTS = ".rules.yml", ".test.yml"


def suite_of(artefacts: Iterable[Artefact]) -> Suite:
    """The rules and their tests among the generated files."""
    chosen = [artefact for artefact in artefacts if artefact.path.startswith("rules/")]
    return Suite(*({one.path: _parsed(one) for one in chosen if one.path.endswith(end)} for end in (_RULES, _TESTS)))


def mutants(suite: Suite) -> list[Mutant]:
    """Every rule, broken in every way."""
    return [Mutant(rule, change) for rule in suite.rules for change in changes(rule)]


def outcome(monitoring: Monitoring, suite: Suite, mutant: Mutant, fate: Fate, reason: str | None = None) -> Outcome:
    """The mutant's fate, as reports show it."""
    rule, change = mutant.rule, mutant.change
    of, where = f"{rule.name}{_told_apart(suite, rule)}", place(monitoring, suite, rule)
    return Outcome(of, change.mutator, change.what, where, fate, reason)


def _told_apart(suite: Suite, rule: Rule) -> str:
    """The labels by which the rule differs from others of its name."""
    namesakes = [other.content.get("labels", {}) for other in suite.rules if other.name == rule.name]
    labels = rule.content.get("labels", {})
    own = [f"{label}={labels[label]}" for label in labels if len({other.get(label) for other in namesakes}) > 1]
    return f"{{{', '.join(own)}}}" if own else ""


def place(monitoring: Monitoring, suite: Suite, rule: Rule) -> Path:
    """Where the spec asks for the rule: the alert that it is or that reads it, else an objective, else the service."""
    alerts = {alert.name: alert.path for alert in monitoring.alerts}
    objectives = {objective.name: objective.path for objective in monitoring.objectives}
    fired = (alerts[reader.name] for reader in suite.readers(rule) if reader.name in alerts)
    objective = rule.content.get("labels", {}).get("objective", "")
    return next(fired, objectives.get(objective, ("service",)))


def _parsed(artefact: Artefact) -> dict[str, Any]:
    content: dict[str, Any] = from_yaml(artefact.text)
    return content
