"""Rare events are counted from the first on, and each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec import catalogue

if TYPE_CHECKING:
    from tests.signals.conftest import Recording

pytestmark = pytest.mark.binary

OVERFLOW = f'{catalogue.LABEL_OVERFLOW.name}{{job="shop",label="model",instance="a"}}'
ERRORS = f'{catalogue.INTERNAL_ERRORS.name}{{job="shop",place="price",instance="a"}}'


@pytest.mark.parametrize(
    ("values", "at", "events"),
    [
        # Born with its first event, which is in the window for an hour.
        ("_x90 1x200", "90m30s", 1.0),
        ("_x90 1x200", "2h29m30s", 1.0),
        ("_x90 1x200", "2h31m30s", 0.0),
        # More events follow within the hour.
        ("_x90 1x9 3x200", "1h45m30s", 3.0),
        # The process that had it is gone.
        ("_x90 1x9 stale", "2h", 1.0),
        # Old events, seen for long: not again, whether scrapes were missed or the process was started anew.
        ("5x300", "4h30s", 0.0),
        ("5x100 _x40 5x300", "3h30s", 0.0),
        ("5x100 _x40 5x300", "2h25m30s", 0.0),
        ("5x100 0x200", "2h30s", 0.0),
    ],
)
def test_internal_errors(values: str, at: str, events: float, records: Recording) -> None:
    """Series of failures appear with the first one."""
    records("internal_errors", {ERRORS: values}, at, {'{place="price"}': events}, "place")


def test_label_overflow(records: Recording) -> None:
    """Series of labels are there from the start, at 0; the first event is as good as any."""
    labels = {OVERFLOW: "0x90 1x200", OVERFLOW.replace("model", "step"): "0x300"}
    # A little more than one: Prometheus extends the growth between samples to the ends of the hour.
    records("label_overflow", labels, "2h30s", {'{label="model"}': 1.008, '{label="step"}': 0.0}, "label")
    records("label_overflow", labels, "3h30s", {'{label="model"}': 0.0, '{label="step"}': 0.0}, "label")


def test_replicas_are_added_up(records: Recording) -> None:
    """Old and new ones alike."""
    replicas = {ERRORS: "_x90 1x200", ERRORS.replace('"a"', '"b"'): "_x95 2x200", ERRORS.replace('"a"', '"c"'): "7x300"}
    records("internal_errors", replicas, "1h40m30s", {"": 3.0})
