"""Every kind of problem that a spec can have: its id, how bad it is, what it is about and how it is mended."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from inspect import cleandoc
from typing import TYPE_CHECKING

from watchspec_generators.graph import checks as of_the_graph
from watchspec_generators.graph.checks import chain_check_names
from watchspec_generators.spec import checks as of_the_spec
from watchspec_generators.spec.checks import check_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.problems import Level

_MEND = "To mend: "


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of problem; `id` is the `code` of its problems."""

    id: str
    level: Level
    promise: str
    """What holds of a spec without this problem, in a sentence."""
    why: str
    """More about it, maybe nothing."""
    finds: str
    """What is reported."""
    mend: str


_READING = (
    Entry("spec", "error", "The spec can be read.", "", "A file that is missing or can't be opened.", "Give its path."),
    Entry(
        "yaml",
        "error",
        "The spec is one document of plain YAML in UTF-8.",
        "",
        "Syntax errors, keys given twice, tags, other encodings, and aliases that grow without bounds.",
        "Look at the place, and above it for a bracket or quote that was not closed.",
    ),
    Entry(
        "schema",
        "error",
        "The spec has the shape that docs/spec.md describes.",
        "",
        "Unknown and missing keys, and values of a wrong form.",
        "Take the key or form that is offered; editors know them by docs/monitoring.schema.json.",
    ),
)
"""What is found before any check runs."""


def checklist() -> tuple[Entry, ...]:
    """All of them: those of reading first, then the checks by name."""
    return (*_READING, *sorted(_checks(), key=lambda entry: entry.id))


def _checks() -> Iterator[Entry]:
    for package, names in ((of_the_spec, check_names()), (of_the_graph, chain_check_names())):
        for name in names:
            module = import_module(f"{package.__name__}.{name}")
            about, _, mend = cleandoc(module.__doc__ or "").partition(_MEND)
            promise, _, why = about.partition("\n\n")
            level: Level = getattr(module, "LEVEL", "error")
            yield Entry(name, level, _line(promise), _line(why), _line(module.check.__doc__), _sentence(_line(mend)))


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
