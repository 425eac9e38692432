"""What a client's requests are, found out once for each kind of request and remembered on the client.

Most services repeat a few kinds of calls all day; for these one look-up answers everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec import catalogue
from watchspec._internal.endpoint import model_of
from watchspec._internal.estimate import GENERATING
from watchspec._internal.providers import DEFAULT, provider_of
from watchspec._internal.surfaces import RETRIEVAL, surface_of

if TYPE_CHECKING:
    from watchspec._internal.prices.tariff import Tariff
    from watchspec._internal.recorder import Recorder
    from watchspec._internal.series import Series
    from watchspec._internal.surfaces import Surface

MARK = "_watchspec_plans"
MAX_PLANS = 1_000


class Usual:
    """How calls of a plan were answered lately, and so how most of the next ones will be; never changes."""

    __slots__ = ("_epoch", "_tariff", "answered", "plan", "tier")

    def __init__(self, plan: Plan, answered: str | None, tier: str | None) -> None:
        self.plan = plan
        self.answered = answered
        self.tier = tier
        """Model and service tier of the answer."""
        self._epoch = -1
        self._tariff: Tariff | None = None

    def tariff(self) -> Tariff | None:
        """The price of a call that is answered so; None if it is unknown."""
        series = self.plan.series
        prices = series.recorder.prices
        if self._epoch != prices.epoch:
            self._tariff = prices.tariff(series.labels[0], self.plan.model, self.answered, self.tier)
            self._epoch = prices.epoch
        return self._tariff


class Plan:
    """How one kind of request is measured."""

    __slots__ = (
        "asked_as",
        "asked_with",
        "has_gateway",
        "headers",
        "is_generating",
        "is_special",
        "ledger",
        "model",
        "series",
        "server",
        "surface",
        "usual",
    )

    def __init__(self, series: Series, surface: Surface, model: str, *, has_gateway: bool) -> None:
        self.series = series
        self.ledger = series.ledger
        self.surface = surface
        self.model = model
        """As requested."""
        self.is_generating = surface.operation in GENERATING
        self.has_gateway = has_gateway
        """Whether somebody between us and the provider may tell what the call costs."""
        self.is_special = has_gateway or series.ledger.at_once
        """Whether its calls are never ordinary ones."""
        self.server: tuple[str, int] | None = None
        """Host and port, for traces."""
        self.headers: Any = None
        """Of the latest ordinary answer."""
        self.asked_as: Any = None
        self.asked_with: Any = None
        """Class of a stream that was asked for its usage, and the type in place of headers of its request."""
        self.usual = Usual(self, None, None)

    def tariff_of(self, answered: str | None, tier: str | None) -> Tariff | None:
        """The price of a call that was answered so, as the next ones are expected to be."""
        usual = self.usual
        if answered != usual.answered or tier != usual.tier:
            usual = self.usual = Usual(self, answered, tier)
        return usual.tariff()


class Plans(dict["tuple[str, str, Any, str | None]", Plan]):
    """Plans of one client by method, path, model and feature, for as long as its URL and recorder stay."""

    __slots__ = ("has_gateway", "provider", "recorder", "server", "url")

    def __init__(self, recorder: Recorder, url: Any) -> None:
        super().__init__()
        self.recorder = recorder
        self.url = url
        self.server = _server(url)
        provider = provider_of(self.server[0]) if self.server is not None else None
        self.provider = provider or DEFAULT
        # OpenRouter is a gateway too; of an unknown host nobody knows.
        self.has_gateway = provider in (None, "openrouter")


_PORTS = {"http": 80, "https": 443}


def _server(url: Any) -> tuple[str, int] | None:
    host, port = getattr(url, "host", None), getattr(url, "port", None)
    if not isinstance(host, str):
        return None
    return host, port if isinstance(port, int) else _PORTS.get(getattr(url, "scheme", ""), 443)


def plans_of(recorder: Recorder, client: Any) -> Plans:
    """The plans of a client, new ones if its URL or its recorder has changed."""
    known = client.__dict__
    plans: Plans | None = known.get(MARK)
    url = known.get("_base_url")
    if plans is None or plans.url is not url or plans.recorder is not recorder:
        plans = known[MARK] = Plans(recorder, url)
    return plans


def new_plan(plans: Plans, options: Any, feature: str | None) -> Plan | None:
    """How to measure a request; None for one that is not measured."""
    surface = surface_of(options)
    if surface is None or surface is RETRIEVAL:
        return None
    model = model_of(options)
    series = plans.recorder.series(plans.provider, model, surface.operation, feature)
    plan = Plan(series, surface, model, has_gateway=plans.has_gateway)
    plan.server = plans.server
    # A value beyond its cap is asked for each time, since each time is counted.
    if catalogue.OTHER not in series.labels and len(plans) < MAX_PLANS:
        plans[options.method, options.url, model, feature] = plan
    return plan


def forget(client: Any) -> None:
    """Takes our mark off the client."""
    client.__dict__.pop(MARK, None)
