"""The made-up day: as the exporter would count it, from the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec import catalogue
from watchspec_generators.preview.scenario.counting import Spread, prompts
from watchspec_generators.preview.scenario.levels import Rule, firing, levels, needed, rules
from watchspec_generators.preview.scenario.series import openmetrics, step
from watchspec_generators.preview.scenario.story import sources, story

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

_END = 1_700_000_040_000


def test_the_day_is_of_the_spec(shipped: Monitoring) -> None:
    """Every model and feature calls, counters grow, and the past and the recent hours join without a fall."""
    old, recent = ("".join(file).splitlines() for file in openmetrics(shipped, _END))
    calls = f'{catalogue.COST.name}{{job="checkout"'
    series = {line.partition(" ")[0] for line in recent if line.startswith(calls)}
    assert len(series) == len(shipped.models) * len(shipped.features)
    one = min(series)
    values = [[float(line.split()[1]) for line in lines if line.startswith(f"{one} ")] for lines in (old, recent)]
    grown = [*values[0], *values[1]]
    assert grown == sorted(grown)
    assert values[0][-1] < values[1][0]
    assert recent[-1] == old[-1] == "# EOF"
    assert float(recent[-2].split()[-1]) == _END / 1000
    known = {
        *catalogue.BY_NAME,
        *(f"{name}_{part}" for name in catalogue.BY_NAME for part in ("bucket", "count", "sum")),
    }
    assert {line.partition("{")[0] for line in recent[:-1]} - known == {metric.name for metric in catalogue.OF_SCRAPES}


def test_trouble_goes_past_the_thresholds(shipped: Monitoring, edited: Callable[..., Monitoring]) -> None:
    """Each trouble is worse than the worst alert on it allows, also where the spec moves the threshold."""
    assert story(shipped).failing.level > 0.05
    assert story(shipped).slow.level > 2
    assert story(shipped).poor.level < 0.7
    assert story(edited(("above: 5%", "above: 20%"))).failing.level > 0.2


def test_trouble_comes_and_goes() -> None:
    """It is nothing outside its time, all of itself in the middle, and in between at both ends."""
    from watchspec_generators.preview.scenario.story import Trouble

    trouble = Trouble(60, 30, 1.0)
    assert [trouble.share(minute) for minute in (61, 45, 29)] == [0, 1, 0]
    assert 0 < trouble.share(60) < 1
    assert 0 < trouble.share(30) < 1


def test_the_clock_of_an_environment(shipped: Monitoring, edited: Callable[..., Monitoring]) -> None:
    """Where a minute is a second, so it is between samples."""
    assert step(shipped) == 60_000
    assert step(edited(environment="demo")) == 1000


def test_prompt_versions(shipped: Monitoring, edited: Callable[..., Monitoring]) -> None:
    """The version that the spec compares with and the next one; some pair where it compares none."""
    assert list(prompts(shipped)) == ["support/v11", "support/v12"]
    spec = edited(("baseline: support/v11", "baseline: answer/v0"))
    assert list(prompts(spec)) == ["answer/v0", "answer/v1"]


def test_streams(shipped: Monitoring) -> None:
    """The first model fails, the last one is slow."""
    found = sources(shipped)
    assert {source.labels["model"] for source in found if source.first} == {"gpt-4o"}
    assert {source.labels["model"] for source in found if source.last} == {"gpt-4o-mini"}


def test_spreads() -> None:
    """Half of the values are below the median, none beyond the tails, all below what none exceeds."""
    spread = Spread(catalogue.DURATION, {}, 10, 2.0, 0.5, most=10)
    assert [spread.below(edge) for edge in (0.01, 2.0, 9.0, 10.0)] == [0, pytest.approx(5), 10, 10]


_FILES = [
    {
        "groups": [
            {
                "rules": [
                    {"record": "a:x:sum", "expr": "sum(x)"},
                    {"record": "a:y:sum", "expr": "a:x:sum + a:z:sum", "labels": {"l": "1"}},
                    {"record": "a:z:sum", "expr": "sum(z)"},
                    {"record": "a:circle:sum", "expr": "a:circle:sum"},
                    {"record": "a:unread:sum", "expr": "1"},
                    {"alert": "A", "expr": "a:y:sum > 1", "for": "1m30s", "keep_firing_for": "2m"},
                ]
            }
        ]
    },
    {},
]


def test_rules_find_what_they_read() -> None:
    """Each level reads earlier ones only; what reads itself comes last; what nobody reads is left out."""
    every = rules(_FILES)
    names = [[rule.name for rule in level] for level in levels(every)]
    assert names == [["a:x:sum", "a:z:sum", "a:unread:sum"], ["a:y:sum"], ["a:circle:sum"]]
    assert [rule.name for rule in needed(every, ["a:y:sum > 2"])] == ["a:x:sum", "a:y:sum", "a:z:sum"]
    assert needed(every, []) == []
    assert (every[-1].hold, every[-1].keep) == (90_000, 120_000)


@pytest.mark.parametrize(
    ("hold", "keep", "true_at", "expected"),
    [
        (0, 0, [2, 3], [2, 3]),
        (2, 0, [2, 3, 4, 5], [4, 5]),
        (2, 0, [2, 3, 5, 6], []),
        (0, 2, [2, 3, 5], [2, 3, 4, 5, 6]),
        (0, 0, [], []),
    ],
)
def test_alerts_fire(hold: int, keep: int, true_at: list[int], expected: list[int]) -> None:
    """After their hold, and for as long as they are kept."""
    assert firing(range(10), true_at, Rule("A", "", alert=True, hold=hold, keep=keep)) == expected
