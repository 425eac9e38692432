"""Whatever texts a spec holds, what is written loads in the real programs and says just that."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.specs import GATE, TEXT, hostile_specs, hostile_texts

from watchspec_generators.edge.files import write_artefacts
from watchspec_generators.edge.processes import run_tool
from watchspec_generators.edge.proofs.amtool import readable
from watchspec_generators.edge.tools import find
from watchspec_generators.pipeline import generate
from watchspec_generators.spec import SpecError, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from watchspec_generators.edge.tools import Line, Tool
    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary
LINES: tuple[Line, ...] = ("current", "oldest")


def accepted(text: str) -> Monitoring | None:
    """The model of a spec that is not refused."""
    try:
        return load(text, file="fuzz.yaml")
    except SpecError:
        return None


def passes(tool: Tool, *arguments: str | Path) -> None:
    """The program finds nothing wrong."""
    done = run_tool([tool.path, *arguments])
    assert done.code == 0, done.output


def loads(folder: Path, models: list[Monitoring], *, tests: str = "") -> None:
    """Rules, `tests` and routing of all `models` satisfy the programs of both ends of the range of versions."""
    places = [folder / str(number) for number in range(len(models))]
    for place, monitoring in zip(places, models, strict=True):
        place.mkdir(exist_ok=True)
        write_artefacts(place, {artefact.path: artefact.text for artefact in generate(monitoring)})
    rules = [file for place in places for file in sorted(place.glob("rules/*.rules.yml"))]
    for line in LINES:
        passes(find("promtool", line), "check", "rules", "--lint=none", *rules)
        for file in sorted(folder.glob(f"*/rules/tests/{tests}")) if tests else ():
            passes(find("promtool", line), "test", "rules", file)
        amtool = find("amtool", line)
        with ExitStack() as files:
            read = [files.enter_context(readable(amtool, *pair)) for pair in zip(places, models, strict=True)]
            passes(amtool, "check-config", *(each.config for each in read))


@settings(GATE, max_examples=2)
@given(st.lists(hostile_specs(), min_size=30, max_size=30))
def test_any_text_that_is_accepted(tmp_path_factory: pytest.TempPathFactory, specs: list[str]) -> None:
    """Names, selectors, addresses, quantities: what is not refused is read by the programs."""
    models = [model for model in map(accepted, specs) if model]
    if models:
        loads(tmp_path_factory.mktemp("fuzz"), models)


@settings(GATE, max_examples=6)
@given(hostile_texts())
def test_free_texts(tmp_path_factory: pytest.TempPathFactory, spec: str) -> None:
    """A text adds nothing but itself to any file, and the tests hold it word by word."""
    monitoring = load(spec, file="fuzz.yaml")
    assert {path: skeleton(value) for path, value in documents(monitoring)} == PLAIN
    # What other alerts say is made by the same code, from longer tests.
    loads(tmp_path_factory.mktemp("fuzz"), [monitoring], tests="shop.[QW]*.test.yml")


def skeleton(value: Any) -> Any:
    """What `value` consists of, whatever its texts say."""
    if isinstance(value, dict):
        return {key: skeleton(one) for key, one in value.items()}
    return [skeleton(one) for one in value] if isinstance(value, list) else type(value).__name__


def documents(monitoring: Monitoring) -> Iterator[tuple[str, Any]]:
    """What the generated YAML files hold."""
    for artefact in generate(monitoring):
        if artefact.path.endswith(".yml"):
            yield artefact.path, yaml.load(artefact.text, Loader=yaml.CSafeLoader)


PLAIN = {path: skeleton(value) for path, value in documents(load(TEXT, file="fuzz.yaml"))}
