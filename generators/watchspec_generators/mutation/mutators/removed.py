"""Rules removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.types import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.mutation.types import Rule


def changes(rule: Rule) -> Iterator[Change]:
    """The rule itself."""
    yield Change("the alert was removed" if rule.is_alert else "the recording rule was removed", None)
