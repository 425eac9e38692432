"""Sample groups have the shape of what Alertmanager hands to templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.samples import group, samples

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def test_common_labels_are_those_that_all_share() -> None:
    """A label that differs or is missing in one alert is not common, nor is a group label that isn't common."""
    one = {"status": "resolved", "labels": {"a": "1", "b": "1"}, "annotations": {"x": "1"}}
    two = {"status": "firing", "labels": {"a": "1", "b": "2"}, "annotations": {}}
    made = group([one, two], ("a", "b"))
    assert (made["status"], made["commonLabels"], made["groupLabels"], made["commonAnnotations"]) == (
        "firing",
        {"a": "1"},
        {"a": "1"},
        {},
    )
    assert group([one], ("a",))["status"] == "resolved"


def test_every_situation_has_a_sample(shipped: Monitoring) -> None:
    """One and several alerts, firing, resolved and mixed, with texts as Prometheus renders them."""
    data = samples(shipped)
    statuses = {name: {alert["status"] for alert in each["alerts"]} for name, each in data.items()}
    assert statuses == {
        "one firing": {"firing"},
        "one resolved": {"resolved"},
        "several firing": {"firing"},
        "several resolved": {"resolved"},
        "firing and resolved": {"firing", "resolved"},
    }
    assert len(data["several firing"]["alerts"]) > 10
    assert data["one firing"]["alerts"][0]["annotations"]["summary"] == "6% of calls to gpt-4o fail (limit 5%)"
    assert data["one resolved"]["alerts"][0]["endsAt"] > data["one resolved"]["alerts"][0]["startsAt"]
