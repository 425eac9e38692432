"""Shows the incident while it happens: a table that moves on a terminal, plain lines elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from watchspec_generators.demo.readings import gauges

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from rich.console import Console
    from typing_extensions import Self

    from watchspec_generators.demo.events import Event, EventKind
    from watchspec_generators.demo.plan import Plan
    from watchspec_generators.demo.readings import Gauge

_STYLES: Mapping[EventKind, str] = {
    "injected": "bold magenta",
    "ended": "bold cyan",
    "pending": "yellow",
    "firing": "bold red",
    "routed": "blue",
    "delivered": "bold green",
    "inhibited": "dim yellow",
    "muted": "dim yellow",
    "quiet": "cyan",
    "closed": "green",
}
_WORDS: Mapping[EventKind, str] = {"quiet": "resolved", "closed": "delivered"}
_SHOWN_HEARTBEATS = 2
_PLAIN_VALUES_EVERY_SECONDS = 4.0
_LINES = 4
"""Lines of a notification that are shown."""


class Screen:
    """A reporter; in a `with` block it shows the moving table where there is a terminal."""

    def __init__(self, console: Console, plan: Plan, start: float) -> None:
        self._console, self._start = console, start
        self._gauges = gauges(plan.monitoring, plan.injections)
        self._heartbeat = plan.heartbeat.alert if plan.heartbeat else ""
        self._states: dict[str, str] = {}
        self._heartbeats = 0
        self._printed = 0.0
        self._live = Live(console=console, auto_refresh=False, transient=True) if console.is_terminal else None

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def event(self, event: Event) -> None:
        """One line, and the notification's text where there is one."""
        if event.kind not in ("injected", "ended"):
            self._states[event.subject] = {"closed": "resolved"}.get(event.kind, _WORDS.get(event.kind, event.kind))
        if self._too_much(event):
            return
        self._line(event.at, _WORDS.get(event.kind, event.kind), _subject(event), _STYLES[event.kind])
        if event.kind in ("delivered", "closed"):
            for line in list(dict.fromkeys(event.text.splitlines()))[:_LINES]:
                self._console.print(f"{'':22}│ {escape(line)}", style="dim", highlight=False, no_wrap=True)

    def values(self, now: float, values: Mapping[str, float], active: Sequence[str]) -> None:
        """The table, or now and then a line about the metrics that something is done to."""
        if self._live:
            self._live.update(self._table(values, active), refresh=True)
            return
        moving = [gauge for gauge in self._gauges if gauge.kind in active and gauge.alert in values]
        if moving and now - self._printed >= _PLAIN_VALUES_EVERY_SECONDS:
            self._printed = now
            shown: dict[str, list[str]] = {}
            for gauge in moving:
                shown.setdefault(f"{_series(gauge)} {gauge.shown(values[gauge.alert])}", []).append(gauge.limit)
            self._line(
                now, "value", ", ".join(f"{value} ({' and '.join(limits)})" for value, limits in shown.items()), ""
            )

    def _too_much(self, event: Event) -> bool:
        if event.subject != self._heartbeat or event.kind != "delivered":
            return False
        self._heartbeats += 1
        return self._heartbeats > _SHOWN_HEARTBEATS

    def _line(self, at: float, what: str, about: str, style: str) -> None:
        line = Text(f"{at - self._start:+8.1f} s  ")
        line.append(f"{what:<10} ", style=style)
        line.append(about)
        self._console.print(line, soft_wrap=True)

    def _table(self, values: Mapping[str, float], active: Sequence[str]) -> Table:
        table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
        for heading in ("alert", "metric", "value", "fires", "state"):
            table.add_column(heading)
        for gauge in self._gauges:
            value = gauge.shown(values[gauge.alert]) if gauge.alert in values else ""
            style = "bold" if gauge.kind in active else "dim"
            row = (gauge.alert, _series(gauge), value, gauge.limit, self._states.get(gauge.alert, "quiet"))
            table.add_row(*(escape(cell) for cell in row), style=style)
        return table


def _subject(event: Event) -> str:
    if event.kind in ("injected", "ended"):
        return event.detail
    model = event.labels.get("model")
    name = f"{event.subject} ({model})" if model else event.subject
    link = {"inhibited": " by ", "muted": " by "}.get(event.kind, " → ")
    return f"{name}{link}{event.detail}" if event.detail else name


def _series(gauge: Gauge) -> str:
    return " ".join((gauge.signal, *gauge.labels.values()))
