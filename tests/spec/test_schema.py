"""The JSON Schema that is shipped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from jsonschema import Draft202012Validator

from watchspec_generators.signals import SIGNALS
from watchspec_generators.spec.schema import DRAFT, schema, schema_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
SCHEMA = schema(tuple(SIGNALS))


def sections() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every section with its schema."""
    yield "the file", SCHEMA
    yield from SCHEMA["$defs"].items()


def test_schema_is_valid() -> None:
    """It obeys its own draft, and names it."""
    Draft202012Validator.check_schema(dict(SCHEMA))
    assert SCHEMA["$schema"] == DRAFT
    assert schema_text(tuple(SIGNALS)).endswith("}\n")


def test_every_section_and_key_is_described() -> None:
    """Editors show a sentence for everything that can be written."""
    assert [name for name, section in sections() if not section.get("description")] == []
    bare = [
        f"{name}.{key}"
        for name, section in sections()
        for key, value in section["properties"].items()
        if not value.get("description")
    ]
    assert bare == []


def test_every_pattern_says_how_to_write_it() -> None:
    """A regular expression is no help to the person who missed it."""

    def patterns(node: Any) -> Iterator[Mapping[str, Any]]:
        if isinstance(node, list):
            for item in node:
                yield from patterns(item)
        elif isinstance(node, dict):
            if isinstance(node.get("pattern"), str):
                yield node
            for item in node.values():
                yield from patterns(item)

    found = list(patterns(dict(SCHEMA)))
    assert len(found) > 20
    assert [node for node in found if "patternErrorMessage" not in node] == []


def test_shipped_spec_obeys_its_schema() -> None:
    """What an editor says about the shipped spec: nothing. PyYAML's own reading of it is no different."""
    shipped = yaml.safe_load((ROOT / "monitoring.yaml").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(dict(SCHEMA)).iter_errors(shipped)) == []


def test_first_line_points_to_the_schema() -> None:
    """Editors find the schema from the spec's first line."""
    first = (ROOT / "monitoring.yaml").read_text(encoding="utf-8").split("\n", 1)[0]
    assert first == "# yaml-language-server: $schema=docs/monitoring.schema.json"
    assert (ROOT / "docs" / "monitoring.schema.json").is_file()
