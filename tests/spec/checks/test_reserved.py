"""The exporter's own names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_feature(broken: Break) -> None:
    """A feature is not called like the unset one."""
    found = broken(("  chat: {team: support}", "  unset: {team: support}"))
    assert [(code, message) for code, _, message in found] == [("reserved", "`unset` can't be a name in `features`")]
    assert found[0].at.startswith("unset:")


def test_model(broken: Break) -> None:
    """Nor a model like all the others."""
    found = broken(("  gpt-4o: {provider: openai}", "  __other__: {provider: openai}"))
    assert [(code, message) for code, _, message in found] == [("reserved", "`__other__` can't be a name in `models`")]
    assert found[0].at.startswith("__other__")


def test_unlisted_model(broken: Break) -> None:
    """Nor like those that nobody lists."""
    (found,) = broken(("  gpt-4o: {provider: openai}", "  __unlisted__: {provider: openai}"))
    assert (found.code, found.message) == ("reserved", "`__unlisted__` can't be a name in `models`")
