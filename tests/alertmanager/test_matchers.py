"""Matchers are written so that every version of Alertmanager reads them alike."""

from __future__ import annotations

import pytest

from watchspec_generators.alertmanager.matchers import equal, matchers, present


@pytest.mark.parametrize(
    ("match", "written"),
    [
        ({"severity": "critical"}, ['severity="critical"']),
        ({"model": ("gpt-4o",)}, ['model="gpt-4o"']),
        ({"model": ("gpt-4.1", "o(1)")}, [r'model=~"^(?:gpt-4\\.1|o\\(1\\))$"']),
        ({"a": 'say "x"\\\n', "b": "c"}, [r'a="say \"x\"\\\n"', 'b="c"']),
    ],
)
def test_written_form(match: dict[str, str | tuple[str, ...]], written: list[str]) -> None:
    """Values are quoted with Go's escapes; several become an anchored alternative with each taken literally."""
    assert matchers(match) == written


def test_single_matchers() -> None:
    """Helpers for one value, and for any value but none."""
    assert (equal("a", "b"), present("a")) == ('a="b"', 'a!=""')
