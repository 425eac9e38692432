"""docs/how-the-chain-works.md quotes the generated files; a quotation that is out of date is a lie."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.graph import build
from watchspec_generators.graph.telling import as_lines
from watchspec_generators.pipeline import generate
from watchspec_generators.spec.places import positions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/how-the-chain-works.md").read_text(encoding="utf-8")
_QUOTED = re.compile(r"`([\w./-]+\.(?:yaml|yml|json|md))`[^`]*\n\n```\w+\n(.*?)\n```", re.DOTALL)
QUOTATIONS = _QUOTED.findall(PAGE)


@pytest.fixture(scope="module")
def files(shipped: Monitoring) -> Mapping[str, str]:
    """Every generated file, and the spec itself, by path."""
    spec = {"monitoring.yaml": (ROOT / "monitoring.yaml").read_text(encoding="utf-8")}
    return spec | {artefact.path: artefact.text for artefact in generate(shipped)}


def bare(text: str) -> str:
    """The lines of `text` without their indentation."""
    return "\n".join(line.strip().rstrip(",") for line in text.splitlines())


def test_each_kind_of_file_is_quoted() -> None:
    """Spec, rules, routing, dashboard and runbook: the page shows each link as it is written."""
    assert {Path(path).parts[0] for path, _ in QUOTATIONS} == {
        "monitoring.yaml",
        "rules",
        "alertmanager",
        "dashboards",
        "docs",
    }


@pytest.mark.parametrize(("path", "quotation"), QUOTATIONS)
def test_quotations_are_current(files: Mapping[str, str], path: str, quotation: str) -> None:
    """Every quoted block stands in the file that the text names."""
    assert f"{bare(quotation)}\n" in f"{bare(files[path])}\n"


def test_what_is_explained_there_is_current(shipped: Monitoring) -> None:
    """The example of `watchspec explain` shows lines of the command's output, wherever they stand in the spec."""
    spec = ROOT / "monitoring.yaml"
    graph = build(shipped, positions(spec.read_bytes(), file=spec.name))
    (alert,) = graph.named("LLMHighErrorRate")
    told = _without_places("\n".join(as_lines(graph, alert)))
    shown = PAGE.partition("$ watchspec explain LLMHighErrorRate\n")[2].partition("\nwho is told")[0]
    assert [line for line in _without_places(shown).split("\n") if line not in told] == []


def _without_places(text: str) -> str:
    return re.sub(r"monitoring\.yaml:\d+:\d+", "monitoring.yaml:LINE", text)


def test_what_it_links_to_exists() -> None:
    """Links of the page lead somewhere."""
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
