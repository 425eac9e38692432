"""The cases of signals that count events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.model.types import SignalAlert
from watchspec_generators.unit_tests.cases import first_event
from watchspec_generators.unit_tests.subject import subjects

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

BORN, RESTARTED = "the first events of a new series", "a restart after old events"


@pytest.mark.parametrize(("held", "expected"), [("5m", [BORN, RESTARTED]), ("1d", [RESTARTED])])
def test_what_has_to_hold_for_longer_than_the_window(
    edited: Callable[..., Monitoring], held: str, expected: list[str]
) -> None:
    """Events that are forgotten before `for` is over can never fire, so no test says that they do."""
    monitoring = edited(("signal: label_overflow\n", f"signal: label_overflow\n    for: {held}\n"))
    (alert,) = (one for one in monitoring.alerts if one.name == "LLMLabelOverflow")
    assert isinstance(alert, SignalAlert)
    names = [case.name for subject in subjects(monitoring, alert)[:1] for case in first_event.cases(subject)]
    assert names == expected
