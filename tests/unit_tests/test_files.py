"""Which test files there are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.files import budget_test_files

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def test_no_objectives(shipped: Monitoring) -> None:
    """Without objectives there is no error budget to test."""
    files = [f"rules/tests/checkout.error_budgets{part}.test.yml" for part in ("", ".30d")]
    assert [file.path for file in budget_test_files(shipped)] == files
    assert budget_test_files(replace(shipped, objectives=())) == ()
