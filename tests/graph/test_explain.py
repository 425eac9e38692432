"""`watchspec explain`: both ways from any node, in words and as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.graph.conftest import CHAIN
from typer.testing import CliRunner

from watchspec_generators.cli import build_app
from watchspec_generators.graph.telling import as_data, as_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph import Graph

GOLDENS = Path(__file__).parent / "goldens"
AT = ("--at", "2026-11-24T23:30 Europe/Berlin")


def explain(*arguments: str) -> tuple[int, str]:
    """Exit code and output, of both streams, of the command on the small spec."""
    result = CliRunner().invoke(build_app(), ["explain", *arguments, "--spec", str(CHAIN), *AT])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result.exit_code, result.output.replace(str(CHAIN), CHAIN.name)


@pytest.mark.parametrize("name", ["SomeErrors", "LLMFastErrorBudgetBurnSlow", "up", "nights", "queue_length"])
def test_goldens(name: str) -> None:
    """What is printed of an alert in the night, a burn alert, a metric, a window, a foreign series."""
    assert explain(name) == (0, (GOLDENS / f"{name}.txt").read_text(encoding="utf-8"))


def branches(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every branch of a node as data."""
    for branch in (*found.get("upstream", ()), *found.get("downstream", ()), *found.get("branches", ())):
        yield branch
        yield from branches(branch)


def test_as_json() -> None:
    """The same for machines: the node, what it is made of and leads to, and of an alert who is told."""
    code, text = explain("SomeErrors", "--json")
    (node,) = json.loads(text)["nodes"]
    assert (code, node["kind"], node["position"]) == (0, "alert", "chain.yaml:29:5")
    assert node["facts"]["threshold"] == "above 2%"
    assert {branch["kind"] for branch in branches(node)} >= {"recording", "metric", "route", "receiver", "runbook"}
    (way,) = node["told"]["ways"]
    assert (way["receiver"], way["muted_by"]) == ("chat", ["nights"])
    _, text = explain("up", "--json", "--kind", "metric")
    assert "told" not in json.loads(text)["nodes"][0]


@pytest.mark.parametrize("which", ["chain", "shipped_graph"])
def test_any_node_can_be_told(which: str, request: pytest.FixtureRequest) -> None:
    """Words and data hold the same nodes, in finite trees, and words have colours only if asked for."""
    graph: Graph = request.getfixturevalue(which)
    for node in graph.nodes.values():
        lines = list(as_lines(graph, node))
        trees = [line for line in lines if "─ " in line]
        assert len(trees) == len(list(branches(as_data(graph, node))))
        assert not any("\x1b" in line for line in lines)
    assert any("\x1b" in line for line in as_lines(graph, node, colour=True))


def test_what_is_told_of_an_alert_ends_at_other_alerts(chain: Graph) -> None:
    """The way on from an alert that is silenced is a story of its own."""
    (node,) = chain.named("Errors")
    silenced = next(branch for branch in as_data(chain, node)["downstream"] if branch["verb"] == "silences")
    assert (silenced["name"], silenced["branches"]) == ("SomeErrors", [])


def test_several_of_one_name() -> None:
    """All are explained, or the one that `--kind` names."""
    code, text = explain("up")
    assert code == 0
    assert [line for line in text.split("\n") if line.startswith("up:")] == [
        "up: metric",
        "up: objective, chain.yaml:14:5",
    ]
    _, text = explain("up", "--kind", "objective")
    assert text.startswith("up: objective")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Erors",), "there is no link of the chain `Erors`; did you mean `Errors`?"),
        (("zzz",), "there is no link of the chain `zzz`; `watchspec explain --help` lists what has a name"),
        (("Errors", "--kind", "route"), "there is no route `Errors`; `watchspec explain --help` lists"),
        (("Errors", "--kind", "alrt"), "there is no kind `alrt`; did you mean `alert`?"),
    ],
)
def test_unknown_names(arguments: tuple[str, ...], sentence: str) -> None:
    """The nearest name is offered, and the exit code is that of bad input."""
    code, text = explain(*arguments)
    assert code == 2
    assert sentence in text


def test_help_has_examples() -> None:
    """`--help` shows how to ask."""
    result = CliRunner().invoke(build_app(), ["explain", "--help"])
    assert "watchspec explain llm_requests_total" in result.output
