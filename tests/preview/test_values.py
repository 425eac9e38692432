"""Small parts: reductions, mappings, names of series, marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.preview.asking import Question
from watchspec_generators.preview.colours import NEUTRAL, crossed
from watchspec_generators.preview.config import settings
from watchspec_generators.preview.frames import Field, Frame, series_name
from watchspec_generators.preview.model import Answered, Mark
from watchspec_generators.preview.reading import Annotation, Target
from watchspec_generators.preview.reducing import reduced, title
from watchspec_generators.preview.sheets import marks
from watchspec_generators.preview.timing import Span
from watchspec_generators.preview.transforms import merge

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.preview.reading import Dashboard

_VALUES = [2.0, None, 4.0, 3.0, None]


@pytest.mark.parametrize(
    ("calculation", "expected", "name"),
    [
        ("lastNotNull", 3, "Last *"),
        ("last", None, "Last"),
        ("first", 2, "First"),
        ("firstNotNull", 2, "First *"),
        ("mean", 3, "Mean"),
        ("max", 4, "Max"),
        ("min", 2, "Min"),
        ("sum", 9, "Total"),
        ("count", 3, "Count"),
        ("range", 2, "Range"),
        ("diff", 1, "Difference"),
        ("median", 3, "Median"),
        ("entropy", None, "entropy"),
    ],
)
def test_calculations(calculation: str, expected: float | None, name: str) -> None:
    """Each of Grafana's calculations leaves gaps out, and has Grafana's name."""
    assert reduced(calculation, _VALUES) == expected
    assert title(calculation) == name
    assert reduced(calculation, []) is None


_MAPPINGS = [
    {"type": "value", "options": {"1": {"text": "up", "color": "dark-green"}}},
    {"type": "range", "options": {"from": 5, "to": 9, "result": {"text": "some"}}},
    {"type": "special", "options": {"match": "null", "result": {"text": "gone"}}},
    {"type": "regex", "options": {"pattern": "^err", "result": {"text": "error"}}},
    {"type": "other"},
]


@pytest.mark.parametrize(
    ("value", "text"), [(1, "up"), (7, "some"), (None, "gone"), ("err 5", "error"), (3, "3"), ("fine", "fine")]
)
def test_mappings(value: Any, text: str, board: Callable[..., Dashboard], panel: Callable[..., Any]) -> None:
    """A value, a range, a special value or a pattern has the text that the panel gives it."""
    (one,) = board(panel("stat", defaults={"mappings": _MAPPINGS})).panels
    found = settings(one, Field("x", "number", ()))
    assert found.text(value) == text
    assert found.value_colour(value, "#111111") == ("#73BF69" if value == 1 else "#111111")


def test_no_value(board: Callable[..., Dashboard], panel: Callable[..., Any]) -> None:
    """What is missing has the panel's words, and no threshold's colour but the first."""
    (one,) = board(panel("stat", defaults={"noValue": "none", "color": {"mode": "thresholds"}})).panels
    found = settings(one, Field("x", "number", ()))
    assert (found.text(None), found.value_colour(None, "red")) == ("none", NEUTRAL)
    assert crossed(found.thresholds, None) == NEUTRAL


@pytest.mark.parametrize(
    ("matcher", "matches"),
    [
        ({"id": "byNames", "options": {"names": ["x"]}}, True),
        ({"id": "byRegexp", "options": "y"}, False),
        ({"id": "byFrameRefID", "options": "B"}, True),
    ],
)
def test_overrides(
    matcher: dict[str, Any], matches: bool, board: Callable[..., Dashboard], panel: Callable[..., Any]
) -> None:
    """An override counts for the fields that it matches."""
    override = {"matcher": matcher, "properties": [{"id": "displayName", "value": "other"}]}
    (one,) = board(panel("stat", overrides=[override])).panels
    assert settings(one, Field("x", "number", (), ref="B")).name == ("other" if matches else "x")


@pytest.mark.parametrize(
    ("legend", "labels", "name"),
    [
        ("{{ model }}/{{none}}", {"model": "a"}, "a/"),
        ("", {"__name__": "up", "job": "x"}, 'up{job="x"}'),
        ("", {"__name__": "up"}, "up"),
        ("", {}, "sum(up)"),
        ("__auto", {"job": "x"}, "x"),
        ("__auto", {"a": "1", "b": "2"}, '{a="1", b="2"}'),
    ],
)
def test_names_of_series(legend: str, labels: dict[str, str], name: str) -> None:
    """By the legend's format, else as Grafana and Prometheus write them."""
    assert series_name(Question(Target("A", "", legend), "sum(up)", Span(0, 1, 1)), labels) == name


def test_marks() -> None:
    """An annotation's series become spans, parted where there was no value; without a title they have its name."""
    some = [Annotation("Alerts", "x", "red", "{{alertname}}"), Annotation("Deploys", "y", "blue")]
    question = Question(Target("0", "x", "{{alertname}}"), "x", Span(0, 600_000, 60_000))
    values = [[0, "1"], [60, "1"], [300, "1"]]
    answer = Answered(({"metric": {"alertname": "A"}, "values": values}, {"metric": {}, "values": []}))
    found = marks(some, [(question, answer), (question, Answered(({"metric": {}, "values": [[60, "1"]]},)))])
    assert found == (
        Mark(0, 60_000, "#F2495C", "A"),
        Mark(60_000, 60_000, "#5794F2", "Deploys"),
        Mark(300_000, 300_000, "#F2495C", "A"),
    )


def test_merging_nothing() -> None:
    """No frames are no table, and a frame without columns has no rows."""
    assert merge.apply((), {}) == ()
    assert Frame(()).rows == 0
