"""Tables, failures and the timeline for machines."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from rich.console import Console

from watchspec_generators.demo import report
from watchspec_generators.demo.events import Event
from watchspec_generators.demo.sink.delivery import Inbox, Refusal
from watchspec_generators.demo.timeline import Step
from watchspec_generators.model import Artefact

if TYPE_CHECKING:
    from watchspec_generators.demo.stack import Stack

GOOD = Step("errors", "High", "pending", "condition holds", "before", "ok", 1.0, 20.0)
LATE = Step("errors", "High", "firing", "held [long]", "before", "failed", 25.0, 20.0)
NEVER = Step("errors", "High", "nothing sent", "", "end", "failed")


def _printed(*renderables: object) -> str:
    paper = io.StringIO()
    console = Console(file=paper, width=150)
    for renderable in renderables:
        console.print(renderable)
    return paper.getvalue()


def test_generated_files_are_counted_by_folder() -> None:
    """Folders with their files and lines."""
    text = _printed(
        report.generated((Artefact("rules/a", "1\n2\n"), Artefact("rules/b", "3\n"), Artefact("docs/c", "")))
    )
    rows = [line.split() for line in text.splitlines()]
    assert rows == [["generated", "files", "lines"], ["docs/", "1", "0"], ["rules/", "2", "3"]]


def test_the_timeline_shows_what_happened_and_what_did_not() -> None:
    """Seconds, limit and verdict of each step; brackets are text."""
    lines = _printed(report.timeline((GOOD, LATE, NEVER))).splitlines()
    assert lines[1].split() == ["errors", "High", "pending", "1.0", "20.0", "condition", "holds", "yes"]
    assert lines[2].split() == ["High", "firing", "25.0", "20.0", "held", "[long]", "NO"]
    assert lines[3].split() == ["High", "nothing", "sent", "NO"]


def test_failures_come_with_refusals_and_logs() -> None:
    """Each failed step in words, what the sink refused, and the end of each log."""
    inbox = Inbox()
    inbox.add(Refusal(0.0, "slack", "no_text"))
    server = SimpleNamespace(log="x.log", log_tail=lambda: "last [words]")
    stack = cast("Stack", SimpleNamespace(inbox=inbox, servers={"Prometheus": server}))
    paper = io.StringIO()
    failed = report.failed((GOOD, LATE, NEVER))
    report.show_failure(Console(file=paper, width=150), failed, stack)
    text = paper.getvalue()
    for words in (
        "2 steps did not happen",
        "High: firing: it took 25.0 s, at most 20.0 s were allowed",
        "High: nothing sent: it was not seen",
        "refused a slack message: no_text",
        "Prometheus (x.log):\nlast [words]",
    ):
        assert words in text


def test_only_foreign_notifications_are_unexpected() -> None:
    """What belongs to the incident is not news."""
    events = [Event(0, "delivered", name, {}) for name in ("High", "Other")] + [Event(0, "firing", "Third", {})]
    assert [event.subject for event in report.unexpected(events, ["High"])] == ["Other"]


def test_the_document_is_json_with_times_since_the_start() -> None:
    """Machines read whether it went well, every step and every event."""
    document: dict[str, Any] = json.loads(
        json.dumps(report.document([GOOD, LATE], [Event(102.5, "firing", "High", {"model": "m"})], 100.0, 7.0))
    )
    assert (document["ok"], document["seconds"]) == (False, 7.0)
    assert [step["state"] for step in document["steps"]] == ["ok", "failed"]
    assert document["events"][0]["at"] == 2.5
    assert report.document([GOOD], [], 0.0, 1.0)["ok"] is True
