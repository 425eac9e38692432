"""What every test of a surface needs besides the fixtures of tests/exporter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.exporter.surfaces.verbatim import Verbatim

from watchspec._internal import parking

if TYPE_CHECKING:
    from collections.abc import Iterator


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The newest client calls some of the surfaces deprecated; services use them all the same."""
    for item in items:
        if "/surfaces/" in str(item.path):
            item.add_marker(pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning"))
            # Streams and clients are left open on purpose.
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))


@pytest.fixture(autouse=True)
def nothing_parked() -> Iterator[None]:
    """No response in the background of an earlier test is waited for."""
    parking.forget()
    yield
    parking.forget()


@pytest.fixture
def verbatim() -> Iterator[Verbatim]:
    """A server that answers with exactly the bytes it is given."""
    with Verbatim() as running:
        yield running
