"""What was worked out for a model is kept as long as the same one is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

    Edited = Callable[..., Monitoring]


def test_only_the_same_model_is_remembered(edited: Edited) -> None:
    """Another model, however alike, is asked for itself, and so is the first one when its turn comes again."""
    asked: list[Monitoring] = []

    @remembered
    def name(monitoring: Monitoring) -> str:
        """Its name."""
        asked.append(monitoring)
        return monitoring.service.name

    one, other = edited(), edited()
    assert [name(model) for model in (one, one, other, other, one)] == ["checkout"] * 5
    assert [id(model) for model in asked] == [id(one), id(other), id(one)]
    assert name.__doc__ == "Its name."
