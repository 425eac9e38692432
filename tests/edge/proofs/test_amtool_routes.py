"""Our reading of the routing tree is amtool's, on trees that nobody would write by hand."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchspec_generators.alertmanager import PATH
from watchspec_generators.alertmanager.matchers import equal
from watchspec_generators.alertmanager.route_cases import RouteCase, receivers
from watchspec_generators.edge.processes import run_tool
from watchspec_generators.edge.proofs.amtool import readable
from watchspec_generators.edge.proofs.amtool_routes import misrouted, prove
from watchspec_generators.edge.proofs.proof import tools_of
from watchspec_generators.spec.shape import Receiver, Route, Routing, Webhook
from watchspec_generators.steps import alertmanager

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary
LABELS = ("a", "b", "c")
AWKWARD = (
    'say "x"',
    "back\\slash\\",
    "two\nlines",
    "a,b",
    "{x}",
    "gpt-4.1",
    "^(?:.*)$",
    "é ☃",
    " blank ",
    'x="y"',
    "'",
    "\t",
)
VALUES = st.sampled_from(("x", "y", "z")) | st.sampled_from(AWKWARD)
NAMES = tuple(f"receiver{number}" for number in range(4))
MATCH = st.dictionaries(
    st.sampled_from(LABELS),
    VALUES | st.lists(VALUES, min_size=1, max_size=3).map(tuple),
    min_size=1,
    max_size=2,
)


def routes(depth: int) -> st.SearchStrategy[tuple[Route, ...]]:
    """Siblings with up to `depth` levels below them."""
    children = routes(depth - 1) if depth else st.just(())
    one = st.builds(
        lambda match, receiver, go_on, below: Route.model_validate(
            {"name": "r", "match": match, "receiver": receiver, "continue": go_on, "routes": below}
        ),
        MATCH,
        st.none() | st.sampled_from(NAMES),
        st.booleans(),
        children,
    )
    return st.lists(one, max_size=3).map(tuple)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(routes(2), st.lists(st.dictionaries(st.sampled_from(LABELS), VALUES, min_size=1), min_size=4, max_size=4))
def test_any_tree_routes_as_amtool_says(
    shipped: Monitoring, tree: tuple[Route, ...], alerts: list[dict[str, str]]
) -> None:
    """Depth first, the first match unless it continues, the node itself when no child takes it; in both versions."""
    routing = Routing(receiver=NAMES[0], routes=tree)
    told = {name: Receiver(webhook=(Webhook(url_file="x"),)) for name in NAMES}
    monitoring = replace(shipped, routing=routing, receivers=told, inhibit=())
    cases = [RouteCase("any", labels, receivers(routing, labels)) for labels in alerts]
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), monitoring)
        for tool in tools_of("amtool"):
            with readable(tool, Path(folder), monitoring) as read:
                assert misrouted(tool, read.config, cases) == []


@pytest.mark.parametrize("mode", ["classic-mode", "utf8-strict-mode"])
def test_matchers_hold_in_every_mode(tmp_path: Path, shipped: Monitoring, mode: str) -> None:
    """Alertmanager has two parsers of matchers; awkward values mean the same to both."""
    tree = tuple(
        Route(name="r", match={"a": value, "b": ("x", value)}, receiver=NAMES[number % len(NAMES)])
        for number, value in enumerate(AWKWARD)
    )
    told = {name: Receiver(webhook=(Webhook(url_file="x"),)) for name in NAMES}
    routing = Routing(receiver=NAMES[0], routes=tree)
    write(tmp_path, replace(shipped, routing=routing, receivers=told, inhibit=()))
    amtool = tools_of("amtool")[0].path
    for value in AWKWARD:
        expected = ",".join(receivers(routing, {"a": value, "b": value}))
        labels = (equal("a", value), equal("b", value))
        asked = (f"--config.file={tmp_path / PATH}", f"--verify.receivers={expected}", *labels)
        done = run_tool([amtool, f"--enable-feature={mode}", "config", "routes", "test", *asked])
        assert done.code == 0, done.output


def write(folder: Path, monitoring: Monitoring) -> None:
    """What the step makes of `monitoring`."""
    for artefact in alertmanager.build(monitoring):
        file = folder / artefact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(artefact.text, encoding="utf-8")


def test_the_shipped_routes(tmp_path: Path, shipped: Monitoring) -> None:
    """Every alert reaches its receivers in both versions; the older one reads other addresses."""
    write(tmp_path, shipped)
    proofs = list(prove(tmp_path, shipped))
    assert [(proof.ok, proof.count, proof.tool.split(" (")[0]) for proof in proofs] == [
        (True, len(shipped.alerts), "amtool 0.33"),
        (True, len(shipped.alerts), "amtool 0.25"),
    ]


def test_a_wrong_file_is_found(tmp_path: Path, shipped: Monitoring) -> None:
    """A file that sends the cost alert elsewhere fails, and the alert is named."""
    write(tmp_path, shipped)
    file = tmp_path / PATH
    file.write_text(file.read_text().replace("- receiver: finance", "- receiver: pagerduty_critical"))
    wrong = next(iter(prove(tmp_path, shipped)))
    assert not wrong.ok
    assert wrong.detail.startswith("LLMCostSpike {")
    assert "expected finance" in wrong.detail
