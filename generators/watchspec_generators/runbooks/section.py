"""The section of one alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import boards
from watchspec_generators.dashboards.shown import panel_of, panel_page
from watchspec_generators.runbooks import words
from watchspec_generators.runbooks.contained import contained
from watchspec_generators.runbooks.markdown import code, code_block, link, plain
from watchspec_generators.runbooks.queries import steps
from watchspec_generators.runbooks.silences import silences
from watchspec_generators.runbooks.ways import ways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.model import AnyAlert, Monitoring
    from watchspec_generators.runbooks.queries import Step
    from watchspec_generators.runbooks.ways import Way

_FIRST = 3
"""As many queries as somebody who was woken up will read."""


def section(monitoring: Monitoring, alert: AnyAlert) -> str:
    """Markdown of the section; its heading is the bare alert name, because alerts link to that anchor."""
    parts = [
        f"## {alert.name}",
        f"**{plain(words.told(monitoring, alert, alert.summary))}**",
        plain(words.told(monitoring, alert, alert.description)),
        "\n".join(f"- **{name}** {text}" for name, text in _facts(monitoring, alert)),
        "**First steps**" if alert.runbook.strip() else "",
        contained(alert.runbook),
        *_queries(steps(monitoring, alert)),
    ]
    return "\n\n".join(part for part in parts if part)


def _queries(steps: tuple[Step, ...]) -> Iterator[str]:
    for heading, some in (("First queries", steps[:_FIRST]), ("Further queries", steps[_FIRST:])):
        if some:
            yield f"**{heading}**"
        yield from (f"{plain(step.question)}\n\n{code_block(step.expr, 'promql')}" for step in some)


def _facts(monitoring: Monitoring, alert: AnyAlert) -> Iterator[tuple[str, str]]:
    yield "Fires", plain(words.fires(alert)) + "."
    floor = words.floor(alert)
    if floor:
        yield "Needs", f"{plain(floor)}; with less it stays quiet."
    if alert.keep_firing_for.milliseconds:
        yield "Stays", f"for {alert.keep_firing_for} after the last breach, so that flapping pages once."
    yield "Severity", f"{plain(words.severity(monitoring, alert))}"
    yield "Owner", f"{plain(words.owner(monitoring, alert))}."
    for way in ways(monitoring, alert):
        yield "Goes to", f"{_delivery(monitoring, way)}."
    yield "Without data", f"{plain(words.without_data(monitoring, alert))}."
    yield from _quiet(monitoring, alert)
    yield "Panel", f"{_panel(monitoring, alert)}."


def _delivery(monitoring: Monitoring, way: Way) -> str:
    kinds = [kind for kind, channels in monitoring.receivers[way.receiver] if channels]
    held = [f"held back during {_listed(way.mutes)}"] if way.mutes else []
    held += [f"held back outside {_listed(level)}" for level in way.levels]
    when = [*([f"with {_listed(way.only)}"] if way.only else []), *(["otherwise"] if way.otherwise else [])]
    told = " ".join((f"{code(way.receiver)} ({', '.join(kinds)})", " and ".join(when))).rstrip()
    return "; ".join((f"{told}, repeated every {way.repeat}", *held))


def _quiet(monitoring: Monitoring, alert: AnyAlert) -> Iterator[tuple[str, str]]:
    for silence in silences(monitoring):
        same = f"about the same {_listed(silence.equal)}"
        if silence.target == alert.name:
            yield "Silent", f"while {link(silence.source, f'#{silence.source.lower()}')} fires {same}."
        if silence.source == alert.name:
            yield "Silences", f"{link(silence.target, f'#{silence.target.lower()}')} {same}."


def _listed(names: tuple[str, ...]) -> str:
    *others, last = map(code, names)
    return f"{', '.join(others)} and {last}" if others else last


def _panel(monitoring: Monitoring, alert: AnyAlert) -> str:
    every, panel = boards(monitoring), panel_of(monitoring, alert)
    if not every:
        return "none; the spec asks for no dashboard"
    return link(panel.title if panel else every[0].title, panel_page(monitoring, alert))
