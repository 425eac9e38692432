"""Limits as Grafana's threshold steps."""

from __future__ import annotations

from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.dashboards.grafana.thresholds import steps
from watchspec_generators.dashboards.palette import GREEN, ORANGE, SKY, VERMILLION
from watchspec_generators.dashboards.panel import Limit, Role


def limit(value: float, role: Role, bad: Literal["above", "below"]) -> Limit:
    """A limit whose text and source do not matter."""
    return Limit(value, "", role, bad, "")


def test_no_limits_leave_one_colour() -> None:
    """A panel without limits is never alarming."""
    assert steps(()) == [{"value": None, "color": GREEN}]


def test_bad_above() -> None:
    """The colour changes at each limit, worst on top, in whatever order the spec has them."""
    found = steps((limit(0.05, "critical", "above"), limit(0.02, "warning", "above")))
    assert found == [
        {"value": None, "color": GREEN},
        {"value": 0.02, "color": ORANGE},
        {"value": 0.05, "color": VERMILLION},
    ]


def test_bad_below() -> None:
    """Under the lowest limit it is worst, over the highest it is good."""
    found = steps((limit(0.7, "warning", "below"), limit(0.5, "critical", "below"), limit(0.9, "objective", "below")))
    assert found == [
        {"value": None, "color": VERMILLION},
        {"value": 0.5, "color": ORANGE},
        {"value": 0.7, "color": SKY},
        {"value": 0.9, "color": GREEN},
    ]


@given(st.lists(st.tuples(st.floats(0, 100), st.sampled_from(["above", "below"])), max_size=6))
def test_steps_ascend(written: list[tuple[float, Literal["above", "below"]]]) -> None:
    """Grafana needs steps in ascending order, the first open to minus infinity."""
    values = [step["value"] for step in steps(tuple(limit(value, "warning", bad) for value, bad in written))]
    assert values[0] is None
    assert values[1:] == sorted({value for value, _ in written})
