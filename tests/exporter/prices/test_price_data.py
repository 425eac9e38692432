"""How old the list is, and that it is loaded ahead and stays offline."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime, timezone
from decimal import Decimal
from importlib.metadata import version
from time import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from genai_prices import data_snapshot
from genai_prices.types import ClauseEquals, ModelInfo, ModelPrice, PriceVariant, Provider, StartDateConstraint
from tests.exporter.prices.price_list import DAY, NOW, PROVIDERS

from watchspec._internal.prices import NoPrices, Prices, age, listed, load
from watchspec._internal.prices.age import newest_price
from watchspec._internal.safety import forget_logged
from watchspec._internal.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = version("genai-prices")


def _unix(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp()


def test_the_day_of_the_newest_price() -> None:
    """A midnight that has been, and no price of the list began to hold after it."""
    found = Prices(clock=lambda: NOW).data()
    assert found is not None
    assert found.version == VERSION
    assert found.timestamp % DAY == 0
    assert found.timestamp <= NOW
    assert found.timestamp == newest_price(PROVIDERS, NOW)
    assert newest_price(PROVIDERS, found.timestamp - 1) != found.timestamp


def test_tiers_have_days_too() -> None:
    """A list whose newest entry is a service tier's price is as fresh as that."""
    prices = ModelPrice(input_mtok=Decimal(1))
    since = StartDateConstraint(date(2026, 3, 4))
    model = ModelInfo(
        "mine",
        ClauseEquals("mine"),
        prices=prices,
        price_variants=[PriceVariant({"service_tier": "flex"}, prices, since)],
    )
    assert newest_price([Provider("mine", "Mine", "none", models=[model])], NOW) == _unix("2026-03-04")


def test_prices_announced_ahead_do_not_rejuvenate_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list has prices of next year; when that has come, a list that nobody updated is as old as it is."""
    far = _unix("2100-01-01")
    ahead = newest_price(PROVIDERS, far)
    assert ahead is not None
    assert ahead > NOW
    monkeypatch.setattr(age, "_installed", lambda _: NOW)
    assert age.price_data(far) == (VERSION, newest_price(PROVIDERS, NOW))


@pytest.mark.parametrize("installed", [_unix("1980-01-01"), float("inf")])
def test_an_installation_without_a_date_rules_nothing_out(monkeypatch: pytest.MonkeyPatch, installed: float) -> None:
    """Images that are built for equal bytes set their files' times to long ago; an archive has none."""
    monkeypatch.setattr(age, "_installed", lambda _: installed)
    assert age.price_data(NOW) == (VERSION, newest_price(PROVIDERS, NOW))


def test_the_time_of_installation() -> None:
    """That of the package's own file, if it has one."""
    assert _unix("2020-01-01") < age._installed(data_snapshot) <= time()
    assert age._installed(SimpleNamespace(__file__="/no/such/file")) == float("inf")
    assert age._installed(SimpleNamespace(__file__=None)) == float("inf")


def test_a_list_without_days_has_none() -> None:
    """Nothing is made up."""
    assert newest_price([], NOW) is None
    assert newest_price(PROVIDERS, 0) is None


@pytest.fixture
def _restored() -> Iterator[None]:
    yield
    data_snapshot.set_custom_snapshot(None)


@pytest.mark.usefixtures("_restored")
@pytest.mark.parametrize(("automatic", "suffix"), [(True, "+updated"), (False, "+custom")])
def test_a_list_of_the_host_says_how_old_it_is(automatic: bool, suffix: str) -> None:
    """Within a minute of its installation."""
    now = NOW
    prices = Prices(clock=lambda: now)
    assert prices.data() is not None
    made = datetime.fromtimestamp(NOW - 5_000, timezone.utc)
    snapshot = data_snapshot.DataSnapshot(list(PROVIDERS), from_auto_update=automatic, timestamp=made)
    data_snapshot.set_custom_snapshot(snapshot)
    now += 60
    assert prices.data() == (VERSION + suffix, NOW - 5_000)


@pytest.mark.usefixtures("_restored")
def test_the_bundled_list_stays_as_old_when_the_host_wraps_it() -> None:
    """A snapshot claims to be as old as itself."""
    data_snapshot.set_custom_snapshot(data_snapshot.DataSnapshot(PROVIDERS, from_auto_update=False))
    assert Prices(clock=lambda: NOW).data() == (VERSION, newest_price(PROVIDERS, NOW))


def test_switched_off_there_is_no_list() -> None:
    """`instrument(prices=False)`."""
    assert NoPrices().data() is None


def test_without_genai_prices(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Every call is unpriced; none costs 0; one line says why; prices of one's own still hold."""
    forget_logged()
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    monkeypatch.setattr(listed.search, "is_vain", False)
    load()
    prices = Prices()
    assert prices.data() is None
    for _ in range(3):
        assert prices.cost("openai", "gpt-4o", None, None, Usage(1, 1)) is None
    assert [line for line in caplog.messages if "genai-prices" in line] == [
        "genai-prices is not usable (ModuleNotFoundError); calls without a price of their own count as unpriced"
    ]


def test_a_missing_list_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at each call or scrape, as a fork amid an import may hang the child; `instrument()` looks anew."""
    tried: list[str] = []

    class Finder:
        @staticmethod
        def find_spec(name: str, *_: object) -> None:
            tried.append(name)

    for name in [name for name in sys.modules if name.partition(".")[0] == "genai_prices"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Finder])
    monkeypatch.setattr(listed.search, "is_vain", False)
    prices = Prices()
    for _ in range(3):
        assert prices.cost("openai", "gpt-4o", None, None, Usage(1, 1)) is None
        assert prices.data() is None
    assert tried == ["genai_prices"]
    load()
    assert tried == ["genai_prices"] * 2


_LOADING = """
import json, sys, threading
events = []
sys.addaudithook(lambda name, args: events.append(name) if name.startswith("socket.") else None)
import watchspec
from watchspec._internal.prices import Prices, load
from watchspec._internal.usage import Usage
before = "genai_prices" in sys.modules
load()
after = "genai_prices.data" in sys.modules
prices = Prices()
prices.cost("openai", "gpt-4o", None, None, Usage(1, 1)), prices.knows("openai", "unknown"), prices.data()
from genai_prices import data_snapshot
print(json.dumps({
    "before": before,
    "after": after,
    "threads": [thread.name for thread in threading.enumerate()],
    "sockets": events,
    "updated": data_snapshot.get_snapshot().from_auto_update,
}))
"""


def test_loading_starts_nothing_and_asks_nobody() -> None:
    """The list's network updater would be a thread and a socket; importing watchspec does not even load the list."""
    told = subprocess.run([sys.executable, "-c", _LOADING], capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(told.stdout) == {
        "before": False,
        "after": True,
        "threads": ["MainThread"],
        "sockets": [],
        "updated": False,
    }


def test_a_broken_installation_does_not_reach_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever loading it raises."""
    monkeypatch.setattr(data_snapshot, "get_snapshot", lambda: 1 / 0)
    load()
