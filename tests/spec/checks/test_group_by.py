"""Groups are made by labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_root(broken: Break) -> None:
    """No label, and one twice."""
    found = broken(("  group_interval: 1m\n", "  group_interval: 1m\n  group_by: [service, a-b, service]\n"))
    assert found == [
        ("group_by", "a-b, service]", "`a-b` is no label"),
        ("group_by", "service]", "`service` is named twice"),
    ]


def test_all_labels(broken: Break) -> None:
    """Three dots stand for all labels, alone."""
    assert broken(("{name: rest,", "{name: rest, group_by: ['...'],")) == []
    (found,) = broken(("{name: rest,", "{name: rest, group_by: ['...', model],"))
    assert found.message == "`...` stands for all labels"
    assert found.at.startswith("'...'")
