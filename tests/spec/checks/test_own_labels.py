"""Own labels stay out of the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_taken(broken: Break) -> None:
    """A label that is set by the generators."""
    found = broken(("labels: {topic: health}", "labels: {topic: health, owner: me}"))
    assert [(code, message) for code, _, message in found] == [("own_labels", "the label `owner` is set for you")]
    assert found[0].at.startswith("owner: me")


def test_split(broken: Break) -> None:
    """A label that the signal is split by."""
    found = broken(("labels: {topic: health}", "labels: {topic: health, model: me}"))
    assert [(code, message) for code, _, message in found] == [("own_labels", "the label `model` is set for you")]
    assert found[0].at.startswith("model: me")


def test_template(broken: Break) -> None:
    """A value that Prometheus would take for a template."""
    found = broken(("labels: {topic: health}", "labels: {topic: health, a: '{{x}}'}"))
    assert [(code, message) for code, _, message in found] == [("own_labels", "`{{x}}` is no label value")]
    assert found[0].at.startswith("'{{x}}'")
