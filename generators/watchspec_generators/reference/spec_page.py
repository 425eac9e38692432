"""docs/spec.md: every section and key of monitoring.yaml, and every signal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from watchspec_generators.reference.markdown import code, codes, table
from watchspec_generators.reference.markdown import page as assembled
from watchspec_generators.values import duration, selector, window
from watchspec_generators.values.quantity import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.signals import Signal

_PREFIX = "#/$defs/"
_TYPES = {"string": "text", "boolean": "true or false", "number": "number", "integer": "whole number"}
_INTRO = """
# The spec: monitoring.yaml

One YAML file says what good looks like, who is told when it is not, and when. `watchspec check` tells whether it
is right, `watchspec generate` writes everything else from it. With this first line, editors complete and check it:

```yaml
# yaml-language-server: $schema=docs/monitoring.schema.json
```

The file is read by the core schema of YAML 1.2: `22:00`, `on` and `no` are text without quotes. Keys are given
once. Anchors, aliases and `<<` work; tags do not.
"""
_VALUES = """
## How values are written

- a duration: {duration}
- a range of a window: {range}
- a selector: {selector}

The form of a quantity (a threshold, a limit, a floor) follows from what it is about:
"""
_TEXTS = """
## Words in texts

`summary` and `description` may name `{value}`, `{for}`, `{window}`, `{service}`, `{threshold}` where there is one,
and each label in `by`; raw PromQL has `{value}`, `{for}`, `{service}` and its own labels; alerts on objectives have
`{value}` (how many times too fast the budget burns), `{objective}`, `{target}`, `{window}` and `{service}`. `check`
refuses others.
"""
_ENVIRONMENTS = """
## Environments

`--env NAME` merges `environments.NAME.set` over the spec: mappings key by key, while lists and single values are
replaced. Only inside `environments`, `${NAME}` and `${NAME:-default}` are filled in from the process environment
(`$${NAME}` is the text itself); an unquoted value gets its type after that. `time_scale` divides every duration and
floor, not the thresholds. `check` examines the spec in all environments, whichever is selected.
"""
_SIGNALS = """
## Signals

What an alert's `signal` can be. The unit decides how the threshold is written; the default floor is the least
traffic in the window for the alert to speak, and its unit says what is counted. Where nothing else is said, calls
of every operation count.
"""


def page(schema: Mapping[str, Any], signals: Mapping[str, Signal]) -> str:
    """The whole page from the schema and the signals."""
    return assembled(
        _INTRO,
        "## Sections",
        *_sections(schema),
        _VALUES.format(duration=duration.FORM, range=window.FORM, selector=selector.FORM),
        table(("unit", "written as"), ((code(unit), form) for unit, form in FORMS.items())),
        _TEXTS,
        _ENVIRONMENTS,
        _SIGNALS,
        _signals(signals),
    )


def _sections(schema: Mapping[str, Any]) -> Iterator[str]:
    yield "### The file"
    yield _keys(schema)
    for name in _order(schema):
        section = schema["$defs"][name]
        yield f"### {name}"
        yield section["description"]
        yield _keys(section)


def _order(schema: Mapping[str, Any]) -> list[str]:
    """Sections in the order in which a reader of the file meets them."""
    found: list[str] = []
    queue = [schema]
    while queue:
        new = [name for name in _references(queue.pop(0)) if name not in found]
        found += dict.fromkeys(new)
        queue += [schema["$defs"][name] for name in dict.fromkeys(new)]
    return found


def _references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [name for item in node for name in _references(item)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"].removeprefix(_PREFIX)] if "$ref" in node else []
    return own + [name for key, item in node.items() if key != "$defs" for name in _references(item)]


def _keys(section: Mapping[str, Any]) -> str:
    required = section.get("required", ())
    rows = (
        (code(key), _type(value), "required" if key in required else _default(value), _meaning(value))
        for key, value in section["properties"].items()
    )
    return table(("key", "type", "default", "meaning"), rows)


def _type(node: Mapping[str, Any]) -> str:
    if "$ref" in node:
        name = node["$ref"].removeprefix(_PREFIX)
        return f"[{name}](#{name.lower()})"
    if node.get("title") == "signal":
        return "[signal](#signals)"
    if "const" in node or "enum" in node:
        return codes(node.get("enum", (node.get("const"),)))
    kind = node["type"]
    if "array" in kind:
        items = f"list of {_type(node['items'])}"
        return items if kind == "array" else f"text, or {items}"
    if kind == "object":
        values = node["additionalProperties"]
        return "mapping" if values is True else f"mapping of name to {_type(values)}"
    return str(node["title"]) if "title" in node else _TYPES[kind]


def _default(node: Mapping[str, Any]) -> str:
    if "default" not in node:
        return ""
    default = node["default"]
    return code(default if isinstance(default, str) else json.dumps(default))


def _meaning(node: Mapping[str, Any]) -> str:
    examples = f" Example: {codes(_example(item) for item in node['examples'])}." if "examples" in node else ""
    return f"{node['description']}{examples}"


def _example(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _signals(signals: Mapping[str, Signal]) -> str:
    header = ("signal", "meaning", "unit", "threshold", "labels for `by`", "window", "floor")
    return table(header, (_signal(signal) for signal in signals.values()))


def _signal(signal: Signal) -> tuple[str, ...]:
    event = signal.kind == "event"
    directions = {"above": "`above`", "below": "`below`", "both": "`above` or `below`"}
    return (
        code(signal.name),
        signal.summary,
        "" if event else code(signal.unit),
        "none: an event" if event else directions[signal.direction],
        codes(signal.labels),
        code(signal.window),
        "" if signal.floor is None else f"{signal.floor.text} ({signal.floor.unit})",
    )
