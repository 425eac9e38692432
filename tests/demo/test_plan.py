"""Whether and how a spec can be played."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.demo.plan import plan
from watchspec_generators.demo.ports import Ports, free_ports
from watchspec_generators.demo.troubles import Unplayable

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.demo.plan import Plan
    from watchspec_generators.model import Monitoring


WITHOUT_LOCAL = ("  # This machine, without containers", "  # The containers of docker-compose.yml", "")
"""An edit that takes out the environment that has the same addresses as the demo."""


def test_the_shipped_spec_is_played_as_a_whole(planned: Plan) -> None:
    """Four troubles, five alerts, a heartbeat, and a surge that is one."""
    assert (len(planned.injections), len(planned.expectations)) == (4, 5)
    assert planned.heartbeat is not None
    assert planned.surge > 2


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("${WATCHSPEC_SINK_HTTP:-http://127.0.0.1:9099}", "https://example.com", "redirect.http"),
        ("${WATCHSPEC_SINK_SMTP:-127.0.0.1:9025}", "mail.example.com:25", "redirect.smtp"),
        ("${WATCHSPEC_SERVICE:-127.0.0.1:8000}", "prod.example.com:80", "set.prometheus.targets"),
        ("${WATCHSPEC_ALERTMANAGER:-127.0.0.1:9093}", "am.example.com:9093", "set.prometheus.alertmanagers"),
        ("    output: .watchspec/demo\n", "", "output"),
    ],
)
def test_nothing_may_leave_the_machine(
    edited: Callable[..., Monitoring], ports: Ports, old: str, new: str, complaint: str
) -> None:
    """An environment that does not keep to the demo's own addresses is refused before anything starts."""
    with pytest.raises(Unplayable) as caught:
        plan(edited(WITHOUT_LOCAL, (old, new)), ports)
    assert len(caught.value.reasons) == 1
    assert complaint in caught.value.reasons[0]


def test_without_redirection_both_kinds_are_complained_about(shipped: Monitoring, ports: Ports) -> None:
    """No redirect at all is the worst case."""
    with pytest.raises(Unplayable) as caught:
        plan(replace(shipped, redirect=None), ports)
    assert len(caught.value.reasons) == 2


@pytest.mark.parametrize(
    ("selector", "seen"),
    [
        ('{job="checkout"}', True),
        ('{job=~"check.*"}', True),
        ('{job="checkout", env!="dev"}', True),
        ('{job="checkout", env=""}', True),
        ('{job="other"}', False),
        ('{job="checkout", env="prod"}', True),
        ('{job="checkout", env=~"prod|canary"}', False),
        ('{job="checkout", env!~".*"}', False),
    ],
)
def test_a_selector_must_fit_the_scraped_series(shipped: Monitoring, ports: Ports, selector: str, seen: bool) -> None:
    """What a plain scrape can't match would leave every alert without data."""
    changed = replace(shipped, service=shipped.service.model_copy(update={"selector": selector}))
    if seen:
        assert plan(changed, ports).injections
        return
    with pytest.raises(Unplayable, match="the selector asks for"):
        plan(changed, ports)


def test_ports_are_free_and_told_to_the_spec() -> None:
    """Five different ports, and the variables that carry them."""
    ports = free_ports()
    assert len({ports.sink_http, ports.sink_smtp, ports.service, ports.prometheus, ports.alertmanager}) == 5
    assert ports.variables["WATCHSPEC_SERVICE"] == f"127.0.0.1:{ports.service}"
