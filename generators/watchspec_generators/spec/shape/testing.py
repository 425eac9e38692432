"""What must become of alerts at given moments."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from watchspec_generators.spec.shape.section import AlertName, LabelName, Name, Section


class TimeTest(Section):
    """Who must be told of an alert that fires from a moment on; `watchspec test` plays it, and says where it fails."""

    alert: AlertName = Field(description="The alert, which goes on firing.")
    at: str = Field(
        description="When it begins to fire: date, time and zone; a time that clocks show twice needs its offset.",
        examples=["2026-03-29T03:30 Europe/Berlin", "2026-10-25T02:30+02:00 Europe/Berlin"],
    )
    labels: Mapping[LabelName, str] = Field(
        default={}, description="Values of labels that split it; default: the first declared ones."
    )
    when: str | None = Field(
        default=None,
        description="What happens from `at` on, of an alert on a signal, in the words of its cases; the alert then "
        "begins to fire when its rule does. Without it, the alert fires at `at`.",
        examples=["error_ratio is 8% for 10m"],
    )
    fires: bool | None = Field(default=None, description="With `when`: whether the alert fires at all; default: true.")
    text: str | None = Field(default=None, description="With `when`: what the first notification contains.")
    firing: tuple[AlertName, ...] = Field(
        default=(), description="Alerts that have fired for ten minutes by then, with the same labels."
    )
    receivers: tuple[Name, ...] | None = Field(
        default=None, description="Who gets it, in the tree's order, now or once nothing holds it back."
    )
    muted: bool | Name | None = Field(
        default=None, description="Whether windows hold it back at first, or the name of one that does."
    )
    inhibited: bool | None = Field(default=None, description="Whether another alert silences it at first.")
    notified_at: str | None = Field(
        default=None, description="When somebody is first told, to the minute or second; `never`: not within a week."
    )
