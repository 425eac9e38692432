"""Our readings are those of Alertmanager's own packages, asked once about cases that nobody would write by hand."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from watchspec_generators.simulator import Alert, Resend, read_config, timeline
from watchspec_generators.simulator.document import BadConfig, parse_yaml
from watchspec_generators.simulator.interval_reading import read_interval
from watchspec_generators.simulator.matcher_text import parse_matchers
from watchspec_generators.simulator.matchers import Matchers
from watchspec_generators.simulator.regexp import matches, parse

DATA = Path(__file__).parents[1] / "data"
REFUSED = "refused"


def vectors(name: str) -> list[tuple[dict[str, Any], Any]]:
    """Questions and answers; whatever the error was, it is one word."""
    lines = (DATA / "vectors" / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    assert len(lines) >= 80
    found = [(line["question"], line["answer"]) for line in map(json.loads, lines)]
    return [(asked, REFUSED if isinstance(said, dict) and "error" in said else said) for asked, said in found]


def test_time_intervals() -> None:
    """Days, months, years and times, in zones with odd offsets, around changed clocks and ends of months."""
    for asked, said in vectors("intervals"):
        assert inside(asked["interval"], asked["at"]) == said, asked


def inside(written: str, moments: list[str]) -> Any:
    """Which moments are inside, or that the interval is refused."""
    try:
        interval = read_interval(parse_yaml(written), real_months=False)
    except BadConfig:
        return REFUSED
    return [interval.contains(datetime.fromisoformat(moment)) for moment in moments]


def test_matchers() -> None:
    """Both of Alertmanager's parsers, which of them wins, and the form in which keys of groups show matchers."""
    for asked, said in vectors("matchers"):
        assert read(asked["matchers"]) == said, asked


def read(written: str) -> Any:
    """The matchers and their shown form, or that they are refused."""
    try:
        found = parse_matchers(written)
    except ValueError:
        return REFUSED
    return {"read": [[each.label, each.operator, each.value] for each in found], "shown": str(Matchers.of(found))}


def test_regular_expressions() -> None:
    """What Go takes, what it refuses, and which texts it matches."""
    for asked, said in vectors("patterns"):
        assert matched(asked["pattern"], asked["texts"]) == said, asked


def matched(pattern: str, texts: list[str]) -> Any:
    """Which texts match, or that the pattern is refused."""
    try:
        node = parse(pattern)
    except ValueError:
        return REFUSED
    return [matches(node, text) for text in texts]


@pytest.mark.parametrize("release", ["v0.33.1", "head"])
def test_time_intervals_before_and_after_months_were_put_right(release: str) -> None:
    """Hand-picked cases, in which the next release differs for negative days of the month."""
    for vector in json.loads((DATA / "am_timeinterval_vectors.json").read_text(encoding="utf-8")):
        said = vector[release]
        try:
            interval = read_interval(parse_yaml(vector["spec"]), real_months=release == "head")
        except BadConfig:
            assert said.startswith("ERR"), vector
        else:
            at = datetime.fromisoformat(vector["t"].replace("Z", "+00:00"))
            assert str(interval.contains(at)).lower() == said, vector


def test_courses_of_alerts() -> None:
    """Who is told of what, when and why, through nights on which clocks change, mutes, inhibition and repeats."""
    for asked, said in vectors("courses"):
        assert notifications(asked) == said, asked


def notifications(course: dict[str, Any]) -> list[dict[str, Any]]:
    """What the simulator makes of a course, in the form of the vectors."""
    start = datetime.fromisoformat(course["start"])

    def after(seconds: float | None) -> datetime:
        return start + timedelta(seconds=seconds or 0)

    alerts = [
        Alert(each["labels"], after(each["begin"]), None if each["end"] is None else after(each["end"]))
        for each in course["alerts"]
    ]
    # A little more than 75 seconds, as where the vectors come from: no two things happen at once.
    resend = Resend(every=timedelta(seconds=75.137))
    told = [
        {
            "at": int((flush.at - start).total_seconds()),
            "receiver": flush.route.receiver,
            "kind": each.integration.kind,
            "group": flush.group_key,
            "reason": each.reason,
            "firing": sorted(shown(alert) for alert in each.firing),
            "resolved": sorted(shown(alert) for alert in each.resolved),
        }
        for flush in timeline(read_config(course["config"]), alerts, after(course["length"]), resend)
        for each in flush.told
    ]
    return sorted(told, key=lambda each: (each["at"], f"{each['receiver']} {each['kind']} {each['group']}"))


def shown(alert: Alert) -> str:
    """An alert's labels as Go shows them."""
    return "{" + ", ".join(f'{label}="{value}"' for label, value in sorted(alert.labels.items())) + "}"
