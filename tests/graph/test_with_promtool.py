"""What the checks say about expressions, asked of Prometheus itself."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from tests.graph.faults import BASE, FAILED, HERE, OF_SIDES, rate
from tests.graph.test_checks import QUIET

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.graph.checks.raw_sides import apart_labels
from watchspec_generators.graph.labels import Labelling
from watchspec_generators.graph.source import Source
from watchspec_generators.promql import parse
from watchspec_generators.spec import load

if TYPE_CHECKING:
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.promql import Expression, Node

pytestmark = pytest.mark.binary

_CALL = 'job="shop",instance="a",provider="openai",operation="chat"'
SERIES = [
    *(
        f'llm_requests_total{{{_CALL},model="{model}",feature="chat",outcome="{outcome}"}}'
        for model in ("gpt-4o", "gpt-4o-mini")
        for outcome in ("success", "error")
    ),
]
"""Calls as the exporter counts them, each label with a value."""
JOINED = ("a ratio by one label", "a ratio to a whole", "another label", "rounding", "labels left out")
"""Legitimate joins, all of whose series are there."""


def proven(tool: Tool, folder: Path, tests: list[dict[str, Any]]) -> None:
    """Run the tests of expressions on series that are counted up each 15 seconds."""
    inputs = [{"series": each, "values": "0+30x80"} for each in SERIES]
    inputs.append({"series": 'up{job="shop",instance="a"}', "values": "1x80"})
    content = {
        "evaluation_interval": "15s",
        "tests": [{"interval": "15s", "input_series": inputs, "promql_expr_test": tests}],
    }
    (folder / "tests.json").write_text(json.dumps(content), encoding="utf-8")
    finished = run_tool([tool.path, "test", "rules", folder / "tests.json"])
    assert finished.code == 0, finished.output


def is_there(expr: str) -> dict[str, Any]:
    """The expression has a result."""
    samples = [{"labels": "{}", "value": 1}]
    return {"expr": f"count({expr}) > bool 0", "eval_time": "10m", "exp_samples": samples}


def is_empty(expr: str) -> dict[str, Any]:
    """The expression has no result."""
    return {"expr": expr, "eval_time": "10m", "exp_samples": []}


def joined(expression: Expression, at: int) -> Node:
    """The operator at a character."""
    return next(node for node in expression.root.walk() if node.kind == "binary" and node.name_span[0] == at)


def test_sides_that_never_match_give_nothing(promtools: list[Tool], tmp_path: Path) -> None:
    """Of each seeded fault both sides are there, and joined they are not."""
    tests = []
    for fault in OF_SIDES:
        marked = fault.new.removeprefix("    expr: '").removesuffix("'\n")
        expression = parse(marked.replace(HERE, ""))
        node = joined(expression, marked.index(HERE))
        if "absent" not in marked:
            tests += [is_there(expression.of(side)) for side in node.children]
        tests.append(is_empty(expression.of(node)))
    for tool in promtools:
        proven(tool, tmp_path, tests)


def test_sides_that_are_left_alone_match(promtools: list[Tool], tmp_path: Path) -> None:
    """Joins about which nothing is said have results: as they are, or before they are compared with a number."""
    tests = [is_there(f"{FAILED} / {rate()}")]
    for text in (parse(QUIET[name]) for name in JOINED):
        node = text.root if text.root.name == "and" else text.root.children[0]
        tests += [is_there(text.of(node))]
    for tool in promtools:
        proven(tool, tmp_path, tests)


FORMS = ("sum by ({labels}) ({inner})", "max without ({labels}) ({inner})", "-{inner}", "({inner}) * 2", "abs({inner})")


def _labels(random: Random) -> str:
    return ", ".join(random.sample(["job", "instance", "model", "outcome", "feature", "nothing"], random.randint(0, 3)))


def _side(random: Random, depth: int) -> str:
    """A vector that has elements, whatever its labels."""
    if not depth:
        return random.choice(['rate(llm_requests_total{job="shop"}[5m])', 'up{job="shop"}'])
    inner = _side(random, depth - 1)
    forms = [
        "sum by ({labels}) ({inner})",
        "max without ({labels}) ({inner})",
        "-{inner}",
        "({inner}) * 2",
        "abs({inner})",
    ]
    return random.choice(forms).format(labels=_labels(random), inner=inner)


def _join(random: Random) -> str:
    matching = random.choice(["", "on ({labels}) ", "ignoring ({labels}) "]).format(labels=_labels(random))
    return f"({_side(random, random.randint(0, 3))}) and {matching}({_side(random, random.randint(0, 3))})"


def test_prometheus_agrees_about_any_join(promtools: list[Tool], tmp_path: Path) -> None:
    """Of some hundred joins of sums and maxima, those that are said never to match are empty, and no others are."""
    random, labelling = Random(20261124), Labelling(Source(load(BASE, file="chain.yaml"), str))
    tests, apart = [], 0
    for expr in dict.fromkeys(_join(random) for _ in range(400)):
        node = parse(expr).root
        left, right = (labelling.of(child) for child in node.children)
        assert (left.always, right.always) == (left.maybe, right.maybe)
        never = bool(apart_labels(node, left, right) or apart_labels(node, right, left))
        tests.append(is_empty(expr) if never else is_there(expr))
        apart += never
    assert 50 < apart < len(tests) - 50
    for tool in promtools:
        proven(tool, tmp_path, tests)
