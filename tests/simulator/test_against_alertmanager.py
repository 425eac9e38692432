"""Hundreds of generated trees, windows and inhibitions: a running Alertmanager says what the simulator says."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from tests.alertmanager.conftest import until

from watchspec_generators.alertmanager.matchers import equal
from watchspec_generators.edge.http import alertmanager_groups, post_json
from watchspec_generators.edge.processes import free_port, run_tool
from watchspec_generators.edge.servers import start_alertmanager
from watchspec_generators.edge.tools import find
from watchspec_generators.simulator import read_config, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from watchspec_generators.simulator import Config

pytestmark = pytest.mark.binary
TREES = 300
RECEIVERS = ("r0", "r1", "r2", "r3")
VALUES = ("x", "y", 'say "z"', "back\\slash", "gpt-4.1", "é ☃", "")
FORMS = ('{}="{}"', '{}!="{}"', '{}=~"{}|y"', '{}!~"(?i){}.*"')


def document(random: Random, trees: int, now: datetime) -> dict[str, Any]:
    """One configuration of many trees, each for the alerts that name it."""
    return {
        "route": {"receiver": "r0", "routes": [tree(random, number) for number in range(trees)]},
        "inhibit_rules": [rule(random, number) for number in range(trees)],
        "time_intervals": [
            {"name": f"w{number}", "time_intervals": [around(random, now) for _ in range(random.randint(0, 2))]}
            for number in range(20)
        ],
        "receivers": [{"name": name} for name in RECEIVERS],
    }


def tree(random: Random, number: int) -> dict[str, Any]:
    """A route for one tree's alerts, with others below it."""
    return {
        "matchers": [f'tree="{number}"'],
        "group_by": random.choice((["..."], ["name"], ["name", "a"])),
        "group_wait": "0s",
        "group_interval": "1s",
        "routes": [branch(random, 2) for _ in range(random.randint(0, 3))],
    }


def branch(random: Random, depth: int) -> dict[str, Any]:
    """A route with some matchers, windows and children."""
    found: dict[str, Any] = {
        "matchers": matchers(random),
        "continue": random.random() < 0.3,
        "routes": [branch(random, depth - 1) for _ in range(random.randint(0, 2))] if depth else [],
    }
    for key in ("mute_time_intervals", "active_time_intervals"):
        if random.random() < 0.3:
            found[key] = [f"w{random.randrange(20)}" for _ in range(random.randint(1, 2))]
    if random.random() < 0.5:
        found["receiver"] = random.choice(RECEIVERS)
    if random.random() < 0.2:
        found["group_by"] = random.choice((["name", "b"], ["..."]))
    return found


def matchers(random: Random) -> list[str]:
    """One or two conditions on labels that alerts may lack."""
    return [matcher(random) for _ in range(random.choice((1, 1, 2)))]


def matcher(random: Random) -> str:
    """One condition; a regular expression takes what is special in a value for special."""
    value = random.choice(VALUES).replace("\\", r"\\\\").replace('"', r"\"")
    return random.choice(FORMS).format(random.choice("abc"), value)


def rule(random: Random, number: int) -> dict[str, Any]:
    """An inhibition among one tree's alerts, often one that an alert matches on both sides."""
    return {
        "source_matchers": [f'tree="{number}"', 'name="0"'],
        "target_matchers": [f'tree="{number}"', matcher(random)],
        "equal": random.sample(("a", "b", "c"), random.randint(0, 2)),
    }


def around(random: Random, now: datetime) -> dict[str, Any]:
    """An interval that may hold the present moment."""
    found: dict[str, Any] = {"location": random.choice(("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/New_York"))}
    if random.random() < 0.6:
        start = random.choice((0, 300, 600, 900, 1200))
        found["times"] = [{"start_time": clock(start), "end_time": clock(random.choice((start + 240, 1440)))}]
    if random.random() < 0.4:
        found["days_of_month"] = [random.choice((f"{now.day}", "1:10", "-8:-1", f"{now.day}:-1"))]
    if random.random() < 0.4:
        found["weekdays"] = [random.choice(("monday:friday", f"{now:%A}".lower(), "sunday"))]
    if random.random() < 0.3:
        found["months"] = [random.choice((f"{now:%B}".lower(), "1:6", "6:12"))]
    return found


def clock(minute: int) -> str:
    """A minute of the day as it is written."""
    return f"{minute // 60:02}:{minute % 60:02}"


