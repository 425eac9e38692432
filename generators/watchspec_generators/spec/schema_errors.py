"""Schema violations as sentences for people, each at the place where it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from watchspec_generators.spec.problems import Problem
from watchspec_generators.spec.suggest import did_you_mean, one_of
from watchspec_generators.spec.tree import Node, Path, locate, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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


@dataclass(frozen=True, slots=True)
class _Violation:
    """The parts of a validator's error that sentences are made from."""

    path: Path
    instance: Any
    wanted: Any
    message: str
    schema: Mapping[str, Any]
    about_name: bool
    """Whether it is about the name of an entry rather than its value."""

    @property
    def shown(self) -> str:
        return show(self.instance)

    @property
    def place(self) -> Path:
        return (*self.path, self.instance) if self.about_name else self.path

    @property
    def key(self) -> str:
        return next((step for step in reversed(self.path) if isinstance(step, str)), "value")


def _findings(error: ValidationError) -> Iterable[Finding]:
    found = _Violation(
        tuple(error.absolute_path),
        error.instance,
        error.validator_value,
        error.message,
        error.schema if isinstance(error.schema, Mapping) else {},
        "propertyNames" in error.absolute_schema_path,
    )
    return _EXPLAIN[str(error.validator)](found)


def _unknown_keys(found: _Violation) -> Iterable[Finding]:
    known = found.schema["properties"]
    for key in found.instance:
        if key not in known:
            unused = [name for name in known if name not in found.instance]
            hint = did_you_mean(key, unused) or did_you_mean(key, known)
            yield Finding((*found.path, key), f"unknown key `{key}`", one_of(known), hint, key=True, unknown_key=True)


def _missing_key(found: _Violation) -> Iterable[Finding]:
    # jsonschema reports each missing key apart; its name is only in the message.
    name = next(name for name in found.wanted if found.message.startswith(f"{name!r} "))
    where = f" in this {found.schema['title'].lower()}" if found.path else ""
    described = found.schema["properties"][name].get("description")
    yield Finding(found.path, f"the key `{name}` is missing{where}", described, key=True)


def _wrong_type(found: _Violation) -> Iterable[Finding]:
    wanted = found.wanted
    names = [_TYPE_NAMES[name] for name in ([wanted] if isinstance(wanted, str) else wanted)]
    form = found.schema.get("patternErrorMessage")
    expected = " or ".join(names) if form is None else form
    yield Finding(found.path, f"{found.shown} is not {' or '.join(names)}", expected, _type_hint(found))


def _type_hint(found: _Violation) -> str | None:
    if found.instance is None:
        return "give the key a value, or leave it out"
    if found.wanted == "string" and isinstance(found.instance, (bool, int, float)):
        return "put it in quotes if it is meant as text"
    if found.wanted == "array" and isinstance(found.instance, (str, dict)):
        return "write a list: [ ... ], or one `- ` line for each item"
    return None


def _not_in_enum(found: _Violation) -> Iterable[Finding]:
    known = [str(value) for value in found.wanted]
    message = f"`{found.shown}` is not a known {found.key}"
    yield Finding(found.path, message, one_of(known), did_you_mean(found.shown, known))


def _not_const(found: _Violation) -> Iterable[Finding]:
    yield Finding(found.path, f"{found.shown} is not possible here", show(found.wanted))


def _wrong_form(found: _Violation) -> Iterable[Finding]:
    what = "a name" if found.about_name else found.key
    message = f"`{found.shown}` can't be read as {what}"
    yield Finding(found.place, message, found.schema["patternErrorMessage"], key=found.about_name)


def _too_small(found: _Violation) -> Iterable[Finding]:
    yield Finding(found.path, f"{found.shown} is too small", f"more than {found.wanted}")


def _below_least(found: _Violation) -> Iterable[Finding]:
    yield Finding(found.path, f"{found.shown} is too small", f"{found.wanted} or more")


def _too_long(found: _Violation) -> Iterable[Finding]:
    expected = f"at most {found.wanted} characters"
    yield Finding(found.place, f"`{found.shown}` is too long", expected, key=found.about_name)


_EXPLAIN: dict[str, Callable[[_Violation], Iterable[Finding]]] = {
    "additionalProperties": _unknown_keys,
    "const": _not_const,
    "enum": _not_in_enum,
    "exclusiveMinimum": _too_small,
    "maxLength": _too_long,
    "minimum": _below_least,
    "pattern": _wrong_form,
    "required": _missing_key,
    "type": _wrong_type,
}
