"""What holds for one field: the panel's defaults, then every override that matches."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from watchspec_generators.preview.colours import Threshold, crossed, hexadecimal, series_colours, thresholds
from watchspec_generators.preview.units import Scale, formatted, scale

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from watchspec_generators.preview.frames import Field
    from watchspec_generators.preview.reading import Link, Panel

NO_DATA = "No data"
_PERCENTAGE = "percentage"


@dataclass(frozen=True, slots=True)
class Settings:
    """A field's configuration, ready to draw by."""

    name: str
    """As displayed."""
    scale: Scale
    decimals: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    no_value: str = NO_DATA
    thresholds: tuple[Threshold, ...] = ()
    colour: Mapping[str, Any] = field(default_factory=dict)
    mappings: tuple[Mapping[str, Any], ...] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)
    links: tuple[Mapping[str, Any], ...] = ()

    def text(self, value: Any) -> str:
        """A value as it is shown."""
        mapped = _mapped(self.mappings, value)
        if mapped.get("text"):
            return str(mapped["text"])
        if value is None:
            return self.no_value
        return formatted(value, self.scale, self.decimals) if isinstance(value, int | float) else str(value)

    def value_colour(self, value: Any, series: str) -> str:
        """The colour of one value; `series` is that of its series in the palette."""
        mapped = _mapped(self.mappings, value)
        if mapped.get("color"):
            return hexadecimal(mapped["color"])
        if self.colour.get("mode") == "fixed":
            return hexadecimal(self.colour.get("fixedColor", series))
        if self.colour.get("mode") == "thresholds":
            return crossed(self.thresholds, value if isinstance(value, int | float) else None)
        return series


def settings(panel: Panel, of: Field) -> Settings:
    """The configuration of one field of a panel."""
    found: dict[str, Any] = dict(panel.defaults)
    custom: dict[str, Any] = dict(found.get("custom", {}))
    for override in panel.overrides:
        matcher = override["matcher"]
        if _MATCHERS.get(matcher["id"], _never)(matcher.get("options"), of):
            for one in override["properties"]:
                kind, _, rest = one["id"].partition(".")
                target, key = (custom, rest) if kind == "custom" else (found, one["id"])
                target[key] = one.get("value")
    minimum, maximum = found.get("min"), found.get("max")
    return Settings(
        name=found.get("displayName") or of.name,
        scale=scale(found.get("unit") or ""),
        decimals=found.get("decimals"),
        minimum=minimum,
        maximum=maximum,
        no_value=found.get("noValue") or NO_DATA,
        thresholds=_absolute(found.get("thresholds") or {}, minimum, maximum),
        colour=found.get("color") or {},
        mappings=tuple(found.get("mappings") or ()),
        custom=custom,
        links=tuple(found.get("links") or ()),
    )


def _absolute(config: Mapping[str, Any], minimum: float | None, maximum: float | None) -> tuple[Threshold, ...]:
    steps = thresholds(config)
    if config.get("mode") != _PERCENTAGE:
        return steps
    low, high = minimum or 0.0, 100.0 if maximum is None else maximum
    return tuple(
        Threshold(None if step.value is None else low + (high - low) * step.value / 100, step.colour) for step in steps
    )


def _never(_options: Any, _field: Field) -> bool:
    return False


def pattern(written: str) -> re.Pattern[str]:
    """A regular expression as Grafana writes it, with or without slashes."""
    return re.compile(written[1 : written.rindex("/")] if written.startswith("/") else written)


_MATCHERS: Mapping[str, Callable[[Any, Field], bool]] = {
    "byName": lambda wanted, of: of.name == wanted,
    "byNames": lambda wanted, of: of.name in wanted.get("names", []),
    "byRegexp": lambda wanted, of: bool(pattern(wanted).search(of.name)),
    "byType": lambda wanted, of: of.type == wanted,
    "byFrameRefID": lambda wanted, of: of.ref == wanted,
}


def colours(panel: Panel, fields: Sequence[Field], found: Sequence[Settings]) -> list[str]:
    """The colour of each field's series, in order."""
    mode = panel.defaults.get("color", {}).get("mode", "")
    own = series_colours([of.name for of in fields], by_name=mode == "palette-classic-by-name")
    last = [next((value for value in reversed(of.values) if value is not None), None) for of in fields]
    return [one.value_colour(value, own[of.name]) for of, one, value in zip(fields, found, last, strict=True)]


def panel_links(panel: Panel, found: Sequence[Settings]) -> tuple[tuple[str, str], ...]:
    """Title and address of the panel's links, then of its fields'."""
    links: list[Link] = list(panel.links)
    own = [(link.title, link.url) for link in links]
    return (*own, *((link["title"], link["url"]) for one in found for link in one.links))


def _mapped(mappings: Sequence[Mapping[str, Any]], value: Any) -> Mapping[str, Any]:
    for mapping in mappings:
        options = mapping.get("options", {})
        found: Mapping[str, Any] | None = _MAPPINGS.get(mapping["type"], _unmapped)(options, value)
        if found is not None:
            return found
    return {}


def _unmapped(_options: Mapping[str, Any], _value: Any) -> None:
    return None


def _by_value(options: Mapping[str, Any], value: Any) -> Mapping[str, Any] | None:
    written = f"{value:g}" if isinstance(value, int | float) else str(value)
    found: Mapping[str, Any] | None = options.get(written)
    return found


def _by_range(options: Mapping[str, Any], value: Any) -> Mapping[str, Any] | None:
    if not isinstance(value, int | float):
        return None
    low, high = options.get("from"), options.get("to")
    inside = (low is None or value >= low) and (high is None or value <= high)
    return options.get("result", {}) if inside else None


def _special(options: Mapping[str, Any], value: Any) -> Mapping[str, Any] | None:
    special = {"null": value is None, "null+nan": value is None, "empty": value == ""}
    return options.get("result", {}) if special.get(options.get("match", "")) else None


def _by_regex(options: Mapping[str, Any], value: Any) -> Mapping[str, Any] | None:
    matched = isinstance(value, str) and pattern(options.get("pattern", "")).search(value)
    return options.get("result", {}) if matched else None


_MAPPINGS: Mapping[str, Callable[[Mapping[str, Any], Any], Mapping[str, Any] | None]] = {
    "value": _by_value,
    "range": _by_range,
    "special": _special,
    "regex": _by_regex,
}
