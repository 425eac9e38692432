"""Schema violations as sentences for people, each at the place where it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from watchspec_generators.spec.problems import Problem
from watchspec_generators.spec.suggest import did_you_mean, one_of
from watchspec_generators.spec.tree import Node, Path, locate, plain

if TYPE_CHECKING:
    from jsonschema import ValidationError

_TYPE_NAMES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "object": "a mapping",
    "string": "text",
}
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation: the path it is about, whether its key or value, and the sentence."""

    path: Path
    message: str
    expected: str | None = None
    hint: str | None = None
    key: bool = False
    unknown_key: bool = False

    def problem(self, root: Node, file: str) -> Problem:
        """The finding at its place in `root`."""
        mark = locate(root, self.path, key=self.key)
        return Problem(file, mark.line, mark.column, self.message, self.expected, self.hint, "schema")


def violations(root: Node, schema: Mapping[str, Any]) -> list[Finding]:
    """Everything in `root` that `schema` does not allow."""
    errors = Draft202012Validator(schema).iter_errors(plain(root))
    return [finding for error in errors for finding in _findings(error)]


def show(value: Any) -> str:
    """A value as it may be quoted in a sentence, shortened."""
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    text = "nothing" if value is None else text
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


def _findings(error: ValidationError) -> Iterator[Finding]:
    path = tuple(error.absolute_path)
    explain = _EXPLAIN.get(str(error.validator), _other)
    yield from explain(error, path)


def _unknown_keys(error: ValidationError, path: Path) -> Iterable[Finding]:
    known = error.schema["properties"]
    for key in error.instance:
        if key not in known:
            unused = [name for name in known if name not in error.instance]
            hint = did_you_mean(key, unused) or did_you_mean(key, known)
            yield Finding((*path, key), f"unknown key `{key}`", one_of(known), hint, key=True, unknown_key=True)


def _missing_key(error: ValidationError, path: Path) -> Iterable[Finding]:
    # jsonschema reports each missing key apart; its name is only in the message.
    name = next(name for name in error.validator_value if error.message.startswith(f"{name!r} "))
    described = error.schema.get("properties", {}).get(name, {}).get("description")
    section = str(error.schema.get("title", "section")).lower()
    yield Finding(path, f"the key `{name}` is missing in this {section}", described, key=True)


def _wrong_type(error: ValidationError, path: Path) -> Iterable[Finding]:
    wanted = error.validator_value
    names = [_TYPE_NAMES[name] for name in ([wanted] if isinstance(wanted, str) else wanted)]
    form = error.schema.get("patternErrorMessage")
    expected = " or ".join(names) if form is None else form
    yield Finding(path, f"{show(error.instance)} is not {' or '.join(names)}", expected, _type_hint(error))


def _type_hint(error: ValidationError) -> str | None:
    if error.instance is None:
        return "give the key a value, or leave it out"
    if error.validator_value == "string" and isinstance(error.instance, (bool, int, float)):
        return "put it in quotes if it is meant as text"
    if error.validator_value == "array" and isinstance(error.instance, (str, dict)):
        return "write a list: [ ... ], or one `- ` line for each item"
    return None


def _not_in_enum(error: ValidationError, path: Path) -> Iterable[Finding]:
    known = [str(value) for value in error.validator_value]
    message = f"`{show(error.instance)}` is not a known {_last_name(path)}"
    yield Finding(path, message, one_of(known), did_you_mean(show(error.instance), known))


def _not_const(error: ValidationError, path: Path) -> Iterable[Finding]:
    yield Finding(path, f"{show(error.instance)} is not possible here", show(error.validator_value))


def _wrong_form(error: ValidationError, path: Path) -> Iterable[Finding]:
    form = error.schema.get("patternErrorMessage")
    name_of_key = "propertyNames" in error.absolute_schema_path
    full = (*path, error.instance) if name_of_key else path
    what = "as a name" if name_of_key else f"as {_last_name(path)}"
    message = f"`{show(error.instance)}` can't be read {what}"
    yield Finding(full, message, form or f"text like {error.validator_value}", key=name_of_key)


def _other(error: ValidationError, path: Path) -> Iterable[Finding]:
    yield Finding(path, f"{show(error.instance)} is not allowed here", f"{error.validator}: {error.validator_value}")


def _too_small(error: ValidationError, path: Path) -> Iterable[Finding]:
    yield Finding(path, f"{show(error.instance)} is too small", f"more than {error.validator_value}")


def _too_long(error: ValidationError, path: Path) -> Iterable[Finding]:
    key = "propertyNames" in error.absolute_schema_path
    full = (*path, error.instance) if key else path
    message = f"`{show(error.instance)}` is too long"
    yield Finding(full, message, f"at most {error.validator_value} characters", key=key)


def _last_name(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "value")


_EXPLAIN: dict[str, Callable[[ValidationError, Path], Iterable[Finding]]] = {
    "additionalProperties": _unknown_keys,
    "const": _not_const,
    "enum": _not_in_enum,
    "exclusiveMinimum": _too_small,
    "maxLength": _too_long,
    "pattern": _wrong_form,
    "required": _missing_key,
    "type": _wrong_type,
}
