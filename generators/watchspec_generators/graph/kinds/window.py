"""Time windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.types import Key, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.source import Source
    from watchspec_generators.spec import shape

KIND = "window"


def nodes(source: Source) -> Iterator[Node]:
    """Those of the spec."""
    for name, window in source.monitoring.windows.items():
        yield Node(
            Key(KIND, name), f"{'; '.join(_parts(window))} ({window.timezone}).", source.place(("windows", name))
        )


def _parts(window: shape.Window) -> Iterator[str]:
    yield from window.ranges
    for each in window.holidays:
        place = f"{each.country}, {each.region}" if each.region else each.country
        yield f"holidays of {place} in {each.years}"
