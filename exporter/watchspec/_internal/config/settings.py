"""Caps of labels, sampling of traces, and sessions."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from watchspec._internal.config.values import DEFAULT_CAPS, DEFAULT_SESSION_IDLE_SECONDS, Sampling

if TYPE_CHECKING:
    from watchspec._internal.config.reading import Section


def caps(document: Section) -> dict[str, int]:
    """Most distinct values of each label."""
    section = document.section("caps")
    section.refuse_unknown(DEFAULT_CAPS)
    return {label: section.whole(label, limit, least=1) for label, limit in DEFAULT_CAPS.items()}


def sampling(document: Section) -> Sampling:
    """Which traces are kept."""
    section, default = document.section("sampling"), Sampling()
    section.refuse_unknown([field.name for field in fields(Sampling)])
    return Sampling(
        section.number("rate", default.rate, most=1),
        section.number("slow_seconds", default.slow_seconds),
        section.number("expensive_usd", default.expensive_usd),
        section.whole("new_user_calls", default.new_user_calls, least=0),
    )


def session_idle_seconds(document: Section) -> float:
    """How long a session lasts without calls."""
    section = document.section("sessions")
    section.refuse_unknown(["idle_seconds"])
    return section.number("idle_seconds", DEFAULT_SESSION_IDLE_SECONDS)
