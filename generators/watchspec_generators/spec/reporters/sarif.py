"""Problems as SARIF 2.1.0, for code scanning and editors that show the findings of many tools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.spec.checklist import Entry
    from watchspec_generators.spec.problems import Problem

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(problems: Iterable[Problem], entries: Iterable[Entry], version: str) -> str:
    """One run of the tool at `version`: every kind of problem as a rule, and each problem as a result."""
    rules = list(entries)
    index = {rule.id: number for number, rule in enumerate(rules)}
    driver = {"name": "watchspec", "semanticVersion": version, "rules": [_rule(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, index) for problem in problems],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(entry: Entry) -> dict[str, Any]:
    help_text = " ".join(part for part in (entry.why, f"Found: {entry.finds}", f"To mend: {entry.mend}") if part)
    return {
        "id": entry.id,
        "name": "".join(word.capitalize() for word in entry.id.split("_")),
        "shortDescription": {"text": entry.promise},
        "fullDescription": {"text": entry.finds},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": entry.level},
    }


def _result(problem: Problem, index: dict[str, int]) -> dict[str, Any]:
    expected = f" Expected: {problem.expected}." if problem.expected else ""
    hint = f" {problem.hint}" if problem.hint else ""
    region = {"startLine": problem.line, "startColumn": problem.column}
    location = {"artifactLocation": {"uri": quote(problem.file)}, "region": region}
    return {
        "ruleId": problem.code,
        "ruleIndex": index[problem.code],
        "level": problem.level,
        "message": {"text": f"{problem.message}.{expected}{hint}"},
        "locations": [{"physicalLocation": location}],
    }
