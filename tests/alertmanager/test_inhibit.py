"""Inhibition silences the lesser alert about the same thing, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.alertmanager.inhibit import inhibit_rules
from watchspec_generators.model import Inhibition

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def test_a_critical_silences_the_warning_about_the_same_signal(shipped: Monitoring) -> None:
    """A source has a signal, since those without one would all be about the same."""
    assert inhibit_rules(shipped)[0] == {
        "source_matchers": ['severity="critical"', 'signal!=""'],
        "target_matchers": ['severity="warning"'],
        "equal": ["service", "signal", "model"],
    }


def test_a_page_silences_the_tickets_of_its_objective_or_budget(shipped: Monitoring) -> None:
    """Of no other: a source that lacked the label would be about all that lack it."""
    assert inhibit_rules(shipped)[1:] == [
        {
            "source_matchers": ['urgency="page"', f'{subject}!=""'],
            "target_matchers": ['urgency="ticket"'],
            "equal": ["service", subject, *split],
        }
        for subject, split in (("objective", ()), ("budget", ("team", "feature", "model")))
    ]


@pytest.mark.parametrize(
    ("source", "equal"), [({"signal": "watchdog"}, ("service", "signal")), ({"severity": "critical"}, ("service",))]
)
def test_a_signal_is_asked_for_only_where_it_is_compared(
    shipped: Monitoring, source: dict[str, str], equal: tuple[str, ...]
) -> None:
    """Nothing is added to a source that names its signal, or to a rule that doesn't compare signals."""
    rule = Inhibition(source=source, target={"severity": "warning"}, equal=equal)
    written = inhibit_rules(replace(shipped, inhibit=(rule,)))
    assert len(written[0]["source_matchers"]) == 1
