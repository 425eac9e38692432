"""The series that a signal plays are those that its test asks about."""

from __future__ import annotations

import pytest

from watchspec_generators.signals import SIGNALS, Phase, Query, Scene
from watchspec_generators.values import Duration

SPLIT = [(name, label) for name, signal in SIGNALS.items() for label in signal.labels]


@pytest.mark.parametrize(("name", "label"), SPLIT)
def test_every_label_of_by_is_played_as_given(name: str, label: str) -> None:
    """A signal that put a value of its own in place of the asked one would fail the alert's test, not its rule."""
    signal, minute = SIGNALS[name], Duration(60_000)
    against = "shop/before" if signal.against_version else None
    query = Query("shop", 'job="shop"', (label,), signal.window, signal.baselines, against=against)
    scene = Scene(query, {"job": "shop", label: "given"}, interval=minute, lead=Duration(0))
    played = signal.play(scene, (Phase(Duration(300_000), 0.5, 100.0),))
    given = [series for series in played if f'{label}="given"' in series]
    # What is compared with another version plays that one too, and one that is not to be looked at.
    compared = signal.against_version and label == "prompt"
    assert given
    assert (len(given) < len(played)) if compared else (given == list(played))
    assert not compared or any(f'prompt="{against}"' in series for series in played)
