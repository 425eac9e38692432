"""What is compared, and what a difference is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from watchspec_generators.alertmanager import PATH as ROUTING
from watchspec_generators.meaning.rule_files import Group, groups_of
from watchspec_generators.simulator import BadConfig, Config, read_config

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from watchspec_generators.model import Monitoring

Action = Literal["add", "change", "remove"]


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One difference in words."""

    subject: str
    """What is changed: `alert LLMHighErrorRate`, `receiver finance`."""
    action: Action
    text: str
    """How: `threshold 5% -> 3%`."""


@dataclass(frozen=True)
class State:
    """Everything that is generated, as it is in one place."""

    files: Mapping[str, str]
    """By path below the output folder."""
    groups: Mapping[str, Group]
    """Rule groups, by name."""
    told: bool = False
    """It is what running servers say, who add their defaults and show no secret."""

    @cached_property
    def routing(self) -> Config | None:
        """Alertmanager's configuration; None where there is none that could be read."""
        try:
            return read_config(self.files[ROUTING])
        except (KeyError, BadConfig):
            return None


@dataclass(frozen=True, slots=True)
class World:
    """What words about changes are taken from."""

    monitoring: Monitoring
    monday: date
    """Of the week in which people are looked for who are told otherwise."""


def state_of(files: Mapping[str, str]) -> State:
    """What `files` hold, by path below the output folder."""
    return State(files, groups_of(files))
