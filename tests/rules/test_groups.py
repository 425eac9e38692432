"""Rule files: one per group, valid on both lines of Prometheus, readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from watchspec_generators.edge.proofs import promtool_rules
from watchspec_generators.rules.groups import group_name, groups
from watchspec_generators.rules.queries import alerts_on, threshold_signals
from watchspec_generators.steps import rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.model import Monitoring

NO_DATA = ("    floor: 20\n    for: 15m\n", "    floor: 20\n    for: 15m\n    no_data: fire\n")


@pytest.mark.binary
@pytest.mark.parametrize("environment", [None, "demo"])
def test_rules_load_without_duplicates(
    environment: str | None, edited: Callable[..., Monitoring], write: Callable[..., Path]
) -> None:
    """On the usual and on the demo's clock, with an alert that also fires without data."""
    monitoring = edited(NO_DATA, environment=environment)
    for proof in promtool_rules.prove(write(monitoring), monitoring):
        assert proof.ok, proof.detail
        assert proof.count == sum(len(group.rules) for group in groups(monitoring))


def test_every_series_is_recorded_once_and_belongs_to_the_service(edited: Callable[..., Monitoring]) -> None:
    """No two rules of a service write the same series, in whichever groups; all carry `service`."""
    found = [rule for group in groups(edited(NO_DATA)) for rule in group.rules]
    keys = [(rule.get("record") or rule["alert"], tuple(sorted(rule["labels"].items()))) for rule in found]
    assert len(keys) == len(set(keys))
    assert {rule["labels"]["service"] for rule in found} == {"checkout"}


def test_each_signal_has_a_file_and_alerts_follow_recordings(shipped: Monitoring) -> None:
    """Each file of a signal, an objective or a budget holds one group, which records before it alerts."""
    files = {artefact.path: yaml.safe_load(artefact.text) for artefact in rules.build(shipped)}
    # A comparison with another version is recorded where an alert says with which.
    recorded = [one for one in threshold_signals() if not one.against_version or alerts_on(shipped, one)]
    signals = {f"rules/checkout.{signal.name}.rules.yml" for signal in recorded}
    objectives = {f"rules/checkout.objective_{goal.name}.rules.yml" for goal in shipped.objectives}
    others = {"rules/checkout.meta.rules.yml", "rules/checkout.error_budgets.rules.yml"}
    budgets = {f"rules/checkout.budget_{budget.name}.rules.yml" for budget in shipped.budgets}
    assert files.keys() == signals | objectives | budgets | others
    for path, content in files.items():
        (group,) = content["groups"]
        assert group["name"] == f"watchspec/checkout/{path.split('.')[1]}"
        assert group["interval"] == ("1m" if "budget" in path else "15s")
        kinds = ["alert" in rule for rule in group["rules"]]
        assert kinds == sorted(kinds)


def test_every_alert_is_in_its_group(shipped: Monitoring) -> None:
    """The file that an alert's test names holds the alert."""
    by_name = {group.name: {rule.get("alert") for rule in group.rules} for group in groups(shipped)}
    assert all(alert.name in by_name[group_name(alert)] for alert in shipped.alerts)


def test_alerts_ask_for_their_own_service(shipped: Monitoring) -> None:
    """An alert that reads recorded series reads those of its service alone."""
    for group in groups(shipped):
        for rule in group.rules:
            if "alert" in rule and "service:" in rule["expr"] + "service_model:":
                assert rule["expr"].count("{") == rule["expr"].count('service="checkout"') or group.name == "meta"


def test_generation_is_deterministic(edited: Callable[..., Monitoring]) -> None:
    """The same spec gives the same bytes."""
    assert list(rules.build(edited())) == list(rules.build(edited()))


@pytest.mark.parametrize(("held", "said"), [("    for: 15m\n", "no value for 15m."), ("", "no value.")])
def test_what_is_said_without_data(held: str, said: str, edited: Callable[..., Monitoring]) -> None:
    """An alert that waits for nothing does not claim to have waited for 0s."""
    monitoring = edited((NO_DATA[0], f"    floor: 20\n{held}    no_data: fire\n"))
    found = [rule for group in groups(monitoring) for rule in group.rules if "no_data" in rule["labels"].values()]
    assert [rule["annotations"]["description"].endswith(said) for rule in found] == [True]
