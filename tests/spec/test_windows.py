"""Windows with holidays that are about to run out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.cli.check import command
from watchspec_generators.spec.shape import Holidays, Window
from watchspec_generators.spec.windows import running_out

if TYPE_CHECKING:
    from pathlib import Path

OFF = {
    "off": Window(holidays=(Holidays(country="DE", years="2026-2027"),)),
    "nights": Window(ranges=("every night 22:00-08:00",)),
}


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 10, 1), []),
        (date(2027, 11, 15), ["the holidays of DE in the window `off` end on 2027-12-31: add years"]),
        (date(2028, 1, 1), ["the holidays of DE in the window `off` have ended on 2027-12-31: add years"]),
    ],
)
def test_years_run_out(today: date, expected: list[str]) -> None:
    """It is said two months before, and from then on."""
    assert list(running_out(OFF, today)) == expected


def test_check_says_so(small: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A note on standard error; the spec is still right."""
    spec = tmp_path / "monitoring.yaml"
    spec.write_text(small.replace("08:00]}", "08:00], holidays: [{country: DE, years: 2020}]}"), encoding="utf-8")
    command(spec)
    told = capsys.readouterr()
    assert ": OK: " in told.out
    assert "note: the holidays of DE in the window `nights` have ended on 2020-12-31" in told.err
