"""A scrape as Prometheus makes it, without the socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from wsgiref.util import setup_testing_defaults

import watchspec

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

ACCEPT = "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"


def scrape(registry: CollectorRegistry) -> str:
    """The body of `/metrics`, in the format that Prometheus asks for."""
    app: Any = watchspec.make_wsgi_app(registry)
    environment: dict[str, Any] = {"HTTP_ACCEPT": ACCEPT}
    setup_testing_defaults(environment)
    return b"".join(app(environment, lambda *_: None)).decode()


def series_of(registry: CollectorRegistry) -> list[str]:
    """The names of all series in a scrape, one for each."""
    lines = (line for line in scrape(registry).splitlines() if not line.startswith("#"))
    return [line.partition("{")[0].partition(" ")[0] for line in lines]
