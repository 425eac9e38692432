"""Real calls are charged to who made them, and to nobody twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from tests.exporter.spending.readings import USER_METRICS, Scraper, by_user

import watchspec
from watchspec import catalogue

if TYPE_CHECKING:
    import openai
    from tests.exporter.conftest import Meter

BODY: dict[str, Any] = {"model": "gpt-4o", "messages": []}


def test_users_and_sessions_cost_what_their_calls_cost(meter: Meter, client: openai.OpenAI) -> None:
    """Over some threads and three scrapes; a call of nobody is in the metrics of calls only."""

    def visit(number: int) -> None:
        with watchspec.context(feature="chat", user_id=f"u{number % 3}", session_id=f"s{number}", prompt="v1"):
            for _ in range(4):
                client.chat.completions.create(**BODY)
        watchspec.end_session(f"s{number}")

    scrapers = [Scraper(meter.registry, metric) for metric in USER_METRICS]
    for _ in range(3):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(visit, range(9)))
        for scraper in scrapers:
            scraper.scrape()
    cost = meter.total(catalogue.COST)
    assert cost > 0
    assert scrapers[0].total() == pytest.approx(cost)
    assert scrapers[0].increase == pytest.approx(cost)
    assert scrapers[1].total() == scrapers[1].increase == 3 * 9 * 4
    assert scrapers[2].total() == scrapers[2].increase == meter.total(catalogue.TOKENS)
    assert set(scrapers[0].last) == {catalogue.OTHER, *(watchspec.user_label(f"u{number}") for number in range(3))}
    assert meter.total(catalogue.SESSION_COST, "_count", feature="chat") == 27
    assert meter.total(catalogue.SESSION_COST, "_sum", feature="chat") == pytest.approx(cost)
    assert meter.total(catalogue.PROMPT_COST, prompt="v1") == pytest.approx(cost)
    client.chat.completions.create(**BODY)
    assert meter.total(catalogue.REQUESTS) == 109
    assert sum(by_user(meter.registry, catalogue.USER_REQUESTS).values()) == 108
    assert meter.internal_errors() == 0
