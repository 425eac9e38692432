"""A small spec that has a bit of everything, and a way to see what an edit of it breaks."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

from watchspec_generators.spec import SpecError, load

SMALL = (Path(__file__).parent / "small.yaml").read_text(encoding="utf-8")


class Found(NamedTuple):
    """A problem: the check that found it, what stands at its place, and the sentence."""

    code: str
    at: str
    message: str


class Break(Protocol):
    """Makes edits in the small spec, and tells what is wrong afterwards."""

    def __call__(self, *edits: tuple[str, str]) -> list[Found]: ...


def edited(*edits: tuple[str, str]) -> str:
    """The small spec with each (old, new) put in; old must occur once."""
    text = SMALL
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
        text = text.replace(old, new)
    return text


def problems_of(text: str, environment: str | None = None, **variables: str) -> list[Found]:
    """What is wrong with the spec `text`."""
    try:
        load(text, file="small.yaml", environment=environment, variables=variables)
    except SpecError as error:
        lines = text.split("\n")
        return [
            Found(problem.code, lines[problem.line - 1][problem.column - 1 :], problem.message)
            for problem in error.problems
        ]
    return []


@pytest.fixture
def broken() -> Break:
    """Edits of the small spec and what they break."""

    def broken(*edits: tuple[str, str]) -> list[Found]:
        return problems_of(edited(*edits))

    return broken


@pytest.fixture
def small() -> str:
    """The small spec."""
    return SMALL
