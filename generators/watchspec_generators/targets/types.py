"""What a plan is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.meaning import Change, World
    from watchspec_generators.model import Monitoring


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the spec generates, and what words about changes are taken from."""

    files: Mapping[str, str]
    """By path below the output folder."""
    world: World
    prune: bool = False
    """Whether what is ours and no longer wanted is removed, where others may have come to use it."""
    overwrite_edited: bool = False
    """Whether what was edited by hand is overwritten."""

    @property
    def monitoring(self) -> Monitoring:
        """The model."""
        return self.world.monitoring


@dataclass(frozen=True, slots=True)
class Found:
    """A change that is to be made, in which places."""

    change: Change
    where: tuple[str, ...]
    kept: str = ""
    """Why it is not made: it is reported only."""


@dataclass(frozen=True)
class Plan:
    """What is to be done at one target; nothing where `steps` is empty."""

    target: str
    found: tuple[Found, ...]
    steps: tuple[str, ...]
    """What will be done, in order, in words."""
    diffs: tuple[str, ...]
    """The whole texts, as patches."""

    @property
    def differs(self) -> bool:
        """Whether what is live is otherwise than the spec says, be it that nothing will be done about it."""
        return bool(self.steps or self.found)

    def as_data(self) -> dict[str, Any]:
        """For machines."""
        return {
            "target": self.target,
            "changes": [
                {
                    "subject": each.change.subject,
                    "action": each.change.action,
                    "text": each.change.text,
                    "where": list(each.where),
                    "kept": each.kept or None,
                }
                for each in self.found
            ],
            "steps": list(self.steps),
        }
