"""A faster clock: every duration and floor, and nothing else."""

from __future__ import annotations

from pathlib import Path

from tests.spec.conftest import SMALL

from watchspec_generators.model import Monitoring, SignalAlert
from watchspec_generators.model.scale import scaled
from watchspec_generators.signals import SIGNALS
from watchspec_generators.spec import load
from watchspec_generators.values import Duration

ROOT = Path(__file__).parents[2]


def durations(value: object) -> list[int]:
    """Every duration below `value`, found by its printed form alone."""
    parts = repr(value).split("Duration(milliseconds=")[1:]
    return [int(part.split(")", 1)[0]) for part in parts]


def shipped() -> Monitoring:
    """The shipped spec's model."""
    return load((ROOT / "monitoring.yaml").read_bytes(), file="monitoring.yaml")


def test_every_duration_is_scaled() -> None:
    """Wherever they are: intervals, windows, baselines, holding times, group timings."""
    model = shipped()
    before, after = durations(model), durations(scaled(model, 60))
    assert len(before) > 40
    assert after == [Duration(length).scaled(60).milliseconds for length in before]


def test_floors_are_scaled_and_thresholds_not() -> None:
    """A minute's traffic is a second's, while five percent stay five percent."""
    model = shipped()
    pairs = zip(model.alerts, scaled(model, 60).alerts, strict=True)
    signals = [(one, two) for one, two in pairs if isinstance(one, SignalAlert) and isinstance(two, SignalAlert)]
    assert [two.threshold for _, two in signals] == [one.threshold for one, _ in signals]
    floors = [(one.floor.quantity, two.floor.quantity) for one, two in signals if one.floor and two.floor]
    assert floors
    levels = [SIGNALS[one.signal].floor_is_level for one, _ in signals if one.floor]
    assert [two.value for _, two in floors] == [
        one.value if level else one.value / 60 for (one, _), level in zip(floors, levels, strict=True)
    ]


def test_fewer_samples_are_as_sure_on_a_faster_clock() -> None:
    """A minute holds a sixtieth of an hour's sample; a rehearsal must be able to fire all the same."""
    model = scaled(shipped(), 60)
    sure = [alert.confidence for alert in model.alerts if isinstance(alert, SignalAlert) and alert.confidence]
    assert sure
    assert {one.level for one in sure} == {0.95}
    assert all(abs(one.z - 1.959964 / 60**0.5) < 1e-6 for one in sure)


def test_an_environment_gives_the_scale() -> None:
    """`time_scale` of the selected environment is applied, and kept for those who need to know."""
    model = load(SMALL, file="f", environment="test")
    assert (model.time_scale, model.prometheus.scrape_interval) == (10, Duration(1500))
    assert model.redirect


def test_scale_of_one_changes_nothing() -> None:
    """Not even the object."""
    model = shipped()
    assert scaled(model, 1) is model
