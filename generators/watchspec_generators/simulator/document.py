"""A parsed alertmanager.yml as data with paths, and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import yaml

from watchspec_generators.spec.suggest import did_you_mean
from watchspec_generators.values import Duration
from watchspec_generators.values.duration import parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterable

_FLAGS = {
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"), False),
}


class BadConfig(ValueError):  # noqa: N818 - reads as what it is
    """A configuration that Alertmanager would not load, or that can't be simulated; begins with a path."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the document and its path, such as `route.routes[2].receiver`."""

    content: Any
    path: str = ""

    def wrong(self, message: str) -> BadConfig:
        """What to raise about this value."""
        return BadConfig(f"{self.path}: {message}" if self.path else message)

    def keys(self, known: Iterable[str] | None = None) -> Mapping[str, Value]:
        """A mapping's values that are not null; no other keys than `known`, if those are given."""
        if not isinstance(self.content, Mapping):
            raise self.wrong("not a mapping")
        listed = tuple(known or ())
        for key in self.content:
            if known is not None and key not in listed:
                hint = did_you_mean(str(key), listed)
                raise self.wrong(f"unknown key `{key}`" + (f"; {hint}" if hint else ""))
        below = f"{self.path}." if self.path else ""
        return {
            str(key): Value(content, f"{below}{key}") for key, content in self.content.items() if content is not None
        }

    def items(self) -> tuple[Value, ...]:
        """A list's values."""
        if not isinstance(self.content, (list, tuple)):
            raise self.wrong("not a list")
        return tuple(Value(content, f"{self.path}[{index}]") for index, content in enumerate(self.content))

    def text(self) -> str:
        """Text; Alertmanager takes a number for the text that it is written as."""
        if isinstance(self.content, int) and not isinstance(self.content, bool):
            return str(self.content)
        if not isinstance(self.content, str):
            raise self.wrong("not text")
        return self.content

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.text() for item in self.items())

    def flag(self) -> bool:
        """True or false."""
        said = _FLAGS.get(self.content, self.content) if isinstance(self.content, str) else self.content
        if not isinstance(said, bool):
            raise self.wrong("neither true nor false")
        return said

    def duration(self, *, zero: bool = False) -> timedelta:
        """A length of time, which may be 0 only if `zero` says so."""
        written = self.text()
        try:
            length = Duration(0) if written == "0" else parse_duration(written)
        except ValueError as error:
            raise self.wrong(str(error)) from None
        if not length.milliseconds and not zero:
            raise self.wrong("can't be zero")
        return timedelta(milliseconds=length.milliseconds)


class _Loader(yaml.SafeLoader):
    """Reads every scalar but null as the text that stands there: to Alertmanager 22:00 is a time, not 1320."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if tag.endswith((":null", ":merge"))]
    for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse_yaml(text: str) -> Value:
    """The document of an alertmanager.yml; BadConfig if it is no YAML."""
    try:
        return Value(yaml.load(text, Loader=_Loader))  # noqa: S506 - a safe loader with fewer types
    except yaml.YAMLError as error:
        raise BadConfig(f"this is not valid YAML: {error}") from None
