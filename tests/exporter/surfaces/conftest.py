"""What every test of a surface needs besides the fixtures of tests/exporter."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import openai
import pytest
from tests.exporter.conftest import Driver
from tests.exporter.surfaces.verbatim import Verbatim

from watchspec._internal import parking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec.testing import LoopbackProvider


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The newest client calls some of the surfaces deprecated; services use them all the same."""
    for item in items:
        if "/surfaces/" in str(item.path):
            item.add_marker(pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning"))
            # Streams and clients are left open on purpose.
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))


class QuickDriver(Driver):
    """A driver whose clients know no certificates: reading those takes longer than a test of loopback."""

    def _settings(self) -> dict[str, Any]:
        kind = openai.DefaultHttpxClient if self.kind == "sync" else openai.DefaultAsyncHttpxClient
        return {"http_client": kind(verify=False), **super()._settings()}


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest, provider: LoopbackProvider) -> Driver:
    return QuickDriver(provider.url, request.param)


@pytest.fixture(autouse=True, scope="module")
def quick_collections() -> Iterator[None]:
    """Leaves everything out of garbage collection that is there already; most tests here collect."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


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