def alerts(random: Random, trees: int) -> Iterator[dict[str, str]]:
    """Some alerts for each tree; the first of them is the one that may silence the others."""
    for number in range(trees):
        for name in range(4):
            labels = {label: random.choice(VALUES) for label in "abc" if random.random() < 0.7}
            yield {"tree": str(number), "name": str(name), **{label: value for label, value in labels.items() if value}}


Seen = dict[str, list[Any]]
"""By alert: of each route that takes it the receiver, labels of the group, mutes, and whether it is inhibited."""


def test_hundreds_of_configurations(tmp_path: Path) -> None:
    """Receivers, groups, mutes and inhibition of 1,200 alerts, both answers within one minute of the clock."""
    random, now = Random(20261124), datetime.now(timezone.utc)
    written = document(random, TREES, now)
    told = list(alerts(random, TREES))
    (tmp_path / "alertmanager.yml").write_text(json.dumps(written), encoding="utf-8")
    config = read_config(written)
    server = start_alertmanager(tmp_path / "alertmanager.yml", tmp_path / "data", free_port())
    with server:
        later = (now + timedelta(hours=1)).isoformat()
        post_json(f"{server.url}/api/v2/alerts", [{"labels": labels, "endsAt": later} for labels in told])
        seen = until(lambda: agreed(config, told, alertmanager_groups(server.url)))
    assert len(seen) == 4 * TREES
    assert sum(len(each) > 1 for each in seen.values()) > 20
    assert sum(bool(muted) for each in seen.values() for _, _, muted, _ in each) > 100
    assert sum(inhibited for each in seen.values() for _, _, _, inhibited in each) > 50


def agreed(config: Config, told: Sequence[Mapping[str, str]], groups: Iterable[Mapping[str, Any]]) -> Seen | None:
    """What Alertmanager says, once that is what the simulator says of the same minute; else None."""
    found: Seen = {}
    for group in groups:
        for alert in group["alerts"]:
            muted, inhibited = alert["status"]["mutedBy"], bool(alert["status"]["inhibitedBy"])
            entry = [group["receiver"]["name"], group["labels"], windows(muted, inhibited), inhibited]
            found.setdefault(named(alert["labels"]), []).append(entry)
    said = simulated(config, told, datetime.now(timezone.utc))
    return found if {key: ordered(each) for key, each in found.items()} == said else None


def simulated(config: Config, told: Sequence[Mapping[str, str]], now: datetime) -> Seen:
    """The same from the simulator."""
    found: Seen = {}
    for number, labels in enumerate(told):
        # Only alerts of the same tree, which come in fours, can silence one another.
        firing = told[number - number % 4 :][:4]
        found[named(labels)] = ordered(
            [
                verdict.route.receiver,
                verdict.route.group_labels(labels),
                windows(verdict.windows.outside or verdict.windows.muted_by, bool(verdict.inhibited_by)),
                bool(verdict.inhibited_by),
            ]
            for verdict in verdicts(config, labels, now, firing)
        )
    return found


def windows(names: Iterable[str], inhibited: bool) -> list[str]:
    """Windows in order, each once; Alertmanager does not look at them for what is inhibited."""
    return [] if inhibited else sorted(set(names))


def named(labels: Mapping[str, str]) -> str:
    """What tells one alert from the others."""
    return f"{labels['tree']}/{labels['name']}"


def ordered(entries: Iterable[list[Any]]) -> list[Any]:
    """In an order that does not depend on who asks."""
    return sorted(entries, key=lambda entry: json.dumps(entry, sort_keys=True))


def test_amtool(tmp_path: Path) -> None:
    """Which receivers amtool finds for alerts of some of those trees, in the tree's order."""
    random, amtool = Random(7), find("amtool").path
    written = document(random, 40, datetime.now(timezone.utc))
    (tmp_path / "alertmanager.yml").write_text(json.dumps(written), encoding="utf-8")
    config, file = read_config(written), f"--config.file={tmp_path / 'alertmanager.yml'}"
    for labels in random.sample(list(alerts(random, 40)), 40):
        expected = ",".join(route.receiver for route in config.route.taking(labels))
        asked = [equal(label, value) for label, value in labels.items()]
        done = run_tool([amtool, "config", "routes", "test", file, *asked])
        assert done.stdout.strip() == expected, (labels, done.output)
