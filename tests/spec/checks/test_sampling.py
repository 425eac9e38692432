"""Sampling decides in units, and decides something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.spec import SpecError, load

if TYPE_CHECKING:
    from tests.spec.conftest import Break

PLACE = "links: {runbooks"


@pytest.mark.parametrize(
    ("written", "at", "message"),
    [
        ("rate: 0.1", "0.1", "0.1 can't be read as `rate` of sampling"),
        ("rate: 101%", "101%", "101% is more than all traces"),
        ("slow: 5", "5}", "5 can't be read as `slow` of sampling"),
        ("slow: 0s", "0s", "every trace is past 0s"),
        ("expensive: 10%", "10%", "10% can't be read as `expensive` of sampling"),
        ("expensive: $0", "$0", "every trace is past $0"),
    ],
)
def test_quantity(broken: Break, written: str, at: str, message: str) -> None:
    """Each in its own unit, within what can be."""
    (found,) = broken((PLACE, f"sampling: {{{written}}}\n{PLACE}"))
    assert (found.code, found.message) == ("sampling", message)
    assert found.at.startswith(at)


def test_all_and_none(broken: Break) -> None:
    """A hundred percent keeps everything, none only what is remarkable."""
    assert broken((PLACE, f"sampling: {{rate: 100%, new_user_calls: 0}}\n{PLACE}")) == []
    assert broken((PLACE, f"sampling: {{rate: 0%}}\n{PLACE}")) == []


def test_hint(small: str) -> None:
    """A bare number lacks its unit."""
    with pytest.raises(SpecError) as caught:
        load(small.replace(PLACE, f"sampling: {{rate: 10}}\n{PLACE}"), file="small.yaml")
    assert [problem.hint for problem in caught.value.problems] == ["did you mean `10%`?"]
