"""The JSON Schema of monitoring.yaml (draft 2020-12), made from its shape; editors read it too."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from watchspec_generators.spec.shape import Spec
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import core_schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ID = "urn:watchspec:monitoring:1"
TITLE = "Watchspec monitoring spec"
_FORMS = {
    r"^[A-Za-z][A-Za-z0-9_-]*$": ("name", "a name: a letter, then at most 79 letters, digits, _ or -"),
    r"^[A-Za-z_][A-Za-z0-9_]*$": ("alert name", "a name: a letter, then at most 79 letters, digits or _"),
    r"^[a-zA-Z_][a-zA-Z0-9_]*$": ("label name", "a label's name: letters, digits and _, not starting with a digit"),
}
"""What each pattern of the shape is called, and how to write it."""


class _Generator(GenerateJsonSchema):
    schema_dialect = DRAFT

    def field_title_should_be_set(self, _schema: Any) -> bool:
        """A title that repeats the key would tell nothing."""
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> dict[str, Any]:
        """An absent key is the way to say nothing; a key left empty is a mistake worth telling."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        """Defaults as people would write them; none where the default is to have nothing."""
        made = self.generate_inner(schema["schema"])
        written = _written(schema.get("default"))
        return made if written is None else {**made, "default": written}


def _written(default: Any) -> Any:
    """A default as JSON, or None where it says nothing: no value, no entries, a section of defaults."""
    if isinstance(default, Duration):
        return str(default)
    if isinstance(default, tuple):
        return list(default) or None
    return default if isinstance(default, (str, int, float)) and default != "" else None


@cache
def schema(signals: tuple[str, ...]) -> Mapping[str, Any]:
    """The schema as data; `signals` are the names that an alert may give."""
    made: dict[str, Any] = Spec.model_json_schema(schema_generator=_Generator)
    tidy = _tidy(made)
    for section in ("Alert", "OwnPanel"):
        keys = tidy["$defs"][section]["properties"]
        described = keys["signal"]["description"]
        keys["signal"] = {"title": "signal", "description": described, "type": "string", "enum": sorted(signals)}
    return {"$schema": DRAFT, "$id": ID, **tidy, "title": TITLE}


def schema_text(signals: tuple[str, ...]) -> str:
    """The schema as the file that is shipped."""
    return json.dumps(schema(signals), indent=2, ensure_ascii=False) + "\n"


def _tidy(node: Any) -> Any:
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    return _with_form(_open_names(_one_type({key: _tidy(value) for key, value in node.items()})))


def _one_type(node: dict[str, Any]) -> dict[str, Any]:
    """Alternatives that differ only in their type become one list of types."""
    branches = node.get("anyOf")
    if not isinstance(branches, list):
        return node
    rest = {key: value for key, value in node.items() if key != "anyOf"}
    types = [branch["type"] for branch in branches]
    if "number" in types:
        types = [name for name in types if name != "integer"]
    details = {key: value for branch in branches for key, value in branch.items() if key != "type"}
    return {"type": types, **details, **rest}


def _open_names(node: dict[str, Any]) -> dict[str, Any]:
    """Names of entries are checked by `propertyNames`; a pattern alone would let wrong names pass."""
    patterns = node.get("patternProperties")
    if not isinstance(patterns, dict):
        return node
    ((pattern, values),) = patterns.items()
    rest = {key: value for key, value in node.items() if key != "patternProperties"}
    names = {"pattern": pattern, **node.get("propertyNames", {})}
    return {**rest, "propertyNames": _with_form(names), "additionalProperties": values}


def _with_form(node: dict[str, Any]) -> dict[str, Any]:
    if node.get("pattern") not in _FORMS:
        return node
    title, form = _FORMS[node["pattern"]]
    return {**node, "title": title, "patternErrorMessage": form}
