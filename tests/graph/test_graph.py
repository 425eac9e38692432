"""The one graph: whole, without loose ends, and at the right places of the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.graph.conftest import CHAIN, SHIPPED, graph_of

from watchspec_generators.graph import Edge, Key
from watchspec_generators.graph.build import kind_names
from watchspec_generators.graph.catalogued import FAMILIES
from watchspec_generators.graph.types import INVERSE
from watchspec_generators.rules.queries import standard_query, threshold_signals
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from watchspec_generators.graph import Graph
    from watchspec_generators.graph.types import Verb
    from watchspec_generators.model import Monitoring


WAYS_ON: tuple[Verb, ...] = ("routed to", "told to", "owned by", "shown in", "explained in")
ALWAYS = Key("alert", "Watchdog")
"""The one alert that is about no metric."""


def reached(graph: Graph, start: Key, *verbs: Verb, back: bool = False) -> set[Key]:
    """Every node on the ways from `start` along edges of these verbs, or against them."""
    found, todo = set[Key](), [start]
    while todo:
        edges = (graph.entering if back else graph.leaving).get(todo.pop(), ())
        new = {edge.start if back else edge.end for edge in edges if edge.verb in verbs} - found
        found |= new
        todo += new
    return found


def of_kind(graph: Graph, kind: str) -> list[Key]:
    """The nodes of a kind."""
    return [key for key in graph.nodes if key.kind == kind]


@pytest.mark.parametrize("which", ["chain", "shipped_graph"])
def test_each_edge_has_two_ends(which: str, request: pytest.FixtureRequest) -> None:
    """Nothing leads to a node that there is not, and each edge is there once."""
    graph: Graph = request.getfixturevalue(which)
    assert [edge for edge in graph.edges if edge.start not in graph.nodes or edge.end not in graph.nodes] == []
    assert len(set(graph.edges)) == len(graph.edges)


@pytest.mark.parametrize("which", ["chain", "shipped_graph"])
def test_the_way_from_metrics_to_alerts_has_no_circle(which: str, request: pytest.FixtureRequest) -> None:
    """No series is made of itself."""
    graph: Graph = request.getfixturevalue(which)
    circles = [key for key in graph.nodes if key in reached(graph, key, "recorded by", "read by", "fires")]
    assert circles == []


def test_there_are_nodes_of_every_kind(chain: Graph) -> None:
    """The small spec shows each kind, and each verb is used."""
    assert {key.kind for key in chain.nodes} == set(kind_names())
    assert {edge.verb for edge in chain.edges} == set(INVERSE)


@pytest.mark.parametrize("which", ["chain", "shipped_graph"])
def test_every_alert_is_a_whole_chain(which: str, request: pytest.FixtureRequest) -> None:
    """From a metric of the catalogue to a receiver, an owner, a panel and a section of the runbook."""
    graph: Graph = request.getfixturevalue(which)
    for alert in of_kind(graph, "alert"):
        made_of = {key.kind for key in reached(graph, alert, "recorded by", "read by", "fires", back=True)}
        assert "metric" in made_of or alert == ALWAYS, alert
        leads_to = {key.kind for key in reached(graph, alert, *WAYS_ON)}
        assert leads_to >= {"route", "receiver", "owner", "runbook"}, alert
        assert "panel" in leads_to or alert == ALWAYS, alert


@pytest.mark.parametrize("which", ["chain", "shipped_graph"])
def test_every_recorded_series_comes_from_somewhere(which: str, request: pytest.FixtureRequest) -> None:
    """Each is made of metrics, or of the clock alone, and known to belong to what the spec asks for."""
    graph: Graph = request.getfixturevalue(which)
    for recording in of_kind(graph, "recording"):
        edges = graph.entering[recording]
        assert {edge.start.kind for edge in edges} & {"signal", "objective", "budget"}, recording
        assert {key.kind for key in reached(graph, recording, "recorded by", "read by", back=True)} >= (
            set() if "timestamp_seconds" in recording.name else {"metric"}
        ), recording


def test_what_nothing_here_reads_is_meant_for_people(shipped: Monitoring, shipped_graph: Graph) -> None:
    """Each recorded series is read by an alert, a panel or another rule, but for those that people ask for by name.

    These are each signal as a whole and by model or feature, over its usual window, how many calls an objective has
    judged, and what follows from a budget. Any other would be one too many.
    """
    recordings = [node for key, node in shipped_graph.nodes.items() if key.kind == "recording"]
    unread = {node.aliases[0] for node in recordings if not shipped_graph.is_read(node.key)}
    of_signals = {
        rule.record
        for signal in threshold_signals()
        for by in ((), ("model",), ("feature",))
        if set(by) <= set(signal.labels) and not signal.against_version
        for rule in signal.record(standard_query(shipped, signal, by)).rules
    }
    others = {name.partition(":")[2].rstrip("0123456789dhm") for name in unread - of_signals}
    assert others == {
        "llm_objective_total:increase",
        "llm_budget_left:ratio",
        "llm_budget_burn:ratio",
    }


def test_what_comes_with_the_exporter_has_no_position(shipped_graph: Graph) -> None:
    """Metrics and signals are not written in the spec; all else that is, is at its line."""
    lines = SHIPPED.read_text(encoding="utf-8").split("\n")
    for key, node in shipped_graph.nodes.items():
        if key.kind in ("metric", "signal"):
            assert node.position is None
        elif key.kind in ("route", "receiver", "window", "owner", "objective", "budget") and key.name != "(root)":
            file, line, column = str(node.position).split(":")
            assert file == SHIPPED.name
            assert key.name in lines[int(line) - 1][int(column) - 1 :], node
    assert len(of_kind(shipped_graph, "metric")) == len(FAMILIES)
    assert len(of_kind(shipped_graph, "signal")) == len(SIGNALS)


def test_namesakes_are_told_apart(chain: Graph) -> None:
    """Series of one name are different nodes if their rules set different labels, and alerts read the right one."""
    found = chain.named("service:llm_objective_good:ratio_rate5m")
    assert [node.key.name for node in found] == [
        f'service:llm_objective_good:ratio_rate5m{{objective="{name}"}}' for name in ("fast", "up")
    ]
    fast, up = found
    made_of = [reached(chain, node.key, "recorded by", back=True) for node in (fast, up)]
    assert [{key.name for key in keys if key.kind == "metric"} for keys in made_of] == [
        {"llm_request_duration_seconds"},
        {"llm_requests_total"},
    ]


def test_hand_written_promql_is_part_of_it(chain: Graph) -> None:
    """A raw alert fires on what its expression reads: a recorded series, and one that comes from elsewhere."""
    alert = Key("alert", "Backlog")
    assert [edge.start for edge in chain.entering[alert] if edge.verb == "fires"] == [
        Key("series", "queue_length"),
        Key("recording", "service:llm_errors:ratio_rate5m"),
    ]
    queue = chain.nodes[Key("series", "queue_length")]
    assert queue.position == chain.nodes[alert].position


def test_a_selector_without_a_name_reads_what_it_asks_for() -> None:
    """`__name__` may stand among the matchers; a selector of no single name reads nothing that is known."""
    text = CHAIN.read_text(encoding="utf-8")
    for written, expected in (
        ('{__name__="queue_length",job="shop"}', {"queue_length"}),
        ('{__name__=~"queue_.*",job="shop"}', set()),
        ("{__name__=`queue_length`,job=~`sho\\\\wp`}", {"queue_length"}),
    ):
        graph = graph_of(text.replace('      queue_length{job="shop"} > 100', f"      {written} > 100").encode())
        assert {key.name for key in of_kind(graph, "series")} == expected


def test_windows_of_a_parent_hold_on_its_children(chain: Graph) -> None:
    """Mutes and active windows are followed down the tree, with a word on where they come from."""
    assert [edge for edge in chain.leaving[Key("route", "spending")] if edge.end.kind == "window"] == [
        Edge(Key("route", "spending"), "muted by", Key("window", "nights"), "from a route above"),
        Edge(Key("route", "spending"), "open in", Key("window", "working_hours")),
    ]


def test_routes_say_when_an_alert_takes_them(chain: Graph) -> None:
    """An alert that goes two ways is told under which condition."""
    ways = [edge for edge in chain.leaving[Key("alert", "Errors")] if edge.verb == "routed to"]
    assert {(edge.end.name, edge.note) for edge in ways} == {("one_model", 'with model="gpt-4o"'), ("pages", "")}
    without_continue = CHAIN.read_text(encoding="utf-8").replace(", continue: true", "")
    graph = graph_of(without_continue.encode())
    ways = [edge for edge in graph.leaving[Key("alert", "Errors")] if edge.verb == "routed to"]
    assert {(edge.end.name, edge.note) for edge in ways} == {
        ("one_model", 'with model="gpt-4o"'),
        ("pages", "otherwise"),
    }


def test_names_are_found_as_people_write_them(chain: Graph) -> None:
    """By any part of a histogram, by a series' bare name, without regard to capitals, exact ones first."""
    assert [node.key for node in chain.named("llm_request_duration_seconds_bucket")] == [
        Key("metric", "llm_request_duration_seconds")
    ]
    assert [node.key for node in chain.named("errors")] == [Key("alert", "Errors")]
    assert [node.key.kind for node in chain.named("what share of calls fails, by model?")] == ["panel"]
    assert chain.named("no such thing") == ()


def test_an_environment_has_its_own_places() -> None:
    """What an environment replaces is at its place there."""
    node = graph_of(CHAIN.read_bytes(), environment="test").nodes[Key("receiver", "phone")]
    lines = CHAIN.read_text(encoding="utf-8").split("\n")
    assert "pagerduty_key" in lines[int(str(node.position).split(":")[1])]


def test_a_spec_without_a_dashboard_has_no_panels() -> None:
    """The rest of the graph is as it was."""
    text = CHAIN.read_text(encoding="utf-8").replace("  overview: {title: Overview}\n", "  {}\n")
    assert of_kind(graph_of(text.encode()), "panel") == []
