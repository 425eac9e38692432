"""How much may be spent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from watchspec_generators.spec.shape.judging import Urgency
from watchspec_generators.spec.shape.section import Name, Section, Written


class Budget(Section):
    """So many dollars a calendar day or month; alerts tell when they are nearly spent, spent, or will not last."""

    name: Name = Field(description="A name of its own; its alerts are named after it.", examples=["monthly"])
    amount: Written = Field(description="Dollars a period.", examples=["$500"])
    per: Literal["day", "month"] = Field(description="Period, by the calendar: it begins at a local midnight.")
    timezone: str = Field(default="UTC", description="IANA zone name, for midnight.", examples=["Europe/Berlin"])
    team: Name | None = Field(default=None, description="Only what this team's features spend; see `features`.")
    feature: Name | None = Field(default=None, description="Only what this feature spends.")
    model: str | None = Field(default=None, description="Only what is spent on this model.")
    by: tuple[Literal["team", "feature", "model"], ...] = Field(
        default=(), description="Each team, feature or model has the whole amount."
    )
    tell: Mapping[str, Urgency] = Field(
        default={"80%": "ticket", "100%": "page"}, description="Share of the amount to who is told when more is spent."
    )
    overrun: Literal["page", "ticket", "none"] = Field(
        default="ticket", description="Who is told when, at the usual pace, the amount will not last for the period."
    )
    owner: Name | None = Field(default=None, description="Who looks after its alerts; default: the service's owner.")
    description: str = Field(default="", description="What it is for.")
    runbook: str = Field(default="", description="First steps, in Markdown, for all its alerts.")
