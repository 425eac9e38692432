"""Rule groups as they are compared: the same whether read from files or told by a running Prometheus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import promql_parser
import yaml

from watchspec_generators.values import Duration
from watchspec_generators.values.duration import parse_duration
from watchspec_generators.yaml_text import from_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SUFFIX = ".rules.yml"


@dataclass(frozen=True, slots=True)
class Rule:
    """An alert or a recording; `expr` has the spaces and forms that Prometheus' own printer would give it."""

    name: str
    alerts: bool
    expr: str
    for_: Duration
    keep_firing_for: Duration
    labels: Mapping[str, str]
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that are evaluated together."""

    name: str
    interval: Duration
    rules: tuple[Rule, ...]


def is_rule_file(path: str) -> bool:
    """Whether it holds rules that Prometheus loads."""
    return path.endswith(_SUFFIX)


def groups_of(files: Mapping[str, str]) -> dict[str, Group]:
    """The groups of all rule files, by name; a file that holds none, being broken, adds none."""
    found = (group for path, text in files.items() if is_rule_file(path) for group in _groups(text))
    return {group.name: group for group in found}


def told_groups(answer: Mapping[str, Any], prefix: str) -> dict[str, Group]:
    """The groups whose names begin with `prefix`, from the answer of Prometheus' `/api/v1/rules`."""
    told = (group for group in answer["data"]["groups"] if group["name"].startswith(prefix))
    return {
        group["name"]: Group(
            group["name"],
            _from_seconds(group["interval"]),
            tuple(_told(rule) for rule in group["rules"]),
        )
        for group in told
    }


def same_expression(text: str) -> str:
    """One form of all texts that are the same PromQL; text that is none stays as it is."""
    try:
        shown: str = promql_parser.parse(text).prettify()
    except ValueError:
        return text
    return " ".join(shown.split())


def _groups(text: str) -> Iterable[Group]:
    try:
        content = from_yaml(text)
        return [
            Group(group["name"], _duration(group.get("interval")), tuple(_written(rule) for rule in group["rules"]))
            for group in content["groups"]
        ]
    except (yaml.YAMLError, TypeError, KeyError, ValueError):
        return []


def _written(rule: Mapping[str, Any]) -> Rule:
    return Rule(
        rule.get("alert") or rule["record"],
        "alert" in rule,
        same_expression(rule["expr"]),
        _duration(rule.get("for")),
        _duration(rule.get("keep_firing_for")),
        rule.get("labels", {}),
        rule.get("annotations", {}),
    )


def _told(rule: Mapping[str, Any]) -> Rule:
    return Rule(
        rule["name"],
        rule["type"] == "alerting",
        same_expression(rule["query"]),
        _from_seconds(rule.get("duration", 0)),
        _from_seconds(rule.get("keepFiringFor", 0)),
        rule.get("labels", {}),
        rule.get("annotations", {}),
    )


def _duration(written: str | None) -> Duration:
    return Duration(0) if written is None else parse_duration(written)


def _from_seconds(seconds: float) -> Duration:
    return Duration(round(seconds * 1000))
