"""What the demo prints before and after the incident, and its timeline for machines."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from watchspec_generators.demo.troubles import chat_models

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from watchspec_generators.demo.events import Event
    from watchspec_generators.demo.stack import Stack
    from watchspec_generators.demo.timeline import Step
    from watchspec_generators.model import Artefact

_MARKS = {"ok": "[green]yes[/]", "failed": "[bold red]NO[/]", "waiting": "[bold red]NO[/]"}


def generated(artefacts: Sequence[Artefact]) -> Table:
    """How many files of each folder were generated."""
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("generated", "files", "lines"):
        table.add_column(heading, justify="left" if heading == "generated" else "right")
    files: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for artefact in artefacts:
        folder = artefact.path.rpartition("/")[0]
        files[folder] += 1
        lines[folder] += artefact.text.count("\n")
    for folder, count in sorted(files.items()):
        table.add_row(f"{folder}/", str(count), str(lines[folder]))
    return table


def timeline(steps: Sequence[Step]) -> Table:
    """Every step: what was expected, whether it happened, and how long it took."""
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("trouble", "alert", "step", "seconds", "at most", "expected", "happened"):
        table.add_column(heading, justify="right" if heading in ("seconds", "at most") else "left")
    before = ""
    for step in steps:
        shown = (step.trouble if step.trouble != before else "", step.alert, step.what)
        before = step.trouble
        times = (_seconds(step.took), _seconds(step.limit))
        table.add_row(*map(escape, shown), *times, escape(step.expected), _MARKS[step.state])
    return table


def failed(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps that did not happen, or not in time."""
    return tuple(step for step in steps if step.state != "ok")


def show_failure(console: Console, steps: Sequence[Step], stack: Stack) -> None:
    """Every failed step, what the sink refused, and the end of each log."""
    console.print(f"\n[bold red]{len(steps)} steps did not happen as expected:[/]")
    for step in steps:
        took = f"it took {_seconds(step.took)} s" if step.took is not None else "it was not seen"
        limit = f", at most {_seconds(step.limit)} s were allowed" if step.limit is not None else ""
        console.print(f"  {escape(step.trouble)}: {escape(step.alert)}: {escape(step.what)}: {took}{limit}")
    for refusal in stack.inbox.refusals:
        console.print(f"  the sink refused a {refusal.protocol} message: {escape(refusal.reason)}")
    for name, server in stack.servers.items():
        console.print(f"\n[bold]{name}[/] ({server.log}):\n{escape(server.log_tail())}", highlight=False)


def unexpected(events: Sequence[Event], known: Sequence[str]) -> tuple[Event, ...]:
    """Notifications about alerts that are not part of the incident."""
    return tuple(event for event in events if event.kind in ("delivered", "closed") and event.subject not in known)


def document(steps: Sequence[Step], events: Sequence[Event], start: float, seconds: float) -> Mapping[str, Any]:
    """The timeline for machines; event times are seconds since `start`."""
    return {
        "ok": not failed(steps),
        "seconds": round(seconds, 3),
        "steps": [asdict(step) for step in steps],
        "events": [{**asdict(event), "at": round(event.at - start, 3)} for event in events],
    }


def addresses(stack: Stack) -> str:
    """Where everything is, and how to look at it by hand."""
    service, prometheus, alertmanager = stack.service.url, stack.prometheus.url, stack.alertmanager.url
    monitoring = stack.plan.monitoring
    asked = {"question": "Where is my parcel?", "feature": next(iter(monitoring.features))}
    question = json.dumps({**asked, "model": chat_models(monitoring)[0], "stream": True})
    return "\n".join(
        (
            f"service       {service}   curl -s {service}/ask -d '{question}'",
            f"its metrics   {service}/metrics   curl -s {service}/metrics | grep ^llm_requests_total",
            f"Prometheus    {prometheus}   curl -s {prometheus}/api/v1/alerts",
            f"Alertmanager  {alertmanager}   curl -s {alertmanager}/api/v2/alerts",
        )
    )


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
