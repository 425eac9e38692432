"""What a board is before it is filled: rows of panel modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from watchspec_generators.dashboards.panel import PanelSpec
    from watchspec_generators.model import Monitoring


@runtime_checkable
class One(Protocol):
    """A module of one panel; None, if the spec does not use what it would show."""

    def panel(self, monitoring: Monitoring, /) -> PanelSpec | None: ...


class Many(Protocol):
    """A module of as many panels as the spec has things to show."""

    def panels(self, monitoring: Monitoring, /) -> Iterable[PanelSpec]: ...


@dataclass(frozen=True, slots=True)
class Section:
    """A row: the question that its panels answer together."""

    title: str
    modules: tuple[One | Many, ...]

    def panels(self, monitoring: Monitoring) -> Iterator[PanelSpec]:
        """The panels that the spec has something to show on."""
        for module in self.modules:
            if not isinstance(module, One):
                yield from module.panels(monitoring)
            elif (panel := module.panel(monitoring)) is not None:
                yield panel


@dataclass(frozen=True, slots=True)
class Layout:
    """A board as its module declares it."""

    title: str
    about: str
    """Whose questions it answers."""
    sections: tuple[Section, ...]
