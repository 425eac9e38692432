"""Calls without a price, of those that had tokens to price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec import catalogue

if TYPE_CHECKING:
    from tests.signals.conftest import Recording

pytestmark = pytest.mark.binary


def test_share(records: Recording) -> None:
    """Estimated and missing usage is no part of it: nobody prices that."""
    reports = catalogue.USAGE_REPORTS.name
    series = {
        f'{catalogue.UNPRICED.name}{{job="shop",model="odd"}}': "100+3x100",
        f'{reports}{{job="shop",model="odd",usage_source="provider"}}': "100+4x100",
        f'{reports}{{job="shop",model="odd",usage_source="none"}}': "100+90x100",
        f'{catalogue.UNPRICED.name}{{job="shop",model="known"}}': "0x100",
        f'{reports}{{job="shop",model="known",usage_source="provider"}}': "100+4x100",
    }
    records("unpriced_ratio", series, "1h10m30s", {'{model="odd"}': 0.75, '{model="known"}': 0.0}, "model")
    records("unpriced_ratio", series, "1h10m30s", {"": 0.375})


def test_before_the_first_unpriced_call(records: Recording) -> None:
    """No share is missing just because no series is there."""
    series = {f'{catalogue.USAGE_REPORTS.name}{{job="shop",usage_source="provider"}}': "100+4x100"}
    records("unpriced_ratio", series, "1h10m30s", {"": 0.0})
