"""`watchspec explain`: what something is made of, and what it leads to."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watchspec_generators.cli.options import DEFAULT_SPEC, EnvOption, JsonOption, SpecOption, read_spec
from watchspec_generators.cli.time_options import AtOption, generated_config, given_moment, refuse
from watchspec_generators.graph import build
from watchspec_generators.graph.build import kind_names
from watchspec_generators.graph.telling import as_data, as_lines
from watchspec_generators.paint import BOLD, Painter
from watchspec_generators.spec.places import positions
from watchspec_generators.spec.suggest import did_you_mean, one_of
from watchspec_generators.time_travel import answer as who
from watchspec_generators.time_travel.arrivals import arrival
from watchspec_generators.time_travel.plan import zone_of

if TYPE_CHECKING:
    from watchspec_generators.graph import Graph, Node
    from watchspec_generators.model import Monitoring
    from watchspec_generators.values.moment import Moment

NameArgument = Annotated[
    str,
    typer.Argument(
        help="Of an alert, metric, recorded series, signal, objective, budget, route, window, receiver, owner, "
        "or a panel's title.",
        show_default=False,
    ),
]
KindOption = Annotated[str | None, typer.Option("--kind", help="Which kind is meant, where several have the name.")]


def command(
    name: NameArgument,
    kind: KindOption = None,
    at: AtOption = None,
    spec: SpecOption = DEFAULT_SPEC,
    env: EnvOption = None,
    as_json: JsonOption = False,
) -> None:
    """Explain one link of the chain: what it is made of, down to the metrics, and whom and what it leads to.

    Of an alert also who would be told if it fired now.

    Examples:

        watchspec explain LLMHighErrorRate

        watchspec explain llm_requests_total

        watchspec explain nights_and_weekends

        watchspec explain cost --kind route

        watchspec explain "What share of calls fails, by model?" --json
    """
    monitoring = read_spec(spec, env)
    graph = build(monitoring, positions(spec.read_bytes(), file=str(spec), environment=env))
    nodes = _meant(graph, name, kind)
    moment = given_moment("explain", at, zone_of(monitoring))
    if as_json:
        print(json.dumps({"nodes": [_data(graph, node, monitoring, moment) for node in nodes]}, indent=2))
        return
    paint = Painter(colour=sys.stdout.isatty())
    print("\n\n".join(_text(graph, node, monitoring, moment, paint) for node in nodes))


def _meant(graph: Graph, name: str, kind: str | None) -> tuple[Node, ...]:
    if kind is not None and kind not in kind_names():
        refuse("explain", f"there is no kind `{kind}`; {did_you_mean(kind, kind_names()) or one_of(kind_names())}")
    found = tuple(node for node in graph.named(name) if kind in (None, node.key.kind))
    if not found:
        known = [node.key.name for node in graph.nodes.values() if kind in (None, node.key.kind)]
        hint = did_you_mean(name, known) or "`watchspec explain --help` lists what has a name"
        refuse("explain", f"there is no {kind or 'link of the chain'} `{name}`; {hint}")
    return found


def _answer(monitoring: Monitoring, node: Node, moment: Moment) -> who.Answer:
    labels = arrival(monitoring, node.key.name, {})
    return who.answer(generated_config(monitoring), labels, moment, (), who.route_names(monitoring.routing))


def _data(graph: Graph, node: Node, monitoring: Monitoring, moment: Moment) -> dict[str, Any]:
    found = as_data(graph, node)
    return {**found, "told": who.as_data(_answer(monitoring, node, moment))} if node.key.kind == "alert" else found


def _text(graph: Graph, node: Node, monitoring: Monitoring, moment: Moment, paint: Painter) -> str:
    lines = list(as_lines(graph, node, colour=paint.colour))
    if node.key.kind == "alert":
        told = (f"  {line}" if line else "" for line in who.as_lines(_answer(monitoring, node, moment)))
        lines += ["", paint(BOLD, "who is told"), *told]
    return "\n".join(lines)
