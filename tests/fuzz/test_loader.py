"""Whatever is written in a spec, it is either used or refused with a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.specs import GATE, TEXT, broken_texts, broken_trees, hostile_specs, scalars

from watchspec_generators.pipeline import generate
from watchspec_generators.spec import SpecError, load
from watchspec_generators.spec.inside import BREAK

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def judged(text: str | bytes, environment: str | None = None) -> Monitoring | None:
    """The model, or None where `text` is refused as it should be: somewhere in the file, in one sentence each."""
    try:
        return load(text, file="fuzz.yaml", environment=environment)
    except SpecError as error:
        refusal = error
    lines = BREAK.split(refusal.source)
    assert refusal.problems
    for problem in refusal.problems:
        assert problem.file == "fuzz.yaml"
        assert 1 <= problem.line <= len(lines) + 1
        assert problem.column >= 1
        assert problem.message
    assert str(refusal).count("\n") == len(refusal.problems) - 1
    assert refusal.report().replace("\n", "").replace("\t", "").isprintable()
    return None


def used(monitoring: Monitoring | None) -> None:
    """A spec that is accepted gives every file, and each is what its name says."""
    for artefact in generate(monitoring) if monitoring else ():
        assert "\x00" not in artefact.text
        if artefact.path.endswith(".yml"):
            assert isinstance(yaml.load(artefact.text, Loader=yaml.CSafeLoader), dict)


def test_the_spec_that_is_broken_is_whole() -> None:
    """Otherwise every change of it would be refused for that."""
    used(judged(TEXT))
    used(judged(TEXT, "test"))


@settings(GATE, max_examples=120)
@given(broken_trees())
def test_any_value_anywhere(text: str) -> None:
    """Types, names, lists and mappings where none are meant."""
    used(judged(text))


@settings(GATE, max_examples=120)
@given(broken_texts())
def test_any_character_anywhere(text: str) -> None:
    """What is left of a file after a bad merge, or a hand that slipped."""
    used(judged(text))


@settings(GATE, max_examples=100)
@given(hostile_specs())
def test_hostile_texts(text: str) -> None:
    """Texts that mean something elsewhere."""
    used(judged(text))
    judged(text, "test")


@settings(GATE, max_examples=200)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode) | scalars.map(str.encode))
def test_any_bytes(content: bytes) -> None:
    """Files that are no spec at all."""
    assert judged(content) is None


@pytest.mark.parametrize("depth", [100, 5_000])
def test_deep_nesting(depth: int) -> None:
    """Nothing overflows, in lists or in mappings."""
    assert judged("[" * depth + "]" * depth) is None
    assert judged("{a: " * depth + "}" * depth) is None
